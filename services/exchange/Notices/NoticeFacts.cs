using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Basin.Exchange;

/// <summary>What a notice of each kind is about; with a <see cref="NoticeHead"/> it makes the content. Amounts are fen.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Assessment), NoticeKind.Assessment)]
[JsonDerivedType(typeof(Payment), NoticeKind.Payment)]
[JsonDerivedType(typeof(Difference), NoticeKind.Difference)]
[JsonDerivedType(typeof(Advance), NoticeKind.Advance)]
[JsonDerivedType(typeof(Surcharge), NoticeKind.Surcharge)]
[JsonDerivedType(typeof(Receipt), NoticeKind.Receipt)]
[JsonDerivedType(typeof(Overdue), NoticeKind.Overdue)]
[JsonDerivedType(typeof(Withholding), NoticeKind.Withholding)]
[JsonDerivedType(typeof(Objection), NoticeKind.Objection)]
[JsonDerivedType(typeof(ObjectionReminder), NoticeKind.ObjectionReminder)]
[JsonDerivedType(typeof(Ruling), NoticeKind.Ruling)]
[JsonDerivedType(typeof(Announcement), NoticeKind.Announcement)]
[JsonDerivedType(typeof(DutyOverdue), NoticeKind.DutyOverdue)]
[JsonDerivedType(typeof(FundOrder), NoticeKind.FundOrder)]
public abstract record NoticeFacts
{
    private NoticeFacts()
    {
    }

    /// <summary>The obligation it is about, and between whom; null where it is not about one.</summary>
    internal virtual (int Number, string From, string To)? About => null;

    /// <summary>Last day to pay, inclusive; null where nothing falls due by it.</summary>
    internal virtual DateOnly? FallsDueOn => null;

    /// <summary>A payment that an assessment comes to.</summary>
    /// <param name="AmountFen">Null where it cannot be determined, which is never the same as zero.</param>
    public sealed record AssessedAmount(string Clause, string From, string To, long? AmountFen);

    /// <param name="Gaps">Why something could not be determined, one sentence each.</param>
    /// <param name="SilenceEndsOn">Last day to object, inclusive; null where there is nothing to confirm.</param>
    public sealed record Assessment(
        int Revision, ImmutableArray<AssessedAmount> Payments, ImmutableArray<string> Gaps, string ExplanationSha256, string RulesEdition, DateOnly AssessedOn, DateOnly? SilenceEndsOn) : NoticeFacts;

