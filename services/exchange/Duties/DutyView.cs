using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>A duty as it is read, with everything that was said about it. There is no amount.</summary>
/// <param name="AgreedDueOn">Last day by the terms.</param>
/// <param name="DueOn">Last day with what both sides agreed since.</param>
/// <param name="SilenceEndsOn">Last day, inclusive, on which the report can be answered before silence accepts it; null where silence accepts nothing.</param>
public sealed record DutyView(
    string Agreement, string Name, string Period, DutyState State, string Kind, string By, string For, string What, string? Proof, string? No, int TermsRevision, DateOnly AgreedDueOn,
    DateOnly DueOn, int DaysOverdue, DateOnly? SilenceEndsOn, IReadOnlyList<DutyReport> Reports, IReadOnlyList<DutyExtension> Extensions,
    IReadOnlyList<DutyView.ReminderView> Reminders, DutyView.WaiverView? Waiver)
{
    public sealed record ReminderView(DutyReminder Reminder, DateOnly DueOn, DateTimeOffset At);

    public sealed record WaiverView(string Reason, string By, DateTimeOffset At);

    /// <param name="today">Asia/Shanghai.</param>
    public static DutyView Of(Duty d, DateOnly today) => new(
        d.Agreement, d.Name, d.Period, StateOf(d.Status, d.DueOn, today), d.Agreed.Kind, d.Agreed.By, d.Agreed.For, d.Agreed.What, d.Agreed.Proof, d.Agreed.No, d.TermsRevision, d.Agreed.DueOn,
        d.DueOn, d.IsOverdue(today) ? today.DayNumber - d.DueOn.DayNumber : 0, d.SilenceEndsOn,
        d.Reports, d.Extensions, [.. d.Reminders.Select(e => new ReminderView(e.Reminder, e.DueOn, e.At))],
        d.Waiver is { } e ? new(e.Reason, e.By, e.At) : null);

    public static DutyState StateOf(DutyStatus status, DateOnly dueOn, DateOnly today) => status switch
    {
        DutyStatus.Open => today > dueOn ? DutyState.Overdue : DutyState.Open,
        DutyStatus.Reported => DutyState.Reported,
        DutyStatus.Fulfilled => DutyState.Fulfilled,
        DutyStatus.Waived => DutyState.Waived,
        _ => DutyState.Withdrawn,
    };
}

/// <summary>Where a duty stands on a day.</summary>
public enum DutyState
{
    Open,

    /// <summary>Open, and its last day has passed.</summary>
    Overdue,
    Reported,
    Fulfilled,
    Waived,
    Withdrawn,
}

public static class DutyResults
{
    /// <summary>The duty after a command, or the refusal.</summary>
    public static IResult ToResult(this Outcome<Duty> outcome, TimeProvider clock) =>
        outcome.Rejection?.ToResult() ?? TypedResults.Ok(DutyView.Of(outcome.State!, Case.ChinaDate(clock.GetUtcNow())));
}
