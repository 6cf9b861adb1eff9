using Microsoft.Extensions.Logging;

namespace ZetDard.Netease;

/// <summary>The log messages of the client. Ids appear at level Debug only; cookies, tokens and nicknames never.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Requesting {Endpoint}: {Uri}")]
    public static partial void Asking(ILogger logger, string endpoint, string uri);

    [LoggerMessage(2, LogLevel.Debug, "{Endpoint} answered: code {Code}, HTTP status {Status}, {Bytes} bytes, {Milliseconds} ms")]
    public static partial void Answered(ILogger logger, string endpoint, int? code, int status, int bytes, double milliseconds);

    [LoggerMessage(3, LogLevel.Information, "{Endpoint} failed ({Kind}), retrying in {Seconds:0.0} s: retry {Retry} of {MaxRetries}")]
    public static partial void Retrying(ILogger logger, string endpoint, NeteaseErrorKind kind, double seconds, int retry, int maxRetries);

    [LoggerMessage(4, LogLevel.Warning, "The service answers 'too many requests': {Slowdown} times the usual time between requests, after a pause of {Seconds:0} s")]
    public static partial void SlowedDown(ILogger logger, int slowdown, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "The service refuses this address or account ({Why}): nothing is sent for {Minutes:0} minutes. Do not try to get around it; open the service in its app or a browser and see whether it asks for something")]
    public static partial void Blocked(ILogger logger, NeteaseErrorKind why, double minutes);

    [LoggerMessage(6, LogLevel.Information, "An answer refreshed the session's cookies, and they were stored")]
    public static partial void SessionKept(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "An answer refreshed the session's cookies, but the session store could not store them")]
    public static partial void SessionNotKept(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "The service refused or answered 'too many requests', but the budget store could not store it: this process obeys it, but others that share the store do not know")]
    public static partial void BudgetNotKept(ILogger logger, Exception exception);
}
