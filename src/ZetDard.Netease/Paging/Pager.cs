using System.Globalization;
using System.Runtime.CompilerServices;

namespace ZetDard.Netease;

/// <summary>Reads a listing page by page, and knows when it is at its end whatever the service says.</summary>
/// <remarks>
/// The end is: an empty page; the same page again; a page of rows that all came before; the cap; or a page shorter than asked for whose own words (more, total) agree that
/// it is the last. The service's word alone never ends a listing, nor keeps it going.
/// </remarks>
internal sealed class Pager<T>(INeteaseCaller caller, NeteaseEndpoint endpoint, Func<NeteaseEndpoint, ReadOnlyMemory<byte>, RawPage<T>> read, Func<T, long> idOf)
{
    private const int MostRows = int.MaxValue - 1_000_000;

    /// <summary>Where a row stands in time, for a listing that goes on by time beyond the cap; <see langword="null"/>: it ends there.</summary>
    public Func<T, DateTimeOffset?>? TimeOf { get; init; }

    /// <summary>Makes the pages of one thing.</summary>
    /// <param name="key">Key of the parameter that says of what.</param>
    /// <param name="value">Its value.</param>
    public NeteasePages<T> Of(string key, object value) => new((from, cancellationToken) =>
    {
        Check(from);
        return ReadAsync(key, value, from ?? new PageCursor(0), cancellationToken);
    });

    private async IAsyncEnumerable<NeteasePage<T>> ReadAsync(string key, object value, PageCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                // A cursor from beyond the cap, as an older version with a higher one may have stored it.
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
        if (rows > MostRows || (page.More == false && page.Count < asked && (cursor.Token is not null || page.Total is null || rows >= page.Total)))
        {
            return null;
        }

        var offset = (int)rows;
        if (cursor.Token is null && (endpoint.Cap is not { } cap || offset < cap))
        {
            return new(offset, null, fingerprint);
        }

        // Time must move back, or the same page would come for ever.
        var last = TimeOf is null ? null : page.Items.Select(TimeOf).LastOrDefault(time => time is not null)?.ToUnixTimeMilliseconds();
        return last is > 0 && (TimeIn(cursor) is not { } before || last < before) ? new(offset, last.Value.ToString(CultureInfo.InvariantCulture), fingerprint) : null;
    }

    private void Check(PageCursor? from)
    {
        if (from is null)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(from.Offset, nameof(from));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Offset, MostRows, nameof(from));
        if (from.Token is not null && (TimeOf is null || TimeIn(from) is not > 0))
        {
            throw new ArgumentException(
                $"The cursor '{from}' is not of {endpoint.Name}, which {(TimeOf is null ? "pages by offset only" : "pages by offset, then by a time in milliseconds")}. Give a cursor of the same method.", nameof(from));
        }
    }

    private static long? TimeIn(PageCursor cursor) => long.TryParse(cursor.Token, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : null;

    // FNV-1a over the ids, 64 bits. 0 means 'no page before'.
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
