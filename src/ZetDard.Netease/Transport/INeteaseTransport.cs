namespace ZetDard.Netease;

/// <summary>A way to the service: makes requests of calls. Sends nothing itself.</summary>
internal interface INeteaseTransport
{
    /// <summary>A new request of a call, stamped anew: one is made for every attempt.</summary>
    /// <param name="call">What is asked.</param>
    /// <param name="session">Who asks; <see langword="null"/>: nobody.</param>
    HttpRequestMessage Request(NeteaseCall call, NeteaseSession? session);

    /// <summary>The text of an answer, where it came encrypted.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="body">What came.</param>
    ReadOnlyMemory<byte> Open(NeteaseCall call, byte[] body);
}
