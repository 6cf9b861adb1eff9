using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ZetDard.Netease.Testing;

/// <summary>
/// The sound files of a stand-in: encoded when they are requested, with a cache of the latest ones. Safe for concurrent use.
/// </summary>
internal sealed class SoundLibrary(NeteaseContent content)
{
    private readonly NeteaseContent _content = content;
    private readonly RecentCache<(long SongId, int Kilobits), EncodedSound> _sounds = new(16);     // 0.3 to 1.2 MB each
    private readonly RecentCache<SoundFile, string> _digests = new(20_000);

    public IServedFile Open(SoundFile file) => new Served(this, file);

    public string Md5(SoundFile file) => _digests.GetOrAdd(file, static (key, library) => library.Digest(key), this);

    private EncodedSound Sound(SoundFile file) =>
        _sounds.GetOrAdd(
            (file.SongId, file.Kilobits), static (key, content) => new SongSound(content, (int)key.SongId - 1).Encode(key.Kilobits),
            _content);

    private string Digest(SoundFile file)
    {
#pragma warning disable CA5351      // what the service gives
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        var served = new Served(this, file);
        var piece = new byte[64 << 10];
        for (var start = 0; start < served.Length; start += piece.Length)
        {
            var part = piece.AsSpan(0, Math.Min(piece.Length, served.Length - start));
            served.Read(start, part);
            digest.AppendData(part);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private sealed class Served : IServedFile
    {
        private readonly SoundLibrary _library;
        private readonly SoundFile _file;
        private readonly byte[] _tag;
        private readonly int _first;
        private readonly ulong _mark;
        private readonly Lazy<EncodedSound> _sound;
        private readonly int _frameBytes;

        public Served(SoundLibrary library, SoundFile file)
        {
            (_library, _file) = (library, file);
            (_first, var count) = file.Frames(library._content);
            _tag = file.Tag(library._content);
            _frameBytes = LayerTwoEncoder.FrameBytesOf(file.Kilobits);
            _mark = library._content.Seed.Bits(Facet.FileByte, file.SongId, file.Kilobits);
            _sound = new(() => library.Sound(file));
            Length = _tag.Length + (count * _frameBytes);
        }

        public int Length { get; }

        public string Md5 => _library.Md5(_file);

        public void Read(int start, Span<byte> to)
        {
            if (start < _tag.Length)
            {
                var part = _tag.AsSpan(start, Math.Min(to.Length, _tag.Length - start));
                part.CopyTo(to);
                start += part.Length;
                to = to[part.Length..];
            }

            Span<byte> frame = stackalloc byte[_frameBytes];
            while (to.Length > 0)
            {
                var number = Math.DivRem(start - _tag.Length, _frameBytes, out var within);
                _sound.Value.Frame(_first + number).CopyTo(frame);

                // A mark of the song and the position, in bytes that decoders ignore: no piece of a file equals another, although
                // verses are repeated. Never 0xFF, which begins a frame.
                BinaryPrimitives.WriteUInt64LittleEndian(
                    frame[^LayerTwoEncoder.SpareBytes..], Seeded.Mix(_mark + (ulong)(_first + number)) & 0x7F7F_7F7F_7F7F_7F7F);
                var part = frame.Slice(within, Math.Min(to.Length, _frameBytes - within));
                part.CopyTo(to);
                start += part.Length;
                to = to[part.Length..];
            }
        }
    }
}
