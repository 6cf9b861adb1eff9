using System.IO.Compression;
using System.Text;
using ZetDard.Recommenders;

namespace ZetDard.Lyrics.Tests.Lrc;

/// <summary>Lyrics as bytes and files.</summary>
public sealed class LyricReadTests : IDisposable
{
    private const string Simplified = "[ti:晴空]\n[00:01.00]我在这里等你回来\n[00:05.00]风吹过那年的夏天\n";
    private const string Traditional = "[ti:晴空]\n[00:01.00]我在這裡等你回來\n[00:05.00]風吹過那年的夏天\n";
    private const string Japanese = "[ti:空]\n[00:01.00]君の名前を呼んだ\n[00:05.00]夏の風が吹いている\n";
    private const string Bilingual = "[00:01.00]君の名前を呼んだ\n[00:01.00]呼唤你的名字\n[00:05.00]夏の風が吹いている\n[00:05.00]夏天的风在吹\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("lyrics").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Salt Player, Gramophone, MusicPlayer2: files in GBK were shown as garbage. Salt Player: lines in Chinese and Japanese were taken for
    // Big5. Music Assistant: a file that is not UTF-8 stopped the playback.
    [Theory]
    [InlineData("GB18030", Simplified)]
    [InlineData("GB18030", Traditional)]
    [InlineData("GB18030", Japanese)]
    [InlineData("GB18030", Bilingual)]
    [InlineData("GB18030", "[00:00.00]作词 : Some One\n[00:00.00]作曲 : Some One\n[00:01.00]Hello\n")]
    [InlineData("GB18030", "[00:01.00]It’s “you”\n")]
    [InlineData("windows-1252", "[00:01.00]It’s “you” – and me…\n")]
    [InlineData("Big5", Traditional)]
    [InlineData("Shift_JIS", Japanese)]
    [InlineData("utf-8", Bilingual)]
    [InlineData("utf-8", "[00:01.00]Beyoncé\n")]
    [InlineData("utf-16", Simplified)]
    [InlineData("utf-16BE", Japanese)]
    [InlineData("utf-32", Simplified)]
    [InlineData("utf-16", "[00:01.00]Hello\n")]
    public void Read_tells_the_encoding_with_and_without_a_mark(string encoding, string text)
    {
        var named = TextEncoding.Named(encoding);
        var expected = ParsedLyric.Parse(text).AllLines.Select(line => line.Text);
        Assert.Equal(expected, ParsedLyric.Read(named.GetBytes(text)).AllLines.Select(line => line.Text));
        Assert.Equal(expected, ParsedLyric.Read([.. named.Preamble, .. named.GetBytes(text)]).AllLines.Select(line => line.Text));
        Assert.Equal(expected, ParsedLyric.Read(named.GetBytes(text), encoding).AllLines.Select(line => line.Text));
        Assert.Equal(expected, ParsedLyric.Read(WriteGzip("song.lrc.gz", named.GetBytes(text))).AllLines.Select(line => line.Text));
    }

