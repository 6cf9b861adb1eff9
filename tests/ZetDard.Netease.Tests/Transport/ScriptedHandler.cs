using System.Net;
using System.Text;

namespace ZetDard.Netease.Tests.Transport;

/// <summary>A scripted server: sends its answers one after another and then repeats the last one. It stores the requests.</summary>
internal sealed class ScriptedHandler(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] answers)
    : HttpMessageHandler
{
    private readonly Lock _gate = new();

    public List<Sent> Requests { get; } = [];

    public static ScriptedHandler Of(params string[] bodies) => new([.. bodies.Select(body => Answer(body))]);

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer(
        string body,
        int status = 200,
        params (string Name, string Value)[] headers
    ) =>
        (_, _) =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            foreach (var (name, value) in headers)
                response.Headers.TryAddWithoutValidation(name, value);
            return Task.FromResult(response);
        };

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Fail(Exception exception) =>
        (_, _) => Task.FromException<HttpResponseMessage>(exception);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        int turn;
        lock (_gate)
        {
            turn = Requests.Count;
            Requests.Add(
                new(request.RequestUri!, body, request.Headers.ToDictionary(header => header.Key, header => string.Join(" ", header.Value)))
            );
        }

        return await answers[Math.Min(turn, answers.Length - 1)](request, cancellationToken);
    }

    internal sealed record Sent(Uri Uri, string Body, Dictionary<string, string> Headers)
    {
        /// <summary>The fields of the form, decoded.</summary>
        public Dictionary<string, string> Form =>
            Body.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('='))
                .ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));
    }
}
