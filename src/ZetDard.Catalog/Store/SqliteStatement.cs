using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
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
internal sealed partial class SqliteStatement : IDisposable
{
    private const string WholeNumber = "a whole number";
    private const long MinMilliseconds = long.MinValue / TimeSpan.TicksPerMillisecond;
    private const long MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

    public bool IsNull(int column) => Type(column) == raw.SQLITE_NULL;

    /// <summary>Returns a whole number.</summary>
    /// <exception cref="InvalidDataException">The column contains something else; SQLite's own function would return 0.</exception>
    public long Int64(int column)
    {
        if (!SqliteNative.IsAvailable)
        {
            return Type(column) == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(_statement, column) : throw Impossible(column, WholeNumber);
        }

        var value = SqliteNative.Value(_handle, column);
        return SqliteNative.Type(value) == raw.SQLITE_INTEGER ? SqliteNative.Int64(value) : throw Impossible(column, WholeNumber);
    }

    /// <summary>Returns a whole number from 0 to 2^31 − 1.</summary>
    /// <exception cref="InvalidDataException">The column contains something else.</exception>
    public int Int32(int column) =>
        Int64(column) is >= 0 and <= int.MaxValue and var value ? (int)value : throw Impossible(column, $"a whole number from 0 to {int.MaxValue}");

    /// <summary>Returns a number.</summary>
    /// <exception cref="InvalidDataException">The column contains something else, or infinity.</exception>
    public double Double(int column)
    {
        var cell = SqliteNative.IsAvailable ? SqliteNative.Value(_handle, column) : 0;
        if ((cell != 0 ? SqliteNative.Type(cell) : Type(column)) is not (raw.SQLITE_FLOAT or raw.SQLITE_INTEGER))
        {
            throw Impossible(column, "a number");
        }

        var value = cell != 0 ? SqliteNative.Double(cell) : raw.sqlite3_column_double(_statement, column);
        return double.IsFinite(value) ? value : throw Impossible(column, "a finite number");
    }

    /// <summary>Returns a text.</summary>
    /// <exception cref="InvalidDataException">The column contains something else, or bytes that are not UTF-8.</exception>
    public string Text(int column)
    {
        if (Type(column) != raw.SQLITE_TEXT)
        {
            throw Impossible(column, "a text");
        }

        try
        {
            return StrictUtf8.GetString(raw.sqlite3_column_blob(_statement, column));
        }
        catch (DecoderFallbackException)
        {
            throw Impossible(column, "text in UTF-8");
        }
    }

    /// <summary>Returns a time that is stored as Unix seconds or milliseconds; <see langword="null"/> if it is unknown.</summary>
    /// <param name="column">The column.</param>
    /// <param name="perSecond">The number of units in a second: 1 or 1000.</param>
    /// <exception cref="InvalidDataException">The column contains something else, or a time outside of the years 1 to 9999.</exception>
    public DateTimeOffset? TimeOrNull(int column, long perSecond = 1)
    {
        if (Int64OrNull(column) is not { } value)
        {
            return null;
        }

        return value >= DateTimeOffset.MinValue.ToUnixTimeSeconds() * perSecond
            && value <= (DateTimeOffset.MaxValue.ToUnixTimeSeconds() * perSecond) + perSecond - 1
            ? perSecond == 1 ? DateTimeOffset.FromUnixTimeSeconds(value) : DateTimeOffset.FromUnixTimeMilliseconds(value)
            : throw Impossible(column, "a time in the years 1 to 9999");
    }

    /// <summary>Returns a period that is stored in milliseconds; <see langword="null"/> if it is unknown.</summary>
    /// <exception cref="InvalidDataException">
    /// The column contains something else, or more than a <see cref="TimeSpan"/> can represent.
    /// </exception>
    public TimeSpan? PeriodOrNull(int column) => Int64OrNull(column) switch
    {
        null => null,
        { } value and >= MinMilliseconds and <= MaxMilliseconds => new TimeSpan(value * TimeSpan.TicksPerMillisecond),
        _ => throw Impossible(column, $"milliseconds from {MinMilliseconds} to {MaxMilliseconds}"),
    };

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _statement.Dispose();

    /// <summary>Makes the error for a value that the store never writes: which value, where, and what it must be.</summary>
    public InvalidDataException Impossible(int column, string expected)
    {
        var value = Type(column) switch
        {
            raw.SQLITE_NULL => "nothing",
            raw.SQLITE_BLOB => "bytes",
            raw.SQLITE_TEXT when raw.sqlite3_column_text(_statement, column).utf8_to_string() is var text =>
                $"the text '{(text.Length > 60 ? text[..60] + "…" : text)}'",
            _ => raw.sqlite3_column_text(_statement, column).utf8_to_string(),
        };
        var key = column > 0 ? $" in the row with {NameOf(0)} = {raw.sqlite3_column_text(_statement, 0).utf8_to_string()}" : "";
        var table = FromTable().Match(raw.sqlite3_sql(_statement).utf8_to_string()).Groups[1].Value;
        return new(
            $"'{_connection.DataSource}' contains {value} as {NameOf(column)} of {table}{key}; expected {expected}. Another program has changed the file, or it is damaged. Correct the value, or restore the file from a copy.");
    }

    [GeneratedRegex(@"\b(?:FROM|UPDATE) (\w+)", RegexOptions.CultureInvariant)]
    private static partial Regex FromTable();

    private string NameOf(int column) => raw.sqlite3_column_name(_statement, column).utf8_to_string();

    private int Type(int column) => SqliteNative.IsAvailable
        ? SqliteNative.Type(SqliteNative.Value(_handle, column))
        : raw.sqlite3_column_type(_statement, column);

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
