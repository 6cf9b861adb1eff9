using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ZetDard.Catalog;
using ZetDard.Netease;
using ZetDard.Recommenders;

namespace ZetDard.Crawling;

/// <summary>
/// Crawls NetEase Cloud Music into a catalogue by a plan. Whatever ends a run, the next one continues where it stopped; several
/// processes may share the work.
/// Safe for concurrent use.
/// </summary>
/// <example>
/// <code>
/// var builder = Host.CreateApplicationBuilder();
/// builder.Services.AddZetDardCatalog("music.db");
/// builder.Services.AddZetDardNetease(o => o.Server = new Uri("http://127.0.0.1:3000"));
/// builder.Services.AddZetDardCrawling(o => o.Users.Add(32953014));
/// using var host = builder.Build();
/// var summary = await host.Services.GetRequiredService&lt;Crawler&gt;().RunAsync();
/// Console.WriteLine(summary);
/// </code>
/// </example>
public sealed class Crawler
{
    internal const string PauseName = "crawl.paused";

    private readonly INeteaseClient _client;
    private readonly ICrawlStore _store;
    private readonly ISessionStore? _sessions;
    private readonly CrawlOptions _plan;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates a crawler.</summary>
    /// <param name="client">The client of the service.</param>
    /// <param name="store">
    /// The catalogue with its frontier. If several processes share the rate limit, the client must store its budget there too,
    /// which <c>AddZetDardCrawling</c> arranges.
    /// </param>
    /// <param name="options">The plan.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system clock.</param>
    /// <param name="logger">The logger; <see langword="null"/> for none.</param>
    /// <param name="sessions">
    /// The sessions of the client. The first run that has a session requests again what was hidden; <see langword="null"/> to
    /// leave that out.
    /// </param>
    /// <exception cref="ArgumentException">The plan is not valid; the message says what is wrong.</exception>
    public Crawler(
        INeteaseClient client, ICrawlStore store, IOptions<CrawlOptions> options, TimeProvider? timeProvider = null,
        ILogger<Crawler>? logger = null, ISessionStore? sessions = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        (_client, _store, _sessions, _plan) = (client, store, sessions, new CrawlOptionsValidator().Validated(options.Value));
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<Crawler>.Instance;
    }

    /// <summary>Fetches until nothing is due, or until the run must end.</summary>
    /// <param name="progress">Reports progress about twice per second and at the end.</param>
    /// <param name="cancellationToken">Cancels the run: fetched items are written, the others are given back.</param>
    /// <returns>What the run did, and why it ended.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The client may not send anything: it has no server, stand-in or session.</exception>
    /// <exception cref="IOException">
    /// The catalogue or the media folder cannot be written, for example because the disk is full. Nothing that was written before
    /// is lost.
    /// </exception>
    /// <exception cref="InvalidDataException">The catalogue's file belongs to another program, or is damaged.</exception>
    public Task<CrawlSummary> RunAsync(IProgress<CrawlProgress>? progress = null, CancellationToken cancellationToken = default) =>
        CrawlRun.RunAsync(_client, _store, _sessions, _plan, _time, _logger, progress, cancellationToken);

    /// <summary>
    /// Pauses the crawl in all processes, until <see cref="ResumeAsync"/>. Runs under way write what they have fetched and end;
    /// new runs end at once.
    /// </summary>
    public Task PauseAsync(CancellationToken cancellationToken = default) =>
        _store.UpdateCheckpointAsync(PauseName, static _ => "yes", cancellationToken);

    /// <summary>Ends a pause, so that the next run continues.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken = default) =>
        _store.UpdateCheckpointAsync(PauseName, static _ => null, cancellationToken);

    /// <summary>
    /// Deletes everything about a user, under their id and their pseudonym, including the covers of their playlists, and never
    /// fetches them again. What the pages of others say about the user is left out too. Only hashes of the user's id and of the ids
    /// of what belonged to them stay. The file of the database is written anew, so that no byte of the deleted rows is left in it; this
    /// takes about as long as copying it, and needs as much free space.
    /// </summary>
    /// <param name="userId">The id at the service, or in the catalogue.</param>
    /// <param name="cancellationToken">Cancels before anything is deleted.</param>
    /// <inheritdoc cref="ICatalogStore.DeleteUserAsync" path="/returns"/>
    public async Task<bool> ForgetUserAsync(long userId, CancellationToken cancellationToken = default)
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

        return await _store.DeleteUserAsync(new UserId(userId), cancellationToken).ConfigureAwait(false);
    }
}
