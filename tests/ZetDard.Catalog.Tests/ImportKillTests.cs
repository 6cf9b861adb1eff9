using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ZetDard.Catalog.Tests;

public sealed class ImportKillTests
{
    private const string Variable = "ZETDARD_CATALOG_TESTS_IMPORT";
    private const int Rows = 300_000;

    /// <summary>Makes this test program an import that a test can kill.</summary>
    [ModuleInitializer]
    internal static void ImportIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }

        // No lambda of this assembly may run on another thread: it would wait for this initializer.
        using var store = new SqliteCatalogStore(Path.Combine(folder, "music.db"));
        CatalogFiles.ImportAsync(store, folder, new() { RowsPerTransaction = 1000 }).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

    // Oracle: an import that was not interrupted.
    [Fact]
    public async Task Import_killed_ten_times_loses_nothing_and_goes_on()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        folder.With(
            "songs.tsv",
            "song_id\ttitle\tartists\tpopularity\n" + string.Concat(
                Enumerable.Range(1, 5000).Select(i => $"{i}\tTitle {i}\tArtist {i % 700}|Other {i % 11}\t{i % 100}\n")))
            .With(
                "playlist_songs.tsv",
                "playlist_id\tposition\tsong_id\n" + string.Concat(
                    Enumerable.Range(0, Rows).Select(i => $"{(i / 250) + 1}\t{i % 250}\t{(i * 7919L % 100_000) + 1}\n")));
        using var store = new SqliteCatalogStore(folder.Database);
        var committed = await CountAsync(store, token);
        var kills = 0;
        while (kills < 10)
        {
            using var child = Start(folder.Path);
            var before = committed;
            while (committed == before && !child.HasExited)
            {
                committed = await CountAsync(store, token);
            }

            Assert.False(
                child.HasExited, $"The import ended after {kills} kills with {committed} rows; it must be longer to be killed ten times.");
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(token);
            kills++;
            var after = await CountAsync(store, token);
            Assert.True(after >= committed, $"{committed} rows were committed before the kill and {after} are there after it.");
            committed = after;
        }

        Assert.InRange(committed, 10, Rows + 4999);
        var report = await CatalogFiles.ImportAsync(store, folder.Path, new() { RowsPerTransaction = 1000 }, cancellationToken: token);
        Assert.True(report.ResumedRows > 0);
        Assert.Empty(report.Problems);

        using var undisturbed = new SqliteCatalogStore(folder["undisturbed.db"]);
        await CatalogFiles.ImportAsync(undisturbed, folder.Path, cancellationToken: token);
        Assert.Equal(await undisturbed.CountAsync(token), await store.CountAsync(token));
        await CatalogFiles.ExportAsync(undisturbed, folder["expected"], token);
        await CatalogFiles.ExportAsync(store, folder["actual"], token);
        foreach (var file in Directory.GetFiles(folder["expected"]))
        {
            Assert.Equal(
                await File.ReadAllTextAsync(file, token),
                await File.ReadAllTextAsync(Path.Combine(folder["actual"], Path.GetFileName(file)), token));
        }
    }

    private static async Task<long> CountAsync(SqliteCatalogStore store, CancellationToken token)
    {
        var counts = await store.CountAsync(token);
        return counts.Songs + counts.PlaylistSongs;
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ImportKillTests).Assembly.Location);
        }

        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }
}
