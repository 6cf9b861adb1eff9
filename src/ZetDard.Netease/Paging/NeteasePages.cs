namespace ZetDard.Netease;

/// <summary>
/// A listing that the service returns in pages. Enumerate its rows, or its pages, whose cursors can be stored to continue later.
/// Each page is requested when it is needed.
/// </summary>
/// <remarks>
/// The client does not trust what the service says about further pages. A listing ends with an empty page, with a page of rows that
/// all came before, at the maximum that the service returns, or with a page that is shorter than requested if the service also says
/// that it is the last. Only the last page has no <see cref="NeteasePage{T}.Next"/>. Each enumeration starts again and sends its
/// requests again.
/// </remarks>
public sealed class NeteasePages<T> : IAsyncEnumerable<T>
{
    private readonly Func<PageCursor?, CancellationToken, IAsyncEnumerable<NeteasePage<T>>> _pages;

    /// <summary>Makes a listing from a function, for implementations of <see cref="INeteaseClient"/> in tests.</summary>
    /// <param name="pages">Returns the pages from a cursor on, or from the start if the cursor is <see langword="null"/>.</param>
    public NeteasePages(Func<PageCursor?, CancellationToken, IAsyncEnumerable<NeteasePage<T>>> pages)
    {
        ArgumentNullException.ThrowIfNull(pages);
        _pages = pages;
    }

    /// <summary>Returns the pages one after another.</summary>
    /// <param name="from">
    /// The <see cref="NeteasePage{T}.Next"/> of an earlier page, to continue after it; <see langword="null"/> for the start.
    /// </param>
    /// <param name="cancellationToken">Cancels between and within requests.</param>
    /// <exception cref="NeteaseApiException">A page could not be fetched.</exception>
    public IAsyncEnumerable<NeteasePage<T>> AsPages(PageCursor? from = null, CancellationToken cancellationToken = default) =>
        _pages(from, cancellationToken);

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
