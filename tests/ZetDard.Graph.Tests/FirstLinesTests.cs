#pragma warning disable xUnit1051 // the lines stand as a user writes them
using ZetDard.Recommenders;

namespace ZetDard.Graph.Tests;

public sealed class FirstLinesTests
{
    [Fact]
    public async Task Ten_lines_over_a_file_recommend_songs_artists_and_friends()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(file, """
            user,song,artist,count
            alice,Yesterday,The Beatles,5
            alice,Hey Jude,The Beatles,3
            alice,Angie,The Rolling Stones,1
            bob,Yesterday,The Beatles,2
            bob,Angie,The Rolling Stones,4
            bob,Lola,The Kinks,9
            carol,Hey Jude,The Beatles,1
            carol,Lola,The Kinks,1
            dave,Paranoid,Black Sabbath,7
            """, TestContext.Current.CancellationToken);
        var output = new StringWriter();
        try
        {
            var plays = await InteractionFile.ReadAsync<SongId>(file);
            var model = await new GraphTrainer().FitAsync(plays.TrainingData);
            var me = Profile.Of(plays.Users["alice"]);
            foreach (var r in model.Songs.Recommend(me, n: 10, reasonCount: 3))
                output.WriteLine($"{plays.Items.NameOf(r.Item)}  {r.Score:F3}  because of {plays.Explain(r.Reason)}");
            foreach (var r in model.Artists.Recommend(me, n: 5)) output.WriteLine(plays.Artists.NameOf(r.Item));
            foreach (var r in model.Friends.Recommend(me, n: 5)) output.WriteLine(plays.Users.NameOf(r.Item));
        }
        finally
        {
            File.Delete(file);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Lola", lines[0], StringComparison.Ordinal);
        Assert.Contains("because of", lines[0], StringComparison.Ordinal);
        Assert.Equal(["The Kinks", "bob", "carol"], lines[1..]);
    }
}
