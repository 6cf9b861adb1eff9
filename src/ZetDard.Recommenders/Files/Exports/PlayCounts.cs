using System.Runtime.InteropServices;

namespace ZetDard.Recommenders;

/// <summary>A song that a user played.</summary>
/// <param name="User">The name of the user.</param>
/// <param name="Title">The title of the song.</param>
/// <param name="Artist">Its artist.</param>
/// <param name="PlayCount">How many plays there are, 1 or more.</param>
/// <param name="LastTime">The time of the last play in Unix seconds; 0 if unknown.</param>
internal readonly record struct PlayedSong(string User, string Title, string Artist, int PlayCount, long LastTime);

/// <summary>Counts the plays of songs, each play once.</summary>
/// <remarks>Takes some 50 bytes for each play, to know it again, and some 200 bytes for each song.</remarks>
internal sealed class PlayCounts
{
    private readonly Dictionary<(string User, string Title, string Artist), int> _places = [];
    private readonly List<PlayedSong> _songs = [];
    private readonly HashSet<(int Place, long UnixSeconds, double Milliseconds)> _plays = [];

    /// <summary>The songs in the order in which they first appear.</summary>
    public IReadOnlyList<PlayedSong> Songs => _songs;

    /// <summary>Counts a play.</summary>
    /// <param name="user">Who played it.</param>
    /// <param name="title">The title of the song.</param>
    /// <param name="artist">Its artist.</param>
    /// <param name="unixSeconds">When; 0 if unknown.</param>
    /// <param name="milliseconds">For how long, where the time alone does not tell plays apart; else 0.</param>
    /// <returns>Whether the play is new. One of unknown time always is.</returns>
    public bool Add(string user, string title, string artist, long unixSeconds, double milliseconds)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, (user, title, artist), out var isKnown);
        if (!isKnown)
        {
            place = _songs.Count;
            _songs.Add(new(user, title, artist, PlayCount: 0, LastTime: 0));
        }

        if (unixSeconds != 0 && !_plays.Add((place, unixSeconds, milliseconds)))
        {
            return false;
        }

        var song = _songs[place];
        _songs[place] = song with { PlayCount = song.PlayCount + 1, LastTime = Math.Max(song.LastTime, unixSeconds) };
        return true;
    }
}
