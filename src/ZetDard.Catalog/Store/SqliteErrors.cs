using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ZetDard.Catalog;

/// <summary>Converts SQLite's result codes to the exceptions that <see cref="ICatalogStore"/> documents.</summary>
internal static class SqliteErrors
{
    public static Exception Translate(int result, SqliteConnection connection) =>
        Translate(
            result, connection.DataSource, connection.Handle is { } handle ? raw.sqlite3_errmsg(handle).utf8_to_string() : "closed",
            inner: null);

    public static Exception Translate(SqliteException exception, string path) =>
        Translate(exception.SqliteErrorCode, path, exception.Message, exception);

    private static Exception Translate(int result, string path, string detail, Exception? inner) => (result & 0xFF) switch
    {
        raw.SQLITE_FULL => new IOException(
            $"The disk is full: '{path}' could not grow. What was committed before is safe, and nothing of this transaction was kept. Free some space and try again.",
            inner),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            new IOException(
                $"Another process is writing to '{path}' and has not finished; nothing was written. Try again, or allow a longer wait (busyTimeout).",
                inner),
        raw.SQLITE_IOERR => new IOException($"Reading or writing '{path}' failed ({detail}). What was committed before is safe.", inner),
        raw.SQLITE_CANTOPEN when Directory.Exists(path) => new IOException($"'{path}' is a folder. Pass the path of a file.", inner),
        raw.SQLITE_CANTOPEN => new IOException(
            $"'{path}' cannot be opened: its folder must exist, and this process must be allowed to write there ({detail}).", inner),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            new IOException($"'{path}' is read-only for this process ({detail}). The file and its folder must be writable.", inner),
        raw.SQLITE_CONSTRAINT => new ArgumentException(
            $"A row lacks a required value or contradicts another one ({detail}); nothing of this transaction was kept in '{path}'.", inner),
        raw.SQLITE_TOOBIG => new ArgumentException(
            $"A text is longer than SQLite's limit of a billion bytes; nothing of this transaction was kept in '{path}'.", inner),
        raw.SQLITE_ERROR or raw.SQLITE_SCHEMA when detail.Contains("no such", StringComparison.Ordinal)
            || detail.Contains("no column", StringComparison.Ordinal) => new InvalidDataException(
                $"'{path}' does not have the tables of a catalogue ({detail}): another program has changed or replaced it. Restore it from a copy.", inner),
        raw.SQLITE_NOTADB => new InvalidDataException(
            $"'{path}' is not an SQLite database. Pass the path of a catalogue, or of a file that does not exist yet.", inner),
        raw.SQLITE_CORRUPT => new InvalidDataException(
            $"'{path}' is damaged or incomplete ({detail}). Restore it from a copy, or delete it and import again.", inner),
        _ => new InvalidOperationException($"SQLite refused to work on '{path}': {detail} (code {result}).", inner),
    };
}
