namespace Basin.Monitoring;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Section {Section}, month {Month}, {Source}: revision {Revision} stated.")]
    public static partial void MonthStated(ILogger log, string section, string month, string source, int revision);

    [LoggerMessage(2, LogLevel.Warning, "Section {Section}, month {Month} was due but is refused: {Reason}")]
    public static partial void MonthRefused(ILogger log, string section, string month, string reason);

    [LoggerMessage(3, LogLevel.Error, "Section {Section}, month {Month} could not be computed; it is tried again in {Pause}.")]
    public static partial void MonthFailed(ILogger log, Exception problem, string section, string month, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Warning, "The exchange asked for section {Section}, month {Month}, which nobody here knows.")]
    public static partial void AskedUnknown(ILogger log, string section, string month);

    [LoggerMessage(6, LogLevel.Error, "A submission of {Organisation} with {Frames} frames could not be stored; nothing of it was acknowledged.")]
    public static partial void FramesFailed(ILogger log, Exception problem, string organisation, int frames);

    [LoggerMessage(41, LogLevel.Information, "HJ 212 is spoken at {Endpoint}.")]
    public static partial void Hj212Listening(ILogger log, string endpoint);

    [LoggerMessage(42, LogLevel.Error, "Frames of HJ 212 are not stored at present and not acknowledged; their stations send them again.")]
    public static partial void Hj212NotStored(ILogger log, Exception problem);

    [LoggerMessage(43, LogLevel.Error, "A HJ 212 connection of {Address} failed.")]
    public static partial void Hj212ConnectionFailed(ILogger log, Exception problem, string address);
}
