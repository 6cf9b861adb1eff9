using System.IO.Compression;
using System.Text;

namespace ZetDard.Recommenders.Tests;

public sealed class DataFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-datafile-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void OpenRead_reads_the_members_of_a_gzip_file_one_after_the_other()
    {
        var long_ = Enumerable.Range(0, 300_000).Select(i => (byte)('a' + (i * 31L * i % 26))).ToArray();
        Assert.Equal([.. long_, .. "second"u8], Read(Write("two.gz", [.. Gzip(long_), .. Gzip("second"u8)])));
        Assert.Equal("one"u8, Read(Write("one.gz", Gzip("one"u8))));
        Assert.Equal("one"u8, Read(Write("zeros.gz", [.. Gzip("one"u8), .. new byte[100_000]])));       // as on a tape
        Assert.Equal("onetwo"u8, Read(Write("empty.gz", [.. Gzip("one"u8), .. Gzip([]), .. Gzip("two"u8)])));
    }

    [Fact]
    public void OpenRead_refuses_a_gzip_file_that_is_cut_off_damaged_or_followed_by_other_data()
    {
        byte[] text = [.. Enumerable.Range(0, 30_000).Select(i => (byte)('a' + (i * 31L * i % 26)))];
        byte[] whole = [.. Gzip(text), .. Gzip(text.AsSpan(0, 20_000))];
        foreach (var length in Enumerable.Range(2, whole.Length - 2).Where(length => length != Gzip(text).Length))
        {
            var cut = Assert.Throws<InvalidDataException>(() => Read(Write("cut.gz", whole[..length])));
            Assert.Contains("cut.gz is ", cut.Message, StringComparison.Ordinal);
        }

        foreach (var length in (int[])[1, 2, 100, 8192, 50_000])
        {
            var tail = Enumerable.Range(0, length).Select(i => (byte)((i * 7) + 3)).ToArray();
            Assert.Throws<InvalidDataException>(() => Read(Write("tail.gz", [.. Gzip(text), .. tail])));
        }

        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var damaged = Gzip(text);
            damaged[random.Next(10, damaged.Length)] ^= (byte)random.Next(1, 256);
            if (Record.Exception(() => Assert.Equal(text, Read(Write("damaged.gz", damaged)))) is { } problem)      // some bits have no meaning
            {
                Assert.IsType<InvalidDataException>(problem);
            }
        }
    }

    [Fact]
    public void OpenRead_reads_text_in_the_encoding_that_its_mark_or_the_caller_names()
    {
        const string Text = "七里香,周杰伦\nBeyoncé\n";
        var utf8 = Encoding.UTF8.GetBytes(Text);
        Assert.Equal(utf8, Read(Write("utf8.txt", utf8)));
        Assert.Equal(utf8, Read(Write("mark.txt", [.. Encoding.UTF8.Preamble, .. utf8])));
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            Assert.Equal(utf8, Read(Write("marked.txt", [.. encoding.Preamble, .. encoding.GetBytes(Text)])));
            Assert.Equal(utf8, Read(Write("named.txt", encoding.GetBytes(Text)), encoding.WebName));
        }

        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(Text);
        Assert.Equal(utf8, Read(Write("gb.txt", gb), "gb18030"));
        var refused = Assert.Throws<InvalidDataException>(() => Read(Write("gb.txt", gb)));
        Assert.Contains("it may be GB18030", refused.Message, StringComparison.Ordinal);
        Assert.Contains("windows-1252", Assert.Throws<InvalidDataException>(() => Read(Write("latin.txt", Encoding.Latin1.GetBytes("Beyoncé,1\n")))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read(Write("wrong.txt", [0x41, 0xFF, 0xFF, 0x42]), "GB18030"));
        Assert.Contains("'nonsense'", Assert.Throws<ArgumentException>(() => Read(Write("utf8.txt", utf8), "nonsense")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html>", "HTML")]
    [InlineData("\u007FELF and so on", "program")]
    [InlineData("PK\u0003\u0004 and so on", "spreadsheet")]
    [InlineData("", "is empty")]
    public void OpenRead_refuses_what_is_no_text_file(string text, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<InvalidDataException>(() => Read(Write("some.csv", Encoding.UTF8.GetBytes(text)))).Message, StringComparison.Ordinal);

    [Fact]
    public void OpenRead_refuses_devices_and_folders()
    {
        Assert.Throws<FileNotFoundException>(() => Read(_folder.FullName));
        Assert.SkipUnless(File.Exists("/dev/zero"), "This system has no /dev/zero.");
        var link = Path.Combine(_folder.FullName, "link.csv");
        File.CreateSymbolicLink(link, "/dev/zero");
        foreach (var path in (string[])["/dev/zero", link])
        {
            Assert.Contains("device", Assert.Throws<InvalidDataException>(() => Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OpenRead_stops_at_the_next_block_when_it_is_cancelled()
    {
        var text = new byte[1 << 20];
        text.AsSpan().Fill((byte)'b');
        using var cancellation = new CancellationTokenSource();
        using var stream = DataFile.OpenRead(Write("bomb.gz", Gzip(text)), cancellationToken: cancellation.Token);
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => stream.CopyTo(Stream.Null));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Replace_leaves_the_old_file_where_writing_fails(bool isAsync)
    {
        var path = Path.Combine(_folder.FullName, "music.txt");
        await ReplaceAsync(isAsync, path, stream => stream.Write("old"u8));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReplaceAsync(isAsync, path, stream =>
            {
                stream.Write("new, and cut sh"u8);
                throw new InvalidOperationException();
            }));
        Assert.Equal("old", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));

        await ReplaceAsync(isAsync, path, stream => stream.Write("new"u8));
        Assert.Equal("new", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(path, Assert.Single(_folder.GetFiles()).FullName);
    }

    // Beside the leftover of a killed process: one that is being written, a young one, and files of other names.
    [Theory, InlineData(false), InlineData(true)]
    public async Task Replace_deletes_what_a_killed_save_of_the_same_file_left(bool isAsync)
    {
        var path = Path.Combine(_folder.FullName, "music*.txt"); // a name is not a pattern
        string[] kept =
        [
            Temporary(path),
            Temporary(path),
            Temporary(Path.Combine(_folder.FullName, "music2.txt")),
            $"{path}.mine.tmp",
            $"{path}.tmp",
        ];
        foreach (var file in kept.Concat(Enumerable.Range(0, 5).Select(_ => Temporary(path))))
        {
            await File.WriteAllTextAsync(file, "half", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(file == kept[0] ? 0 : -2));
        }

        using (new FileStream(kept[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            await ReplaceAsync(isAsync, path, stream => stream.Write("new"u8));
        }

        Assert.Equal(
            kept.Append(path).Order(StringComparer.Ordinal),
            _folder.GetFiles().Select(file => file.FullName).Order(StringComparer.Ordinal)
        );

        static string Temporary(string path) => $"{path}.{Guid.NewGuid():N}.tmp";
    }

    private static byte[] Read(string path, string? encoding = null)
    {
        using var stream = DataFile.OpenRead(path, encoding);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Gzip(ReadOnlySpan<byte> text)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Optimal))
        {
            gzip.Write(text);
        }

        return member.ToArray();
    }

    private static Task ReplaceAsync(bool isAsync, string path, Action<Stream> write)
    {
        if (isAsync)
        {
            return DataFile.ReplaceAsync(
                path,
                stream =>
                {
                    write(stream);
                    return Task.CompletedTask;
                },
                TestContext.Current.CancellationToken
            );
        }

        try
        {
            DataFile.Replace(path, write);
            return Task.CompletedTask;
        }
        catch (InvalidOperationException failed)
        {
            return Task.FromException(failed);
        }
    }
}
