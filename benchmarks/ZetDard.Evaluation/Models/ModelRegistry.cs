using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Models;

/// <summary>The models by name. To add one, add an entry: its name, the commands it has rows in, its options, how to fit it.</summary>
internal static class ModelRegistry
{
    private static readonly string[] Songs = ["playlists", "interactions"];
    private static readonly string[] Playlists = ["playlists"];
    private static readonly string[] Friends = ["friends"];

    public static IReadOnlyList<ModelEntry> All { get; } =
    [
        new("popularity", Songs, IsDefault: true, Options(), Of(() => new PlainPopularityTrainer())),
        new("oracle/ease", Songs, IsDefault: false, Options(("lambda", 10)), Of(() => new EaseOracle(lambda: 10))),
        new("oracle/artist-directed", Playlists, IsDefault: false, Options(), (data, _, _, _) => Task.FromResult(new FittedModel { Artists = new ArtistDirectedOracle(data) })),
        new("oracle/overlap/interests", Friends, IsDefault: true, Options(), (data, _, _, _) => Task.FromResult(new FittedModel { Friends = new OverlapOracle(data.Interactions) })),
    ];

    /// <summary>The entries that a command's <c>--models</c> names: those named, the default ones where none is, all but the oracles for <c>all</c>.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or has no row in this command.</exception>
    public static IReadOnlyList<ModelEntry> Select(string command, IReadOnlyList<string> names)
    {
        var entries = All.Where(entry => entry.Commands.Contains(command)).ToArray();
        if (names.Count == 0)
        {
            return [.. entries.Where(entry => entry.IsDefault)];
        }

        return [.. names.SelectMany(name => name == "all" ? entries.Where(entry => !entry.IsOracle || entry.IsDefault) : [Find(name)]).Distinct()];

        ModelEntry Find(string name) => entries.FirstOrDefault(entry => entry.Name == name)
            ?? throw new ArgumentException($"There is no model '{name}' for {command}. There are: all, {string.Join(", ", entries.Select(entry => entry.Name))}.");
    }

    private static Dictionary<string, object> Options(params (string Name, object Value)[] options) => options.ToDictionary(option => option.Name, option => option.Value);

    private static Fit Of(Func<IRecommenderTrainer<SongId>> create) => async (data, _, progress, cancellationToken) =>
        new FittedModel { Songs = await create().FitAsync(data, progress, cancellationToken) };
}
