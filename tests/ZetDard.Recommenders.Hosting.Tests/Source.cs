using ZetDard.Recommenders.Testing;

namespace ZetDard.Recommenders.Hosting.Tests;

/// <summary>A source of data that counts its reads, and gives or throws what a test says.</summary>
internal sealed class Source : ITrainingDataSource<SongId>
{
    public static readonly TrainingData<SongId> Data =
        MusicWorld.Create(new() { UserCount = 20, SongCount = 40, ArtistCount = 10 }).ToTrainingData();
    public static readonly TrainingData<SongId> Nothing = new(InteractionDataset.From(Array.Empty<Interaction<SongId>>()));
    private int _loadCount;

    public int LoadCount => Volatile.Read(ref _loadCount);

    /// <summary>What the read of a number gives, from 1.</summary>
    public Func<int, TrainingData<SongId>> Read { get; set; } = _ => Data;

    public Task<TrainingData<SongId>> LoadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult(Read(Interlocked.Increment(ref _loadCount)));
        }
        catch (Exception e)
        {
            return Task.FromException<TrainingData<SongId>>(e);
        }
    }
}
