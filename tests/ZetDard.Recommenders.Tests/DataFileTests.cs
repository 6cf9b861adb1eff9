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

    private static Task ReplaceAsync(bool isAsync, string path, Action<Stream> write)
    {
        if (isAsync)
        {
            return DataFile.ReplaceAsync(path, stream =>
            {
                write(stream);
                return Task.CompletedTask;
            }, TestContext.Current.CancellationToken);
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
