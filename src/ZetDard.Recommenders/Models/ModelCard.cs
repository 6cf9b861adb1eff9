using System.Globalization;
using System.Text;

namespace ZetDard.Recommenders;

/// <summary>
/// What stands at the head of a model file: what it holds, and where it came from. <see cref="ModelFile.ReadCard"/> reads it
/// without the model; it prints itself.
/// </summary>
/// <param name="Kind">The kind of model, such as <c>popularity/song</c>.</param>
/// <param name="Version">The version of that kind's content.</param>
/// <param name="Library">The version of ZetDard.Recommenders that wrote the file.</param>
/// <param name="Origin">
/// Which trainer fitted it, to which data, and when; <see langword="null"/> where that was not said when the model was saved.
/// </param>
/// <param name="Summary">
/// What the fit found out and chose, see <see cref="ISaveable.Summary"/>; <see langword="null"/> where there is nothing to
/// say.
/// </param>
public sealed record ModelCard(string Kind, int Version, string Library, ModelOrigin? Origin = null, string? Summary = null)
{
    /// <summary>The card in a few lines.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"{Kind}, version {Version}, written by ZetDard.Recommenders {Library}");
        if (Origin is { } origin)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"trainer  {origin.Trainer}");
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"data     {origin.UserCount:N0} users x {origin.ItemCount:N0} items, ")
                .Append(CultureInfo.InvariantCulture, $"{origin.InteractionCount:N0} interactions, SHA-256 {origin.DataHash}");
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"fitted   {origin.FittedAt.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
        }

        if (Summary is not null)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"chosen   {Summary}");
        }

        return text.ToString();
    }
}
