namespace ZetDard.Recommenders.Tests;

public sealed class InteractionDatasetBuilderTests
{
    [Fact]
    public void Build_keeps_the_latest_time_also_before_1970()
    {
        var builder = new InteractionDatasetBuilder<SongId>();
        builder.Add(new(1), new(10), unixSeconds: -500);
        builder.Add(new(1), new(20), unixSeconds: 7);
        builder.Add(new(1), new(10), unixSeconds: -300);
        builder.Add(new(1), new(20), unixSeconds: 5);
        Assert.Equal([-300, 7], builder.Build().UnixSeconds.ToArray());
    }
}
