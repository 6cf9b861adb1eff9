using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ZetDard.Catalog;

/// <summary>
/// A prepared statement on SQLite's native interface. Binding and stepping cost a fraction of what <see cref="SqliteCommand"/>
/// costs, which matters for bulk import and reading.
/// </summary>
/// <remarks>
/// Parameters count from 1, columns from 0. A text may contain any character, including U+0000; unpaired surrogates become
/// U+FFFD.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;       // the handle of _statement, which keeps it alive

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long? value) => value is { } known ? Bind(parameter, known) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, double? value) => value is { } known ? Bind(parameter, known) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, Encoding.UTF8.GetMaxByteCount(value.Length)));
        try
        {
            Check(raw.sqlite3_bind_text(_statement, parameter, bytes.AsSpan(0, Encoding.UTF8.GetBytes(value, bytes))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>Whether there is a row.</returns>
    public bool Step()
    {
        var result = SqliteNative.IsAvailable ? SqliteNative.Step(_handle) : raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result != raw.SQLITE_DONE)
        {
            var error = SqliteErrors.Translate(result, _connection);
            _ = raw.sqlite3_reset(_statement);
            throw error;
        }

        return false;
    }

    /// <summary>Runs a statement to its end and resets it for the next run.</summary>
    public void Run()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Runs a query up to its first row, and resets it for the next run.</summary>
    /// <returns>Whether there is a row.</returns>
    public bool Exists()
    {
        var exists = Step();
        Reset();
        return exists;
    }

    /// <summary>Runs a query up to its first row, and resets it for the next run.</summary>
    /// <returns>The number in the first column; <see langword="null"/> if there is no row or the column is null.</returns>
    public long? Scalar()
    {
        var value = Step() ? Int64OrNull(0) : null;
        Reset();
        return value;
    }

    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) =>
        SqliteNative.IsAvailable ? SqliteNative.Int64(_handle, column) : raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) =>
        SqliteNative.IsAvailable ? SqliteNative.Double(_handle, column) : raw.sqlite3_column_double(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw SqliteErrors.Translate(result, _connection);
        }
    }
}
