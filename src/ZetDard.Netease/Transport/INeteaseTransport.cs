namespace ZetDard.Netease;

/// <summary>A way to reach the service: makes HTTP requests from calls. It does not send them.</summary>
internal interface INeteaseTransport
{
    /// <summary>Makes a request for a call, with a new time stamp; each attempt needs a request of its own.</summary>
    /// <param name="call">The call.</param>
    /// <param name="session">The session to send along; <see langword="null"/> for none.</param>
    HttpRequestMessage Request(NeteaseCall call, NeteaseSession? session);

    /// <summary>Returns the text of an answer, decrypted if it is encrypted.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The body of the answer.</param>
    ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body);
}
