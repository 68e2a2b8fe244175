using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// What a party did with the money it received for one period (资金使用, 生态保护补偿条例 art. 17): reported use by use against the purposes of the
/// agreement, never more than what was confirmed as received. A wrong report is reversed and reported anew under another reference. Those who paid and
/// the common superior question it; the superior orders what art. 31 provides for, with its reason, and lifts it.
/// </summary>
public sealed record FundUse(Fund Fund, ImmutableArray<UseReport> Reports, ImmutableArray<UseQuestion> Questions, ImmutableArray<FundOrder> Orders)
{
    public const int ReportsMax = 1_000, QuestionsMax = 100, OrdersMax = 50, RecoveriesMax = 50;

    public static string Stream(string agreement, string period, string region) => $"fund-use/{agreement}/{period}/{region}";

    public abstract record Event
    {
        private Event()
        {
        }

        /// <summary>The first thing was said about it, which stands right after this.</summary>
        [EventName("fund_opened.v1")]
        public sealed record Opened(Fund Fund) : Event;

        /// <param name="Reference">The reporting side's own number.</param>
        /// <param name="What">What the money was used for.</param>
        [EventName("fund_use_reported.v1")]
        public sealed record Reported(string Reference, long AmountFen, string Purpose, string What, DateOnly UsedOn, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At) : Event;

        /// <summary>The report was wrong: it stays to be seen and no longer counts.</summary>
        [EventName("fund_use_reversed.v1")]
        public sealed record Reversed(string Reference, string Reason, string By, DateTimeOffset At) : Event;

        /// <param name="Reference">The report that is questioned; null for the use as a whole, such as that nothing was reported.</param>
        /// <param name="Party">Null for the common superior.</param>
        [EventName("fund_use_questioned.v1")]
        public sealed record Questioned(int Number, string? Reference, string Reason, string? Party, string By, DateTimeOffset At) : Event;

        [EventName("fund_question_answered.v1")]
        public sealed record Answered(int Question, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At) : Event;

        /// <param name="Reference">The report it is about; null where it is about the use as a whole.</param>
        /// <param name="AmountFen">Of what is cut or recovered; null for any other measure.</param>
        /// <param name="DueOn">Last day to correct or to pay back, inclusive; null for any other measure.</param>
        [EventName("fund_order_made.v1")]
        public sealed record Ordered(int Number, FundMeasure Measure, string? Reference, string Reason, long? AmountFen, DateOnly? DueOn, string By, DateTimeOffset At) : Event;

        [EventName("fund_order_lifted.v1")]
        public sealed record OrderLifted(int Order, string Reason, string By, DateTimeOffset At) : Event;

        [EventName("fund_recovered.v1")]
        public sealed record Recovered(int Order, string Reference, long AmountFen, DateOnly PaidOn, string By, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        /// <param name="ReceivedFen">What was confirmed as received by now, less what was paid back in the same case.</param>
        /// <param name="Purposes">Those of the agreement.</param>
        public sealed record Report(
            string Reference, long AmountFen, string Purpose, string What, DateOnly UsedOn, ImmutableArray<Evidence> Evidence, long ReceivedFen, ImmutableArray<string> Purposes,
            string Region, string By, DateTimeOffset At) : Command;

        public sealed record Reverse(string Reference, string Reason, string Region, string By, DateTimeOffset At) : Command;

        /// <param name="Party">Short name of whoever asks; null for the common superior.</param>
        public sealed record Question(string? Reference, string Reason, string? Party, string By, DateTimeOffset At) : Command;

        public sealed record Answer(int Number, string Text, ImmutableArray<Evidence> Evidence, string Region, string By, DateTimeOffset At) : Command;

        /// <param name="ReceivedFen">As of <see cref="Report"/>.</param>
        public sealed record Order(FundMeasure Measure, string? Reference, string Reason, long? AmountFen, DateOnly? DueOn, long ReceivedFen, string By, DateTimeOffset At) : Command;

        public sealed record LiftOrder(int Number, string Reason, string By, DateTimeOffset At) : Command;

        public sealed record RecordRecovery(int Number, string Reference, long AmountFen, DateOnly PaidOn, string By, DateTimeOffset At) : Command;
    }

