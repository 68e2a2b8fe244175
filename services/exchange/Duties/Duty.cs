using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// What one party owes another beside money (对口协作, 产业转移, 人才培训, 共建园区, 购买生态产品和服务), once or for one year of the term: reported by
/// the bureau of the party that owes it, with its proof, and accepted or refused by the bureau of the other. It has no price. Silence accepts nothing
/// unless the terms say so. Its due day moves when both sides agree, or when they amend the terms.
/// </summary>
/// <param name="Period">The year, or <c>once</c>.</param>
/// <param name="TermsRevision">Revision of the terms that last changed it.</param>
/// <param name="Parties">All parties of the agreement: they read it; only its two sides act.</param>
/// <param name="DueOn">Last day, inclusive, Asia/Shanghai, with what both sides agreed since.</param>
public sealed record Duty(
    string Agreement,
    string Name,
    string Period,
    int TermsRevision,
    ImmutableSortedDictionary<string, string> Parties,
    AgreedDuty Agreed,
    DutyStatus Status,
    DateOnly DueOn,
    ImmutableArray<DutyReport> Reports,
    ImmutableArray<DutyExtension> Extensions,
    ImmutableArray<Duty.Event.Reminded> Reminders,
    Duty.Event.Waived? Waiver)
{
    public const int ReportsMax = 50, ExtensionsMax = 50;

    /// <summary>A due day moves at most so many days beyond the agreed one: ten years.</summary>
    public const int ExtensionDaysMax = 3_660;

    /// <summary>The party that owes it is reminded so many days before, on the day, and when it has passed. The usual choice, of no law. 未确认.</summary>
    public const int RemindedDaysBefore = 30;

    public static string Stream(string agreement, string name, string period) => $"duty/{agreement}/{name}/{period}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("duty_opened.v1")]
        public sealed record Opened(
            string Agreement, string Name, string Period, int TermsRevision, ImmutableSortedDictionary<string, string> Parties, AgreedDuty Duty, DateTimeOffset At) : Event;

        /// <summary>Terms of a later revision say it otherwise.</summary>
        [EventName("duty_amended.v1")]
        public sealed record Amended(int TermsRevision, ImmutableSortedDictionary<string, string> Parties, AgreedDuty Duty, DateTimeOffset At) : Event;

        /// <summary>Terms of a later revision no longer hold it.</summary>
        [EventName("duty_withdrawn.v1")]
        public sealed record Withdrawn(int TermsRevision, DateTimeOffset At) : Event;

        /// <param name="FulfilledOn">The day it was carried out, as the reporting side says.</param>
        [EventName("duty_reported.v1")]
        public sealed record Reported(int Number, DateOnly FulfilledOn, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At) : Event;

        /// <param name="By">Empty where the days in which the other side could answer were over.</param>
        [EventName("duty_accepted.v1")]
        public sealed record Accepted(int Report, string By, DateTimeOffset At) : Event;

        [EventName("duty_refused.v1")]
        public sealed record Refused(int Report, string Reason, string By, DateTimeOffset At) : Event;

        /// <param name="Party">The side that asks; the other one answers.</param>
        [EventName("duty_extension_asked.v1")]
        public sealed record ExtensionAsked(int Number, DateOnly DueOn, string Reason, string Party, string By, DateTimeOffset At) : Event;

        [EventName("duty_extension_granted.v1")]
        public sealed record ExtensionGranted(int Number, DateOnly DueOn, string By, DateTimeOffset At) : Event;

        [EventName("duty_extension_denied.v1")]
        public sealed record ExtensionDenied(int Number, string Reason, string By, DateTimeOffset At) : Event;

        [EventName("duty_waived.v1")]
        public sealed record Waived(string Reason, string By, DateTimeOffset At) : Event;

        [EventName("duty_reminded.v1")]
        public sealed record Reminded(DutyReminder Reminder, DateOnly DueOn, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        /// <summary>Signed terms hold it.</summary>
        public sealed record Agree(
            string Agreement, string Name, string Period, int TermsRevision, ImmutableSortedDictionary<string, string> Parties, AgreedDuty Duty, DateTimeOffset At) : Command;

        /// <summary>Signed terms no longer hold it.</summary>
        public sealed record Withdraw(int TermsRevision, DateTimeOffset At) : Command;

        public sealed record Report(DateOnly FulfilledOn, string Text, ImmutableArray<Evidence> Evidence, string Region, string By, DateTimeOffset At) : Command;

        public sealed record Accept(int Number, string Region, string By, DateTimeOffset At) : Command;

        public sealed record Refuse(int Number, string Reason, string Region, string By, DateTimeOffset At) : Command;

        public sealed record AskExtension(DateOnly DueOn, string Reason, string Region, string By, DateTimeOffset At) : Command;

        public sealed record GrantExtension(int Number, string Region, string By, DateTimeOffset At) : Command;

        public sealed record DenyExtension(int Number, string Reason, string Region, string By, DateTimeOffset At) : Command;

        public sealed record Waive(string Reason, string Region, string By, DateTimeOffset At) : Command;

        /// <summary>What the passing of days brings about: reminders, and acceptance by silence where the terms say so.</summary>
        public sealed record KeepDays(DateTimeOffset At) : Command;
    }

    public static Decision Decide(Duty? duty, Command command) => (duty, command) switch
    {
        (_, Command.Agree agreed) => Decide(duty, agreed),
        (null, _) => NoSuchDuty,
        // To those it does not concern a duty looks the same as one that does not exist.
        ({ } d, _) when ActingRegion(command) is { } region && !d.Parties.ContainsValue(region) => NoSuchDuty,
        ({ } d, Command.Withdraw withdrawal) => Decide(d, withdrawal),
        ({ } d, Command.Report report) => Decide(d, report),
        ({ } d, Command.Accept acceptance) => Decide(d, acceptance),
        ({ } d, Command.Refuse refusal) => Decide(d, refusal),
        ({ } d, Command.AskExtension question) => Decide(d, question),
        ({ } d, Command.GrantExtension consent) => Decide(d, consent),
        ({ } d, Command.DenyExtension denial) => Decide(d, denial),
        ({ } d, Command.Waive waiver) => Decide(d, waiver),
        ({ } d, Command.KeepDays days) => Decide(d, days),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    public static Duty? Apply(Duty? duty, object happened) => (duty, happened) switch
    {
        (_, Event.Opened e) => new(e.Agreement, e.Name, e.Period, e.TermsRevision, e.Parties, e.Duty, DutyStatus.Open, e.Duty.DueOn, [], [], [], null),
        (null, _) => null,
        ({ } d, Event.Amended e) => d.AmendedBy(e),
        ({ } d, Event.Withdrawn e) => d with { TermsRevision = e.TermsRevision, Status = DutyStatus.Withdrawn },
        ({ } d, Event.Reported e) => d with { Status = DutyStatus.Reported, Reports = d.Reports.Add(new(e.Number, e.FulfilledOn, e.FulfilledOn > d.DueOn, e.Text, e.Evidence, e.By, e.At, ReportAnswer.Awaited, null, null, null)) },
        ({ } d, Event.Accepted e) => d.Answered(e.Report, DutyStatus.Fulfilled, report => report with { Answer = ReportAnswer.Accepted, AnsweredBy = e.By, AnsweredAt = e.At }),
        ({ } d, Event.Refused e) => d.Answered(e.Report, DutyStatus.Open, report => report with { Answer = ReportAnswer.Refused, Reason = e.Reason, AnsweredBy = e.By, AnsweredAt = e.At }),
        ({ } d, Event.ExtensionAsked e) => d with { Extensions = d.Extensions.Add(new(e.Number, e.DueOn, e.Reason, e.Party, e.By, e.At, ExtensionAnswer.Awaited, null, null, null)) },
        ({ } d, Event.ExtensionGranted e) => d.WithExtension(e.Number, asked => asked with { Answer = ExtensionAnswer.Granted, AnsweredBy = e.By, AnsweredAt = e.At }) with { DueOn = e.DueOn },
        ({ } d, Event.ExtensionDenied e) => d.WithExtension(e.Number, asked => asked with { Answer = ExtensionAnswer.Denied, AnswerReason = e.Reason, AnsweredBy = e.By, AnsweredAt = e.At }),
        ({ } d, Event.Waived e) => d with { Status = DutyStatus.Waived, Waiver = e },
        ({ } d, Event.Reminded e) => d with { Reminders = d.Reminders.Add(e) },
        _ => duty,
    };

    /// <summary>Whether nothing more can happen to it but by amended terms.</summary>
    [JsonIgnore]
    public bool IsEnded => Status is DutyStatus.Fulfilled or DutyStatus.Waived or DutyStatus.Withdrawn;

    /// <summary>Whether its last day has passed without a report that is accepted or waits for an answer.</summary>
    public bool IsOverdue(DateOnly today) => Status == DutyStatus.Open && today > DueOn;

    /// <summary>Last day, inclusive, on which the other side can answer before its silence accepts; null where silence accepts nothing.</summary>
    [JsonIgnore]
    public DateOnly? SilenceEndsOn => Status == DutyStatus.Reported && Agreed.SilenceDays is { } days ? Case.ChinaDate(Reports[^1].At).AddDays(days) : null;

    /// <summary>The day from which <see cref="Command.KeepDays"/> brings something about; null while it never does.</summary>
    [JsonIgnore]
    public DateOnly? NextOn => Status == DutyStatus.Open ? NextReminderOn : SilenceEndsOn?.AddDays(1);

    private DateOnly? NextReminderOn => Reminders.LastOrDefault(reminder => reminder.DueOn == DueOn)?.Reminder switch
    {
        null => DueOn.AddDays(-RemindedDaysBefore),
        DutyReminder.Ahead => DueOn,
        DutyReminder.OnTheDay => DueOn.AddDays(1),
        _ => null,
    };

    private static Decision NoSuchDuty => Decision.Refuse(Refusal.NotFound, "no-such-duty", "There is no duty of this name and period in the agreement.");

    private static Decision Decide(Duty? duty, Command.Agree agreed)
    {
        if (duty is null) return Decision.Of(new Event.Opened(agreed.Agreement, agreed.Name, agreed.Period, agreed.TermsRevision, agreed.Parties, agreed.Duty, agreed.At));
        if (agreed.TermsRevision <= duty.TermsRevision) return Decision.Nothing;
        if (duty.Status is DutyStatus.Fulfilled or DutyStatus.Waived) return Decision.Nothing;
        if (duty.Status != DutyStatus.Withdrawn && duty.Agreed == agreed.Duty && duty.Parties.SequenceEqual(agreed.Parties)) return Decision.Nothing;
        return Decision.Of(new Event.Amended(agreed.TermsRevision, agreed.Parties, agreed.Duty, agreed.At));
    }

    private static Decision Decide(Duty duty, Command.Withdraw withdrawal) =>
        duty.IsEnded || withdrawal.TermsRevision <= duty.TermsRevision ? Decision.Nothing : Decision.Of(new Event.Withdrawn(withdrawal.TermsRevision, withdrawal.At));

    private static Decision Decide(Duty duty, Command.Report report)
    {
        if (duty.PartyOf(report.Region) == duty.Agreed.By && duty.Reports.Any(known => known.IsSame(report))) return Decision.Nothing;
        if (duty.NotOf(duty.Agreed.By, report.Region) is { } refused) return refused;
        if (duty.IsEnded) return duty.Ended;
        if (duty.Status == DutyStatus.Reported) return Decision.Refuse(Refusal.Conflict, "report-awaits-answer", $"Report {duty.Reports.Length} of {duty.Reports[^1].At:yyyy-MM-dd} waits for the answer of {duty.Agreed.For}.");
        if (duty.Reports.Length >= ReportsMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-reports", $"A duty is reported at most {ReportsMax} times.");
        if (report.FulfilledOn > Case.ChinaDate(report.At)) return Decision.Refuse(Refusal.NotAllowed, "fulfilled-in-future", $"The day {report.FulfilledOn:yyyy-MM-dd} is in the future.", "fulfilledOn", $"{report.FulfilledOn:yyyy-MM-dd}");
        if (!Case.IsReason(report.Text)) return Decision.Refuse(Refusal.NotAllowed, "invalid-text", $"A report has 1 to {Case.ReasonCharactersMax} characters.", "text", report.Text);
        if (report.Evidence.IsEmpty) return Decision.Refuse(Refusal.NotAllowed, "proof-missing", $"A duty is reported with its proof{(duty.Agreed.Proof is { } proof ? $": {proof}" : "")}.", "evidence", "0");
        if (Evidence.Problem(report.Evidence) is { } unreadable) return unreadable;
        return Decision.Of(new Event.Reported(duty.Reports.Length + 1, report.FulfilledOn, report.Text, report.Evidence, report.By, report.At));
    }

    private static Decision Decide(Duty duty, Command.Accept acceptance)
    {
        if (duty.ReportOf(acceptance.Number)?.Answer == ReportAnswer.Accepted && duty.PartyOf(acceptance.Region) == duty.Agreed.For) return Decision.Nothing;
        if (duty.NotToAnswer(acceptance.Number, acceptance.Region) is { } refused) return refused;
        return Decision.Of(new Event.Accepted(acceptance.Number, acceptance.By, acceptance.At));
    }

    private static Decision Decide(Duty duty, Command.Refuse refusal)
    {
        if (duty.ReportOf(refusal.Number) is { Answer: ReportAnswer.Refused } known && known.Reason == refusal.Reason && duty.PartyOf(refusal.Region) == duty.Agreed.For) return Decision.Nothing;
        if (duty.NotToAnswer(refusal.Number, refusal.Region) is { } refused) return refused;
        if (NoReason(refusal.Reason) is { } unreadable) return unreadable;
        return Decision.Of(new Event.Refused(refusal.Number, refusal.Reason, refusal.By, refusal.At));
    }

    private static Decision Decide(Duty duty, Command.AskExtension question)
    {
        var party = duty.PartyOf(question.Region);
        if (duty.Extensions.Any(known => known.Party == party && known.DueOn == question.DueOn && known.Reason == question.Reason)) return Decision.Nothing;
        if (party != duty.Agreed.By && party != duty.Agreed.For) return Decision.Refuse(Refusal.Forbidden, "not-a-side", $"The duty is between {duty.Agreed.By} and {duty.Agreed.For}, not of {party}.");
        if (duty.Status != DutyStatus.Open) return duty.IsEnded ? duty.Ended : Decision.Refuse(Refusal.Conflict, "report-awaits-answer", $"Report {duty.Reports.Length} waits for the answer of {duty.Agreed.For}; there is nothing to extend.");
        if (duty.Extensions.FirstOrDefault(known => known.Answer == ExtensionAnswer.Awaited) is { } open)
            return Decision.Refuse(Refusal.Conflict, "extension-awaits-answer", $"{open.Party} asked for {open.DueOn:yyyy-MM-dd} already; the other side answers that first.");
        if (duty.Extensions.Length >= ExtensionsMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-extensions", $"An extension is asked for at most {ExtensionsMax} times.");
        if (question.DueOn <= duty.DueOn || question.DueOn > duty.Agreed.DueOn.AddDays(ExtensionDaysMax))
            return Decision.Refuse(
                Refusal.NotAllowed, "invalid-due-day", $"It is due on {duty.DueOn:yyyy-MM-dd}; a later day is asked for, up to {ExtensionDaysMax} days after {duty.Agreed.DueOn:yyyy-MM-dd}.",
                "dueOn", $"{question.DueOn:yyyy-MM-dd}");
        if (NoReason(question.Reason) is { } unreadable) return unreadable;
        return Decision.Of(new Event.ExtensionAsked(duty.Extensions.Length + 1, question.DueOn, question.Reason, party, question.By, question.At));
    }

    private static Decision Decide(Duty duty, Command.GrantExtension consent)
    {
        if (duty.ExtensionOf(consent.Number) is { Answer: ExtensionAnswer.Granted } granted && duty.IsOtherSide(granted.Party, consent.Region)) return Decision.Nothing;
        if (duty.NotToGrant(consent.Number, consent.Region) is { } refused) return refused;
        return Decision.Of(new Event.ExtensionGranted(consent.Number, duty.ExtensionOf(consent.Number)!.DueOn, consent.By, consent.At));
    }

    private static Decision Decide(Duty duty, Command.DenyExtension denial)
    {
        if (duty.ExtensionOf(denial.Number) is { Answer: ExtensionAnswer.Denied } denied && denied.AnswerReason == denial.Reason && duty.IsOtherSide(denied.Party, denial.Region)) return Decision.Nothing;
        if (duty.NotToGrant(denial.Number, denial.Region) is { } refused) return refused;
        if (NoReason(denial.Reason) is { } unreadable) return unreadable;
        return Decision.Of(new Event.ExtensionDenied(denial.Number, denial.Reason, denial.By, denial.At));
    }

    private static Decision Decide(Duty duty, Command.Waive waiver)
    {
        if (duty.Waiver?.Reason == waiver.Reason && duty.PartyOf(waiver.Region) == duty.Agreed.For) return Decision.Nothing;
        if (duty.NotOf(duty.Agreed.For, waiver.Region) is { } refused) return refused;
        if (duty.IsEnded) return duty.Ended;
        if (NoReason(waiver.Reason) is { } unreadable) return unreadable;
        return Decision.Of(new Event.Waived(waiver.Reason, waiver.By, waiver.At));
    }

    private static Decision Decide(Duty duty, Command.KeepDays days)
    {
        var today = Case.ChinaDate(days.At);
        if (duty.NextOn is not { } next || today < next) return Decision.Nothing;
        if (duty.Status == DutyStatus.Reported) return Decision.Of(new Event.Accepted(duty.Reports.Length, "", days.At));
        var reminder = today > duty.DueOn ? DutyReminder.Overdue : today == duty.DueOn ? DutyReminder.OnTheDay : DutyReminder.Ahead;
        return Decision.Of(new Event.Reminded(reminder, duty.DueOn, days.At));
    }

    /// <summary>A due day that the new terms leave as it was keeps what both sides agreed since; another one takes its place.</summary>
    private Duty AmendedBy(Event.Amended e)
    {
        var amended = this with { TermsRevision = e.TermsRevision, Parties = e.Parties, Agreed = e.Duty, Status = Status == DutyStatus.Withdrawn ? DutyStatus.Open : Status };
        if (e.Duty.DueOn == Agreed.DueOn) return amended;
        return amended with { DueOn = e.Duty.DueOn, Extensions = [.. Extensions.Select(asked => asked.Answer == ExtensionAnswer.Awaited ? asked with { Answer = ExtensionAnswer.Lapsed } : asked)] };
    }

    private Duty Answered(int number, DutyStatus status, Func<DutyReport, DutyReport> answer) =>
        this with { Status = status, Reports = [.. Reports.Select(report => report.Number == number ? answer(report) : report)] };

    private Duty WithExtension(int number, Func<DutyExtension, DutyExtension> change) =>
        this with { Extensions = [.. Extensions.Select(asked => asked.Number == number ? change(asked) : asked)] };

    private string PartyOf(string region) => Parties.First(party => party.Value == region).Key;

    private DutyReport? ReportOf(int number) => Reports.FirstOrDefault(report => report.Number == number);

    private DutyExtension? ExtensionOf(int number) => Extensions.FirstOrDefault(asked => asked.Number == number);

    private bool IsOtherSide(string asking, string region) => PartyOf(region) == (asking == Agreed.By ? Agreed.For : Agreed.By);

    private Decision Ended => Decision.Refuse(Refusal.Conflict, "duty-ended", $"The duty is {Status}.");

    /// <summary>Why the region cannot act for a side; null where it is that side.</summary>
    private Decision? NotOf(string side, string region)
    {
        if (PartyOf(region) == side) return null;
        return Decision.Refuse(Refusal.Forbidden, side == Agreed.By ? "not-the-owing-side" : "not-the-other-side", $"This is for {side} to say, not for {PartyOf(region)}.");
    }

    private Decision? NotToAnswer(int number, string region)
    {
        if (NotOf(Agreed.For, region) is { } refused) return refused;
        if (ReportOf(number) is not { } report) return Decision.Refuse(Refusal.NotFound, "no-such-report", $"There is no report {number} of this duty; there are {Reports.Length}.");
        if (IsEnded) return Ended;
        if (report.Answer != ReportAnswer.Awaited) return Decision.Refuse(Refusal.Conflict, "report-answered", $"Report {number} was {report.Answer} on {report.AnsweredAt:yyyy-MM-dd}.");
        return null;
    }

    private Decision? NotToGrant(int number, string region)
    {
        if (ExtensionOf(number) is not { } asked) return Decision.Refuse(Refusal.NotFound, "no-such-extension", $"There is no extension {number} of this duty; {Extensions.Length} were asked for.");
        if (!IsOtherSide(asked.Party, region)) return Decision.Refuse(Refusal.Forbidden, "not-the-other-side", $"What {asked.Party} asked for is answered by the other side, not by {PartyOf(region)}.");
        if (IsEnded) return Ended;
        if (asked.Answer != ExtensionAnswer.Awaited) return Decision.Refuse(Refusal.Conflict, "extension-answered", $"Extension {number} to {asked.DueOn:yyyy-MM-dd} is {asked.Answer}.");
        return null;
    }

    private static Decision? NoReason(string reason)
    {
        if (Case.IsReason(reason)) return null;
        return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", reason);
    }

    /// <summary>The region on whose behalf a command is given; null where nobody's is needed.</summary>
    private static string? ActingRegion(Command command) => command switch
    {
        Command.Report c => c.Region,
        Command.Accept c => c.Region,
        Command.Refuse c => c.Region,
        Command.AskExtension c => c.Region,
        Command.GrantExtension c => c.Region,
        Command.DenyExtension c => c.Region,
        Command.Waive c => c.Region,
        _ => null,
    };
}

/// <summary>What the terms say of a duty in one period.</summary>
/// <param name="By">Short name of the party that owes it.</param>
/// <param name="For">Short name of the party that it is owed to.</param>
/// <param name="Proof">What proves it; null where the terms do not say.</param>
/// <param name="No">Number of the clause; null where the terms do not say.</param>
/// <param name="DueOn">Last day, inclusive.</param>
/// <param name="SilenceDays">Days after a report until silence accepts it; null where it never does.</param>
public sealed record AgreedDuty(string Kind, string By, string For, string What, string? Proof, string? No, DateOnly DueOn, int? SilenceDays);

/// <summary>Where a duty stands.</summary>
public enum DutyStatus
{
    /// <summary>待履行: nothing is reported, or the last report was refused.</summary>
    Open,

    /// <summary>待验收: reported, the other side has not answered.</summary>
    Reported,

    /// <summary>已履行: accepted.</summary>
    Fulfilled,

    /// <summary>已免除: the other side does without it.</summary>
    Waived,

    /// <summary>已取消: the amended terms no longer hold it.</summary>
    Withdrawn,
}

/// <summary>When a reminder was given.</summary>
public enum DutyReminder
{
    Ahead,
    OnTheDay,
    Overdue,
}

/// <summary>That a duty was carried out, as the side that owes it says, and what the other side answered.</summary>
/// <param name="Late">Whether the day it names is after the last day as it was then.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="AnsweredBy">Empty where silence accepted it.</param>
public sealed record DutyReport(
    int Number, DateOnly FulfilledOn, bool Late, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At, ReportAnswer Answer, string? Reason, string? AnsweredBy, DateTimeOffset? AnsweredAt)
{
    internal bool IsSame(Duty.Command.Report report) => FulfilledOn == report.FulfilledOn && Text == report.Text && Evidence.SequenceEqual(report.Evidence);
}

public enum ReportAnswer
{
    Awaited,
    Accepted,
    Refused,
}

/// <summary>A later due day that one side asked for, and what the other answered.</summary>
public sealed record DutyExtension(
    int Number, DateOnly DueOn, string Reason, string Party, string By, DateTimeOffset At, ExtensionAnswer Answer, string? AnswerReason, string? AnsweredBy, DateTimeOffset? AnsweredAt);

public enum ExtensionAnswer
{
    Awaited,
    Granted,
    Denied,

    /// <summary>Amended terms gave another due day before it was answered.</summary>
    Lapsed,
}
