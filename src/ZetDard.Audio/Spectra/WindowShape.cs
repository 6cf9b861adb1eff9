namespace ZetDard.Audio;

/// <summary>The window, that is, the weights of the N samples of a frame.</summary>
public enum WindowShape
{
    /// <summary>The periodic Hann window, ½ − ½·cos(2πn/N), which is usual for spectra.</summary>
    Hann,

    /// <summary>The symmetric Hann window, ½ − ½·cos(2πn/(N − 1)); its first and last weights are both 0.</summary>
    HannSymmetric,

    /// <summary>The symmetric Hamming window, .54 − .46·cos(2πn/(N − 1)).</summary>
    HammingSymmetric,

    /// <summary>The rectangular window: all weights are 1.</summary>
    Rectangular,
}