    /// <param name="fund">Whose money of which period; opened by the first thing that is said about it.</param>
    public static Decision Decide(FundUse? found, Fund fund, Command command)
    {
        if (found is not null) return Decide(found, command);
        var opened = new Event.Opened(fund);
        var decision = Decide(Apply(null, opened)!, command);
        return decision.Rejection is not null || decision.Events.IsEmpty ? decision : Decision.Of([opened, .. decision.Events]);
    }

    public static FundUse? Apply(FundUse? found, object happened) => (found, happened) switch
    {
        (_, Event.Opened e) => new(e.Fund, [], [], []),
        (null, _) => null,
        ({ } f, Event.Reported e) => f with { Reports = f.Reports.Add(new(e.Reference, e.AmountFen, e.Purpose, e.What, e.UsedOn, e.Evidence, e.By, e.At, null, null)) },
        ({ } f, Event.Reversed e) => f with { Reports = [.. f.Reports.Select(use => use.Reference == e.Reference ? use with { ReversedAt = e.At, ReversalReason = e.Reason } : use)] },
        ({ } f, Event.Questioned e) => f with { Questions = f.Questions.Add(new(e.Number, e.Reference, e.Reason, e.Party, e.By, e.At, null)) },
        ({ } f, Event.Answered e) => f with { Questions = [.. f.Questions.Select(question => question.Number == e.Question ? question with { Answer = new(e.Text, e.Evidence, e.By, e.At) } : question)] },
        ({ } f, Event.Ordered e) => f with { Orders = f.Orders.Add(new(e.Number, e.Measure, e.Reference, e.Reason, e.AmountFen, e.DueOn, e.By, e.At, [], null, null)) },
        ({ } f, Event.OrderLifted e) => f.WithOrder(e.Order, order => order with { LiftedAt = e.At, LiftingReason = e.Reason }),
        ({ } f, Event.Recovered e) => f.WithOrder(e.Order, order => order with { Recoveries = order.Recoveries.Add(new(e.Reference, e.AmountFen, e.PaidOn, e.By, e.At)) }),
        _ => found,
    };

    /// <summary>What is reported as used and stands.</summary>
    [JsonIgnore]
    public long UsedFen => Reports.Where(use => use.Stands).Sum(use => use.AmountFen);

    /// <summary>What was paid back on orders to recover.</summary>
    [JsonIgnore]
    public long RecoveredFen => Orders.Sum(order => order.RecoveredFen);

    /// <summary>Of the reports that stand, those that wait for an answer to a question about them.</summary>
    [JsonIgnore]
    public long QuestionedFen => Reports.Where(use => use.Stands && Questions.Any(question => question.Answer is null && question.Reference == use.Reference)).Sum(use => use.AmountFen);

