using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>What one party owes another (补偿义务) by one clause.</summary>
/// <param name="AmountFen">Fen, more than zero.</param>
/// <param name="ObligedOn">When it arose, Asia/Shanghai; null while it is only proposed.</param>
/// <param name="DueOn">Last day to pay, inclusive.</param>
/// <param name="Notice">Id of the notice it was issued under.</param>
public sealed record Obligation(
    int Number, string Clause, string From, string To, long AmountFen, DateOnly? ObligedOn, DateOnly? DueOn, string? Notice,
    ImmutableArray<RecordedPayment> Payments)
{
    public ObligationKind Kind { get; init; }

    /// <summary>Number of the obligation whose late payment a surcharge is for; null for any other.</summary>
    public int? LateFor { get; init; }

    /// <summary>Why a surcharge is not owed after all; null where it is.</summary>
    public string? Waiver { get; init; }

    /// <summary>Payments that wait for the payer's second person.</summary>
    public ImmutableArray<ProposedPayment> Proposals { get; init; } = [];

    /// <summary>Whether a surcharge was taken back because what it was for turned out to have been paid in time; nobody gave it up.</summary>
    public bool NeverOwed { get; init; }

    /// <summary>References of proposals that were taken back, so that taking back twice is once.</summary>
    public ImmutableArray<string> Returned { get; init; } = [];

    internal ProposedObligation AsProposed => new(Number, Clause, From, To, new(AmountFen));

    public long RecordedFen => Payments.Where(payment => payment.Rejection is null).Sum(payment => payment.AmountFen);

    /// <summary>What its payee has confirmed.</summary>
    public long ArrivedFen => Payments.Where(payment => payment.ConfirmedAt is not null).Sum(payment => payment.AmountFen);

    /// <summary>What has not arrived; nothing where it was waived.</summary>
    public long OutstandingFen => Waiver is null ? AmountFen - ArrivedFen : 0;

    public long UnpaidFen => Waiver is null ? AmountFen - RecordedFen : 0;

    public bool IsSettled => UnpaidFen == 0 && Payments.All(payment => payment.ConfirmedAt is not null || payment.Rejection is not null);

    /// <summary>What stands under a reference, recorded or proposed; null for nothing.</summary>
    internal (long AmountFen, DateOnly PaidOn, bool IsWithheld)? Find(string reference) =>
        Payments.FirstOrDefault(payment => payment.Reference == reference) is { } recorded ? (recorded.AmountFen, recorded.PaidOn, recorded.IsWithheld)
        : Proposals.FirstOrDefault(payment => payment.Reference == reference) is { } proposed ? (proposed.AmountFen, proposed.PaidOn, proposed.IsWithheld)
        : null;

    internal Obligation WithoutProposal(string reference) => this with { Proposals = [.. Proposals.Where(payment => payment.Reference != reference)] };

    internal Obligation With(string reference, Func<RecordedPayment, RecordedPayment> change) =>
        this with { Payments = [.. Payments.Select(payment => payment.Reference == reference ? change(payment) : payment)] };
}

/// <summary>Where an obligation comes from.</summary>
public enum ObligationKind
{
    /// <summary>An assessment that the parties confirmed, or the undisputed part of one.</summary>
    Assessed,

    /// <summary>预付: the terms ask for it ahead of the assessment, which sets it off.</summary>
    Advance,

    /// <summary>逾期加收: another obligation was not paid in time. No assessment changes it.</summary>
    Surcharge,
}

/// <summary>A payment that one person of the payer has proposed and no other has approved yet.</summary>
/// <param name="IsWithheld">Whether the common superior proposes to withhold it.</param>
/// <param name="By">Code of the organisation.</param>
public sealed record ProposedPayment(string Reference, long AmountFen, DateOnly PaidOn, bool IsWithheld, string By, string Person, DateTimeOffset ProposedAt);

/// <summary>A payment that two people of the payer's finance department reported; its own date, apart from the assessed period and the obligation's date.</summary>
/// <param name="Proposer">Who proposed it; null for payments of before two people were asked for.</param>
/// <param name="IsWithheld">Whether the common superior withheld it from the payer.</param>
public sealed record RecordedPayment(
    string Reference, long AmountFen, DateOnly PaidOn, DateTimeOffset RecordedAt, DateTimeOffset? ConfirmedAt, string? Rejection,
    string? Proposer = null, string? Approver = null, bool IsWithheld = false);
