namespace ZetDard.Netease;

/// <summary>How a user describes his sex. Values that are not named are kept as they came.</summary>
public enum NeteaseGender
{
    /// <summary>Not said.</summary>
    Unknown = 0,

    /// <summary>Male.</summary>
    Male = 1,

    /// <summary>Female.</summary>
    Female = 2,
}
