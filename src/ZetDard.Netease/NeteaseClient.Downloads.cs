using System.Globalization;
using System.Net;
using ZetDard.Netease.Downloads;
using ZetDard.Netease.Wire;

namespace ZetDard.Netease;

// Files come from other hosts than answers, and in pieces: each request waits for the rate limit, but not each piece.
internal sealed partial class NeteaseClient
{
    // The covers that the service stores are smaller.
    private const int MaxCoverBytes = 32 << 20;

    public async Task<IReadOnlyList<NeteaseSongFile>> GetSongFilesAsync(
        IReadOnlyCollection<long> songIds, NeteaseQuality quality = NeteaseQuality.Standard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songIds);
        var level = Level(quality);
        var ids = songIds.Select(id => Id(id, nameof(songIds))).Distinct().ToArray();
        var files = new Dictionary<long, NeteaseSongFile>(ids.Length);
        foreach (var chunk in ids.Chunk(NeteaseEndpoints.SongFiles.PageSize))
        {
            foreach (var file in await AskAsync(
                NeteaseEndpoints.SongFiles.With(("id", chunk), ("level", level)), Answers.SongFiles,
                cancellationToken).ConfigureAwait(false))
            {
                files.TryAdd(file.SongId, file);
            }
        }

        return [.. ids.Where(files.ContainsKey).Select(id => files[id])];
    }

    public Task<FileInfo> DownloadSongAsync(
        long songId, DirectoryInfo folder, string? fileName = null, NeteaseQuality quality = NeteaseQuality.Standard,
        IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        Id(songId);
        Level(quality);
        ArgumentNullException.ThrowIfNull(folder);
        folder.Refresh();
        if (!folder.Exists)
        {
            throw new DirectoryNotFoundException($"The folder {folder.FullName} does not exist. Create it first.");
        }

        var id = songId.ToString(CultureInfo.InvariantCulture);
        return new SongDownload(Fetcher(), token => LocateAsync(songId, quality, token), _options.MaxRetries, progress)
            .RunAsync(folder, fileName is null ? id : SafeFileName.Of(fileName, id), cancellationToken);
    }

    public async Task<byte[]> GetCoverAsync(Uri cover, int? pixels = null, CancellationToken cancellationToken = default)
    {
        const string What = "cover";
        ArgumentNullException.ThrowIfNull(cover);
        if (pixels is < 1 or > 4000)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pixels), pixels, "Width and height of a cover are 1 to 4,000 pixels; null means the size in which it is stored.");
        }

        if (!ServiceHosts.Allows(cover, _options))
        {
            throw new ArgumentException(
                $"Covers are fetched by http or https from {ServiceHosts.Describe(_options)}, not from '{(cover.IsAbsoluteUri ? cover.Host : "a relative address")}'. Use an address from an answer of the service.",
                nameof(cover));
        }

        // The service writes a size as 300y300, not as 300x300.
        var address = pixels is { } size
            ? new UriBuilder(cover) { Query = string.Create(CultureInfo.InvariantCulture, $"param={size}y{size}") }.Uri
            : cover;
        var fetcher = Fetcher();
        using var response = await fetcher.GetAsync(address, 0, null, What, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new NeteaseApiException(
                FileFetcher.KindOf(response.StatusCode), $"{What}: its host answers HTTP {(int)response.StatusCode}.")
            {
                Endpoint = What,
                Status = response.StatusCode,
            };
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        var promised = response.Content.Headers.ContentLength;
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            int count;
            while ((count = await fetcher.ReadAsync(body, buffer, What, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (bytes.Length + count > MaxCoverBytes)
                {
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Malformed, $"{What}: more than {MaxCoverBytes} bytes came. Request a smaller size by its pixels.")
                    {
                        Endpoint = What,
                    };
                }

                bytes.Write(buffer, 0, count);
            }
        }

        return bytes.Length >= (promised ?? 1)
            ? bytes.ToArray()
            : throw new NeteaseApiException(NeteaseErrorKind.Unavailable, $"{What}: {bytes.Length} of {promised ?? 1} bytes came.")
            {
                Endpoint = What,
            };
    }

    private async Task<NeteaseSongFile> LocateAsync(long songId, NeteaseQuality quality, CancellationToken cancellationToken)
    {
        var endpoint = NeteaseEndpoints.SongFiles.Name;
        var file = (await GetSongFilesAsync([songId], quality, cancellationToken).ConfigureAwait(false)).SingleOrDefault()
            ?? throw new NeteaseApiException(NeteaseErrorKind.Gone, $"{endpoint}: the service does not know the song.")
            {
                Endpoint = endpoint,
            };
        if (file.IsTrial)
        {
            throw new NeteaseApiException(NeteaseErrorKind.Hidden, $"{endpoint}: this account may have only a trial of some seconds.")
            {
                Endpoint = endpoint,
                ServiceCode = file.ServiceCode,
            };
        }

        return file.Address is not null && file.ServiceCode is (null or 200)
            ? file
            : throw new NeteaseApiException(
                NeteaseErrorKind.Hidden,
                $"{endpoint}: this account may not have the song (code {file.ServiceCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}).")
            {
                Endpoint = endpoint,
                ServiceCode = file.ServiceCode,
            };
    }

    private FileFetcher Fetcher() => new(_http.CreateClient(NeteaseTelemetry.Name), _caller, _options, _time);

    private static string Level(NeteaseQuality quality) => quality switch
    {
        NeteaseQuality.Standard => "standard",
        NeteaseQuality.Higher => "higher",
        NeteaseQuality.ExtraHigh => "exhigh",
        _ => throw new ArgumentOutOfRangeException(
            nameof(quality), quality, $"A quality is {string.Join(", ", Enum.GetNames<NeteaseQuality>())}."),
    };
}
