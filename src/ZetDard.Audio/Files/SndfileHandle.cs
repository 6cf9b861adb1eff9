using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>A file that libsndfile has open.</summary>
internal sealed class SndfileHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Sndfile.Close(handle) == 0;
}
