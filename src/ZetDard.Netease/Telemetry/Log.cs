using Microsoft.Extensions.Logging;

namespace ZetDard.Netease;

/// <summary>What is logged. Ids only at Debug; cookies, tokens and nicknames never.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Asking for {Endpoint}: {Uri}")]
    public static partial void Asking(ILogger logger, string endpoint, string uri);

    [LoggerMessage(2, LogLevel.Debug, "{Endpoint} answered: code {Code}, HTTP status {Status}, {Bytes} bytes, {Milliseconds} ms")]
    public static partial void Answered(ILogger logger, string endpoint, int? code, int status, int bytes, double milliseconds);

    [LoggerMessage(3, LogLevel.Information, "{Endpoint} failed ({Kind}), trying again in {Seconds:0.0} s: retry {Retry} of {MaxRetries}")]
    public static partial void Retrying(ILogger logger, string endpoint, NeteaseErrorKind kind, double seconds, int retry, int maxRetries);

    [LoggerMessage(4, LogLevel.Warning, "The service says 'too often': {Slowdown} times the usual time between requests from now on, after a pause of {Seconds:0} s")]
    public static partial void SlowedDown(ILogger logger, int slowdown, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "The service refuses this address or account ({Why}): nothing is sent for {Minutes:0} minutes. Do not go round it; use the service in its own app or a browser, and see whether it wants something")]
    public static partial void Blocked(ILogger logger, NeteaseErrorKind why, double minutes);

    [LoggerMessage(6, LogLevel.Information, "The session's cookies were refreshed by an answer and kept")]
    public static partial void SessionKept(ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "An answer refreshed the session's cookies, but the session store could not keep them")]
    public static partial void SessionNotKept(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "The service refused or asked to be called less often, and the budget store could not keep it: this process keeps to it, others that share the store do not know")]
    public static partial void BudgetNotKept(ILogger logger, Exception exception);
}
