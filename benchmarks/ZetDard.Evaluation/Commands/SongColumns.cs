namespace ZetDard.Evaluation.Commands;

/// <summary>The columns of the multimodal command.</summary>
internal sealed record SongColumns(string Text, IReadOnlyList<string> Numbers, string Label, string? Group);
