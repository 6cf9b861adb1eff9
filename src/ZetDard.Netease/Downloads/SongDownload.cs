using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ZetDard.Netease.Downloads;

/// <summary>
/// Downloads the file of one song: first to a .part file, continuing an interrupted attempt, then checked against size and MD5,
/// and finally renamed.
/// </summary>
internal sealed class SongDownload(
    FileFetcher fetcher, Func<CancellationToken, Task<NeteaseSongFile>> locate, int maxRetries, IProgress<long>? progress)
{
    private const string What = "song file";

    /// <summary>The maximum size of a file, whatever size the service states; a mix of many hours at 320 kbit/s is smaller.</summary>
    private const long MaxBytes = 2L << 30;

    // The service names the type of the file. Only these types are accepted, so that a song never becomes a file that the system
    // would execute.
    private static readonly string?[] Endings = ["mp3", "flac", "m4a", "aac", "ogg", "wav"];

    /// <summary>Downloads the file.</summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="name">The safe file name without its ending.</param>
    /// <param name="cancellationToken">Cancels the download; the .part file stays.</param>
    public async Task<FileInfo> RunAsync(DirectoryInfo folder, string name, CancellationToken cancellationToken)
    {
        var file = await locate(cancellationToken).ConfigureAwait(false);
        var ending = Endings.Contains(file.Type) ? file.Type : "mp3";
        var id = file.SongId.ToString(CultureInfo.InvariantCulture);
        var target = new FileInfo(Path.Combine(folder.FullName, $"{name}.{ending}"));
        var isThere = await IsThereAsync(target, file, cancellationToken).ConfigureAwait(false);

        // A file whose name is the id belongs to this song. A file of any other name may belong to another song or to the user.
        var isOurs = name == id;
        if (!isThere && !isOurs && (target.Exists || Directory.Exists(target.FullName)))
        {
            (target, isOurs) = (new FileInfo(Path.Combine(folder.FullName, $"{name} ({id}).{ending}")), true);
            isThere = await IsThereAsync(target, file, cancellationToken).ConfigureAwait(false);
        }

        if (isThere)
        {
            progress?.Report(target.Length);
            return target;
        }

        if (Directory.Exists(target.FullName))
        {
            throw new IOException($"{target.FullName} is a folder, but the song's file gets this name. Rename or remove it.");
        }

        using var part = PartFile.Open(target.FullName, file.Md5);
        var askedAt = -1L;
        var retries = 0;
        while (true)
        {
            var before = part.Length;
            try
            {
                if (await FetchAsync(file, part, cancellationToken).ConfigureAwait(false) is Outcome.Expired)
                {
                    if (part.Length == askedAt)
                    {
                        throw new NeteaseApiException(NeteaseErrorKind.Hidden, $"{What}: its host refuses a new address as well.")
                        {
                            Endpoint = What,
                            Status = HttpStatusCode.Forbidden,
                        };
                    }

                    askedAt = part.Length;
                    file = await locate(cancellationToken).ConfigureAwait(false);
                    part.BelongTo(file.Md5);
                    continue;
                }

                break;
            }
            catch (NeteaseApiException e) when (e.Kind == NeteaseErrorKind.Unavailable && part.Length > before && retries < maxRetries)
            {
                // The connection broke. Continue at once, as long as each attempt brings some bytes.
                retries++;
            }
        }

        await CheckAsync(file, part, cancellationToken).ConfigureAwait(false);
        part.Finish(target.FullName, overwrite: isOurs);
        target.Refresh();
        return target;
    }

    private enum Outcome
    {
        Complete,
        Expired,
    }

    private async Task<Outcome> FetchAsync(NeteaseSongFile file, PartFile part, CancellationToken cancellationToken)
    {
        var limit = file.Size ?? MaxBytes;
        if (limit > MaxBytes)
        {
            throw new NeteaseApiException(
                NeteaseErrorKind.Malformed, $"{What}: the service states a size of {limit} bytes, but at most {MaxBytes} are downloaded.")
            {
                Endpoint = What,
            };
        }

        if (part.Length > limit)
        {
            part.Clear();
        }

        if (part.Length == file.Size)
        {
            return Outcome.Complete;
        }

        while (true)
        {
            using var response = await fetcher.GetAsync(
                file.Address!, part.Length, part.Tag, What, cancellationToken).ConfigureAwait(false);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Forbidden or HttpStatusCode.Gone:
                    return Outcome.Expired;
                case HttpStatusCode.RequestedRangeNotSatisfiable when part.Length > 0:
                    // The part is as long as the file or longer. Without a known size it cannot be checked, so the whole file is
                    // fetched again.
                    part.Clear();
                    continue;
                case HttpStatusCode.OK:
                    // The host sends the whole file: it does not support ranges, or its version differs from that of the part.
                    part.Clear();
                    break;
                case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == part.Length:
                    break;
                case HttpStatusCode.PartialContent when part.Length > 0:
                    part.Clear();
                    continue;
                case HttpStatusCode.NotFound:
                    throw new NeteaseApiException(NeteaseErrorKind.Gone, $"{What}: its host no longer has it.")
                    {
                        Endpoint = What,
                        Status = response.StatusCode,
                    };
                case HttpStatusCode.TooManyRequests:
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Throttled,
                        $"{What}: its host answers 'too many requests'. The part stays; call again to continue.")
                    {
                        Endpoint = What,
                        Status = response.StatusCode,
                    };
                case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout:
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Unavailable, $"{What}: its host answers HTTP {(int)response.StatusCode}.")
                    {
                        Endpoint = What,
                        Status = response.StatusCode,
                    };
                default:
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Malformed, $"{What}: its host answers HTTP {(int)response.StatusCode}; expected 200 or 206.")
                    {
                        Endpoint = What,
                        Status = response.StatusCode,
                    };
            }

            part.Keep(response.Headers.ETag);
            await CopyAsync(response, part, limit, cancellationToken).ConfigureAwait(false);
            return Outcome.Complete;
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, PartFile part, long limit, CancellationToken cancellationToken)
    {
        // Some HTTP stacks report a connection that ends early as the end of the file, so the bytes are counted here.
        var promised = response.Content.Headers.ContentLength;
        var received = 0L;
        var buffer = new byte[81_920];
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            int count;
            while ((count = await fetcher.ReadAsync(body, buffer, What, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (part.Length + count > limit)
                {
                    part.Remove();
                    throw new NeteaseApiException(
                        NeteaseErrorKind.Malformed, $"{What}: more than the expected {limit} bytes came. The part was removed.")
                    {
                        Endpoint = What,
                    };
                }

                await part.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                received += count;
                progress?.Report(part.Length);
            }
        }

        if (received < promised)
        {
            throw new NeteaseApiException(
                NeteaseErrorKind.Unavailable, $"{What}: {received} of the {promised} bytes of the answer came. The part stays; call again to continue.")
            {
                Endpoint = What,
            };
        }
    }

    private static async Task CheckAsync(NeteaseSongFile file, PartFile part, CancellationToken cancellationToken)
    {
        var length = part.Length;
        if (length != (file.Size ?? length) || length == 0)
        {
            part.Remove();
            throw new NeteaseApiException(
                NeteaseErrorKind.Malformed,
                $"{What}: {length} bytes came, but the service states {file.Size?.ToString(CultureInfo.InvariantCulture) ?? "no size"}. The part was removed.")
            {
                Endpoint = What,
            };
        }

        if (file.Md5 is { } md5)
        {
            var actual = await part.Md5Async(cancellationToken).ConfigureAwait(false);
            if (actual != md5)
            {
                part.Remove();
                throw new NeteaseApiException(
                    NeteaseErrorKind.Malformed, $"{What}: its MD5 is {actual}, but the service states {md5}. The part was removed.")
                {
                    Endpoint = What,
                };
            }
        }
    }

    private static async Task<bool> IsThereAsync(FileInfo target, NeteaseSongFile file, CancellationToken cancellationToken)
    {
        // A link is not followed. A pipe has the length 0, and opening it would wait for its other end.
        if (!target.Exists || target.LinkTarget is not null || target.Length == 0
            || file.Md5 is null || target.Length != (file.Size ?? target.Length))
        {
            return false;
        }

        var stream = target.OpenRead();
        await using (stream.ConfigureAwait(false))
        {
            return await PartFile.Md5Async(stream, cancellationToken).ConfigureAwait(false) == file.Md5;
        }
    }
}