    private static Decision Decide(FundUse found, Command command) => command switch
    {
        Command.Report report => Decide(found, report),
        Command.Reverse reversal => Decide(found, reversal),
        Command.Question question => Decide(found, question),
        Command.Answer answer => Decide(found, answer),
        Command.Order order => Decide(found, order),
        Command.LiftOrder lifting => Decide(found, lifting),
        Command.RecordRecovery recovery => Decide(found, recovery),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    private static Decision Decide(FundUse found, Command.Report report)
    {
        var known = found.ReportOf(report.Reference);
        if (known?.IsSame(report) == true && report.Region == found.Fund.Region) return Decision.Nothing;
        if (found.NotTheReceiver(report.Region) is { } refused) return refused;
        if (known is not null) return Decision.Refuse(Refusal.Conflict, "use-differs", $"Use {known.Reference} was reported with {new Money(known.AmountFen)} on {known.UsedOn:yyyy-MM-dd} for {known.Purpose}; reverse it and report it anew under another reference.", "reference", report.Reference);
        if (found.Reports.Length >= ReportsMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-reports", $"At most {ReportsMax} uses are reported for one period.");
        if (NoReference(report.Reference) is { } unreadable) return unreadable;
        if (report.AmountFen <= 0) return Decision.Refuse(Refusal.NotAllowed, "invalid-amount", $"A use is more than zero; reported {new Money(report.AmountFen)}.", "amountFen", $"{report.AmountFen}");
        if (!report.Purposes.Contains(report.Purpose)) return Decision.Refuse(Refusal.NotAllowed, "not-a-purpose", $"The money is for {string.Join("、", report.Purposes)}.", "purpose", report.Purpose);
        if (NoText(report.What, "what") is { } blank) return blank;
        if (Future(report.UsedOn, report.At, "usedOn") is { } early) return early;
        if (found.Fund.FirstDay is var first && report.UsedOn < first)
            return Decision.Refuse(Refusal.NotAllowed, "day-before-period", $"The money is for {found.Fund.Period}, which begins on {first:yyyy-MM-dd}; it was not used on {report.UsedOn:yyyy-MM-dd}.", "usedOn", $"{report.UsedOn:yyyy-MM-dd}");
        if (Evidence.Problem(report.Evidence) is { } problem) return problem;
        if (report.AmountFen > report.ReceivedFen - found.RecoveredFen - found.UsedFen)
            return Decision.Refuse(
                Refusal.NotAllowed, "more-than-received",
                $"Received {new Money(report.ReceivedFen)}, recovered {new Money(found.RecoveredFen)}, used {new Money(found.UsedFen)}, reported {new Money(report.AmountFen)}.", "amountFen", $"{report.AmountFen}");
        return Decision.Of(new Event.Reported(report.Reference, report.AmountFen, report.Purpose, report.What, report.UsedOn, report.Evidence, report.By, report.At));
    }

    private static Decision Decide(FundUse found, Command.Reverse reversal)
    {
        var known = found.ReportOf(reversal.Reference);
        if (known is { Stands: false } && known.ReversalReason == reversal.Reason && reversal.Region == found.Fund.Region) return Decision.Nothing;
        if (found.NotTheReceiver(reversal.Region) is { } refused) return refused;
        if (known is null) return NoSuchReport(reversal.Reference);
        if (!known.Stands) return Decision.Refuse(Refusal.Conflict, "use-reversed", $"Use {known.Reference} was reversed on {known.ReversedAt:yyyy-MM-dd}: {known.ReversalReason}");
        if (NoText(reversal.Reason, "reason") is { } blank) return blank;
        return Decision.Of(new Event.Reversed(reversal.Reference, reversal.Reason, reversal.By, reversal.At));
    }

    private static Decision Decide(FundUse found, Command.Question question)
    {
        if (found.Questions.Any(known => known.Party == question.Party && known.Reference == question.Reference && known.Reason == question.Reason)) return Decision.Nothing;
        if (question.Party == found.Fund.Party) return Decision.Refuse(Refusal.Forbidden, "your-own-use", $"{found.Fund.Party} answers questions about its use; the other parties and the common superior ask them.");
        if (found.Questions.Length >= QuestionsMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-questions", $"At most {QuestionsMax} questions are asked about one period.");
        if (question.Reference is { } reference && found.ReportOf(reference) is null) return NoSuchReport(reference);
        if (NoText(question.Reason, "reason") is { } blank) return blank;
        return Decision.Of(new Event.Questioned(found.Questions.Length + 1, question.Reference, question.Reason, question.Party, question.By, question.At));
    }

    private static Decision Decide(FundUse found, Command.Answer answer)
    {
        var question = found.Questions.FirstOrDefault(known => known.Number == answer.Number);
        if (question?.Answer is { } given && given.Text == answer.Text && given.Evidence.SequenceEqual(answer.Evidence) && answer.Region == found.Fund.Region) return Decision.Nothing;
        if (found.NotTheReceiver(answer.Region) is { } refused) return refused;
        if (question is null) return Decision.Refuse(Refusal.NotFound, "no-such-question", $"There is no question {answer.Number}; {found.Questions.Length} were asked.");
        if (question.Answer is not null) return Decision.Refuse(Refusal.Conflict, "question-answered", $"Question {question.Number} was answered on {question.Answer.At:yyyy-MM-dd}.");
        if (NoText(answer.Text, "text") is { } blank) return blank;
        if (Evidence.Problem(answer.Evidence) is { } problem) return problem;
        return Decision.Of(new Event.Answered(answer.Number, answer.Text, answer.Evidence, answer.By, answer.At));
    }

    private static Decision Decide(FundUse found, Command.Order order)
    {
        if (found.Orders.Any(known => known.IsSame(order))) return Decision.Nothing;
        if (found.Orders.Length >= OrdersMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-orders", $"At most {OrdersMax} orders are made for one period.");
        if (order.Reference is { } reference && found.ReportOf(reference) is null) return NoSuchReport(reference);
        if (NoText(order.Reason, "reason") is { } blank) return blank;
        if (Problem(order) is { } wrong) return wrong;
        if (found.TooMuch(order) is { } more) return more;
        return Decision.Of(new Event.Ordered(found.Orders.Length + 1, order.Measure, order.Reference, order.Reason, order.AmountFen, order.DueOn, order.By, order.At));
    }

    private static Decision Decide(FundUse found, Command.LiftOrder lifting)
    {
        var order = found.OrderOf(lifting.Number);
        if (order is { LiftedAt: not null } && order.LiftingReason == lifting.Reason) return Decision.Nothing;
        if (order is null) return found.NoSuchOrder(lifting.Number);
        if (order.LiftedAt is { } lifted) return Decision.Refuse(Refusal.Conflict, "order-lifted", $"Order {order.Number} was lifted on {lifted:yyyy-MM-dd}.");
        if (NoText(lifting.Reason, "reason") is { } blank) return blank;
        return Decision.Of(new Event.OrderLifted(lifting.Number, lifting.Reason, lifting.By, lifting.At));
    }

    private static Decision Decide(FundUse found, Command.RecordRecovery recovery)
    {
        var order = found.OrderOf(recovery.Number);
        var known = order?.Recoveries.FirstOrDefault(one => one.Reference == recovery.Reference);
        if (known is not null && known.AmountFen == recovery.AmountFen && known.PaidOn == recovery.PaidOn) return Decision.Nothing;
        if (order is null) return found.NoSuchOrder(recovery.Number);
        if (order.Measure != FundMeasure.Recover) return Decision.Refuse(Refusal.Conflict, "not-to-recover", $"Order {order.Number} is to {order.Measure}; nothing is paid back on it.");
        if (known is not null) return Decision.Refuse(Refusal.Conflict, "recovery-differs", $"Recovery {known.Reference} was recorded with {new Money(known.AmountFen)} on {known.PaidOn:yyyy-MM-dd}.", "reference", recovery.Reference);
        if (order.LiftedAt is { } lifted) return Decision.Refuse(Refusal.Conflict, "order-lifted", $"Order {order.Number} was lifted on {lifted:yyyy-MM-dd}.");
        if (order.Recoveries.Length >= RecoveriesMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-recoveries", $"At most {RecoveriesMax} payments are recorded for one order.");
        if (NoReference(recovery.Reference) is { } unreadable) return unreadable;
        if (recovery.AmountFen <= 0) return Decision.Refuse(Refusal.NotAllowed, "invalid-amount", $"A recovery is more than zero; recorded {new Money(recovery.AmountFen)}.", "amountFen", $"{recovery.AmountFen}");
        if (Future(recovery.PaidOn, recovery.At, "paidOn") is { } early) return early;
        if (recovery.AmountFen > order.ToRecoverFen - order.RecoveredFen)
            return Decision.Refuse(Refusal.NotAllowed, "more-than-ordered", $"Ordered {new Money(order.ToRecoverFen)}, recovered {new Money(order.RecoveredFen)}, recorded {new Money(recovery.AmountFen)}.", "amountFen", $"{recovery.AmountFen}");
        return Decision.Of(new Event.Recovered(recovery.Number, recovery.Reference, recovery.AmountFen, recovery.PaidOn, recovery.By, recovery.At));
    }

    /// <summary>An amount belongs to what is cut or recovered, a last day to what is corrected or paid back, and to nothing else.</summary>
    private static Decision? Problem(Command.Order order)
    {
        var (hasAmount, hasDay) = (order.Measure is FundMeasure.Cut or FundMeasure.Recover, order.Measure is FundMeasure.Correct or FundMeasure.Recover);
        if (hasAmount != order.AmountFen is not null) return Decision.Refuse(Refusal.NotAllowed, "invalid-amount", hasAmount ? $"An order to {order.Measure} says how much." : $"An order to {order.Measure} has no amount.", "amountFen", $"{order.AmountFen}");
        if (order.AmountFen is <= 0 or > (long)(TermsLimits.PaymentYuanMax * 100)) return Decision.Refuse(Refusal.NotAllowed, "invalid-amount", $"An amount is more than zero and at most {new Money((long)(TermsLimits.PaymentYuanMax * 100))}.", "amountFen", $"{order.AmountFen}");
        if (hasDay != order.DueOn is not null) return Decision.Refuse(Refusal.NotAllowed, "invalid-due-day", hasDay ? $"An order to {order.Measure} says until when." : $"An order to {order.Measure} has no last day.", "dueOn", $"{order.DueOn:yyyy-MM-dd}");
        if (order.DueOn < Case.ChinaDate(order.At)) return Decision.Refuse(Refusal.NotAllowed, "invalid-due-day", $"The last day {order.DueOn:yyyy-MM-dd} has passed.", "dueOn", $"{order.DueOn:yyyy-MM-dd}");
        return null;
    }

    /// <summary>Cut and recovered is no more than the use that is meant, and in all no more than what was received.</summary>
    private Decision? TooMuch(Command.Order order)
    {
        if (order.AmountFen is not { } fen) return null;
        if (order.Reference is { } reference)
        {
            var (used, onIt) = (ReportOf(reference)!.AmountFen, Orders.Where(known => known.Reference == reference).Sum(known => known.TakenFen));
            if (fen > used - onIt)
                return Decision.Refuse(
                    Refusal.NotAllowed, "more-than-used", $"Use {reference} is {new Money(used)}, ordered on it to be cut or recovered {new Money(onIt)}, asked {new Money(fen)}.", "amountFen", $"{fen}");
        }

        var ordered = Orders.Sum(known => known.TakenFen);
        if (fen <= order.ReceivedFen - ordered) return null;
        return Decision.Refuse(
            Refusal.NotAllowed, "more-than-received", $"Received {new Money(order.ReceivedFen)}, ordered to be cut or recovered {new Money(ordered)}, asked {new Money(fen)}.", "amountFen", $"{fen}");
    }

    private FundUse WithOrder(int number, Func<FundOrder, FundOrder> change) => this with { Orders = [.. Orders.Select(order => order.Number == number ? change(order) : order)] };

    private UseReport? ReportOf(string reference) => Reports.FirstOrDefault(use => use.Reference == reference);

    private FundOrder? OrderOf(int number) => Orders.FirstOrDefault(order => order.Number == number);

    private Decision? NotTheReceiver(string region)
    {
        if (region == Fund.Region) return null;
        return Decision.Refuse(Refusal.Forbidden, "not-the-receiver", $"The money was received by {Fund.Party}, not by the region {region}.");
    }

    private Decision NoSuchOrder(int number) => Decision.Refuse(Refusal.NotFound, "no-such-order", $"There is no order {number}; {Orders.Length} were made.");

    private static Decision NoSuchReport(string reference) => Decision.Refuse(Refusal.NotFound, "no-such-report", $"No use {reference} was reported.", "reference", reference);

    private static Decision? NoReference(string reference)
    {
        if (Paying.IsReference(reference)) return null;
        return Decision.Refuse(Refusal.NotAllowed, "invalid-reference", $"A reference has 1 to {Case.ReferenceCharactersMax} letters, digits, Chinese characters, '-' or '_'.", "reference", reference);
    }

    private static Decision? NoText(string text, string field)
    {
        if (Case.IsReason(text)) return null;
        return Decision.Refuse(Refusal.NotAllowed, $"invalid-{field}", $"'{field}' has 1 to {Case.ReasonCharactersMax} characters.", field, text);
    }

    private static Decision? Future(DateOnly day, DateTimeOffset at, string field)
    {
        if (day <= Case.ChinaDate(at)) return null;
        return Decision.Refuse(Refusal.NotAllowed, "day-in-future", $"The day {day:yyyy-MM-dd} is in the future.", field, $"{day:yyyy-MM-dd}");
    }
}

/// <summary>Whose money of which case.</summary>
/// <param name="Party">Short name of the party that received it.</param>
/// <param name="Region">Its GB/T 2260 code.</param>
public sealed record Fund(string Agreement, string Period, string Party, string Region)
{
    /// <summary>Of the year or month that the money is for.</summary>
    [JsonIgnore]
    public DateOnly FirstDay => YearMonth.Parse(Period.Contains('-', StringComparison.Ordinal) ? Period : $"{Period}-01").FirstDay;
}

/// <summary>One use of the money.</summary>
/// <param name="AmountFen">Fen, more than zero.</param>
/// <param name="ReversedAt">When it was taken back as wrong; null while it stands.</param>
public sealed record UseReport(
    string Reference, long AmountFen, string Purpose, string What, DateOnly UsedOn, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At, DateTimeOffset? ReversedAt, string? ReversalReason)
{
    [JsonIgnore]
    public bool Stands => ReversedAt is null;

    internal bool IsSame(FundUse.Command.Report report) =>
        AmountFen == report.AmountFen && Purpose == report.Purpose && What == report.What && UsedOn == report.UsedOn && Evidence.SequenceEqual(report.Evidence);
}

/// <summary>A question (质询) about the use, and its answer.</summary>
/// <param name="Reference">The report that is meant; null for the use as a whole.</param>
/// <param name="Party">Null for the common superior.</param>
public sealed record UseQuestion(int Number, string? Reference, string Reason, string? Party, string By, DateTimeOffset At, UseAnswer? Answer);

public sealed record UseAnswer(string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At);

/// <summary>What 生态保护补偿条例 art. 31 provides for.</summary>
public enum FundMeasure
{
    /// <summary>责令改正.</summary>
    Correct,

    /// <summary>暂缓拨付: payments of further periods wait.</summary>
    Slow,

    /// <summary>核减: payments of further periods are less by an amount.</summary>
    Cut,

    /// <summary>停止拨付: payments of further periods are withheld.</summary>
    Stop,

    /// <summary>收回: an amount is paid back.</summary>
    Recover,
}

/// <summary>An order of the common superior.</summary>
/// <param name="Reference">The report it is about; null for the use as a whole.</param>
/// <param name="LiftedAt">When it was lifted; null while it is in force.</param>
public sealed record FundOrder(
    int Number, FundMeasure Measure, string? Reference, string Reason, long? AmountFen, DateOnly? DueOn, string By, DateTimeOffset At, ImmutableArray<FundRecovery> Recoveries,
    DateTimeOffset? LiftedAt, string? LiftingReason)
{
    [JsonIgnore]
    public long RecoveredFen => Recoveries.Sum(recovery => recovery.AmountFen);

    /// <summary>What is to be paid back on it in all; of a lifted one what was.</summary>
    [JsonIgnore]
    public long ToRecoverFen => LiftedAt is null ? AmountFen ?? 0 : RecoveredFen;

    /// <summary>What it takes of the money that was received: what is cut while it is in force, and what is or was to be paid back.</summary>
    [JsonIgnore]
    public long TakenFen => Measure switch { FundMeasure.Recover => ToRecoverFen, FundMeasure.Cut when LiftedAt is null => AmountFen ?? 0, _ => 0 };

    /// <summary>Also when it was lifted since: an order that arrives once more must not revive it.</summary>
    internal bool IsSame(FundUse.Command.Order order) =>
        Measure == order.Measure && Reference == order.Reference && Reason == order.Reason && AmountFen == order.AmountFen && DueOn == order.DueOn;
}

/// <summary>Money that was paid back on an order.</summary>
public sealed record FundRecovery(string Reference, long AmountFen, DateOnly PaidOn, string By, DateTimeOffset At);
