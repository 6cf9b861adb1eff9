using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
using QuikGraph.Algorithms;
using QuikGraph.Algorithms.Ranking;
using ZetDard.Recommenders;
using ZetDard.Recommenders.Testing;

namespace ZetDard.Graph.Tests;

public sealed class MusicGraphTests
{
    // Users 1 and 2 have songs 10 and 20, user 2 also 30, user 3 only 40. Artist 7 sings 10 and 30, artist 8 song 40; 1 follows 3.
    private static readonly TrainingData<SongId> Small = new(
        InteractionDataset.FromPairs<SongId>([
            (new(1), new(10)),
            (new(1), new(20)),
            (new(2), new(10)),
            (new(2), new(20)),
            (new(2), new(30)),
            (new(3), new(40)),
        ])
    )
    {
        Artists = Relation.FromPairs<SongId, ArtistId>([(new(10), new(7)), (new(30), new(7)), (new(40), new(8)), (new(99), new(9))]),
        Friends = Relation.FromPairs<UserId, UserId>([(new(1), new(3)), (new(1), new(77))]),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SongWeights_are_the_share_of_listeners_who_have_the_other_song_too()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        var adjacency = graph.SongAdjacency();
        Assert.Equal(1f, Weight(10, 20)); // both who have 10 have 20
        Assert.Equal(0.5f, Weight(10, 30)); // one of the two
        Assert.Equal(1f, Weight(30, 10)); // the one who has 30
        Assert.Equal(0f, Weight(10, 40));

        float Weight(long from, long to)
        {
            var place = adjacency.Row(graph.Songs.IndexOf(new(from))).IndexOf(graph.Songs.IndexOf(new(to)));
            return place < 0 ? 0 : adjacency.RowValues(graph.Songs.IndexOf(new(from)))[place];
        }
    }

