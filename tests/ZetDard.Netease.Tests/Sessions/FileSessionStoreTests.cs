using CsCheck;

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
        OwnerOnly(SessionPath);
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

    // Whatever an answer or a person brings into a session comes back from the file.
    [Fact]
    public void Load_returns_the_session_that_was_saved()
    {
        var name = Gen.OneOf(
            Gen.Const("MUSIC_U"), Gen.Const("__csrf"), Gen.Const("MUSIC___proto__"), Gen.Int[0, 200].Select(i => $"MUSIC_{i}"),
            Gen.Char["MUSIC_Uaé=; .-\0"].Array[0, 12].Select(letters => new string(letters)));
        var value = Gen.OneOf(
            Gen.String, Gen.Int[0, 6000].Select(length => new string('v', length)),
            Gen.Char["ab=%;,\" \\\r\n\0é"].Array[0, 40].Select(letters => new string(letters)));
        var header = Gen.Select(name, value, (left, right) => $"{left}={right}");
        var store = new FileSessionStore(SessionPath);
        Gen.Select(header.Array[0, 30], header.Array[0, 150]).Sample(
            (pasted, answered) =>
            {
                var session = NeteaseSession.FromCookies(string.Join("\n", pasted.Append("MUSIC_U=abc"))).With(answered);
                store.SaveAsync(session, Token).AsTask().GetAwaiter().GetResult();
                var loaded = new FileSessionStore(SessionPath).LoadAsync(Token).AsTask().GetAwaiter().GetResult()!;
                return loaded.Header == session.Header
                    && loaded.Cookies.SequenceEqual(session.Cookies)
                    && session.Header.Length <= NeteaseSession.MaxHeaderLength
                    && session.Cookies.Count <= NeteaseSession.MaxCookies;
            },
            iter: 2000, threads: 1);
    }

    [Fact]
    public async Task A_link_is_read_but_never_written_through()
    {
        var theirs = Path.Combine(_folder.FullName, "theirs");
        var store = new FileSessionStore(SessionPath);
        File.CreateSymbolicLink(SessionPath, theirs);
        Assert.Null(await store.LoadAsync(Token));

        await File.WriteAllTextAsync(theirs, "MUSIC_U=abc", Token);
        OwnerOnly(theirs);
        Assert.Equal("MUSIC_U=abc", (await store.LoadAsync(Token))!.Header);
        await File.WriteAllTextAsync(theirs, "MUSIC_U=longer", Token);
        Assert.Equal("MUSIC_U=longer", (await store.LoadAsync(Token))!.Header);       // a change of the file behind the link is seen

        await store.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=new"), Token);
        Assert.Equal("MUSIC_U=longer", await File.ReadAllTextAsync(theirs, Token));
        Assert.Null(new FileInfo(SessionPath).LinkTarget);
        Assert.Equal("MUSIC_U=new", (await store.LoadAsync(Token))!.Header);

        await store.SaveAsync(null, Token);
        File.CreateSymbolicLink(SessionPath, theirs);
        await store.SaveAsync(null, Token);
        Assert.True(File.Exists(theirs));
        Assert.False(File.Exists(SessionPath));
    }

    [Fact]
    public async Task A_link_to_a_file_that_others_can_read_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "theirs"), "MUSIC_U=abc", Token);
        File.CreateSymbolicLink(SessionPath, Path.Combine(_folder.FullName, "theirs"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new FileSessionStore(SessionPath).LoadAsync(Token).AsTask());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_pipe_is_refused_without_waiting_for_its_other_end(bool linked)
    {
        var pipe = Path.Combine(_folder.FullName, "pipe");
        NamedPipe.Create(pipe);
        OwnerOnly(pipe);
        var path = linked ? SessionPath : pipe;
        if (linked)
            File.CreateSymbolicLink(path, pipe);
        var store = new FileSessionStore(path);
        await Assert.ThrowsAsync<InvalidDataException>(() => NamedPipe.NotWaiting(() => store.LoadAsync(Token).AsTask()));
        await NamedPipe.NotWaiting(() => store.SaveAsync(NeteaseSession.FromCookies("MUSIC_U=abc"), Token).AsTask());
        Assert.Equal("MUSIC_U=abc", (await store.LoadAsync(Token))!.Header);
    }

    [Fact]
    public async Task A_folder_is_refused()
    {
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => new FileSessionStore(_folder.FullName).LoadAsync(Token).AsTask());
        Assert.Equal($"{_folder.FullName} is a folder. Pass the path of a session file.", e.Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_file_that_an_editor_wrote_is_read_with_its_byte_order_mark(bool isUtf16)
    {
        await File.WriteAllTextAsync(
            SessionPath, "MUSIC_U=abc\r\n", isUtf16 ? System.Text.Encoding.Unicode : System.Text.Encoding.UTF8, Token);
        OwnerOnly(SessionPath);
        Assert.Equal("MUSIC_U=abc", (await new FileSessionStore(SessionPath).LoadAsync(Token))!.Header);
    }

    private static void OwnerOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
