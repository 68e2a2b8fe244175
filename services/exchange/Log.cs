namespace Basin.Exchange;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Case {Agreement} {Period} was assessed: {Status}.")]
    public static partial void Assessed(ILogger log, string agreement, string period, CaseStatus status);

    [LoggerMessage(101, LogLevel.Information, "Notice {Notice} to {Organisation}: {Status} after {Attempts} tries ({Answer}).")]
    public static partial void Pushed(ILogger log, string notice, string organisation, DeliveryStatus status, int attempts, string answer);

    [LoggerMessage(102, LogLevel.Error, "The calendar failed for the case {Agreement} {Period}; it comes round again.")]
    public static partial void CaseFailed(ILogger log, Exception problem, string agreement, string period);

    [LoggerMessage(103, LogLevel.Warning, "Case {Agreement} {Period} misses {Count} section-months after their due day.")]
    public static partial void Missing(ILogger log, string agreement, string period, int count);

    [LoggerMessage(104, LogLevel.Warning, "Objection {Objection} in the case {Agreement} {Period} is in {Stage}, which ends on {EndsOn}.")]
    public static partial void ObjectionDeadline(ILogger log, string agreement, string period, int objection, ObjectionStage stage, DateOnly endsOn);

    [LoggerMessage(105, LogLevel.Error, "The notice {Owed} cannot be issued; it comes round again.")]
    public static partial void NoticeFailed(ILogger log, Exception problem, string owed);

    [LoggerMessage(106, LogLevel.Warning, "Duty {Agreement} {Name} {Period}, due on {DueOn}: a reminder was given, or silence accepted its report; it is {Status}.")]
    public static partial void DutyKept(ILogger log, string agreement, string name, string period, DateOnly dueOn, DutyStatus status);

    [LoggerMessage(107, LogLevel.Error, "The calendar failed for the duty {Agreement} {Name} {Period}; it comes round again.")]
    public static partial void DutyFailed(ILogger log, Exception problem, string agreement, string name, string period);

    [LoggerMessage(130, LogLevel.Error, "What became public of {Agreement} cannot be entered into the register; it comes round again.")]
    public static partial void RegisterFailed(ILogger log, Exception problem, string agreement);

    [LoggerMessage(108, LogLevel.Error, "Delivering to {Organisation} failed; it comes round again.")]
    public static partial void DeliveryFailed(ILogger log, Exception problem, string organisation);

    [LoggerMessage(109, LogLevel.Warning, "The receiver {Receiver} {Change}.")]
    public static partial void CircuitChanged(ILogger log, string receiver, string change);

    [LoggerMessage(120, LogLevel.Information, "The ledger was filled with what {Stream} brought about before.")]
    public static partial void LedgerFilled(ILogger log, string stream);
}
