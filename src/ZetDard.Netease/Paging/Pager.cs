using System.Globalization;
using System.Runtime.CompilerServices;

namespace ZetDard.Netease;

/// <summary>Reads a listing page by page, and detects its end regardless of what the service says.</summary>
/// <remarks>
/// The listing ends with an empty page; with a repeated page; with a page of rows that all came before; at the cap; or with a page
/// that is shorter than requested, if the answer (its members more and total) also says that it is the last. What the service says
/// alone neither ends a listing nor continues it.
/// </remarks>
internal sealed class Pager<T>(
    INeteaseCaller caller, NeteaseEndpoint endpoint, Func<NeteaseEndpoint, ReadOnlyMemory<byte>, RawPage<T>> read, Func<T, long> idOf)
{
    private const int MaxRows = int.MaxValue - 1_000_000;

    /// <summary>
    /// Returns the time of a row, for a listing that continues by time beyond the cap; <see langword="null"/> if the listing ends
    /// at the cap.
    /// </summary>
    public Func<T, DateTimeOffset?>? TimeOf { get; init; }

    /// <summary>Returns the pages of one resource.</summary>
    /// <param name="key">The key of the parameter that identifies the resource.</param>
    /// <param name="value">The value of that parameter.</param>
    public NeteasePages<T> Of(string key, object value) => new((from, cancellationToken) =>
    {
        Check(from);
        return ReadAsync(key, value, from ?? new PageCursor(0), cancellationToken);
    });

    private async IAsyncEnumerable<NeteasePage<T>> ReadAsync(
        string key, object value, PageCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        for (PageCursor? next = cursor; next is not null;)
        {
            cursor = next;
            cancellationToken.ThrowIfCancellationRequested();
            var byTime = cursor.Token is not null;
            var asked = byTime || endpoint.Cap is not { } cap ? endpoint.PageSize : Math.Min(endpoint.PageSize, cap - cursor.Offset);
            if (asked <= 0)
            {
                // A cursor beyond the cap can come from an older version that had a higher cap.
                yield return new([], null);
                yield break;
            }

            var call = byTime
                ? endpoint.With((key, value), ("limit", asked), ("offset", 0), ("before", TimeIn(cursor)!.Value))
                : endpoint.With((key, value), ("limit", asked), ("offset", cursor.Offset));
            var page = read(endpoint, await caller.CallAsync(call, cancellationToken).ConfigureAwait(false));

            var fingerprint = FingerprintOf(page.Items);
            var fresh = fingerprint == cursor.Seen ? [] : page.Items.Where(item => seen.Add(idOf(item))).ToList();
            next = fresh.Count == 0 ? null : Next(cursor, page, asked, fingerprint);
            yield return new(fresh, next, page.Total);
        }
    }

    private PageCursor? Next(PageCursor cursor, RawPage<T> page, int asked, ulong fingerprint)
    {
        var rows = (long)cursor.Offset + page.Count;
        if (rows > MaxRows
            || (page.More == false && page.Count < asked && (cursor.Token is not null || page.Total is null || rows >= page.Total)))
        {
            return null;
        }

        var offset = (int)rows;
        if (cursor.Token is null && (endpoint.Cap is not { } cap || offset < cap))
        {
            return new(offset, null, fingerprint);
        }

        // The time must decrease; otherwise the same page would be requested again and again.
        var last = TimeOf is null ? null : page.Items.Select(TimeOf).LastOrDefault(time => time is not null)?.ToUnixTimeMilliseconds();
        return last is > 0 && (TimeIn(cursor) is not { } before || last < before)
            ? new(offset, last.Value.ToString(CultureInfo.InvariantCulture), fingerprint)
            : null;
    }

    private void Check(PageCursor? from)
    {
        if (from is null)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(from.Offset, nameof(from));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Offset, MaxRows, nameof(from));
        if (from.Token is not null && (TimeOf is null || TimeIn(from) is not > 0))
        {
            throw new ArgumentException(
                $"The cursor '{from}' does not belong to {endpoint.Name}, which {(TimeOf is null ? "pages by offset only" : "pages by offset, then by a time in milliseconds")}. Pass a cursor from the same method.",
                nameof(from));
        }
    }

    private static long? TimeIn(PageCursor cursor) =>
        long.TryParse(cursor.Token, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;

    // The 64-bit FNV-1a hash of the ids. 0 means that there is no previous page.
    private ulong FingerprintOf(IReadOnlyList<T> items)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var item in items)
        {
            var id = (ulong)idOf(item);
            for (var shift = 0; shift < 64; shift += 8)
            {
                hash = unchecked((hash ^ ((id >> shift) & 0xFF)) * 1_099_511_628_211UL);
            }
        }

        return hash == 0 ? 1 : hash;
    }
}
