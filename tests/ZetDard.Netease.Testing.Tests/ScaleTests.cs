using System.Security.Cryptography;
using System.Text;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Netease.Testing.Tests;

/// <summary>Memory is measured for the whole process, so no other test runs at the same time.</summary>
[CollectionDefinition(nameof(ScaleTests), DisableParallelization = true)]
[Collection(nameof(ScaleTests))]
public sealed class ScaleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_world_gives_the_same_bytes()
    {
        var world = MusicWorld.Create(new() { Seed = 9 });
        Assert.Equal(await DigestAsync(world), await DigestAsync(MusicWorld.Create(new() { Seed = 9 })));
        Assert.NotEqual(await DigestAsync(world), await DigestAsync(MusicWorld.Create(new() { Seed = 10 })));

        // The addresses of pictures contain the port, which is removed.
        static async Task<string> DigestAsync(MusicWorld world)
        {
            await using var service = await NeteaseStandIn.StartAsync(new() { World = world, CachesServerAnswers = false }, Cancellation);
            using var caller = new Caller(service);
            var all = new StringBuilder();
            foreach (
                var path in (string[])
                    [
                        "/user/detail?uid=3",
                        "/user/playlist?uid=3",
                        "/playlist/detail?id=300",
                        "/song/detail?ids=1,2,3",
                        "/lyric/new?id=2",
                        "/comment/music?id=1",
                        "/user/follows?uid=3",
                        "/artist/album?id=2",
                        "/toplist",
                        "/user/record?uid=5",
                    ]
            )
            {
                using var answer = await caller.Http.GetAsync(path, Cancellation);
                all.Append(await answer.Content.ReadAsStringAsync(Cancellation));
            }

            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all.Replace(service.Address.Authority, "host").ToString())));
        }
    }

    [Fact]
    public async Task Many_at_once_get_the_answers_that_one_gets()
    {
        await using var service = await NeteaseStandIn.StartAsync(cancellationToken: Cancellation);
        using var caller = new Caller(service);
        var expected = new string[50];
        for (var user = 1; user <= expected.Length; user++)
            expected[user - 1] = (await caller.ServerAsync($"/user/playlist?uid={user}")).Json.ToJsonString();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 2_000),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation },
            async (index, _) =>
            {
                var user = 1 + (index % expected.Length);
                Assert.Equal(expected[user - 1], (await caller.ServerAsync($"/user/playlist?uid={user}")).Json.ToJsonString());
            }
        );
        Assert.Equal(2_050, service.Requests.TotalCount);
    }

    // 100,000 listeners: the live memory does not grow with the answers, of some 2,000 bytes each. The log keeps a time and a
    // hash of each request, at most
    // 100 bytes while its tables grow.
    [Fact]
    public async Task Memory_is_flat_over_a_hundred_thousand_requests()
    {
        await using var service = await NeteaseStandIn.StartAsync(
            new()
            {
                World = MusicWorld.Create(
                    new()
                    {
                        UserCount = 100_000,
                        SongCount = 5_000,
                        ArtistCount = 500,
                    }
                ),
                LogCapacity = 1_000,
            },
            Cancellation
        );
        using var http = new HttpClient { BaseAddress = service.Address };
        await AskAsync(0, 15_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await AskAsync(15_000, 115_000);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{before / 1e6:F1} MB, grown by {grown / 1e6:F1} MB");
        Assert.True(grown < 20_000_000, $"{grown} bytes");
        Assert.Equal(115_000, service.Requests.TotalCount);

        Task AskAsync(int from, int to) =>
            Parallel.ForEachAsync(
                Enumerable.Range(from, to - from),
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation },
                async (index, cancellation) =>
                {
                    var user = 1 + (index % 100_000);
                    using var answer = await http.GetAsync(
                        (index % 3) switch
                        {
                            0 => $"/user/detail?uid={user}",
                            1 => $"/song/detail?ids={1 + (index % 5_000)}",
                            _ => $"/user/follows?uid={user}",
                        } + $"&timestamp={index}",
                        cancellation
                    );
                    answer.EnsureSuccessStatusCode();
                }
            );
    }
}
