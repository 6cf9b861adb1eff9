namespace ZetDard.Netease;

/// <summary>The gender that a user states. Values that have no name here are kept as the service sent them.</summary>
public enum NeteaseGender
{
    /// <summary>Not stated.</summary>
    Unknown = 0,

    /// <summary>Male.</summary>
    Male = 1,

    /// <summary>Female.</summary>
    Female = 2,
}
