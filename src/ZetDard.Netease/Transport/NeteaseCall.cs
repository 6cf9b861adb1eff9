namespace ZetDard.Netease;

/// <summary>An endpoint with values for its parameters, keyed by the name at a server (by the direct name where a server has none).</summary>
internal sealed record NeteaseCall(NeteaseEndpoint Endpoint, IReadOnlyDictionary<string, object> Values)
{
    /// <summary>Path upstream, placeholders filled in.</summary>
    public string Uri => throw new NotImplementedException();

    /// <summary>What a direct call's payload holds, as JSON text without what the encryption adds (csrf_token, header).</summary>
    public string Payload => throw new NotImplementedException();

    /// <summary>What a NeteaseCloudMusicApi server is sent as a form.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ServerForm => throw new NotImplementedException();
}

/// <summary>Sends calls: budget, encryption, retries, and the check of the envelope are behind it.</summary>
internal interface INeteaseCaller
{
    /// <summary>Sends a call and returns the body of an answer whose code is 200, as UTF-8 JSON (an object).</summary>
    /// <exception cref="NeteaseApiException">Anything else.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<ReadOnlyMemory<byte>> CallAsync(NeteaseCall call, CancellationToken cancellationToken);
}
