using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace ZetDard.Audio;

/// <summary>Reads Ogg files to their real end: each stream of sound is given to a decoder as a file of its own.</summary>
internal static class OggFile
{
    /// <summary>Opens a file with libsndfile.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or changes its form.</exception>
    public static SampleSource Open(string path, bool allowIncomplete) => Open(path, allowIncomplete, null);

    /// <summary>Opens a file with NVorbis.</summary>
    /// <inheritdoc cref="Open(string, bool)" path="/exception"/>
    public static SampleSource OpenVorbis(string path, bool allowIncomplete) => Open(path, allowIncomplete, OggCodec.Vorbis);

    /// <summary>
    /// The number of samples that another decoder must give; <see langword="null"/> if that cannot be said, because the form changes or
    /// damage is allowed.
    /// </summary>
    /// <inheritdoc cref="Open(string, bool)" path="/exception"/>
    public static long? CountSamples(string path, bool allowIncomplete)
    {
        using var file = FlacFile.OpenHandle(path);
        var map = Read(file, path, allowIncomplete);
        var (isCounted, count) = (map.IsWhole, 0L);
        foreach (var link in map.Links)
        {
            isCounted &= (link.RateHz, link.ChannelCount) == (map.Links[0].RateHz, map.Links[0].ChannelCount);
            if (link.Codec == OggCodec.Flac)
            {
                var flac = FlacMap.Read(new PieceStream(file, link.Pieces), checksFrames: false);
                flac.ThrowIfIncomplete(path, allowIncomplete);
                isCounted &= flac.LostCount == 0;
                count += flac.SampleCount;
                continue;
            }

            isCounted &= link.IsCounted;
            count += link.SampleCount;
        }

        return isCounted ? count : null;
    }

    private static JoinedSource Open(string path, bool allowIncomplete, OggCodec? only)
    {
        var file = FlacFile.OpenHandle(path);
        try
        {
            var map = Read(file, path, allowIncomplete);
            map.ThrowIfChanging(path);
            if (only is not null && map.Links.FirstOrDefault(link => link.Codec != only) is { } other)
            {
                throw new InvalidDataException($"{path} holds {other.Codec}, which needs libsndfile or ffmpeg.");
            }

            if (only is not null && map.Links.Any(link => !link.HasComment))
            {
                throw new InvalidDataException($"{path} is damaged: the comments of a stream are longer than their packet.");
            }

            // Without times NVorbis looks for the end for ever; and it mixes more than two channels up, up to 17 times too loud.
            if (only is not null && map.Links.Any(link => !link.HasTimes || link.ChannelCount > 2))
            {
                throw new InvalidDataException(
                    $"{path} holds Ogg Vorbis {(map.Links.Any(link => link.ChannelCount > 2) ? "of more than two channels" : "whose pages state no times")}, "
                    + "which needs libsndfile or ffmpeg.");
            }

            Func<Stream, string, SampleSource> open = only is null ? SndfileSource.Open : VorbisSource.Open;
            var (parts, isExact, count) = (new List<SoundPart>(), map.IsWhole, 0L);
            foreach (var link in map.Links)
            {
                if (link.Codec == OggCodec.Flac)
                {
                    var flac = FlacFile.Parts(new(file, link.Pieces), path, allowIncomplete, out var isFlacWhole);
                    isExact &= isFlacWhole;
                    count += flac.Sum(part => part.SampleCount!.Value);
                    parts.AddRange(flac);
                    continue;
                }

                // The number of samples limits what is read only where it is known.
                var isKnown = link.IsCounted && map.IsWhole;
                isExact &= isKnown;
                count += link.SampleCount;
                if (!isKnown || link.SampleCount > 0)
                {
                    parts.Add(new(isKnown ? link.SampleCount : null, at => OpenLink(file, path, link, at, open)));
                }
            }

            return parts.Count > 0
                ? JoinedSource.Open(path, parts, count, isExact, allowIncomplete, file)
                : throw new InvalidDataException($"{path} holds no sample.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static OggMap Read(SafeFileHandle file, string path, bool allowIncomplete)
    {
        var map = OggMap.Read(new PieceStream(file, [new(0, RandomAccess.GetLength(file))]), path);
        if (!allowIncomplete)
        {
            map.ThrowIfIncomplete(path);
        }

        return map;
    }

    // Decoding starts at a page somewhat before: no decoder has to seek.
    private static SampleSource OpenLink(
        SafeFileHandle file, string path, OggStream link, long sample, Func<Stream, string, SampleSource> open)
    {
        var pieces = Mended(file, link);
        var first = -(long)link.PreSkip;
        if (sample > 0 && link.Before(sample) is { } before)
        {
            pieces = [.. pieces.SelectMany(piece => Without(piece, link.SoundStart, before.PageStart))];
            first = before.Sample;
        }

        var source = open(new PieceStream(file, pieces), path);
        try
        {
            source.Discard(sample - first);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    // What is left of a piece without a part of the file.
    private static IEnumerable<BytePiece> Without(BytePiece piece, long from, long to)
    {
        if (piece.Bytes is not null)
        {
            return [piece];     // the first or the last page
        }

        var end = piece.Start + piece.Length;
        var behind = Math.Max(piece.Start, to);
        BytePiece[] parts = [new(piece.Start, Math.Min(end, from) - piece.Start), new(behind, end - behind)];
        return parts.Where(part => part.Length > 0);
    }

    // The pages of a stream with two changes. The last one is marked as the last, and has the time that follows from its packets, without
    // which libsndfile does not know the length. And the header of Opus states 48 kHz and no pre-skip: libsndfile would decode at the rate
    // that the sound had before it was encoded, and it forgets the pre-skip where a stream does not begin at 0.
    private static List<BytePiece> Mended(SafeFileHandle file, OggStream link)
    {
        List<BytePiece> pieces = [.. link.Pieces];
        if (link.LastPage is { Length: > 0 } last)
        {
            var page = Page(file, last.Start, last.Length);
            page[5] |= 4;
            BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), last.Granule);
            OggPage.Seal(page);
            pieces = [.. pieces.SelectMany(piece => Without(piece, last.Start, long.MaxValue)), BytePiece.Of(page)];
        }

        if (link.Codec == OggCodec.Opus)
        {
            var first = pieces[0];
            var page = Page(file, first.Start, link.FirstPageLength);
            var head = page.AsSpan(27 + page[26]);
            BinaryPrimitives.WriteUInt16LittleEndian(head[10..], 0);
            BinaryPrimitives.WriteInt32LittleEndian(head[12..], link.RateHz);
            OggPage.Seal(page);
            pieces[0] = new(first.Start + page.Length, first.Length - page.Length);
            pieces.Insert(0, BytePiece.Of(page));
        }

        return pieces;
    }

    private static byte[] Page(SafeFileHandle file, long start, long length)
    {
        var page = new byte[length];
        var isWhole = RandomAccess.Read(file, page, start) == length && OggPage.StatedLength(page) == length;
        return isWhole && OggPage.TryRead(page, start, out _)
            ? page
            : throw new IOException("The file was changed while it was read.");
    }
}
