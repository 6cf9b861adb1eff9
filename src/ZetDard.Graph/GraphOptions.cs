using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace ZetDard.Graph;

/// <summary>Options of the graph recommenders.</summary>
public sealed record GraphOptions
{
    /// <summary>How songs are recommended. Default <see cref="SongMethod.Walk"/>, the best on real playlists (docs/packages/graph.md).</summary>
    [EnumDataType(typeof(SongMethod))]
    public SongMethod Songs { get; set; } = SongMethod.Walk;

    /// <summary>How artists are recommended. Default <see cref="ArtistMethod.Walk"/>.</summary>
    [EnumDataType(typeof(ArtistMethod))]
    public ArtistMethod Artists { get; set; } = ArtistMethod.Walk;

    /// <summary>How friends are recommended. Default <see cref="FriendMethod.Interests"/>, which needs no follows.</summary>
    [EnumDataType(typeof(FriendMethod))]
    public FriendMethod Friends { get; set; } = FriendMethod.Interests;

    /// <summary>How similar songs are found. Default <see cref="SimilarSongMethod.Walk"/>, the better on all data in docs/packages/graph.md.</summary>
    [EnumDataType(typeof(SimilarSongMethod))]
    public SimilarSongMethod SimilarSongs { get; set; } = SimilarSongMethod.Walk;

    /// <summary>How many song → song weights are kept for each song, 1 … 10,000. Default 100: more hardly change a top-20 list.</summary>
    [Range(1, 10_000)]
    public int NeighbourCount { get; set; } = 100;

    /// <summary>Most songs of one list that count for the song → song weights, 2 or more. Of a longer list so many songs count, evenly spaced in the order of the graph's songs.</summary>
    /// <remarks>
    /// Default 10,000, which no list of the real data in docs/packages/graph.md reaches (nor may a list of NetEase Cloud Music), so that their weights are exact.
    /// Weights take time with the square of a list's length: 10,000 songs about a tenth of a second, 100,000 would take a hundred times as long.
    /// Walks, taste vectors and friends see whole lists.
    /// </remarks>
    [Range(2, int.MaxValue)]
    public int MaxListLength { get; set; } = 10_000;

    /// <summary>How strongly the song walk divides by degrees on its way, 0 (counts paths) … 1 (probabilities). Default <see langword="null"/>: the fit chooses.</summary>
    /// <remarks>
    /// The fit hides songs of a sample of the listeners and takes the values of the open numbers (this one, <see cref="PopularityExponent"/>, <see cref="ListenerFocus"/> and
    /// <see cref="ArtistWeight"/>) with which the walk finds most of them: docs/packages/graph.md. Where the data has fewer than 100 listeners of 5 songs or more, or no value is better
    /// beyond noise, it takes 0.5, the best on sparse playlists.
    /// </remarks>
    [Range(0.0, 1.0)]
    public double? PathExponent { get; set; }

    /// <summary>How strongly the song walk holds popular songs back on arrival, 0 … 1. Default <see langword="null"/>: the fit chooses, 0.2 where the data does not tell.</summary>
    [Range(0.0, 1.0)]
    public double? PopularityExponent { get; set; }

    /// <summary>How much more than in proportion the listeners nearest to this one count in the song walk, 1 (in proportion) … 16. Default <see langword="null"/>: the fit chooses, 1 where the data does not tell.</summary>
    /// <remarks>On sparse data 1 is best; where lists are long and most listeners share songs, 2 to 4 finds far more (docs/packages/graph.md).</remarks>
    [Range(1.0, 16.0)]
    public double? ListenerFocus { get; set; }

    /// <summary>Weight of the artist branch against the listener branch of the song walk, 0 … 100; 0 leaves artists out. Default <see langword="null"/>: the fit chooses, 0.3 where the data does not tell.</summary>
    [Range(0.0, 100.0)]
    public double? ArtistWeight { get; set; }

    /// <summary>Most listeners of one song or artist that a walk visits, 1 or more. Of more it visits so many, evenly spaced and the same for every request, each with the mass of all that it stands for.</summary>
    /// <remarks>
    /// Default 1,000: no song of the real data in docs/packages/graph.md has more, so that their lists stay as they are, and with 100 million interactions one listener costs about a sixth of the processor time (docs/benchmarks.md).
    /// A low bound loses recall: on Last.fm one of 100 listeners .1 %, of 50 .7 %, of 20 3.3 %, of 10 9 %, of 1 64 %. What counts is how many remain: in a seeded world of 300,000 listeners 300 lose .1 % of recall, 30 .9 %.
    /// </remarks>
    [Range(1, int.MaxValue)]
    public int MaxListenersPerSong { get; set; } = 1_000;

    /// <summary>Most listeners through whom one walk goes on to their songs or artists, 1 or more. Of more whom it has reached, the nearest: those who bring most to each.</summary>
    /// <remarks>
    /// Default 3,000: on lists of Last.fm and in seeded worlds of 300,000 listeners it costs .2 % of recall at 20 at most, and with 100 million interactions it saves a third of the time of a request (docs/packages/graph.md).
    /// A long list of recommendations may end earlier, since songs that only farther listeners have are not reached.
    /// </remarks>
    [Range(1, int.MaxValue)]
    public int MaxListeners { get; set; } = 3_000;

    /// <summary>How many similar users <see cref="SongMethod.SimilarUsers"/> listens to, 1 … 100,000. Default 50.</summary>
    [Range(1, 100_000)]
    public int SimilarUserCount { get; set; } = 50;

    /// <summary>Recommend as friends only users whose similarity is above this, −1 … 1. Default 0: some taste in common.</summary>
    [Range(-1.0, 1.0)]
    public double FriendThreshold { get; set; }

    /// <summary>Dimensions of the taste vectors of <see cref="FriendMethod.Interests"/>, 1 … 256. Default 24: on Last.fm's friendships 16 to 32 are as good, more are worse.</summary>
    [Range(1, 256)]
    public int EmbeddingSize { get; set; } = 24;

    /// <summary>Seed of the decomposition behind the taste vectors. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>Most threads of a fit; 0 (the default) takes one a processor. The result is the same bits whatever their number.</summary>
    [Range(0, 1024)]
    [JsonIgnore]        // of this machine: neither of the model nor of its description
    public int ThreadCount { get; set; }
}

[OptionsValidator]
internal sealed partial class GraphOptionsValidator : IValidateOptions<GraphOptions>;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(GraphOptions))]
internal sealed partial class GraphJson : JsonSerializerContext;
