using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ZetDard.Netease;

/// <summary>
/// An endpoint with values for its parameters, keyed by <see cref="NeteaseParameter.Key"/>: numbers, strings, Booleans, and lists
/// of long for parameters that are ids.
/// </summary>
internal sealed record NeteaseCall(NeteaseEndpoint Endpoint, IReadOnlyDictionary<string, object> Values)
{
    // Written as JavaScript does: Chinese characters unescaped, quotes as \". The text is encrypted or form-encoded, and never
    // inserted into HTML.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The path of the call at the service, with placeholders filled in.</summary>
    public string Uri
    {
        get
        {
            var uri = Endpoint.Uri;
            for (var open = uri.IndexOf('{', StringComparison.Ordinal); open >= 0; open = uri.IndexOf('{', StringComparison.Ordinal))
            {
                var close = uri.IndexOf('}', open);
                var key = uri[(open + 1)..close];
                var value = Values.TryGetValue(key, out var given)
                    ? given
                    : throw new InvalidOperationException(
                        $"The address of '{Endpoint.Name}' needs a value for '{key}', but the call has none.");
                uri = string.Concat(uri.AsSpan(0, open), System.Uri.EscapeDataString(Text(value)), uri.AsSpan(close + 1));
            }

            return uri;
        }
    }

    /// <summary>
    /// Returns the payload of a direct call as JSON text, without the members that the encryption adds (csrf_token, header).
    /// </summary>
    public string Payload
    {
        get
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            {
                writer.WriteStartObject();
                foreach (var parameter in Endpoint.Parameters)
                {
                    if (parameter.Direct is { } name && ValueOf(parameter) is { } value)
                    {
                        Write(writer, name, parameter.Form, value);
                    }
                }

                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
    }

    /// <summary>Returns the form that is sent to a NeteaseCloudMusicApi server.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ServerForm
    {
        get
        {
            var form = new List<KeyValuePair<string, string>>(Endpoint.Parameters.Count);
            foreach (var parameter in Endpoint.Parameters)
            {
                if (parameter.Server is { } name && ValueOf(parameter) is { } value)
                {
                    form.Add(new(name, Text(value)));
                }
            }

            return form;
        }
    }

    private object? ValueOf(NeteaseParameter parameter) => Values.TryGetValue(parameter.Key, out var value) ? value : parameter.Default;

    private static void Write(Utf8JsonWriter writer, string name, ParameterForm form, object value)
    {
        switch (value)
        {
            case IEnumerable<long> ids when form == ParameterForm.IdObjects:
                writer.WriteString(
                    name, $"[{string.Join(',', ids.Select(id => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}")))}]");
                break;
            case IEnumerable<long>:
                writer.WriteString(name, $"[{Text(value)}]");
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case bool truth:
                writer.WriteBoolean(name, truth);
                break;
            default:
                writer.WriteString(name, Text(value));
                break;
        }
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        IEnumerable<long> ids => string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException(
            $"A parameter is a number, a string, a Boolean or a list of ids, not a {value.GetType().Name}."),
    };
}

/// <summary>Sends calls, with rate limiting, encryption, retries and the check of the answer's envelope.</summary>
internal interface INeteaseCaller
{
    /// <summary>Sends a call and returns the body of an answer with code 200: a JSON object in UTF-8.</summary>
    /// <exception cref="NeteaseApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<ReadOnlyMemory<byte>> CallAsync(NeteaseCall call, CancellationToken cancellationToken);

    /// <summary>Waits until a request for a file may be sent. Dispose the returned lease when the answer begins.</summary>
    /// <param name="what">What is fetched, for messages.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="NeteaseApiException">The budget of the day is spent, or all requests are stopped.</exception>
    ValueTask<IDisposable> TakeTurnAsync(string what, CancellationToken cancellationToken);

    /// <summary>
    /// Reports the outcome of such a request, before its lease is disposed. The request is counted; if the host answered 'too many
    /// requests' (429), all requests pause.
    /// </summary>
    /// <param name="what">What was fetched.</param>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="response">The answer; <see langword="null"/> if none came.</param>
    ValueTask AnsweredAsync(string what, DateTimeOffset sent, HttpResponseMessage? response);
}
