namespace ZetDard.Evaluation.Commands;

/// <summary>Where the audio command finds sound, and what of it is computed.</summary>
/// <param name="Train">A folder or archive.</param>
/// <param name="Test">Another one to test on.</param>
/// <param name="Clips">Files of clips instead.</param>
/// <param name="Label">The column of the labels, or <c>folder</c>.</param>
/// <param name="Group">The column of the groups.</param>
internal sealed record SoundSources(string? Train, string? Test, IReadOnlyList<string> Clips, string Label, string? Group)
{
    /// <summary>The label that is the name of a file's folder.</summary>
    public const string FolderLabel = "folder";

    /// <summary>Altered copies of each clip.</summary>
    public int CopyCount { get; init; }

    /// <summary>Families of features; all where empty.</summary>
    public IReadOnlyList<string> Families { get; init; } = [];

    /// <summary>Where features are kept.</summary>
    public string? Cache { get; init; }
}
