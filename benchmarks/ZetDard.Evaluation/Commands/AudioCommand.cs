using ZetDard.Audio;
using ZetDard.Evaluation.Classifying;
using ZetDard.Evaluation.Data;
using ZetDard.Models.Svm;
using ZetDard.Recommenders;

namespace ZetDard.Evaluation.Commands;

/// <summary>How well classifiers tell the labels of sounds by their features.</summary>
internal static class AudioCommand
{
    private const int ShownFailures = 20;
    private static readonly string[] Defaults = ["knn", "logistic", "svm/rbf", "svm/families", "ridge/rbf", "ridge/families"];

    /// <summary>Each thing is a clip and its altered copies.</summary>
    public static IReadOnlyList<ClassifierModel<IReadOnlyList<FeatureRow>>> Models { get; } =
    [
        .. RowModels
            .All(MultiClass.OneAgainstRest)
            .Select(model => model.Select(trainer => trainer.OverViews()) with { IsDefault = Defaults.Contains(model.Name) }),
    ];

    public static async Task<int> RunAsync(
        RunContext context,
        SoundSources sources,
        ClassifierOptions options,
        CancellationToken cancellationToken
    )
    {
        if ((sources.Train is null) == (sources.Clips.Count == 0) || (sources.Test is not null && sources.Train is null))
        {
            throw new ArgumentException("audio needs --train DIR, with or without --test DIR, or --clips CSV; not both.");
        }

        if (sources.Train is not null && (sources.Label != SoundSources.FolderLabel || sources.Group is not null))
        {
            throw new ArgumentException("Folders of sound have no columns: --label must be folder, and --group needs --clips CSV.");
        }

        var extractor = new CopiesExtractor(new AudioFeatureExtractor(FamiliesOf(sources.Families)), sources.CopyCount, context.Seed);
        var summary = new Dictionary<string, object>();
        var failures = 0;
        Examples<IReadOnlyList<FeatureRow>> train;
        if (sources.Train is not null)
        {
            train = await OfFolderAsync(sources.Train);
        }
        else
        {
            train = await OfClipsAsync(sources.Clips[0]);
            foreach (var clips in sources.Clips.Skip(1))
            {
                train = train.Concat(await OfClipsAsync(clips));
            }
        }

        summary["clips"] = train.Count;
        summary["copies"] = sources.CopyCount;
        summary["columns"] = extractor.RowNames.Count;
        var test = sources.Test is null
            ? options.CrossValidation(context, train, summary)
            : ClassifierOptions.Apart(context, train, await OfFolderAsync(sources.Test), summary, sources.Test);
        summary["failures"] = failures;
        return await ClassifierRun.RunAsync(
            context,
            summary,
            Models,
            test,
            options,
            cancellationToken,
            conventions:
            [
                "groupAccuracy: the score of a group is the mean of those of its clips, that of a clip the mean over it and its altered copies;",
            ]
        );

        async Task<Examples<IReadOnlyList<FeatureRow>>> OfFolderAsync(string path)
        {
            using var folder = await SoundFolder.OpenAsync(path, context, cancellationToken);
            return await ExtractAsync(
                folder,
                [
                    .. folder.Items.Select(item =>
                        item.Split('/') is [.., var label, _]
                            ? (item, new Example<string>(item, label))
                            : throw new InvalidDataException($"{path}: {item} is in no folder below it that names its label.")
                    ),
                ]
            );
        }

        async Task<Examples<IReadOnlyList<FeatureRow>>> OfClipsAsync(string path)
        {
            var table = CsvTable.Read(path);
            var (file, label) = (table.PlaceOf("file"), table.PlaceOf(sources.Label));
            var group = sources.Group is null ? -1 : table.PlaceOf(sources.Group);
            var beside = Path.GetDirectoryName(Path.GetFullPath(path))!;
            string[] archives = [.. Directory.EnumerateFiles(beside, "*.tar.gz").Order(StringComparer.Ordinal)];
            var isBeside =
                table.Rows.Count > 0
                && Directory.EnumerateFiles(beside, Path.GetFileName(table.Rows[0][file]), SearchOption.AllDirectories).Any();
            using var folder = await SoundFolder.OpenAsync(
                isBeside || archives.Length == 0 ? beside : archives[0],
                context,
                cancellationToken
            );
            var items = folder.Keep([.. table.Rows.Select(row => row[file])], path);
            return await ExtractAsync(
                folder,
                [.. table.Rows.Select((row, i) => (items[i], new Example<string>(items[i], row[label], group < 0 ? null : row[group])))]
            );
        }

        async Task<Examples<IReadOnlyList<FeatureRow>>> ExtractAsync(
            SoundFolder folder,
            IReadOnlyList<(string Item, Example<string> Example)> clips
        )
        {
            context.Progress.Begin("features");
            var result = await folder.ExtractAsync(
                extractor,
                new() { Cache = sources.Cache is null ? null : new FeatureFolderCache(sources.Cache) },
                context.Progress,
                cancellationToken
            );
            failures += result.Failures.Count;
            foreach (var failure in result.Failures.Take(ShownFailures))
            {
                context.Note($"{failure.Item}: {failure.Reason}");
            }

            if (result.CacheProblem is { } problem)
            {
                context.Note($"--cache: nothing more could be kept: {problem}");
            }

            return Examples
                .From(result.Table, clips.Where(clip => result.Table.Keys.Contains(clip.Item)).Select(clip => clip.Example))
                .Select(extractor.Views);
        }
    }

