using CsCheck;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
    private readonly PopularityRecommender<SongId> _model = new(
        MusicWorld
            .Create(
                new()
                {
                    UserCount = 20,
                    SongCount = 40,
                    ArtistCount = 10,
                }
            )
            .ToTrainingData()
            .Interactions
    );

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_gives_composed_models_back()
    {
        var blend = Recommender.Blend<SongId>((_model.WithFallback(_model), 0.7), (_model, 0.3));
        ModelFile.Save(blend, _path);
        var loaded = ModelFile.Load<SongId>(_path, [.. CompositionModelFormats.For<SongId>(), PopularityRecommender<SongId>.FileFormat]);
        var profile = Profile.Of(new UserId(3));
        Assert.Equal(blend.Recommend(profile).Select(r => (r.Item, r.Score)), loaded.Recommend(profile).Select(r => (r.Item, r.Score)));
    }

    [Fact]
    public void Load_names_the_kind_that_it_cannot_read()
    {
        ModelFile.Save(_model, _path);
        Expect("'popularity/song'", () => ModelFile.Load<SongId>(_path, PopularityRecommender<ArtistId>.FileFormat));
        Expect("no recommender of artists", () => ModelFile.Load<ArtistId>(_path, PopularityRecommender<SongId>.FileFormat));
    }

    [Fact]
    public void Load_refuses_what_is_no_model()
    {
        File.WriteAllText(_path, "user,song\n");
        Expect("no model file", () => ModelFile.Load<SongId>(_path, PopularityRecommender<SongId>.FileFormat));
        File.WriteAllText(_path, "");
        Expect("no model file", () => ModelFile.Load<SongId>(_path, PopularityRecommender<SongId>.FileFormat));
        Assert.Throws<FileNotFoundException>(() => ModelFile.Load<SongId>(_path + "x", PopularityRecommender<SongId>.FileFormat));
    }

    [Fact]
    public void Load_refuses_a_newer_version()
    {
        ModelFile.Save(new Newer(), _path);
        Expect("reads 1 to 1", () => ModelFile.Load<SongId>(_path, PopularityRecommender<SongId>.FileFormat));
    }

    // Any byte changed, or the file cut anywhere: the documented exception, nothing else.
    [Fact]
    public void Load_refuses_every_damaged_file()
    {
        ModelFile.Save(_model, _path);
        var good = File.ReadAllBytes(_path);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255], Gen.Bool)
            .Sample(
                (place, change, cut) =>
                {
                    var bad = cut ? good[..place] : [.. good];
                    if (!cut)
                    {
                        bad[place] ^= change;
                    }

                    var path = $"{_path}.{Environment.CurrentManagedThreadId}";
                    File.WriteAllBytes(path, bad);
                    Assert.Throws<InvalidDataException>(() => ModelFile.Load<SongId>(path, PopularityRecommender<SongId>.FileFormat));
                    File.Delete(path);
                },
                iter: 300
            );
    }

    [Fact]
    public void HashOf_ends_when_the_file_became_shorter()
    {
        using var shorter = new MemoryStream(new byte[100]);
        Assert.Contains(
            "byte 100 of 101",
            Assert.Throws<EndOfStreamException>(() => ModelFile.HashOf(shorter, end: 101)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Save_leaves_the_old_file_when_it_fails()
    {
        ModelFile.Save(_model, _path);
        var before = File.ReadAllBytes(_path);
        Assert.Throws<InvalidOperationException>(() => ModelFile.Save(new Failing(), _path));
        Assert.Equal(before, File.ReadAllBytes(_path));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_path)}.*.tmp"));
        Assert.Contains(
            "cannot be saved",
            Assert.Throws<NotSupportedException>(() => ModelFile.Save(new Unsaveable(), _path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ReadCard_says_what_a_file_holds_and_where_it_came_from()
    {
        var data = new TrainingData<SongId>(
            InteractionDataset.FromPairs([(new UserId(1), new SongId(5)), (new UserId(2), new SongId(6)), (new UserId(2), new SongId(5))])
        );
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new(2026, 11, 30, 8, 5, 9, TimeSpan.FromHours(8)));
        var origin = ModelOrigin.Of(new PopularityTrainer<SongId>(), data, time);
        ModelFile.Save(_model, _path, origin);
        var card = ModelFile.ReadCard(_path);
        Assert.Equal(("popularity/song", 1, origin), (card.Kind, card.Version, card.Origin));
        Assert.Equal(
            [
                $"popularity/song, version 1, written by ZetDard.Recommenders {card.Library}",
                "trainer  popularity",
                $"data     2 users x 2 items, 3 interactions, SHA-256 {origin.DataHash}",
                "fitted   2026-11-30 00:05:09 UTC",
            ],
            card.ToString().ReplaceLineEndings("\n").Split('\n')
        );

        ModelFile.Save(_model, _path);
        Assert.Null(ModelFile.ReadCard(_path).Origin);
        File.WriteAllText(_path, "ZETDARD\u0001\u00FF\u00FF\u00FF");
        Expect("truncated or damaged", () => ModelFile.ReadCard(_path));
        File.WriteAllText(_path, "no");
        Expect("no model file", () => ModelFile.ReadCard(_path));
    }

    // Equal data gives equal hashes; a change anywhere another one.
    [Fact]
    public void DataHash_tells_data_apart()
    {
        var world = MusicWorld.Create(
            new()
            {
                UserCount = 20,
                SongCount = 40,
                ArtistCount = 10,
            }
        );
        var (data, again) = (world.ToTrainingData(), world.ToTrainingData());
        Assert.Equal(HashOf(data), HashOf(again));
        var features = new FeatureTable<SongId>(new([new(1)]), ["a"], [1]);
        string[] hashes =
        [
            HashOf(data),
            HashOf(data with { Artists = null }),
            HashOf(data with { Friends = null }),
            HashOf(data with { ItemFeatures = features }),
            HashOf(data with { ItemFeatures = new(features.Keys, ["b"], [1]) }),
            HashOf(data with { ItemFeatures = new(features.Keys, ["a"], [2]) }),
            HashOf(new(InteractionDataset.FromPairs(data.Interactions.ToInteractions().Select(i => (i.User, i.Item))))),
            HashOf(new(InteractionDataset.FromPairs(data.Interactions.ToInteractions().Skip(1).Select(i => (i.User, i.Item))))),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());

        static string HashOf(TrainingData<SongId> data) => ModelOrigin.Of(new PopularityTrainer<SongId>(), data).DataHash;
    }

    [Fact]
    public void Feature_tables_are_written_and_read_back()
    {
        var table = new FeatureTable<SongId>(new([new(5), new(-3)]), ["mfcc1.mean", "名前"], [1, 2, 3, float.MinValue]);
        ModelFile.SaveModel(new Holder(table), _path);
        var loaded = ModelFile.LoadModel<Holder>(_path, Holder.FileFormat).Table;
        Assert.Equal(table.Keys, loaded.Keys);
        Assert.Equal(table.Names, loaded.Names);
        Assert.All(Enumerable.Range(0, 2), row => Assert.Equal(table.Row(row), loaded.Row(row)));
    }

    private static void Expect(string part, Action load) =>
        Assert.Contains(part, Assert.Throws<InvalidDataException>(load).Message, StringComparison.Ordinal);

    private class Unsaveable : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => [];
    }

    private sealed class Holder(FeatureTable<SongId> table) : ISaveable
    {
        public static ModelFormat FileFormat { get; } = new("holder", reader => new Holder(reader.ReadFeatures<SongId>()));

        public FeatureTable<SongId> Table => table;

        public ModelFormat Format => FileFormat;

        public void Write(ModelWriter writer) => writer.Write(table);
    }

    private sealed class Newer : Unsaveable, ISaveable
    {
        public ModelFormat Format { get; } = new("popularity/song", version: 2, (_, _) => new Newer());

        public void Write(ModelWriter writer) => writer.Write("something new");
    }

    private sealed class Failing : Unsaveable, ISaveable
    {
        public ModelFormat Format { get; } = new("failing", _ => new Failing());

        public void Write(ModelWriter writer) => throw new InvalidOperationException("no");
    }
}
