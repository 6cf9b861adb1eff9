using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Graph;

/// <summary>Options of the graph recommenders.</summary>
public sealed record GraphOptions
{
    /// <summary>How songs are recommended. Default <see cref="SongMethod.Walk"/>, the best on real playlists
    /// (docs/packages/graph.md).</summary>
    [EnumDataType(typeof(SongMethod))]
    public SongMethod Songs { get; set; } = SongMethod.Walk;

    /// <summary>How artists are recommended. Default <see cref="ArtistMethod.Walk"/>.</summary>
    [EnumDataType(typeof(ArtistMethod))]
    public ArtistMethod Artists { get; set; } = ArtistMethod.Walk;

    /// <summary>How friends are recommended. Default <see cref="FriendMethod.Interests"/>, which needs no follows.</summary>
    [EnumDataType(typeof(FriendMethod))]
    public FriendMethod Friends { get; set; } = FriendMethod.Interests;

    /// <summary>How similar songs are found. Default <see cref="SimilarSongMethod.Walk"/>, the better one on the real data in
    /// docs/packages/graph.md.</summary>
    [EnumDataType(typeof(SimilarSongMethod))]
    public SimilarSongMethod SimilarSongs { get; set; } = SimilarSongMethod.Walk;

    /// <summary>How many song → song weights are kept for each song, 1 … 10,000. Default 100: more hardly change a top-20 list.</summary>
    [Range(1, 10_000)]
    public int NeighbourCount { get; set; } = 100;

    /// <summary>Maximum number of songs of one list that count for the song → song weights, 2 or more.</summary>
    /// <remarks>
    /// Of a longer list, that many songs count, evenly spaced in the order of the graph's songs; walks, taste vectors and friends
    /// use whole lists.
    /// Default 10,000: no list of the real data in docs/packages/graph.md is that long, so that their weights are exact.
    /// The weights take time with the square of a list's length: about a tenth of a second for 10,000 songs, and a hundred times
    /// as long for 100,000.
    /// </remarks>
    [Range(2, int.MaxValue)]
    public int MaxListLength { get; set; } = 10_000;

    /// <summary>How strongly the song walk divides by degrees on its way, from 0 (it counts paths) to 1 (it follows
    /// probabilities).</summary>
    /// <remarks>
    /// <para>Default <see langword="null"/>: the fit chooses. It hides songs of a sample of the listeners and compares how many
    /// of them the walk finds with values of the numbers
    /// that are left open: this one, <see cref="PopularityExponent"/>, <see cref="ListenerFocus"/> and
    /// <see cref="ArtistWeight"/>. A number that is given stays as it is.</para>
    /// <para>Where fewer than 100 listeners have 5 songs or more, or where no value is better beyond noise, the fit takes 0.5,
    /// the best on sparse playlists (docs/packages/graph.md).</para>
    /// </remarks>
    [Range(0.0, 1.0)]
    public double? PathExponent { get; set; }

    /// <summary>How strongly the song walk holds back songs that many listeners have, 0 … 1.</summary>
    /// <remarks>Default <see langword="null"/>: the fit chooses as for <see cref="PathExponent"/>, and takes 0.2 where the data
    /// does not tell.</remarks>
    [Range(0.0, 1.0)]
    public double? PopularityExponent { get; set; }

    /// <summary>How much more than in proportion the listeners nearest to this one count in the song walk, from 1 (in proportion)
    /// to 16.</summary>
    /// <remarks>
    /// Default <see langword="null"/>: the fit chooses as for <see cref="PathExponent"/>, and takes 1 where the data does not tell.
    /// On sparse data 1 is best. Where lists are long and most listeners share songs, 1.5 to 4 finds far more (docs/packages/graph.md).
    /// </remarks>
    [Range(1.0, 16.0)]
    public double? ListenerFocus { get; set; }

    /// <summary>Weight of the artist branch against the listener branch of the song walk, 0 … 100; 0 leaves artists out.</summary>
    /// <remarks>Default <see langword="null"/>: the fit chooses as for <see cref="PathExponent"/>, and takes 0.3 where the data
    /// does not tell.</remarks>
    [Range(0.0, 100.0)]
    public double? ArtistWeight { get; set; }

    /// <summary>Maximum number of listeners of one song or artist that a walk visits, 1 or more.</summary>
    /// <remarks>
    /// Of more listeners the walk visits that many, evenly spaced and the same for every request; each carries the mass of all
    /// listeners that it stands for.
    /// Default 1,000: no song of the real data in docs/packages/graph.md has more, so that their lists stay as they are, and with
    /// 100 million interactions
    /// one request takes about a sixth of the processor time (docs/benchmarks.md).
    /// A low bound loses recall. On Last.fm a bound of 100 listeners loses .1 %, of 50 .7 %, of 20 3.3 %, of 10 9 % and of 1 64 %.
    /// What counts is how many listeners remain: in a generated world of 300,000 listeners a bound of 300 loses .1 % of recall
    /// and one of 30 .9 %.
    /// </remarks>
    [Range(1, int.MaxValue)]
    public int MaxListenersPerSong { get; set; } = 1_000;

    /// <summary>Maximum number of listeners through whom one walk goes on to their songs or artists, 1 or more.</summary>
    /// <remarks>
    /// Where the walk reaches more listeners, the nearest go on: those who pass on most to each of their songs.
    /// Default 3,000: on lists of Last.fm and in generated worlds of 300,000 listeners it costs .2 % of recall at 20 at most, and
    /// with 100 million interactions
    /// it saves a third of the time of a request (docs/packages/graph.md).
    /// A long list of recommendations may end earlier, since songs that only farther listeners have are not reached.
    /// </remarks>
    [Range(1, int.MaxValue)]
    public int MaxListeners { get; set; } = 3_000;

    /// <summary>How many similar users <see cref="SongMethod.SimilarUsers"/> takes songs from, 1 … 100,000. Default 50.</summary>
    [Range(1, 100_000)]
    public int SimilarUserCount { get; set; } = 50;

    /// <summary>Only users whose similarity is above this are recommended as friends, −1 … 1. Default 0: some taste in common.</summary>
    [Range(-1.0, 1.0)]
    public double FriendThreshold { get; set; }

    /// <summary>Dimensions of the taste vectors of <see cref="FriendMethod.Interests"/>, 1 … 256.</summary>
    /// <remarks>Default 24: on Last.fm's friendships 16 to 32 are as good, and more are worse.</remarks>
    [Range(1, 256)]
    public int EmbeddingSize { get; set; } = 24;

    /// <summary>Seed of the decomposition behind the taste vectors, and of the songs that the fit hides to choose the numbers of
    /// the walk. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Maximum number of threads of a fit; 0 (the default) takes one for each processor. The result is the same bits for
    /// any number.</summary>
    [Range(0, 1024)]
    [JsonIgnore]        // of this machine: neither of the model nor of its description
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class GraphOptionsValidator : IValidateOptions<GraphOptions>;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(GraphOptions))]
internal sealed partial class GraphJson : JsonSerializerContext;
