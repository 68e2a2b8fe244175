using Microsoft.Extensions.Logging;

namespace Basin.Hosting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Relay could not publish the page after event {Floor} up to {Ceiling}; it will be delivered again whole.")]
    public static partial void RelayFailed(ILogger log, Exception problem, long floor, long ceiling);

    [LoggerMessage(2, LogLevel.Warning, "Relay agent {Agent} was {Status}; starting it again.")]
    public static partial void RelayRestarted(ILogger log, string agent, string status);

    [LoggerMessage(3, LogLevel.Error, "A round failed; the next one comes in {Interval}.")]
    public static partial void RoundFailed(ILogger log, Exception problem, TimeSpan interval);

    [LoggerMessage(4, LogLevel.Error, "Request {Method} {Path} failed.")]
    public static partial void RequestFailed(ILogger log, Exception problem, string method, string path);
}