    [Fact]
    public async Task Statistics_and_components_match_a_count_by_hand()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        Assert.Equal(
            new GraphStatistics(
                UserCount: 3,
                SongCount: 4,
                ArtistCount: 2,
                UserSongEdgeCount: 6,
                SongArtistEdgeCount: 3,
                SongSongEdgeCount: 6,
                FollowEdgeCount: 1,
                MeanSongsPerUser: 2,
                MaxSongsPerUser: 3,
                MeanUsersPerSong: 1.5,
                MaxUsersPerSong: 2,
                SongsOfOneUser: 2,
                ComponentCount: 1,
                LargestComponentSize: 9
            ),
            graph.Statistics()
        );
        var withoutFollows = (await new GraphTrainer().FitAsync(Small with { Friends = null }, cancellationToken: Cancellation)).Graph;
        Assert.Equal([6, 3], withoutFollows.Components().Sizes.Order().Reverse());
    }

    [Fact]
    public async Task Neighbourhood_runs_the_algorithms_of_QuikGraph()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        var start = new GraphNode(NodeKind.User, graph.Users.IndexOf(new(1)));
        var end = new GraphNode(NodeKind.Artist, graph.Artists.IndexOf(new(7)));
        var view = graph.Neighbourhood(start, radius: 3);
        Assert.Equal(9, view.VertexCount);

        var paths = view.ShortestPathsDijkstra(_ => 1, start);
        Assert.True(paths(end, out var path));
        Assert.Equal(2, path.Count()); // user 1 - song 10 - artist 7

        var ranks = new PageRankAlgorithm<GraphNode, GraphEdge>(view);
        ranks.Compute();
        Assert.Equal(9, ranks.Ranks.Count);
        Assert.All(ranks.Ranks.Values, rank => Assert.True(rank > 0));
        Assert.Equal([start], graph.Neighbourhood(start, radius: 0).Vertices);
        Assert.Equal(4, graph.Neighbourhood(start, radius: 3, maxNodeCount: 4).VertexCount);
    }

    [Fact]
    public async Task Neighbourhood_refuses_a_node_that_is_not_there()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => graph.Neighbourhood(new(NodeKind.Song, 4)));
        Assert.Contains("0 … 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_gives_files_with_every_node_and_edge_and_hostile_labels()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        const string Hostile = "\"<script>&\u202E雨\uD800\u0001";
        const string Cleaned = "\"<script>&\u202E雨\uFFFD\uFFFD";
        var graphml = XDocument.Parse(Written(GraphFileFormat.GraphMl));
        Assert.Equal(9, graphml.Descendants().Count(e => e.Name.LocalName == "node"));
        Assert.Equal(6 + 3 + 6 + 1, graphml.Descendants().Count(e => e.Name.LocalName == "edge"));
        Assert.Contains(graphml.Descendants(), e => e.Value == Cleaned);

        var gexf = XDocument.Parse(Written(GraphFileFormat.Gexf));
        Assert.Equal(9, gexf.Descendants().Count(e => e.Name.LocalName == "node"));
        Assert.Equal(Cleaned, gexf.Descendants().First(e => e.Name.LocalName == "node").Attribute("label")!.Value);

        using var json = JsonDocument.Parse(Written(GraphFileFormat.Json));
        Assert.Equal(9, json.RootElement.GetProperty("nodes").GetArrayLength());
        Assert.Equal(16, json.RootElement.GetProperty("edges").GetArrayLength());

        string Written(GraphFileFormat format)
        {
            using var stream = new MemoryStream();
            graph.Write(stream, format, _ => Hostile);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    [Theory]
    [InlineData(GraphFileFormat.GraphMl)]
    [InlineData(GraphFileFormat.Gexf)]
    [InlineData(GraphFileFormat.Json)]
    public async Task Write_gives_the_same_file_in_every_culture(GraphFileFormat format)
    {
        var data = new TrainingData<SongId>(
            InteractionDataset.FromPairs<SongId>([(new(-1), new(-10)), (new(-1), new(20)), (new(2), new(-10))])
        );
        var graph = (await new GraphTrainer().FitAsync(data, cancellationToken: Cancellation)).Graph;
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = Written();
            CultureInfo.CurrentCulture = new("sv-SE") { NumberFormat = { NegativeSign = "\u2212", NumberDecimalSeparator = "," } };
            Assert.Equal(expected, Written());
            Assert.Contains("song:-10", expected, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string Written()
        {
            using var stream = new MemoryStream();
            graph.Write(stream, format);
            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    // Oracle: the same fit on lists that were shortened by hand: of eight songs the first, third, sixth and eighth part's middle.
    [Fact]
    public async Task MaxListLength_bounds_what_a_long_list_counts_for_the_song_weights_and_nothing_else()
    {
        var shortList = Enumerable.Range(1, 3).Select(song => (new UserId(1), new SongId(song)));
        var longList = Enumerable.Range(1, 8).Select(song => (new UserId(2), new SongId(song)));
        var data = new TrainingData<SongId>(InteractionDataset.FromPairs(shortList.Concat(longList)));
        var model = await new GraphTrainer(new() { MaxListLength = 4 }).FitAsync(data, cancellationToken: Cancellation);
        var counted = new TrainingData<SongId>(
            InteractionDataset.FromPairs(shortList.Concat([(new(2), new(2)), (new(2), new(4)), (new(2), new(6)), (new(2), new(8))]))
        );
        var expected = await new GraphTrainer().FitAsync(counted, cancellationToken: Cancellation);
        foreach (var song in expected.Graph.Songs)
        {
            Assert.Equal(WeightsOf(expected, song), WeightsOf(model, song));
        }

        Assert.Empty(WeightsOf(model, new(7)));
        Assert.Equal(8, model.Graph.UserSongs.Degree(1));
        Assert.Equal(7, model.Similar(new(7)).Count);

        static (SongId, float)[] WeightsOf(GraphModel model, SongId song) =>
            [.. model.With(o => o.SimilarSongs = SimilarSongMethod.Weights).Similar(song).Select(similar => (similar.Item, similar.Score))];
    }

    // Of the songs of 10's listeners, 20 is in both lists and 30 in one; by artist 7, who sings 10 and 30, 30 gains, but not as much.
    [Fact]
    public async Task Similar_counts_shared_listeners_and_artists()
    {
        var model = await new GraphTrainer(new() { ArtistWeight = 0.1 }).FitAsync(Small, cancellationToken: Cancellation);
        Assert.Equal([20, 30], model.Similar(new(10)).Select(similar => similar.Item.Value));
        Assert.Equal([30, 20], model.With(o => o.ArtistWeight = 100).Similar(new(10)).Select(similar => similar.Item.Value));
        Assert.Equal(
            [(20, 1f), (30, 0.5f)],
            model
                .With(o => o.SimilarSongs = SimilarSongMethod.Weights)
                .Similar(new(10))
                .Select(similar => (similar.Item.Value, similar.Score))
        );
    }

    // Oracle: networkx reads the files and counts nodes, edges and components.
    [Theory]
    [InlineData(".graphml")]
    [InlineData(".gexf")]
    [InlineData(".json")]
    public async Task Write_gives_files_that_networkx_reads(string ending)
    {
        Assert.SkipUnless(HasNetworkx(), "python3 with networkx is not installed.");
        var data = MusicWorld
            .Create(
                new()
                {
                    UserCount = 30,
                    SongCount = 60,
                    ArtistCount = 12,
                }
            )
            .ToTrainingData();
        var model = await new GraphTrainer().FitAsync(data, cancellationToken: Cancellation);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{ending}");
        try
        {
            model.Graph.Write(path, node => $"{node.Kind} “{node.Index}”");
            var read = ending switch
            {
                ".graphml" => "nx.read_graphml(p)",
                ".gexf" => "nx.read_gexf(p)",
                _ => "nx.node_link_graph(json.load(open(p)), **{k: 'edges'})",
            };
            var printed = Python(
                $"""
                import inspect, json, networkx as nx
                p = {JsonSerializer.Serialize(path)}
                k = 'edges' if 'edges' in inspect.signature(nx.node_link_graph).parameters else 'link'
                g = {read}
                print(len(g), g.number_of_edges(), nx.number_weakly_connected_components(g))
                """
            );
            var statistics = model.Graph.Statistics();
            var edges =
                statistics.UserSongEdgeCount + statistics.SongArtistEdgeCount + statistics.SongSongEdgeCount + statistics.FollowEdgeCount;
            Assert.Equal(
                string.Create(CultureInfo.InvariantCulture, $"{model.Graph.NodeCount} {edges} {statistics.ComponentCount}"),
                printed.Trim()
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Write_refuses_an_unknown_ending()
    {
        var graph = (await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation)).Graph;
        Assert.Contains(".graphml", Assert.Throws<ArgumentException>(() => graph.Write("graph.png")).Message, StringComparison.Ordinal);
    }

    // Oracle: a full fit on all data at once.
    [Fact]
    public void Update_gives_the_graph_of_a_full_fit() =>
        Gen.Select(Pairs, Pairs, Gen.Int[1, 6], Gen.Int[2, 9])
            .Sample(
                (before, added, k, maxListLength) =>
                {
                    var trainer = new GraphTrainer(
                        new()
                        {
                            NeighbourCount = k,
                            MaxListLength = maxListLength,
                            Friends = FriendMethod.SharedSongs,
                        }
                    );
                    var model = trainer.FitAsync(Data(before)).Result;
                    var updated = (GraphModel)model.Update(Data(added));
                    var whole = trainer.FitAsync(Data([.. before, .. added])).Result;
                    Assert.Equal(whole.Graph.Users, updated.Graph.Users);
                    Assert.Equal(whole.Graph.Songs, updated.Graph.Songs);
                    Assert.Equal(whole.Graph.Artists, updated.Graph.Artists);
                    Assert.Equal(whole.Graph.UserSongs.Columns.ToArray(), updated.Graph.UserSongs.Columns.ToArray());
                    Assert.Equal(whole.Graph.SongWeights.Offsets.ToArray(), updated.Graph.SongWeights.Offsets.ToArray());
                    Assert.Equal(whole.Graph.SongWeights.Columns.ToArray(), updated.Graph.SongWeights.Columns.ToArray());
                    Assert.Equal(whole.Graph.SongWeights.Values.ToArray(), updated.Graph.SongWeights.Values.ToArray());
                }
            );

    [Fact]
    public async Task Social_friends_without_follows_are_refused_by_name()
    {
        var noFollows = Small with { Friends = null };
        var error = await Assert.ThrowsAsync<ArgumentException>(() =>
            new GraphTrainer(new() { Friends = FriendMethod.Social }).FitAsync(noFollows, cancellationToken: Cancellation)
        );
        Assert.Contains("TrainingData.Friends", error.Message, StringComparison.Ordinal);
        var model = await new GraphTrainer().FitAsync(noFollows, cancellationToken: Cancellation);
        Assert.Throws<ArgumentException>(() => model.With(o => o.Friends = FriendMethod.Social));
    }

    [Fact]
    public async Task Playlists_have_no_friends()
    {
        var lists = new TrainingData<SongId>(InteractionDataset.From(Small.Interactions.ToInteractions(), RowKind.Playlist))
        {
            Artists = Small.Artists,
        };
        var model = await new GraphTrainer().FitAsync(lists, cancellationToken: Cancellation);
        Assert.NotEmpty(model.Songs.Recommend(Profile.Of(new PlaylistId(1))));
        Assert.Contains(
            "a playlist",
            Assert.Throws<ArgumentException>(() => model.Songs.Recommend(Profile.Of(new UserId(1)))).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidOperationException>(() => model.Friends.Recommend(Profile.Of(new PlaylistId(1))));
        Assert.Null(model.Songs.Find<IRecommender<UserId>>());
        Assert.NotNull(model.Songs.Find<IRecommender<ArtistId>>());
    }

    [Fact]
    public async Task With_gives_other_methods_over_the_same_graph()
    {
        var model = await new GraphTrainer().FitAsync(Small, cancellationToken: Cancellation);
        var other = model.With(o =>
        {
            o.Songs = SongMethod.Weights;
            o.Friends = FriendMethod.Social;
        });
        Assert.Same(model.Graph, other.Graph);
        Assert.Equal([30], other.Songs.Recommend(Profile.Of(new UserId(1))).Select(r => r.Item.Value));
        Assert.Equal([2], other.Friends.Recommend(Profile.Of(new UserId(1))).Select(r => r.Item.Value)); // 3 is followed already
    }

    // Song 99 is in nobody's list, but its artist 9 is in the graph once another song of hers is.
    [Fact]
    public async Task Songs_outside_the_graph_still_tell_their_artists()
    {
        var data = Small with { Artists = Relation.FromPairs<SongId, ArtistId>([(new(40), new(9)), (new(99), new(9))]) };
        var model = await new GraphTrainer().FitAsync(data, cancellationToken: Cancellation);
        var list = model.Songs.Recommend(Profile.FromHistory([new SongId(99)]), reasonCount: 1);
        Assert.Equal([40], list.Select(r => r.Item.Value));
        Assert.True(list[0].Reason[0].Is<ArtistId>(out var artist) && artist.Value == 9);
    }

    // A song that gains listeners loses rarity: carried taste vectors must lose it too, or its listeners rise above cosine 1.
    [Fact]
    public async Task Update_keeps_similarities_of_friends_within_their_bounds()
    {
        var model = await new GraphTrainer(new() { FriendThreshold = -1 }).FitAsync(
            Small with
            {
                Friends = null,
            },
            cancellationToken: Cancellation
        );
        var added = InteractionDataset.FromPairs(Enumerable.Range(100, 200).Select(user => (new UserId(user), new SongId(40))));
        var updated = (GraphModel)model.Update(new(added), Cancellation);
        var friends = updated.Friends.Recommend(Profile.Of(new UserId(3)), int.MaxValue);
        Assert.Equal(202, friends.Count);
        Assert.All(friends, r => Assert.InRange(r.Score, -0.5f, 1.0001f));
    }

    [Fact]
    public async Task Update_takes_a_dataset_whose_songs_are_in_any_order()
    {
        var songs = new Vocabulary<SongId>([new(30), new(10), new(20)]);
        var data = new InteractionDataset<SongId>(
            new([new UserId(1), new(2)]),
            songs,
            CsrMatrix.FromEntries(2, 3, [0, 0, 0, 1, 1], [0, 1, 2, 1, 2])
        );
        var updated = (GraphModel)
            (await new GraphTrainer().FitAsync(new(data), cancellationToken: Cancellation)).Update(
                new(InteractionDataset.FromPairs<SongId>([(new(9), new(40))])),
                Cancellation
            );
        Assert.Equal([10, 20, 30, 40], updated.Graph.Songs.Select(song => song.Value));
        Assert.Equal([0, 1], updated.Graph.SongWeights.Neighbours(2).ToArray());
    }

    [Fact]
    public async Task Friends_never_hold_the_listener_himself()
    {
        var model = await new GraphTrainer(new() { Friends = FriendMethod.SharedSongs }).FitAsync(Small, cancellationToken: Cancellation);
        Assert.DoesNotContain(model.Friends.Recommend(new(Profile.Of(new UserId(1))) { KeepKnown = true }), r => r.Item.Value == 1);
    }

    [Fact]
    public void Options_name_a_number_out_of_its_range()
    {
        var error = Assert.Throws<ArgumentException>(() => new GraphTrainer(new() { ListenerFocus = 0.5 }));
        Assert.Contains("ListenerFocus", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_name_a_method_that_does_not_exist()
    {
        var error = Assert.Throws<ArgumentException>(() => new GraphTrainer(new() { Friends = (FriendMethod)9 }));
        Assert.Contains("Friends", error.Message, StringComparison.Ordinal);
    }

    private static readonly Gen<(int User, int Song)[]> Pairs = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 9]).Array[1, 25];

    private static TrainingData<SongId> Data((int User, int Song)[] pairs) =>
        new(InteractionDataset.FromPairs(pairs.Distinct().Select(pair => (new UserId(pair.User), new SongId(pair.Song)))))
        {
            Artists = Relation.FromPairs(pairs.Select(pair => (new SongId(pair.Song), new ArtistId(pair.Song / 3)))),
        };

    private static bool HasNetworkx()
    {
        try
        {
            Python("import networkx");
            return true;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Python(string program)
    {
        // Debian's own interpreter first: python3-networkx is installed for that one.
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using var process = Process.Start(
            new ProcessStartInfo(python, ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(process.StandardError.ReadToEnd());
    }
}
