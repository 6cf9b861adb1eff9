using System.Reflection;
using System.Runtime.InteropServices;

namespace ZetDard.Audio;

/// <summary>The functions of libsndfile that this package uses (libsndfile.github.io/libsndfile/api.html).</summary>
internal static partial class Sndfile
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

    /// <summary>Opens a file for reading.</summary>
    public static SndfileHandle Open(string path, ref Info info) =>
        OperatingSystem.IsWindows() ? OpenWide(path, ModeRead, ref info) : OpenUtf8(path, ModeRead, ref info);

    /// <summary>The error of a file, or of the last file that could not be opened.</summary>
    public static string Error(SndfileHandle? file) =>
        Marshal.PtrToStringUTF8(file is null ? LastError(0) : ErrorOf(file)) ?? "no reason given";

    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    public static partial long Read(SndfileHandle file, Span<float> interleaved, long frameCount);

    [LibraryImport(Library, EntryPoint = "sf_seek")]
    public static partial long Seek(SndfileHandle file, long frame, int whence);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    public static partial int Close(nint file);

    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SndfileHandle OpenUtf8(string path, int mode, ref Info info);

    [LibraryImport(Library, EntryPoint = "sf_wchar_open", StringMarshalling = StringMarshalling.Utf16)]
    private static partial SndfileHandle OpenWide(string path, int mode, ref Info info);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    private static partial nint ErrorOf(SndfileHandle file);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    private static partial nint LastError(nint none);

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