    /// <param name="AmountFen">More than zero.</param>
    /// <param name="DueOn">Last day to pay, inclusive.</param>
    /// <param name="SetOffFen">What was obliged in this direction before and is set off: advances, and what was released as undisputed; null for nothing.</param>
    /// <param name="ReturnedFen">What of the amount is paid back, because more was obliged the other way round than is owed; null for nothing.</param>
    /// <param name="Silent">Parties whose silence counted as confirmation; null for none.</param>
    /// <param name="ObjectionNo">Number of the objection that is still open where it is the undisputed part; null otherwise.</param>
    public sealed record Payment(
        int Obligation, string Clause, string From, string To, long AmountFen, int AssessmentNo, string ExplanationSha256, DateOnly ObligedOn, DateOnly DueOn,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? SetOffFen = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ObjectionNo = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ReturnedFen = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Silent = null) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);

        internal override DateOnly? FallsDueOn => DueOn;
    }

    /// <summary>What the terms ask for ahead of the assessment.</summary>
    public sealed record Advance(int Obligation, string Clause, string From, string To, long AmountFen, DateOnly ObligedOn, DateOnly DueOn) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);

        internal override DateOnly? FallsDueOn => DueOn;
    }

    /// <summary>What is owed on top of what was not paid in time.</summary>
    /// <param name="LateFor">Number of the obligation that was not paid in time.</param>
    /// <param name="Notice">Id of the notice that one fell due under.</param>
    /// <param name="WasDueOn">Its last day to pay, inclusive.</param>
    /// <param name="UnpaidFen">What was unpaid when that day and the days of grace were over.</param>
    /// <param name="DemandedFen">What of the surcharge was demanded before and is taken off; null for nothing.</param>
    public sealed record Surcharge(
        int Obligation, string Clause, string From, string To, long AmountFen, int LateFor, string Notice, DateOnly WasDueOn, int GraceDays, long UnpaidFen, string Rate,
        DateOnly ObligedOn, DateOnly DueOn, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? DemandedFen = null) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);

        internal override DateOnly? FallsDueOn => DueOn;
    }

    /// <summary>A part of a difference: which month, indicator and clause it comes from.</summary>
    /// <param name="AmountFen">Of the difference, negative where it lessens it.</param>
    public sealed record DifferencePart(string Month, string Indicator, string Clause, long AmountFen);

    /// <summary>What a correction after settlement changed. The parts sum to <paramref name="AmountFen"/> and <paramref name="SetOffFen"/>.</summary>
    /// <param name="From">Who pays the difference.</param>
    /// <param name="SettledFen">From payer to payee of the difference before the correction; negative for the other direction.</param>
    /// <param name="CorrectedFen">The same after it; <paramref name="AmountFen"/> and <paramref name="SetOffFen"/> are their difference.</param>
    /// <param name="SetOffFen">What of the difference was noticed before as undisputed, above zero; null for nothing.</param>
    public sealed record Difference(
        int Obligation, string Clause, string From, string To, long AmountFen, long SettledFen, long CorrectedFen, int AssessmentBefore, int AssessmentNow, string Reason,
        ImmutableArray<DifferencePart> Parts, string ExplanationSha256, DateOnly ObligedOn, DateOnly DueOn,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? SetOffFen = null) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);

        internal override DateOnly? FallsDueOn => DueOn;
    }

    /// <summary>A receipt (回执): one side has signed for a notice.</summary>
    public sealed record Receipt(
        string Notice, string Number, string NoticeKind, string ContentSha256, string By, string Region, string KeyId, string Signature, DateOnly ReceiptedOn) : NoticeFacts;

    /// <param name="Notice">Id of the notice the obligation fell due under.</param>
    /// <param name="UnpaidFen">More than zero.</param>
    /// <param name="AsOf">The day it was found unpaid, Asia/Shanghai.</param>
    public sealed record Overdue(
        string Notice, string Number, int Obligation, string Clause, string From, string To, long AmountFen, long UnpaidFen, DateOnly DueOn, DateOnly AsOf) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);
    }

    /// <summary>What the common superior has withheld from a payer that was overdue (扣缴).</summary>
    /// <param name="Notice">Id of the notice the obligation fell due under.</param>
    /// <param name="UnpaidFen">What is left unpaid.</param>
    public sealed record Withholding(
        int Obligation, string Clause, string From, string To, long AmountFen, string Reference, DateOnly PaidOn, string Notice, DateOnly WasDueOn, long UnpaidFen) : NoticeFacts
    {
        internal override (int, string, string)? About => (Obligation, From, To);
    }

    /// <param name="Subject">What is contested; null for the whole assessment.</param>
    /// <param name="EndsOn">Last day of the negotiation, inclusive; null where it had no end.</param>
    public sealed record Objection(
        int Number, int AssessmentNo, string Party, string Reason, DateOnly ObjectedOn,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectionSubject? Subject = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<Evidence>? Evidence = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? EndsOn = null) : NoticeFacts;

    /// <summary>A stage of an objection has begun, ends soon or has ended without a result: who has to act, and by when.</summary>
    /// <param name="EndsOn">Last day of the stage, inclusive.</param>
    /// <param name="AsOf">The day it was issued for, Asia/Shanghai; after <paramref name="EndsOn"/> where that has passed.</param>
    public sealed record ObjectionReminder(int Number, int AssessmentNo, string Party, ObjectionStage Stage, DateOnly ObjectedOn, DateOnly EndsOn, DateOnly AsOf) : NoticeFacts;

    /// <param name="Order">What is to be done where the ruling is in favour of the objection; null where it dismisses it.</param>
    public sealed record Ruling(int Number, int AssessmentNo, string Party, string Reason, string Decision, DateOnly ObjectedOn, DateOnly RuledOn, string? Order = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectionSubject? Subject = null) : NoticeFacts;

    /// <param name="Subject">Title of the announcement, with its 公告.</param>
    public sealed record Announcement(string Subject, ImmutableArray<string> Paragraphs, ImmutableArray<string> Attachments) : NoticeFacts;

    /// <summary>A duty beside money whose last day has passed. It has no amount.</summary>
    /// <param name="Proof">What proves it; null where the terms do not say.</param>
    /// <param name="Clause">Null where the terms do not say.</param>
    /// <param name="AsOf">The day it was found overdue, Asia/Shanghai.</param>
    public sealed record DutyOverdue(string Name, string Way, string From, string To, string What, string? Proof, string? Clause, DateOnly DueOn, DateOnly AsOf) : NoticeFacts;

    /// <summary>What the common superior orders about a party's use of received money.</summary>
    /// <param name="Reference">The report it is about; null for the use as a whole.</param>
    /// <param name="AmountFen">Of what is cut or recovered; null for any other measure.</param>
    /// <param name="DueOn">Last day to correct or to pay back, inclusive; null for any other measure.</param>
    public sealed record FundOrder(int Number, string Party, FundMeasure Measure, string? Reference, string Reason, long? AmountFen, DateOnly? DueOn, DateOnly OrderedOn) : NoticeFacts;
}

/// <summary>What every notice has.</summary>
/// <param name="Serial">Place in the year's order of issue, which makes the id.</param>
/// <param name="Number">Document number as it stands on the paper.</param>
/// <param name="Issuer">In whose name it is issued; null where the exchange does not know the common superior yet.</param>
/// <param name="Parties">Those of the agreement, in the order of their names.</param>
/// <param name="IssuedOn">Asia/Shanghai.</param>
public sealed record NoticeHead(
    int Year, int Serial, string Number, NoticeIssuer? Issuer, string Agreement, string AgreementTitle, string DocumentSha256, string Period,
    ImmutableArray<NoticeParty> Parties, DateOnly IssuedOn)
{
    /// <summary>Names of the agreement's sections, by code.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    internal string NameOf(string section) => Sections.GetValueOrDefault(section, section);
}

public sealed record NoticeIssuer(string Code, string Name);

/// <param name="Party">Name within the agreement.</param>
/// <param name="Region">GB/T 2260.</param>
/// <param name="Bureau">Name of its ecology and environment bureau; null where none is registered.</param>
/// <param name="Finance">Name of its finance department; null where none is registered.</param>
/// <param name="IsParty">Whether it is a party of the agreement; a pot, and who gives guiding support, is none and has no bureau.</param>
public sealed record NoticeParty(string Party, string Region, string? Bureau, string? Finance, bool IsParty = true);
