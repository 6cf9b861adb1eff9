using CsCheck;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.model");
    private readonly PopularityRecommender<SongId> _model = new(MusicWorld.Create(new() { UserCount = 20, SongCount = 40, ArtistCount = 10 }).ToTrainingData().Interactions);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_gives_composed_models_back()
    {
        var blend = CompositionExtensions.Blend<SongId>((_model.WithFallback(_model), 0.7), (_model, 0.3));
        ModelFile.Save(blend, _path);
        var loaded = ModelFile.Load<SongId>(_path, [.. CompositionModelFormats.For<SongId>(), new PopularityModelFormat<SongId>()]);
        var profile = Profile.Of(new UserId(3));
        Assert.Equal(blend.Recommend(profile).Select(r => (r.Item, r.Score)), loaded.Recommend(profile).Select(r => (r.Item, r.Score)));
    }

    [Fact]
    public void Load_names_the_kind_that_it_cannot_read()
    {
        ModelFile.Save(_model, _path);
        Expect("'popularity/song'", () => ModelFile.Load<SongId>(_path, new PopularityModelFormat<ArtistId>()));
        Expect("no recommender of artists", () => ModelFile.Load<ArtistId>(_path, new PopularityModelFormat<SongId>()));
    }

    [Fact]
    public void Load_refuses_what_is_no_model()
    {
        File.WriteAllText(_path, "user,song\n");
        Expect("no model file", () => ModelFile.Load<SongId>(_path, new PopularityModelFormat<SongId>()));
        File.WriteAllText(_path, "");
        Expect("no model file", () => ModelFile.Load<SongId>(_path, new PopularityModelFormat<SongId>()));
        Assert.Throws<FileNotFoundException>(() => ModelFile.Load<SongId>(_path + "x", new PopularityModelFormat<SongId>()));
    }

    [Fact]
    public void Load_refuses_a_newer_version()
    {
        ModelFile.Save(new Newer(), _path);
        Expect("reads 1 to 1", () => ModelFile.Load<SongId>(_path, new PopularityModelFormat<SongId>()));
    }

    // Any byte changed, or the file cut anywhere: the documented exception, nothing else.
    [Fact]
    public void Load_refuses_every_damaged_file()
    {
        ModelFile.Save(_model, _path);
        var good = File.ReadAllBytes(_path);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255], Gen.Bool).Sample((place, change, cut) =>
        {
            var bad = cut ? good[..place] : [.. good];
            if (!cut)
            {
                bad[place] ^= change;
            }

            var path = $"{_path}.{Environment.CurrentManagedThreadId}";
            File.WriteAllBytes(path, bad);
            Assert.Throws<InvalidDataException>(() => ModelFile.Load<SongId>(path, new PopularityModelFormat<SongId>()));
            File.Delete(path);
        }, iter: 300);
    }

    [Fact]
    public void HashOf_ends_when_the_file_became_shorter()
    {
        using var shorter = new MemoryStream(new byte[100]);
        Assert.Contains("byte 100 of 101", Assert.Throws<EndOfStreamException>(() => ModelFile.HashOf(shorter, end: 101)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_leaves_the_old_file_when_it_fails()
    {
        ModelFile.Save(_model, _path);
        var before = File.ReadAllBytes(_path);
        Assert.Throws<InvalidOperationException>(() => ModelFile.Save(new Failing(), _path));
        Assert.Equal(before, File.ReadAllBytes(_path));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), $"{Path.GetFileName(_path)}.*.tmp"));
        Assert.Contains("cannot be saved", Assert.Throws<NotSupportedException>(() => ModelFile.Save(new Unsaveable(), _path)).Message, StringComparison.Ordinal);
    }

    private static void Expect(string part, Action load) => Assert.Contains(part, Assert.Throws<InvalidDataException>(load).Message, StringComparison.Ordinal);

    private class Unsaveable : IRecommender<SongId>
    {
        public IReadOnlyList<Recommendation<SongId>> Recommend(RecommendationRequest<SongId> request) => [];
    }

    private sealed class Newer : Unsaveable, ISaveable, IModelFormat
    {
        public IModelFormat Format => this;

        public string Kind => "popularity/song";

        public int Version => 2;

        public void Write(ISaveable model, ModelWriter writer) => writer.Write("something new");

        public ISaveable Read(ModelReader reader, int version) => this;
    }

    private sealed class Failing : Unsaveable, ISaveable, IModelFormat
    {
        public IModelFormat Format => this;

        public string Kind => "failing";

        public int Version => 1;

        public void Write(ISaveable model, ModelWriter writer) => throw new InvalidOperationException("no");

        public ISaveable Read(ModelReader reader, int version) => this;
    }
}
