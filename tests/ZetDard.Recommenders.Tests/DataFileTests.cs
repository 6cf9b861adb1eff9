namespace ZetDard.Recommenders.Tests;

public sealed class DataFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-datafile-");

    public void Dispose() => _folder.Delete(recursive: true);

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
