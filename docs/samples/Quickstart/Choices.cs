namespace Quickstart;

/// <summary>What the user of the program asked for.</summary>
/// <param name="Source">Where the music comes from.</param>
/// <param name="User">The listener, by name or id; <see langword="null"/> where none was named.</param>
/// <param name="History">Titles of songs instead of a listener; <see langword="null"/> where none were given.</param>
/// <param name="Plays">A history of plays instead of a listener; <see langword="null"/> where none was given.</param>
/// <param name="Top">The length of each list.</param>
/// <param name="Model">What ranks the songs.</param>
/// <param name="Features">A table of features of songs; <see langword="null"/> for those that the music comes with.</param>
/// <param name="Map">Where the map of the clusters is written; <see langword="null"/> for no map.</param>
/// <param name="GraphOnly">Whether lyrics and sound are left out.</param>
/// <param name="Json">Whether the result is written as JSON.</param>
internal sealed record Choices(
    Source Source, string? User, string? History, PlaysFile? Plays, int Top, ModelKind Model, string? Features, string? Map,
    bool GraphOnly, bool Json);
