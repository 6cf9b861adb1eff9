using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ZetDard.Netease.Testing;

/// <summary>Accepts requests of all forms, converts each to the same query, and sends the answer in that form.</summary>
internal sealed partial class StandInServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int MaxTarget = 16 << 10;       // for longer addresses Node answers 431
    private const int MaxBody = 4 << 20;
    private const string JsonType = "application/json;charset=UTF-8";
    private const string ServerJsonType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly NeteaseContent _content;
    private readonly TimeProvider _time;
    private readonly SoundLibrary _sounds;
    private readonly ServiceAnswers _answers;
    private readonly NodeCache? _cache;
    private readonly ConcurrentBag<(ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)> _writers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly string _token;

    public StandInServer(NeteaseContent content, NeteaseStandInOptions options)
    {
        (_content, _time) = (content, options.TimeProvider);
        var (seed, user) = (content.Seed, options.AccountUserId);
        _token = string.Create(null, $"{seed.Bits(Facet.Session, user, 1):X16}{seed.Bits(Facet.Session, user, 2):X16}");
        SessionCookies = [$"MUSIC_U={_token}", string.Create(null, $"__csrf={seed.Bits(Facet.Session, user, 3):x16}")];
        _sounds = new(content);
        _answers = new(content, _sounds, options.TimeProvider, Qr, user) { SessionCookies = SessionCookies };
        _cache = options.CachesServerAnswers ? new(options.TimeProvider) : null;
        Log = new(options.TimeProvider, options.LogCapacity);
    }

    public QrCodes Qr { get; } = new();

    public FaultList Faults { get; } = new();

    public NeteaseRequestLog Log { get; }

    public IReadOnlyList<string> SessionCookies { get; }

    public string Address
    {
        get => _answers.Address;
        set => _answers.Address = value;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            var path = context.Request.Path.Value ?? "";
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            if (target.Length > MaxTarget)
            {
                context.Response.StatusCode = StatusCodes.Status431RequestHeaderFieldsTooLarge;
            }
            else if (path.StartsWith("/audio/", StringComparison.Ordinal) || path.StartsWith("/cover/", StringComparison.Ordinal))
            {
                await AnswerFileAsync(context, path, target).ConfigureAwait(false);
            }
            else
            {
                await AnswerAsync(context, path, target).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            context.Abort();       // the stand-in ends, or the client has disconnected
        }
    }

    private async Task AnswerAsync(HttpContext context, string path, string target)
    {
        var body = await ReadBodyAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        AskedRequest asked;
        try
        {
            asked = AskedRequest.Read(context.Request, path, body, IsSession);
        }
        catch (Exception problem) when (problem is FormatException or JsonException or CryptographicException or ArgumentException)
        {
            var form = path.StartsWith("/weapi/", StringComparison.Ordinal) ? NeteaseRequestForm.Weapi : path
                .StartsWith("/eapi/", StringComparison.Ordinal) ? NeteaseRequestForm.Eapi : NeteaseRequestForm.LinuxApi;
            Log.Add(new(_time.GetUtcNow(), form, path, new Dictionary<string, string>()) { Target = target });
            await RefuseAsync(context, problem.Message).ConfigureAwait(false);
            return;
        }

        var query = asked.Query;
        var cacheKey = asked.Form == NeteaseRequestForm.Server && _cache is not null
            ? $"{context.Request.Host.Host}{target} {context.Request.Headers.Cookie}"
            : null;
        var kept = cacheKey is null ? null : _cache!.Find(cacheKey);
        Log.Add(
            new(_time.GetUtcNow(), asked.Form, query.Uri, query.Parameters)
            {
                IsLoggedIn = query.IsLoggedIn,
                IsFromCache = kept is not null,
                Target = target,
            });
        if (kept is { } answer)
        {
            context.Response.ContentType = ServerJsonType;
            await SendAsync(context, StatusCodes.Status200OK, answer.Body, answer.Cookies).ConfigureAwait(false);
            return;
        }

        var fault = Faults.Take(query.Uri);
        if (await IsLostAsync(context, fault).ConfigureAwait(false))
        {
            return;
        }

        if (fault is { RepeatPage: true } or { SomeoneElses: true })
        {
            query = query with
            {
                IsSomeoneElses = fault.SomeoneElses,
                Parameters = fault.RepeatPage ? PageBefore(query.Parameters) : query.Parameters,
            };
        }

        if (!_writers.TryTake(out var writer))
        {
            var bytes = new ArrayBufferWriter<byte>(16 << 10);
            writer = (bytes, new Utf8JsonWriter(bytes, WriterOptions));
        }

        try
        {
            var status = Write(asked with { Query = query }, fault, writer.Bytes, writer.Json);
            ReadOnlyMemory<byte> written = writer.Bytes.WrittenMemory;
            if (asked.Form == NeteaseRequestForm.Server)
            {
                context.Response.ContentType = ServerJsonType;
            }
            else if (asked.EncryptsAnswer)
            {
                written = StandInCiphers.EncryptAnswer(written.Span, context.Request.Headers.ContainsKey("x-aeapi"));
                context.Response.ContentType = "application/octet-stream";
            }

            if (fault?.RetryAfter is { } wait && asked.Form != NeteaseRequestForm.Server)
            {
                context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }

            if (cacheKey is not null && status == StatusCodes.Status200OK)
            {
                _cache!.Keep(cacheKey, written.Span, query.SetCookies);
            }

            await SendAsync(context, status, written, query.SetCookies, isCut: fault?.HalfBody ?? false).ConfigureAwait(false);
        }
        finally
        {
            writer.Bytes.ResetWrittenCount();
            writer.Json.Reset();
            if (writer.Bytes.Capacity <= 4 << 20)
            {
                _writers.Add(writer);
            }
        }
    }

    private bool IsSession(string? musicU) => musicU is not null && musicU == _token;

    /// <summary>Writes the answer, and returns its HTTP status.</summary>
    private int Write(AskedRequest asked, NeteaseFault? fault, ArrayBufferWriter<byte> bytes, Utf8JsonWriter json)
    {
        var query = asked.Query;
        var isServer = asked.Form == NeteaseRequestForm.Server;
        if (fault?.Status is > 299 and var failed && isServer)
        {
            // The server passes on nothing else of this answer.
            json.WriteStartObject();
            json.WriteNumber("code"u8, 502);
            json.WriteString("msg"u8, $"Request failed with status code {failed}");
            json.WriteEndObject();
            json.Flush();
            return 502;
        }

        if ((
            fault?.Body
                ?? (fault?.Html == true ? "<!DOCTYPE html><html><head><title>网易云音乐</title></head><body>您的访问过于频繁</body></html>" : fault?.Empty == true ? "" : null)) is { } text)
        {
            bytes.Write(Encoding.UTF8.GetBytes(text));
            return fault!.Status ?? 200;
        }

        int code;
        if (asked.IsUnknown)
        {
            return WriteNotFound(query, bytes);
        }

        if (fault?.Code is not null || fault?.Status is > 299)
        {
            code = fault.Code ?? fault.Status!.Value;
            WriteRefusal(json, code, code == 301 ? "需要登录" : code == -460 ? "Cheating" : "fault");
        }
        else if (query.Uri == NodeRoute.QrUri)
        {
            code = WriteQr(json, query);
        }
        else if (query.Route is { Wraps: true } route)
        {
            code = WriteWrapped(json, query, route);
        }
        else
        {
            code = _answers.Write(query, json);
        }

        json.Flush();
        if (query.Route?.FailsOn(code) == true)
        {
            bytes.ResetWrittenCount();
            return WriteNotFound(query, bytes);
        }

        return isServer ? NodeRoute.StatusOf(code) : fault?.Status ?? 200;
    }

    // The module fails, or there is no such module.
    private static int WriteNotFound(ServiceQuery query, ArrayBufferWriter<byte> bytes)
    {
        bytes.Write(query.Route is not null
            ? """{"code":404,"data":null,"msg":"Not Found"}"""u8
            : Encoding.UTF8.GetBytes(
                $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot find {HtmlEncoder.Default.Encode(query.Uri)}</pre>\n</body>\n</html>\n"));
        return StatusCodes.Status404NotFound;
    }

    // The server puts some answers into a member of its own.
    private int WriteWrapped(Utf8JsonWriter json, ServiceQuery query, NodeRoute route)
    {
        json.WriteStartObject();
        json.WritePropertyName("data"u8);
        var code = _answers.Write(query, json);
        if (route.Path == "/login/qr/key")
        {
            json.WriteNumber("code"u8, 200);
        }

        json.WriteEndObject();
        return code;
    }

    private static int WriteQr(Utf8JsonWriter json, ServiceQuery query)
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, 200);
        json.WriteStartObject("data"u8);
        json.WriteString("qrurl"u8, $"https://music.163.com/login?codekey={query.Text("key")}");
        json.WriteString("qrimg"u8, ""u8);
        json.WriteEndObject();
        json.WriteEndObject();
        return 200;
    }

    private static void WriteRefusal(Utf8JsonWriter json, int code, string message)
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, code);
        json.WriteString("msg"u8, message);
        json.WriteString("message"u8, message);
        if (code == -462)
        {
            json.WriteStartObject("data"u8);
            json.WriteString("blockText"u8, "为保障账号安全，请先完成验证"u8);
            json.WriteString("verifyUrl"u8, "https://st.music.163.com/encrypt-pages"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // The previous page, by offset or page number; if pages go by time, the first page.
    private static Dictionary<string, string> PageBefore(IReadOnlyDictionary<string, string> parameters)
    {
        var before = new Dictionary<string, string>(parameters);
        foreach (var (number, size) in (ReadOnlySpan<(string, string)>)[("offset", "limit"), ("cursor", "pageSize")])
        {
            if (before.TryGetValue(number, out var text)
                && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
                && before.TryGetValue(size, out var sizeText)
                && long.TryParse(sizeText, NumberStyles.Integer, CultureInfo.InvariantCulture, out var rows))
            {
                var isTime = value > NeteaseContent.Epoch / 2;
                before[number] = (isTime ? 0 : Math.Max(0, value - rows)).ToString(CultureInfo.InvariantCulture);
            }
        }

        before.Remove("beforeTime");
        return before;
    }

    // Waits as a fault demands. Returns true if there must be no answer.
    private async ValueTask<bool> IsLostAsync(HttpContext context, NeteaseFault? fault)
    {
        if (fault is null)
        {
            return false;
        }

        if (fault.Delay != TimeSpan.Zero)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, context.RequestAborted);
            await Task.Delay(fault.Delay, _time, either.Token).ConfigureAwait(false);
        }

        if (fault.Drop)
        {
            context.Abort();
        }

        return fault.Drop;
    }

    private static async ValueTask<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !HttpMethods.IsPost(request.Method))
        {
            return [];
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return body;
            }

            if (read.Buffer.Length > MaxBody)
            {
                throw new IOException($"The body of a request is longer than {MaxBody} bytes.");
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // The reason helps the author of a client; the service itself says less.
    private static async Task RefuseAsync(HttpContext context, string reason)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, WriterOptions))
        {
            WriteRefusal(json, 400, reason);
        }

        await SendAsync(context, StatusCodes.Status400BadRequest, bytes.WrittenMemory, []).ConfigureAwait(false);
    }

    private static async Task SendAsync(
        HttpContext context, int status, ReadOnlyMemory<byte> body, IReadOnlyList<string> cookies, bool isCut = false)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType ??= JsonType;
        response.ContentLength = body.Length;
        foreach (var cookie in cookies)
        {
            response.Headers.Append("Set-Cookie", cookie);
        }

        await response.BodyWriter.WriteAsync(isCut ? body[..(body.Length / 2)] : body, context.RequestAborted).ConfigureAwait(false);
        if (isCut)
        {
            context.Abort();
        }
    }
}
