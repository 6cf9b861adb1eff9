using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ZetDard.Netease.Testing;

internal sealed partial class StandInServer
{
    private const int PieceBytes = 64 << 10;

    private async Task AnswerFileAsync(HttpContext context, string path, string target)
    {
        Log.Add(new(_time.GetUtcNow(), NeteaseRequestForm.File, path, new Dictionary<string, string>()) { Target = target });
        var fault = Faults.Take(path);
        if (await IsLostAsync(context, fault).ConfigureAwait(false))
        {
            return;
        }

        if (fault?.Status is > 299 and var failed)
        {
            context.Response.StatusCode = failed;
            if (fault.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            return;
        }

        if (fault is not null && (fault.Body ?? (fault.Html ? "<html><body>您的访问过于频繁</body></html>" : fault.Empty ? "" : null)) is { } text)
        {
            context.Response.ContentType = "text/html;charset=UTF-8";
            await SendAsync(context, StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(text), []).ConfigureAwait(false);
            return;
        }

        var isSound = path.StartsWith("/audio/", StringComparison.Ordinal);
        if (isSound
            && !(
                long.TryParse(context.Request.Query["until"], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
                    && until > _time.GetUtcNow().ToUnixTimeSeconds()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;       // the address has expired
            return;
        }

        IServedFile? file = isSound ? Sound(path, fault) : Cover(path, context.Request.Query["param"]);
        if (file is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = isSound ? "audio/mpeg" : "image/png";
        await SendFileAsync(context, file, fault?.HalfBody ?? false).ConfigureAwait(false);
    }

    private IServedFile? Sound(string path, NeteaseFault? fault) => SoundFile.Find(_content, path) is { } sound
        ? _sounds.Open(
            fault?.SomeoneElses == true
                ? sound with { SongId = sound.SongId > 1 ? sound.SongId - 1 : Math.Min(2, _content.World.Songs.Count) }
                : sound)
        : null;

    // /cover/109951160000000001.png?param=300y300
    private static BytesFile? Cover(string path, string? size)
    {
        if (!long.TryParse(
            path.AsSpan("/cover/".Length, Math.Max(0, path.Length - "/cover/".Length - ".png".Length)), NumberStyles.None,
            CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var (width, height) = size?.Split('y') is [var x, var y]
            && int.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
            && int.TryParse(y, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
                ? (Math.Clamp(w, 1, CoverFile.MaxSize), Math.Clamp(h, 1, CoverFile.MaxSize))
                : (CoverFile.DefaultSize, CoverFile.DefaultSize);
        return new(CoverFile.Make(id, width, height));
    }

    private static async Task SendFileAsync(HttpContext context, IServedFile file, bool isCut)
    {
        var (request, response) = (context.Request, context.Response);
        var tag = $"\"{file.Md5}\"";
        response.Headers.ETag = tag;
        response.Headers.AcceptRanges = "bytes";
        var (start, length) = (0, file.Length);
        var ifRange = request.Headers.IfRange.ToString();
        if ((ifRange.Length == 0 || ifRange == tag)
            && RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
            && range is { Ranges.Count: 1 }
            && range.Unit == "bytes")
        {
            var asked = range.Ranges.First();
            (start, var end) = asked.From is { } from
                ? ((int)Math.Min(from, file.Length), (int)Math.Min(asked.To ?? long.MaxValue, file.Length - 1))
                : ((int)Math.Max(0, file.Length - asked.To!.Value), file.Length - 1);
            if (start >= file.Length || end < start)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(null, $"bytes */{file.Length}");
                response.ContentLength = 0;
                return;
            }

            length = end - start + 1;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(null, $"bytes {start}-{end}/{file.Length}");
        }

        response.ContentLength = length;
        if (!HttpMethods.IsHead(request.Method))
        {
            length = isCut ? length / 2 : length;
            while (length > 0)
            {
                var piece = Math.Min(length, PieceBytes);
                file.Read(start, response.BodyWriter.GetSpan(piece)[..piece]);
                response.BodyWriter.Advance(piece);
                (start, length) = (start + piece, length - piece);
                if ((await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false)).IsCompleted)
                {
                    return;
                }
            }
        }

        if (isCut)
        {
            context.Abort();
        }
    }
}
