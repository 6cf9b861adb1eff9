namespace ZetDard.Recommenders;

/// <summary>A typed id: a record struct over a <see cref="long"/>, so that a song cannot be passed where an artist is meant.</summary>
/// <typeparam name="TSelf">The id type itself.</typeparam>
/// <remarks>
/// Every generic type of this library takes an id, so that any model can be written to a file and read back.
/// An id of your own is three lines: <c>public readonly record struct PodcastId(long Value) : IId&lt;PodcastId&gt; { public static
/// PodcastId From(long value) => new(value); }</c>
/// </remarks>
public interface IId<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>
    /// The number behind the id: that of the service where it has one, else a number that <c>IdMap</c> or the catalogue has assigned.
    /// </summary>
    long Value { get; }

    /// <summary>Makes the id of a number.</summary>
    static abstract TSelf From(long value);
}
