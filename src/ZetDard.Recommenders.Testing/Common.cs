using System.Globalization;
using System.Reflection;

namespace ZetDard.Recommenders.Testing;

/// <summary>What the suites share: the world that they look at, and the promises that trainers of every kind make.</summary>
internal static class Common
{
    /// <summary>What the suites look at where the caller gives nothing else.</summary>
    public static MusicWorld World() =>
        MusicWorld.Create(new() { UserCount = 120, SongCount = 300, ArtistCount = 40, GroupCount = 4, ColdSongCount = 8 });

    /// <summary>The world as data with holes, as real data has them: some items lack features, others sound.</summary>
    public static TrainingData<TItem> Data<TItem>()
        where TItem : struct, IId<TItem>
    {
        var world = World();
        var data = world.ToTrainingData<TItem>();
        var (features, sound) = (data.ItemFeatures!, data.Waveforms!);
        return data with
        {
            ItemFeatures = features.AlignTo(new(features.Keys.Where((_, i) => i >= world.Songs.Count || i % 17 != 5))),
            Waveforms = ItemSource.From(sound.Items.Where((_, i) => i >= world.Songs.Count || i % 19 != 7), sound.ReadAsync),
        };
    }

    /// <summary>
    /// The items of which everything is known that the data knows of items: features where it has some, sound where it has some.
    /// </summary>
    public static IEnumerable<TItem> DescribedItems<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem> =>
        from item in data.Interactions.Items
            .Union(data.ItemFeatures?.Keys ?? Enumerable.Empty<TItem>())
            .Union(data.Waveforms?.Items ?? Enumerable.Empty<TItem>())
        where data.ItemFeatures?.Keys.Contains(item) != false && data.Waveforms?.Items.Contains(item) != false
        select item;

    /// <summary>A hash of interactions, features and relations, to see whether they were changed.</summary>
    public static string HashOf<TItem>(TrainingData<TItem> data)
        where TItem : struct, IId<TItem> => ModelOrigin.Of(new PopularityTrainer<TItem>(), data).DataHash;

    /// <summary>The classes of an assembly that implement a contract; generic ones by their definition.</summary>
    public static IReadOnlyList<Type> ImplementationsOf(Type contract, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, IsNested: false })
            .Where(type => type.GetInterfaces().Any(i => (i.IsGenericType ? i.GetGenericTypeDefinition() : i) == contract))
            .OrderBy(type => type.Name, StringComparer.Ordinal)];
    }

    /// <summary>A description is one line, the same for trainers made alike, for any number of threads and in any culture.</summary>
    public static void CheckDescription(Func<int, string> describe, Broken broken)
    {
        var description = describe(1);
        broken.When(
            string.IsNullOrWhiteSpace(description) || description.Contains('\n', StringComparison.Ordinal),
            $"The description is one line: it is '{description}'.");
        broken.When(
            describe(1) != description, $"Trainers made alike have the same description: '{describe(1)}' and '{description}' differ.");
        broken.When(
            describe(2) != description || describe(0) != description,
            $"The description does not depend on the number of threads: '{describe(2)}' and '{description}' differ.");
        var culture = CultureInfo.CurrentCulture;
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (strange.NumberFormat.NumberDecimalSeparator, strange.NumberFormat.NegativeSign) = ("·", "~");
        try
        {
            CultureInfo.CurrentCulture = strange;
            broken.When(
                describe(1) != description, $"The description is the same in every culture: '{describe(1)}' and '{description}' differ.");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>
    /// A fit ends with <see cref="OperationCanceledException"/>, whether it is cancelled before it begins or by its first report of
    /// progress.
    /// </summary>
    public static async Task CheckCancellationAsync(Func<IProgress<TrainingProgress>?, CancellationToken, Task> fit, Broken broken)
    {
        using var source = new CancellationTokenSource();
        var midway = new MidwayCancellation(source);
        await EndsCancelledAsync(
            new CancellationToken(canceled: true), progress: null, "A fit that is cancelled before it begins").ConfigureAwait(false);
        await EndsCancelledAsync(source.Token, midway, "A fit that is cancelled by its first report of progress").ConfigureAwait(false);

        async Task EndsCancelledAsync(CancellationToken cancellationToken, IProgress<TrainingProgress>? progress, string what)
        {
            try
            {
                await fit(progress, cancellationToken).ConfigureAwait(false);

                // One that reports only when it is through has nothing left to cancel.
                broken.When(
                    progress is null || (midway.HasReported && !midway.IsLast),
                    $"{what} ends with OperationCanceledException: it finished.");
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    /// <summary>Side data that is missing is either not needed, or an <see cref="ArgumentException"/> that names it.</summary>
    public static async Task CheckMissingSideDataAsync<TItem>(Func<TrainingData<TItem>, Task> fit, TrainingData<TItem> data, Broken broken)
        where TItem : struct, IId<TItem>
    {
        string[] names =
            [nameof(data.ItemFeatures), nameof(data.Waveforms), nameof(data.Artists), nameof(data.Versions), nameof(data.Friends)];
        try
        {
            await fit(new(data.Interactions)).ConfigureAwait(false);
        }
        catch (ArgumentException e) when (names.Any(name => e.Message.Contains(name, StringComparison.Ordinal)))
        {
        }
#pragma warning disable CA1031 // any other exception is a broken promise, to be listed with the rest
        catch (Exception e)
#pragma warning restore CA1031
        {
            broken.When(
                true, $"Side data that is missing is an ArgumentException that names it: {e.GetType().Name} was thrown, '{e.Message}'.");
        }
    }

    /// <summary>A model that was saved and loaded is the same, and a truncated file is an <see cref="InvalidDataException"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="load">Loads it from a file.</param>
    /// <param name="isSame">Whether what was loaded answers as the model does, to the bit.</param>
    /// <param name="broken">Where broken promises go.</param>
    public static void CheckSaveAndLoad<TModel>(ISaveable model, Func<string, TModel> load, Func<TModel, bool> isSame, Broken broken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"zetdard-{Guid.NewGuid():N}.model");
        try
        {
            ModelFile.SaveModel(model, path);
            broken.When(!isSame(load(path)), "A loaded model answers as the saved one: it differs.");
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
            broken.WhenNotThrown<InvalidDataException>(() => load(path), "A truncated model file is an InvalidDataException");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class MidwayCancellation(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public bool HasReported { get; private set; }

        public bool IsLast { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (!HasReported)
            {
                (HasReported, IsLast) = (true, value.Completed >= value.Total);
                source.Cancel();
            }
        }
    }
}
