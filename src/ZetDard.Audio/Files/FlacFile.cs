using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>Reads FLAC files to their real end with a decoder that is given only frames that are there.</summary>
internal static class FlacFile
{
    /// <summary>Opens a file: each of its runs of frames is decoded by libsndfile as a file of its own.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or changes its form.</exception>
    public static SampleSource Open(string path, bool allowIncomplete)
    {
        var file = OpenHandle(path);
        try
        {
            var bytes = new PieceStream(file, [new(0, RandomAccess.GetLength(file))]);
            var parts = Parts(bytes, path, allowIncomplete, out var isWhole);
            return JoinedSource.Open(path, parts, parts.Sum(part => part.SampleCount!.Value), isWhole, allowIncomplete, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The number of samples that another decoder must give; <see langword="null"/> if that cannot be said, because the form changes or
    /// damage is allowed.
    /// </summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static long? CountSamples(string path, bool allowIncomplete)
    {
        using var file = OpenHandle(path);
        var map = FlacMap.Read(new PieceStream(file, [new(0, RandomAccess.GetLength(file))]), checksFrames: true);
        map.ThrowIfIncomplete(path, allowIncomplete);
        var (rate, channels) = (map.Runs[0].RateHz, map.Runs[0].ChannelCount);
        return map.LostCount > 0 || map.Runs.Any(run => (run.RateHz, run.ChannelCount) != (rate, channels)) ? null : map.SampleCount;
    }

    /// <summary>The runs of a stream of FLAC as parts that libsndfile decodes.</summary>
    public static List<SoundPart> Parts(PieceStream bytes, string path, bool allowIncomplete, out bool isWhole)
    {
        var map = FlacMap.Read(bytes, checksFrames: allowIncomplete);
        map.ThrowIfIncomplete(path, allowIncomplete);
        map.ThrowIfChanging(path);
        isWhole = map.LostCount == 0;
        return [.. map.Runs.Select(run => new SoundPart(run.SampleCount, at => OpenRun(bytes, path, run, at)))];
    }

    /// <summary>Opens the handle that the parts share. Other processes may write, rename and delete the file meanwhile.</summary>
    public static SafeFileHandle OpenHandle(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    // Decoding starts at a frame, and each frame stands for itself: no decoder has to seek.
    private static SampleSource OpenRun(PieceStream bytes, string path, FlacRun run, long sample)
    {
        if (run.IsBroken)
        {
            return JoinedSource.Silence(run.RateHz, run.ChannelCount);
        }

        var (first, offset) = run.Before(sample);
        var source = SndfileSource.Open(bytes.Part(run.Header(first), offset, run.End), path);
        source.Discard(sample - first);
        return source;
    }
}
