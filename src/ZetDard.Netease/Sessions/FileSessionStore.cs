namespace ZetDard.Netease;

/// <summary>
/// Stores the session in a file that only its owner can read: one line, as in a Cookie header. Several processes may share the
/// file.
/// </summary>
/// <remarks>
/// On Unix the file is created with mode 600, and a file that others can read is refused. On Windows a file has the rights of its
/// folder: choose a folder of the user's profile that other users cannot read, such as
/// <see cref="Environment.SpecialFolder.LocalApplicationData"/>. The text is not encrypted.
/// <para>A link is followed for reading, and the file that it leads to must be its owner's alone too. <see cref="SaveAsync"/> never writes
/// through a link: it replaces the link itself by a file, or deletes it.</para>
/// </remarks>
public sealed class FileSessionStore : ISessionStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;
    private const int MaxBytes = 64 * 1024;

    private readonly string _path;
    private volatile Remembered? _remembered;

    /// <summary>Creates a store for a file.</summary>
    /// <param name="path">The path of the file. The first <see cref="SaveAsync"/> creates it; its folder must exist.</param>
    public FileSessionStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Users other than the owner can read or change the file.</exception>
    /// <exception cref="InvalidDataException">The file does not contain a session, or is a folder.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file belongs to another user.</exception>
    public async ValueTask<NeteaseSession?> LoadAsync(CancellationToken cancellationToken = default)
    {
        // Length and time of a link are not those of the file that it leads to.
        var file = new FileInfo(_path);
        if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is { } linked)
        {
            file = new FileInfo(linked.FullName);
        }

        if (!file.Exists)
        {
            return Directory.Exists(_path)
                ? throw new InvalidDataException($"{_path} is a folder. Pass the path of a session file.")
                : null;
        }

        if (!OperatingSystem.IsWindows())
        {
            RefuseOpenFile(File.GetUnixFileMode(file.FullName));
        }

        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException(
                $"The session file {_path} has {file.Length} bytes, but a session has a few hundred. Pass the path of a session file.");
        }

        // A pipe has the length 0. Opening it would wait, perhaps for ever, until somebody writes into it.
        if (file.Length == 0)
        {
            throw NoSession(null);
        }

        // This is called before every request, so the file is read again only if it has changed.
        var stamp = (file.LastWriteTimeUtc, file.Length);
        if (_remembered is { } remembered && remembered.Stamp == stamp)
        {
            return remembered.Session;
        }

        var text = await ReadAsync(file.FullName, cancellationToken).ConfigureAwait(false);
        try
        {
            var session = NeteaseSession.FromCookies(text);
            _remembered = new(stamp, session);
            return session;
        }
        catch (ArgumentException e)
        {
            throw NoSession(e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written; its old content stays.</exception>
    /// <exception cref="UnauthorizedAccessException">Files cannot be created in the folder.</exception>
    /// <exception cref="InvalidOperationException">
    /// The disk has no file modes, so that others could read the session; nothing was written.
    /// </exception>
    public async ValueTask SaveAsync(NeteaseSession? session, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (session is null)
        {
            File.Delete(_path);
            return;
        }

        // Written to a temporary file and renamed: a reader sees the old session or the new one, and the file is never readable
        // by others, not even for a moment.
        var aside = $"{_path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            var stream = new FileStream(aside, options);
            await using (stream.ConfigureAwait(false))
            {
                if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != 0)
                {
                    throw new InvalidOperationException(
                        $"Others could read the session file {_path}: its disk has no file modes. Choose a folder on another disk.");
                }

                await stream.WriteAsync(
                    System.Text.Encoding.ASCII.GetBytes(session.Header + "\n"), cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, _path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    private async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous);
        await using (stream.ConfigureAwait(false))
        {
            // Checked again on the opened file, because another one may have taken the name meanwhile.
            if (!OperatingSystem.IsWindows())
            {
                RefuseOpenFile(File.GetUnixFileMode(stream.SafeFileHandle));
            }

            var bytes = new byte[MaxBytes];
            var count = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            using var text = new StreamReader(new MemoryStream(bytes, 0, count));       // reads the byte-order mark of an editor too
            return await text.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private InvalidDataException NoSession(ArgumentException? inner) =>
        new($"The session file {_path} contains no session. Write one line 'MUSIC_U=…' into it, or delete it and log in.", inner);

    private void RefuseOpenFile(UnixFileMode mode)
    {
        if ((mode & Others) != 0)
        {
            throw new InvalidOperationException(
                $"Others can open the session file {_path} (mode {Convert.ToString((int)mode, 8)}); anyone who reads it can use the account. Make it readable by its owner only: chmod 600 '{_path}'.");
        }
    }

    private sealed record Remembered((DateTime Written, long Length) Stamp, NeteaseSession Session);
}
