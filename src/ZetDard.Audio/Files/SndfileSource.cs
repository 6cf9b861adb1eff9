using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>Sound that libsndfile decodes from a stream.</summary>
/// <remarks>
/// libsndfile reads through callbacks, so that it can be given a part of a file, or a file whose header has been corrected, as if it were
/// a file of its own.
/// </remarks>
internal sealed class SndfileSource : SampleSource
{
    private readonly Reading _reading;
    private readonly Sndfile.Info _info;

    private SndfileSource(Reading reading, Sndfile.Info info)
        : base(info.SampleRateHz, info.ChannelCount, info.FrameCount is > 0 and < long.MaxValue ? info.FrameCount : null)
    {
        _reading = reading;
        _info = info;
    }

    /// <summary>Opens a stream that can seek, at its beginning. The source owns it.</summary>
    /// <param name="stream">The bytes of one file.</param>
    /// <param name="path">The name of the file in messages.</param>
    /// <exception cref="InvalidDataException">libsndfile does not know the format, or the file is damaged.</exception>
    public static SndfileSource Open(Stream stream, string path)
    {
        var reading = new Reading(stream);
        try
        {
            var info = reading.Open(path);
            return info.SampleRateHz >= 1 && info.ChannelCount is >= 1 and <= MaxChannelCount
                ? new(reading, info)
                : throw new InvalidDataException($"{path} is damaged: it has {info.ChannelCount} channels at {info.SampleRateHz} Hz.");
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    protected override int ReadBlock(Span<float> interleaved) =>
        (int)_reading.Read(interleaved, interleaved.Length / ChannelCount) * ChannelCount;

    protected override bool TrySeek(long sample) => _info.IsSeekable != 0 && _reading.Seek(sample);

    protected override void Dispose(bool disposing)
    {
        _reading.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A stream, the callbacks through which libsndfile reads it, and libsndfile's handle.</summary>
    private sealed unsafe class Reading(Stream stream) : IDisposable
    {
        // libsndfile stores the reason of the last failed opening once for the whole process.
        private static readonly Lock Opening = new();

        private readonly Stream _stream = stream;
        private Handle? _handle;
        private GCHandle _this;
        private Exception? _failure;
        private string _path = "";
        private bool _isBroken;

        public Sndfile.Info Open(string path)
        {
            _path = path;
            _this = GCHandle.Alloc(this);
            var info = default(Sndfile.Info);
            var callbacks = new Sndfile.Callbacks
            {
                Length = &LengthOf, Seek = &SeekIn, Read = &ReadFrom, Write = &WriteTo, Position = &PositionOf,
            };
            lock (Opening)
            {
                _handle = Sndfile.OpenVirtual(ref callbacks, Sndfile.ModeRead, ref info, GCHandle.ToIntPtr(_this));
                ThrowFailure();
                return _handle.IsInvalid
                    ? throw new InvalidDataException($"{path} cannot be decoded by libsndfile: {Sndfile.LastError().Trim().TrimEnd('.')}.")
                    : info;
            }
        }

        public long Read(Span<float> interleaved, int frameCount)
        {
            if (_isBroken)
            {
                throw new InvalidDataException(
                    $"{_path} is damaged: libsndfile cannot decode all of it. "
                    + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}.");
            }

            var count = Math.Max(0, Sndfile.Read(_handle!, interleaved, frameCount));
            ThrowFailure();

            // The samples before a place that libsndfile cannot decode are right. It would end there without an error.
            _isBroken = Sndfile.ErrorNumber(_handle!) != 0;
            return _isBroken && count == 0 ? Read(interleaved, frameCount) : count;
        }

        public bool Seek(long frame)
        {
            var isThere = Sndfile.Seek(_handle!, frame, Sndfile.SeekSet) == frame;
            ThrowFailure();
            return isThere;
        }

        public void Dispose()
        {
            _handle?.Dispose();     // before the stream, which it may still read
            if (_this.IsAllocated)
            {
                _this.Free();
            }

            _stream.Dispose();
        }

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static long LengthOf(nint self) => Try(self, static (reading, _, _, _) => reading._stream.Length);

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static long PositionOf(nint self) => Try(self, static (reading, _, _, _) => reading._stream.Position);

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static long SeekIn(long offset, int whence, nint self) => Try(
            self,
            static (reading, offset, whence, _) => reading._stream.Position = Math.Max(0, offset + whence switch
            {
                0 => 0,
                1 => reading._stream.Position,
                _ => reading._stream.Length,
            }),
            offset,
            whence);

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static long ReadFrom(byte* buffer, long count, nint self) => Try(
            self,
            static (reading, count, _, buffer) =>
                reading._stream.ReadAtLeast(new((byte*)buffer, (int)Math.Min(count, int.MaxValue)), (int)Math.Min(count, int.MaxValue), false),
            count,
            0,
            (nint)buffer);

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static long WriteTo(byte* buffer, long count, nint self) => 0;

        // An exception must not pass through native code. It is kept, and thrown when libsndfile returns.
        private static long Try(
            nint self, Func<Reading, long, int, nint, long> action, long number = 0, int whence = 0, nint buffer = 0)
        {
            var reading = (Reading)GCHandle.FromIntPtr(self).Target!;
            try
            {
                return action(reading, number, whence, buffer);
            }
            catch (Exception failure)
            {
                reading._failure ??= failure;
                return 0;
            }
        }

        private void ThrowFailure()
        {
            if (_failure is { } failure)
            {
                _failure = null;
                throw failure is IOException or InvalidDataException
                    ? failure
                    : new IOException($"The sound could not be read: {failure.Message}", failure);
            }
        }
    }

    /// <summary>A handle of a file that libsndfile has opened.</summary>
    internal sealed class Handle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => Sndfile.Close(handle) == 0;
    }
}
