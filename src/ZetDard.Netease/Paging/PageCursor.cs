namespace ZetDard.Netease;

/// <summary>Where a page begins. Its text can be stored and parsed again, by another process and another day.</summary>
/// <param name="Offset">Rows before this page, 0 or more.</param>
/// <param name="Token">The service's own mark where it pages by one (a time in milliseconds, a cursor); <see langword="null"/> elsewhere.</param>
/// <param name="Seen">A fingerprint of the page before, by which a repeated page is noticed after a resumption too; 0 at the start.</param>
public sealed record PageCursor(int Offset, string? Token = null, ulong Seen = 0);
