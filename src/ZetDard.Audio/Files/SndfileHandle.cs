using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>A handle of a file that libsndfile has opened.</summary>
internal sealed class SndfileHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => Sndfile.Close(handle) == 0;
}
