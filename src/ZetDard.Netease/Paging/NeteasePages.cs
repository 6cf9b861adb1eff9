namespace ZetDard.Netease;

/// <summary>What the service gives in pages: enumerate the rows, or the pages, whose cursors can be stored to go on later. The next page is asked for when it is needed.</summary>
/// <remarks>
/// The service's word on whether there is more is not trusted. A listing ends with an empty page, with a page of rows that all came before, at the service's caps,
/// or with a page shorter than asked for of which the service says too that it is the last. The last page, and only that one, has no <see cref="NeteasePage{T}.Next"/>.
/// Each enumeration begins anew and asks the service again.
/// </remarks>
public sealed class NeteasePages<T> : IAsyncEnumerable<T>
{
    private readonly Func<PageCursor?, CancellationToken, IAsyncEnumerable<NeteasePage<T>>> _pages;

    /// <summary>Makes pages from a function, for stand-ins of <see cref="INeteaseClient"/> in tests.</summary>
    /// <param name="pages">Gives the pages from a cursor on, or from the start.</param>
    public NeteasePages(Func<PageCursor?, CancellationToken, IAsyncEnumerable<NeteasePage<T>>> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        _pages = pages;
    }

    /// <summary>The pages one after another.</summary>
    /// <param name="from">Where to go on: the <see cref="NeteasePage{T}.Next"/> of an earlier page; from the start where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops between and within requests.</param>
    /// <exception cref="NeteaseApiException">A page could not be had.</exception>
    public IAsyncEnumerable<NeteasePage<T>> AsPages(PageCursor? from = null, CancellationToken cancellationToken = default) => _pages(from, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in _pages(null, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page.Items)
            {
                yield return item;
            }
        }
    }
}