    [Theory]
    [InlineData("EUC-KR", "[00:01.00]사랑해 너를 정말로\n[00:05.00]보고 싶어 오늘 밤도\n", "euc-kr")]
    [InlineData("EUC-JP", Japanese, "euc-jp")]
    [InlineData("windows-1252", "[00:01.00]Où est passé l'été où l'on s'aimait\n", "windows-1252")]
    [InlineData("windows-1251", "[00:01.00]Песня о далёкой весне\n", "windows-1252")]
    [InlineData("iso-2022-jp", Japanese, "iso-2022-jp")]
    public void Read_refuses_other_encodings_and_reads_them_by_name(string encoding, string text, string named)
    {
        var bytes = TextEncoding.Named(encoding).GetBytes(text);
        var refused = Assert.Throws<InvalidDataException>(() => ParsedLyric.Read(bytes));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ParsedLyric.Parse(text).Text, ParsedLyric.Read(bytes, encoding).Text);
    }

    public static TheoryData<byte[], string> Refused =>
        new()
        {
            { [], "empty" },
            { [.. "krc1"u8, 1, 2, 3], "Kugou" },
            { [0x98, 0x25, 0xB0, 0xAC, 0xE3, 0x02, 0x83, 0x68, 0xE8], "QQ Music" },
            { Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("9825B0AC", 20))), "QQ Music" },
            { [.. "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body/></tt>"u8], "TTML" },
            { [.. "<?xml version=\"1.0\"?><tt></tt>"u8], "TTML" },
            { [.. "<!DOCTYPE html><html></html>"u8], "HTML" },
            { [.. "version https://git-lfs.github.com/spec/v1\n"u8], "git lfs pull" },
            { [.. "PK\x03\x04"u8, 0, 0, 9, 0, 0], "value 0" },
            { [.. Encoding.UTF8.GetBytes(Simplified), 0xE4, 0xBD], "damaged" },
            { [0xFF, 0xFE, 0x5B], "not valid" },
        };

    [Theory, MemberData(nameof(Refused))]
    public void Read_refuses_what_is_no_lyric_and_says_what_it_is(byte[] file, string message)
    {
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ParsedLyric.Read(file)).Message, StringComparison.Ordinal);
        var path = Write("song.lrc", file);
        var refused = Assert.Throws<InvalidDataException>(() => ParsedLyric.Read(path)).Message;
        Assert.StartsWith(path, refused, StringComparison.Ordinal);
        Assert.Contains(message, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_refuses_a_file_that_is_too_large()
    {
        var path = WriteGzip("song.lrc.gz", new byte[(1 << 24) + 1]);
        Assert.Contains("16 MB", Assert.Throws<InvalidDataException>(() => ParsedLyric.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_says_which_encoding_was_given_and_is_wrong()
    {
        var wrong = Assert.Throws<InvalidDataException>(() => ParsedLyric.Read([0xA1, 0x20], "Big5"));
        Assert.Contains("big5", wrong.Message, StringComparison.Ordinal);
        var unknown = Assert.Throws<ArgumentException>(() => ParsedLyric.Read("a"u8, "klingon"));
        Assert.Contains("GB18030", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => ParsedLyric.Read(Path.Combine(_folder, "none.lrc")));
    }

    // A picture, a program or sound that is named .lrc.
    [Fact]
    public void Read_refuses_random_bytes()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(16, 300)];
            random.NextBytes(bytes);
            bytes[random.Next(bytes.Length)] = (byte)(round % 2 == 0 ? 0 : 0xFF);
            try
            {
                var lyric = ParsedLyric.Read(bytes);
                Assert.Fail($"Seed {Seed}, round {round}: {Convert.ToHexString(bytes)} was read as {lyric.Text}");
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public void Read_leaves_out_zeros_behind_the_text() =>
        Assert.Equal("Hello", ParsedLyric.Read([.. "[00:01.00]Hello\n"u8, 0, 0, 0]).Text);

    // Damage that is not seen in an encoding changes a few characters at most: a file is never read in another encoding.
    [Fact]
    public void Read_only_throws_InvalidDataException_for_mutated_bytes()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        string[] encodings = ["utf-8", "GB18030", "Big5", "Shift_JIS", "utf-16", "windows-1252", "utf-32"];
        string[] texts = [Simplified, Traditional, Japanese, Bilingual, "[00:01.00]It’s été\n"];
        for (var round = 0; round < 600; round++)
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(encodings[random.Next(encodings.Length)]) ?? Encoding.UTF8;
            var bytes = encoding.GetBytes(texts[random.Next(texts.Length)]).ToList();
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                bytes.Insert(random.Next(bytes.Count + 1), (byte)random.Next(256));
                bytes.RemoveAt(random.Next(bytes.Count));
            }

            try
            {
                Assert.NotNull(ParsedLyric.Read([.. bytes], round % 3 == 0 ? encodings[random.Next(encodings.Length)] : null));
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException($"Seed {Seed}, round {round}: {Convert.ToHexString([.. bytes])}", thrown);
            }
        }
    }

    [Fact]
    public void Read_is_right_or_refuses_for_every_real_file_in_other_encodings()
    {
        // Oracle: the text that was encoded.
        var (right, refused) = (0, 0);
        foreach (var (id, text) in NeteaseLyrics.ReadOrSkip())
        {
            foreach (var name in new[] { "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "windows-1252" })
            {
                var encoding = TextEncoding.Named(name);
                try
                {
                    var bytes = encoding.GetBytes(text);
                    var decoded = LyricEncoding.Decode(bytes, given: null, fallback: null);
                    Assert.True(decoded == encoding.GetString(bytes), $"{id} in {name} was read in another encoding.");
                    right += name == "GB18030" && bytes.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)0x7F) ? 1 : 0;
                }
                catch (EncoderFallbackException)
                {
                    // The encoding lacks a character.
                }
                catch (InvalidDataException)
                {
                    refused += name == "GB18030" && text.Count(character => character > '\u2E80') >= 20 ? 1 : 0;
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"GB18030: {right} right, {refused} in Chinese or Japanese refused");
        Assert.InRange(right, 1840, 2163);
        Assert.InRange(refused, 0, 17);
    }

    [Fact]
    public async Task Folder_lists_lyrics_and_reports_what_cannot_be_read()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Write("某人 - 晴空.lrc", TextEncoding.Named("GB18030").GetBytes(Simplified));
        Write(Path.Combine("b", "Any One - Song.LRC"), "[00:01.00]Hello\n"u8);
        Write(Path.Combine("b", "été.lrc"), TextEncoding.Named("windows-1252").GetBytes("[00:01.00]l'été passé\n"));
        Write("locked.krc", "krc1\u0001\u0002"u8);
        Write("notes.txt", "no lyric"u8);
        Write(".hidden.lrc", "[00:01.00]hidden"u8);
        WriteGzip("packed.lrc.gz", "[00:01.00]packed"u8);
        var folder = await LyricFolder.OpenAsync(_folder, cancellationToken: cancellation);
        Assert.Equal(["b/Any One - Song.LRC", "b/été.lrc", "locked.krc", "packed.lrc.gz", "某人 - 晴空.lrc"], folder.Items);
        Assert.Empty(folder.Failures);

        var extractor = new LyricFeatureExtractor(new() { Families = LyricFamilies.Length });
        var extraction = await folder.ExtractAsync(extractor, cancellationToken: cancellation);
        Assert.Equal(3, extraction.Table.Keys.Count);
        Assert.Equal(["b/été.lrc", "locked.krc"], extraction.Failures.Select(failure => failure.Item));
        Assert.Contains("windows-1252", extraction.Failures[0].Reason, StringComparison.Ordinal);
        Assert.Contains("Kugou", extraction.Failures[1].Reason, StringComparison.Ordinal);

        var western = await LyricFolder.OpenAsync(_folder, "windows-1252", cancellation);
        Assert.Equal("l'été passé", (await western.ReadAsync("b/été.lrc", cancellation)).Text);
        Assert.Equal("我在这里等你回来\n风吹过那年的夏天", (await western.ReadAsync("某人 - 晴空.lrc", cancellation)).Text);
        var keys = new HashSet<string?>();
        foreach (var source in new[] { folder, western })
        {
            Assert.True(keys.Add(await source.ContentKeyAsync("b/été.lrc", cancellation)));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await folder.ReadAsync("notes.txt", cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => LyricFolder.OpenAsync(_folder, "klingon", cancellation));
        var missing = Path.Combine(_folder, "none");
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LyricFolder.OpenAsync(missing, cancellationToken: cancellation));
    }

    private string Write(string name, ReadOnlySpan<byte> contents)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, contents);
        return path;
    }

    private string WriteGzip(string name, ReadOnlySpan<byte> contents)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(contents);
        }

        return Write(name, packed.ToArray());
    }
}
