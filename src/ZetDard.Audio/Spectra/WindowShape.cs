namespace ZetDard.Audio;

/// <summary>The weights of the samples of a frame.</summary>
public enum WindowShape
{
    /// <summary>½ − ½·cos(2πn/N), the usual one for spectra.</summary>
    Hann,

    /// <summary>½ − ½·cos(2πn/(N − 1)): its first and last weight are both 0.</summary>
    HannSymmetric,

    /// <summary>.54 − .46·cos(2πn/(N − 1)).</summary>
    HammingSymmetric,

    /// <summary>All weights 1.</summary>
    Rectangular,
}
