using Microsoft.Data.Sqlite;

namespace ZetDard.Crawling.Tests;

/// <summary>All rows of all tables as sorted text, by which two crawls are compared.</summary>
internal static class TableDump
{
    // Columns that differ between any two crawls: times, leases, attempts, secrets, row numbers and places in the queue. The
    // depth of users is compared.
    private static readonly HashSet<string> Left =
    [
        "crawl_item.id",
        "crawl_item.due",
        "crawl_item.token",
        "crawl_item.leased_until",
        "crawl_item.attempts",
        "crawl_item.owner",
        "crawl_item.priority",
        "crawl_item.depth",
        "playlist.ordinal",
    ];

    public static SortedDictionary<string, string[]> Read(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        var tables = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var table in Query(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").Select(row => row[0]))
        {
            var columns = Query(connection, $"SELECT name FROM pragma_table_info('{table}')")
                .Select(row => row[0])
                .Where(column => !Left.Contains($"{table}.{column}"))
                .ToArray();
            if (table == "crawl_item")
                columns = [.. columns, "CASE WHEN kind IN ('user', 'friends', 'follows') THEN depth END"];
            var where = table switch
            {
                "checkpoint" => " WHERE name NOT IN ('netease.budget', 'crawl.secret')",
                "crawl_total" => " WHERE items <> 0",
                _ => "",
            };
            tables[table] =
            [
                .. Query(connection, $"SELECT {string.Join(", ", columns)} FROM \"{table}\"{where}")
                    .Select(row => string.Join('|', row))
                    .Order(StringComparer.Ordinal),
            ];
        }

        return tables;
    }

    public static void AssertEqual(string expected, string actual)
    {
        var (left, right) = (Read(expected), Read(actual));
        Assert.Equal(left.Keys, right.Keys);
        foreach (var (table, rows) in left)
            Assert.True(
                rows.SequenceEqual(right[table]),
                $"{table}: {rows.Length} and {right[table].Length} rows; missing {string.Join("  ", rows.Except(right[table]).Take(5))}; too many {string.Join("  ", right[table].Except(rows).Take(5))}"
            );
    }

    public static List<string[]> Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))]);
        return rows;
    }
}
