using System.Reflection;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>The functions of libsndfile that this package uses (libsndfile.github.io/libsndfile/api.html).</summary>
internal static unsafe partial class Sndfile
{
    public const int ModeRead = 0x10;
    public const int SeekSet = 0;

    private const string Library = "libsndfile";

    /// <summary>The names of the library on Debian, other Linux systems, macOS and Windows.</summary>
    public static readonly string[] Names = ["libsndfile.so.1", "libsndfile", "libsndfile.1.dylib", "sndfile.dll", "libsndfile-1.dll"];

    static Sndfile() =>
        NativeLibrary.SetDllImportResolver(typeof(Sndfile).Assembly, static (name, assembly, search) => name == Library ? Find(Names) : 0);

    /// <summary>Loads the first library that exists of these names; 0 if none does.</summary>
    public static nint Find(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), null, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    /// <summary>The reason why the last file could not be opened.</summary>
    public static string LastError() => Marshal.PtrToStringUTF8(ErrorOf(0)) ?? "no reason given";

    [LibraryImport(Library, EntryPoint = "sf_open_virtual")]
    public static partial SndfileSource.Handle OpenVirtual(ref Callbacks callbacks, int mode, ref Info info, nint userData);

    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    public static partial long Read(SndfileSource.Handle file, Span<float> interleaved, long frameCount);

    [LibraryImport(Library, EntryPoint = "sf_seek")]
    public static partial long Seek(SndfileSource.Handle file, long frame, int whence);

    [LibraryImport(Library, EntryPoint = "sf_error")]
    public static partial int ErrorNumber(SndfileSource.Handle file);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    public static partial int Close(nint file);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    private static partial nint ErrorOf(nint file);

    /// <summary>The structure SF_VIRTUAL_IO. libsndfile copies it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Callbacks
    {
        public delegate* unmanaged[Cdecl]<nint, long> Length;
        public delegate* unmanaged[Cdecl]<long, int, nint, long> Seek;
        public delegate* unmanaged[Cdecl]<byte*, long, nint, long> Read;
        public delegate* unmanaged[Cdecl]<byte*, long, nint, long> Write;
        public delegate* unmanaged[Cdecl]<nint, long> Position;
    }

    /// <summary>The structure SF_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Info
    {
        public long FrameCount;
        public int SampleRateHz;
        public int ChannelCount;
        public int Format;
        public int SectionCount;
        public int IsSeekable;
    }
}
