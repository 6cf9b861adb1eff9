using System.Globalization;

namespace ZetDard.Audio;

/// <summary>
/// The sound of a file from the first decoder that can read it. If that fails in the middle, the next decoder goes on at the same sample.
/// </summary>
internal sealed class DecodedSource : SampleSource
{
    /// <summary>How much sound may be missing or damaged in a file that is still whole: less than two frames of MP3 at 44.1 kHz.</summary>
    internal const double MaxMissingSeconds = .05;

    private readonly Candidates _candidates;
    private readonly Lock _gate = new();
    private SampleSource _inner;
    private long _at;
    private bool _isInterrupted;

    private DecodedSource(Candidates candidates, SampleSource inner)
        : base(inner.SampleRateHz, inner.ChannelCount, inner.Length)
    {
        _candidates = candidates;
        _inner = inner;
    }

    internal override long? EstimatedLength => _inner.EstimatedLength;

    /// <summary>Opens a file with the first of the decoders that can.</summary>
    /// <inheritdoc cref="AudioFile.Open" path="/exception"/>
    public static DecodedSource Open(string path, IReadOnlyList<IAudioDecoder> decoders, bool allowIncomplete)
    {
        var candidates = new Candidates(path, decoders, allowIncomplete);
        candidates.ThrowIfCutOff();
        return new(candidates, candidates.OpenNext() ?? throw candidates.Failure());
    }

    protected override int ReadBlock(Span<float> interleaved)
    {
        while (true)
        {
            try
            {
                if (_inner.Read(interleaved) is > 0 and var count)
                {
                    _at += count / ChannelCount;
                    return count;
                }

                ThrowIfShort();
                return 0;
            }
            catch (InvalidDataException reason)
            {
                if (!GoOn(reason))
                {
                    return 0;
                }
            }
        }
    }

    protected override bool TrySeek(long sample)
    {
        try
        {
            _inner.Advance(sample);
            _at = sample;
        }
        catch (InvalidDataException reason)
        {
            _at = sample;
            GoOn(reason);
        }

        return true;
    }

    internal override void Interrupt()
    {
        lock (_gate)
        {
            _isInterrupted = true;
            _inner.Interrupt();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private void ThrowIfShort()
    {
        if (_at == 0)
        {
            throw new InvalidDataException($"{_candidates.Path} holds no sample.");
        }

        // Also of what the first decoder stated: the file may have been made shorter before the next one opened it.
        var length = Math.Max(Length ?? 0, _inner.Length ?? 0);
        if (_at + (MaxMissingSeconds * SampleRateHz) < length)
        {
            throw Incomplete(_candidates.Path, (double)length / SampleRateHz, (double)_at / SampleRateHz);
        }
    }

    /// <summary>The error of a file that ends before the end that it states.</summary>
    internal static InvalidDataException Incomplete(string path, double statedSeconds, double actualSeconds) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{path} is cut off or damaged: {statedSeconds:F1} s of sound are stated, but only {actualSeconds:F1} s can be read. "
        + $"To read what is there, set {nameof(AudioReadOptions.AllowIncomplete)}."));

    // Opens the next decoder at the sample where the last one failed. Returns false where what was read so far is all that is wanted.
    private bool GoOn(InvalidDataException reason)
    {
        _candidates.Note(reason);
        while (_candidates.OpenNext() is { } next)
        {
            lock (_gate)
            {
                if (_isInterrupted || (next.SampleRateHz, next.ChannelCount) != (SampleRateHz, ChannelCount))
                {
                    next.Dispose();
                    continue;
                }

                _inner.Dispose();
                _inner = next;
            }

            try
            {
                _inner.Advance(_at);
                return true;
            }
            catch (InvalidDataException another)
            {
                _candidates.Note(another);
            }
        }

        return _candidates.AllowIncomplete && _at > 0 ? false : throw _candidates.Failure();
    }

    /// <summary>The decoders that have not been tried yet, and why those before them failed.</summary>
    private sealed class Candidates(string path, IReadOnlyList<IAudioDecoder> decoders, bool allowIncomplete)
    {
        private readonly byte[] _start = AudioFile.ReadStart(path).ToArray();
        private readonly List<string> _absent = [];
        private InvalidDataException? _broken;
        private int _next;

        public string Path => path;

        public bool AllowIncomplete => allowIncomplete;

        /// <exception cref="InvalidDataException">The file states more sound than it holds, and that is not allowed.</exception>
        public void ThrowIfCutOff()
        {
            if (!allowIncomplete && StatedLength.Incomplete(path, SoundFormat.Of(_start)?.Name) is { } incomplete)
            {
                throw incomplete;
            }
        }

        /// <summary>Keeps the first reason, which is that of the best decoder.</summary>
        public void Note(InvalidDataException reason) => _broken ??= reason;

        /// <summary>The sound from the next decoder that can open the file; <see langword="null"/> if there is none.</summary>
        public SampleSource? OpenNext()
        {
            if (_start.Length == 0)
            {
                throw new InvalidDataException($"{path} is empty, or is not a regular file but a device, a pipe or a socket.");
            }

            while (_next < decoders.Count)
            {
                var decoder = decoders[_next++];
                if (!decoder.CanDecode(_start))
                {
                    continue;
                }

                try
                {
                    return decoder.Open(path, allowIncomplete);
                }
                catch (InvalidDataException reason)
                {
                    Note(reason);
                }
                catch (PlatformNotSupportedException reason)
                {
                    _absent.Add(reason.Message);
                }
            }

            return null;
        }

        public Exception Failure() => (_broken, _absent.Count, SoundFormat.Of(_start)) switch
        {
            ({ } reason, 0, _) => new InvalidDataException(reason.Message, reason),
            ({ } reason, _, _) => new InvalidDataException(
                $"{reason.Message} Another decoder might know this variant of the format. {string.Join(" Or: ", _absent)}", reason),
            (null, > 0, var format) => new PlatformNotSupportedException(
                $"{path} is {format?.Name ?? "sound"}. {string.Join(" Or: ", _absent)}"),
            (null, 0, { } format) => new InvalidDataException(
                $"{path} is {format.Name}, {format.Obstacle ?? "which none of the given decoders can read"}."),
            _ => new InvalidDataException(ForeignFile.KindOf(path, _start) is { } kind
                ? $"{path} is not a sound file: it is {kind}."
                : $"{path} is not a sound file of a known format: it begins with \"{ForeignFile.Beginning(_start)}\"."),
        };
    }
}
