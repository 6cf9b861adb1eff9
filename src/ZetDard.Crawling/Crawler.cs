using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Recommenders;

namespace ZetDard.Crawling;

/// <summary>Crawls the service into a catalogue by a plan. Whatever ends a run, the next one goes on where it stopped; several processes may share the work. Safe for concurrent use.</summary>
public sealed class Crawler
{
    internal const string PauseName = "crawl.paused";

    private readonly INeteaseClient _client;
    private readonly ICrawlStore _store;
    private readonly ISessionStore? _sessions;
    private readonly CrawlOptions _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes a crawler.</summary>
    /// <param name="client">The service.</param>
    /// <param name="store">The catalogue with its frontier. For a budget that several processes share, the client must keep it there too, as <c>AddZetDardCrawling</c> arranges.</param>
    /// <param name="options">The plan.</param>
    /// <param name="timeProvider">The clock; the system's where <see langword="null"/>.</param>
    /// <param name="logger">Told of what goes wrong; nobody where <see langword="null"/>.</param>
    /// <param name="sessions">The client's sessions: what was hidden is asked for again by the first run that has one. Not looked at where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The plan is not valid; the message names what is wrong.</exception>
    public Crawler(INeteaseClient client, ICrawlStore store, IOptions<CrawlOptions> options, TimeProvider? timeProvider = null, ILogger<Crawler>? logger = null, ISessionStore? sessions = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        (_client, _store, _sessions, _plan) = (client, store, sessions, new CrawlOptionsValidator().Validated(options.Value));
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<Crawler>.Instance;
    }

    /// <summary>Fetches until nothing is due, or something makes going on senseless.</summary>
    /// <param name="progress">Told about twice a second, and at the end.</param>
    /// <param name="cancellationToken">Stops: what is fetched is written, what is not is given back.</param>
    /// <returns>What was done, and why the run ended.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The client is not allowed to send anything: it has no server, stand-in or session.</exception>
    /// <exception cref="IOException">The catalogue or the media folder cannot be written, such as on a full disk. Nothing that was written before is lost.</exception>
    /// <exception cref="InvalidDataException">The catalogue's file is another program's, or damaged.</exception>
    public Task<CrawlSummary> RunAsync(IProgress<CrawlProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CrawlRun.RunAsync(_client, _store, _sessions, _plan, _time, _logger, progress, cancellationToken);

    /// <summary>Pauses the crawl, in all processes and until <see cref="ResumeAsync"/>: runs under way write what they have fetched and end, new ones end at once.</summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) => _store.UpdateCheckpointAsync(PauseName, static _ => "yes", cancellationToken);

    /// <summary>Ends a pause: the next run goes on.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => _store.UpdateCheckpointAsync(PauseName, static _ => null, cancellationToken);

    /// <summary>
    /// Deletes everything of a user, under his id as under his pseudonym, the covers of his playlists too, and never fetches him again; what others' pages say of him is left out too.
    /// Only hashes of his id and of what was his stay. The database's log (the file ending in <c>-wal</c>) may hold the rest until the last process closes the database.
    /// </summary>
    /// <param name="userId">The service's id, or the catalogue's.</param>
    /// <param name="cancellationToken">Stops before anything is deleted.</param>
    public async Task ForgetUserAsync(long userId, CancellationToken cancellationToken = default)
    {
        if (_plan.MediaFolder is { } media)
        {
            var pseudonyms = await _store.GetPseudonymsAsync(cancellationToken).ConfigureAwait(false);
            var owner = pseudonyms.Of(new(userId));
            await foreach (var list in _store.ReadPlaylistsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (list.Creator is { } creator && pseudonyms.Of(creator) == owner)
                {
                    CrawlFetcher.DeleteCovers(media, list.Id);
                }
            }
        }

        await _store.DeleteUserAsync(new UserId(userId), cancellationToken).ConfigureAwait(false);
    }
}