    private static AudioFeatureOptions FamiliesOf(IReadOnlyList<string> names)
    {
        const string Side = "side";
        const string Attack = "attack";
        var (mid, side, attack) = (AudioFamilies.None, AudioFamilies.None, AudioFamilies.None);
        foreach (var name in names)
        {
            if (TryParse(name, out var family))
            {
                mid |= family;
            }
            else if (name.StartsWith(Side, StringComparison.OrdinalIgnoreCase) && TryParse(name[Side.Length..], out family))
            {
                side |= family;
            }
            else if (name.StartsWith(Attack, StringComparison.OrdinalIgnoreCase) && TryParse(name[Attack.Length..], out family))
            {
                attack |= family;
            }
            else
            {
                var known = Enum.GetValues<AudioFamilies>()
                    .Where(one => one != AudioFamilies.None)
                    .Select(one => one.ToString().ToLowerInvariant());
                throw new ArgumentException(
                    $"There is no family '{name}' of audio features. There are: {string.Join(", ", known)}; side before one for the side channel, attack for the attack."
                );
            }
        }

        return new() { Families = mid == AudioFamilies.None ? AudioFamilies.All : mid, SideFamilies = side, AttackFamilies = attack };

        static bool TryParse(string name, out AudioFamilies family) =>
            Enum.TryParse(name, ignoreCase: true, out family) && family != AudioFamilies.None && !char.IsDigit(name[0]);
    }

    /// <summary>The features of a clip and of its altered copies in one row, so that they are computed and kept together.</summary>
    private sealed class CopiesExtractor(AudioFeatureExtractor extractor, int copyCount, int seed) : IFeatureExtractor<Waveform>
    {
        public IReadOnlyList<string> RowNames => extractor.Names;

        public IReadOnlyList<string> Names { get; } =
        [.. Enumerable.Range(0, copyCount + 1).SelectMany(copy => extractor.Names.Select(name => copy == 0 ? name : $"copy{copy}.{name}"))];

        public string CacheKey { get; } =
            copyCount == 0 ? extractor.CacheKey : $"{extractor.CacheKey} copies={copyCount} seed={seed} {new AlterationOptions()}";

        public void Extract(Waveform source, Span<float> features)
        {
            var width = extractor.Names.Count;
            extractor.Extract(source, features[..width]);
            foreach (var (i, copy) in source.AlteredCopies(copyCount, seed).Index())
            {
                extractor.Extract(copy, features.Slice((i + 1) * width, width));
            }
        }

        public IReadOnlyList<FeatureRow> Views(FeatureRow row) =>
            [
                .. Enumerable
                    .Range(0, copyCount + 1)
                    .Select(copy => new FeatureRow(RowNames, row.Values.Slice(copy * RowNames.Count, RowNames.Count))),
            ];
    }
}
