namespace ZetDard.Netease.Tests.Sessions;

public sealed class FileSessionStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zetdard-session-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SessionPath => Path.Combine(_folder.FullName, "session");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_session_comes_back_in_another_process_and_can_be_forgotten()
    {
        Assert.Null(await new FileSessionStore(SessionPath).LoadAsync(Token));
        await new FileSessionStore(SessionPath).SaveAsync(NeteaseSession.FromCookies("MUSIC_U=abc; __csrf=def"), Token);
        var store = new FileSessionStore(SessionPath);
        Assert.Equal("MUSIC_U=abc; __csrf=def", (await store.LoadAsync(Token))!.Header);
        Assert.Same(await store.LoadAsync(Token), await store.LoadAsync(Token));        // not read again while it is the same

        await new FileSessionStore(SessionPath).SaveAsync(NeteaseSession.FromCookies("MUSIC_U=another"), Token);
        Assert.Equal("MUSIC_U=another", (await store.LoadAsync(Token))!.Header);
        await store.SaveAsync(null, Token);
        Assert.Null(await store.LoadAsync(Token));
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task The_file_is_its_owners_alone_and_one_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        var store = new FileSessionStore(SessionPath);
        await store.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=abc"), Token);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SessionPath));

        File.SetUnixFileMode(SessionPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => store.LoadAsync(Token).AsTask());
        Assert.Equal(
            $"Others can open the session file {SessionPath} (mode 640); anyone who reads it can use the account. Make it readable by its owner only: chmod 600 '{SessionPath}'.",
            e.Message);
    }

    [Fact]
    public async Task A_file_that_holds_no_session_is_refused_without_quoting_it()
    {
        await File.WriteAllTextAsync(SessionPath, "the secret of somebody else", Token);
        OwnerOnly();
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => new FileSessionStore(SessionPath).LoadAsync(Token).AsTask());
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);

        await File.WriteAllBytesAsync(SessionPath, new byte[100_000], Token);
        await Assert.ThrowsAsync<InvalidDataException>(() => new FileSessionStore(SessionPath).LoadAsync(Token).AsTask());
    }

    [Fact]
    public async Task A_save_that_is_stopped_leaves_the_old_session_and_nothing_else()
    {
        var store = new FileSessionStore(SessionPath);
        await store.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=abc"), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=new"), new(canceled: true)).AsTask());
        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => new FileSessionStore(
                Path.Combine(_folder.FullName, "none", "session")).SaveAsync(NeteaseSession.FromCookies("MUSIC_U=new"), Token)
                .AsTask());
        Assert.Equal("MUSIC_U=abc", (await store.LoadAsync(Token))!.Header);
        Assert.Single(_folder.GetFiles());
    }

    private void OwnerOnly()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SessionPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
