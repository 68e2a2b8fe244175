using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>A line of a treasury's statement (国库对账单).</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Reference">The payer's number of the payment, or the id of the notice it answers.</param>
/// <param name="Amount">Whole fen, above zero.</param>
/// <param name="Payer">As the treasury writes it: a name, a region code or an organisation code.</param>
/// <param name="Payee">As <paramref name="Payer"/>.</param>
/// <param name="On">Day of payment; null where the treasury does not say.</param>
public sealed record StatementLine(int Line, string Reference, Money Amount, string Payer, string Payee, DateOnly? On);

/// <summary>A payment that a statement may speak of: one that a payer recorded, or what is left of an obligation.</summary>
/// <param name="References">Every reference that means it.</param>
/// <param name="Payment">The payer's number of a recorded payment; null where nobody has recorded one.</param>
/// <param name="Amount">Of the recorded payment; without one, what is not yet paid.</param>
/// <param name="Payers">Every name and code that means the payer; the first is the region's code.</param>
/// <param name="Payees">As <paramref name="Payers"/>.</param>
/// <param name="IsConfirmed">Whether the payee has confirmed it already.</param>
public sealed record ExpectedPayment(
    string Agreement, string Period, int Obligation, ImmutableArray<string> References, string? Payment, Money Amount, ImmutableArray<string> Payers, ImmutableArray<string> Payees, bool IsConfirmed)
{
    /// <summary>Day of a recorded payment, as its payer states it; null where nobody has recorded one.</summary>
    public DateOnly? PaidOn { get; init; }

    internal bool IsSame(ExpectedPayment other) => (Agreement, Period, Obligation, Payment) == (other.Agreement, other.Period, other.Obligation, other.Payment);
}

/// <summary>A net amount that treasuries were told to move on a settlement date (国库划拨指令), as it stands or as it stood before something more was due or paid.</summary>
/// <param name="Amount">Whole fen, above zero.</param>
/// <param name="Payers">Every name and code that means the payer.</param>
/// <param name="Payees">As <paramref name="Payers"/>.</param>
/// <param name="Nets">The obligations that it nets.</param>
public sealed record ExpectedInstruction(string Id, DateOnly On, Money Amount, ImmutableArray<string> Payers, ImmutableArray<string> Payees, ImmutableArray<NettedObligation> Nets)
{
    /// <summary>Whether the money of a recorded payment moves by it: its obligation is netted, and the payment was not taken off before.</summary>
    internal bool Moves(ExpectedPayment payment) =>
        payment.Payment is { } reference
        && Nets.Any(net => (net.Agreement, net.Period, net.Obligation) == (payment.Agreement, payment.Period, payment.Obligation) && !net.TakenOff.Contains(reference));
}

/// <summary>What an obligation brings to a net amount.</summary>
/// <param name="Amount">Above zero where the instructed account is to receive it, below zero where it is to pay it; never zero.</param>
/// <param name="TakenOff">The payer's numbers of the payments that were taken off it before.</param>
public sealed record NettedObligation(string Agreement, string Period, int Obligation, Money Amount, ImmutableArray<string> TakenOff);

public enum LineFinding
{
    /// <summary>相符: reference, amount, payer and payee all agree with exactly one payment or instruction.</summary>
    Matched,

    /// <summary>无此凭证: no payment, notice or instruction carries the reference.</summary>
    UnknownReference,

    /// <summary>金额不符: the reference is known, the amount is another.</summary>
    AmountDiffers,

    /// <summary>付款人不符: the reference is known, the payer is another.</summary>
    PayerDiffers,

    /// <summary>收款人不符: the reference is known, the payee is another.</summary>
    PayeeDiffers,

    /// <summary>不能唯一确定: more than one payment fits equally well.</summary>
    Ambiguous,

    /// <summary>重复: an earlier line of the same statement speaks of the same payment.</summary>
    Repeated,
}

/// <summary>What was found for a line.</summary>
/// <param name="Finding">Of a line that differs in several things the first of them.</param>
/// <param name="Payment">The one payment it speaks of; null where there is none or more than one.</param>
/// <param name="Sentence">For people, with both amounts or both names for everything that differs.</param>
public sealed record ReconciledLine(StatementLine Line, LineFinding Finding, ExpectedPayment? Payment, string Sentence)
{
    /// <summary>Everything that differs, in the order amount, payer, payee; empty where nothing does or where there is nothing to compare with.</summary>
    public ImmutableArray<LineFinding> Differences { get; init; } = [];

    /// <summary>The treasury instruction it speaks of; null where it speaks of none.</summary>
    public ExpectedInstruction? Instruction { get; init; }
}

/// <summary>
/// Lays a statement beside what is expected (对账). Nothing is guessed: a line either agrees in its reference, amount, payer and payee with one payment or
/// one treasury instruction, or is listed with everything that is wrong with it. Names are compared letter by letter.
/// </summary>
public static class Reconciliation
{
    /// <param name="instructions">Of one id the latest first.</param>
    /// <returns>One finding for each line, in the order of the lines.</returns>
    public static ImmutableArray<ReconciledLine> Of(IEnumerable<StatementLine> lines, IReadOnlyCollection<ExpectedPayment> expected, params IReadOnlyCollection<ExpectedInstruction> instructions)
    {
        var byReference = expected
            .SelectMany(payment => payment.References.Distinct(StringComparer.Ordinal).Select(reference => (Reference: reference, Payment: payment)))
            .ToLookup(pair => pair.Reference, pair => pair.Payment, StringComparer.Ordinal);
        var byId = instructions.ToLookup(instruction => instruction.Id, StringComparer.Ordinal);
        var first = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        var found = ImmutableArray.CreateBuilder<ReconciledLine>();
        foreach (var line in lines)
        {
            var result = byReference.Contains(line.Reference) || !byId.Contains(line.Reference) ? Of(line, [.. byReference[line.Reference]]) : Of(line, [.. byId[line.Reference]]);
            if (result.Finding == LineFinding.Matched && ((object?)result.Payment ?? result.Instruction) is { } spokenOf && !first.TryAdd(spokenOf, line.Line))
                result = result with { Finding = LineFinding.Repeated, Sentence = $"重复 Line {first[spokenOf]} speaks of the same payment." };
            found.Add(result);
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// Recorded payments of the days of a statement that no line of it speaks of, be it by an instruction that moves their money. A payment whose reference
    /// stands in a line that fits several is not among them: nobody knows.
    /// </summary>
    /// <param name="recorded">Of the organisation whose statement it is.</param>
    /// <param name="from">First day of the statement, inclusive.</param>
    /// <param name="to">Last day of the statement, inclusive.</param>
    public static ImmutableArray<ExpectedPayment> Missing(IReadOnlyCollection<ReconciledLine> found, IEnumerable<ExpectedPayment> recorded, DateOnly from, DateOnly to) =>
        [.. recorded.Where(payment => payment.PaidOn >= from && payment.PaidOn <= to && !found.Any(line => SpeaksOf(line, payment)))];

    private static bool SpeaksOf(ReconciledLine line, ExpectedPayment payment) =>
        line.Payment?.IsSame(payment) == true || line.Instruction?.Moves(payment) == true || (line.Finding == LineFinding.Ambiguous && payment.References.Contains(line.Line.Reference));

    private static ReconciledLine Of(StatementLine line, ImmutableArray<ExpectedPayment> candidates)
    {
        if (candidates.IsEmpty) return new(line, LineFinding.UnknownReference, null, $"无此凭证 No payment, no notice and no instruction has the reference {line.Reference}.");
        var byParties = candidates.Where(payment => payment.Payers.Contains(line.Payer) && payment.Payees.Contains(line.Payee)).ToList();
        var exact = byParties.Where(payment => payment.Amount == line.Amount).ToList();
        return (exact, byParties, candidates) switch
        {
            ([var only], _, _) => new(line, LineFinding.Matched, only, $"相符 {only.Agreement} {only.Period}, obligation {only.Obligation}."),
            ([_, _, ..], _, _) => Ambiguous(line, exact.Count),
            (_, [var only], _) => Differing(line, only),
            (_, [_, _, ..], _) => Ambiguous(line, byParties.Count),
            (_, _, [var only]) => Differing(line, only),
            _ => Ambiguous(line, candidates.Length),
        };
    }

    private static ReconciledLine Of(StatementLine line, ImmutableArray<ExpectedInstruction> candidates)
    {
        var latest = candidates.FirstOrDefault(candidate => candidate.Amount == line.Amount && candidate.Payers.Contains(line.Payer) && candidate.Payees.Contains(line.Payee))
            ?? candidates.FirstOrDefault(candidate => candidate.Amount == line.Amount) ?? candidates[0];
        var differences = Differences(line, latest.Amount, $"{latest.Amount} were instructed for {latest.On:yyyy-MM-dd}", latest.Payers, latest.Payees);
        var matched = $"相符 Treasury instruction for {latest.On:yyyy-MM-dd}, of {latest.Nets.Length} obligations.";
        return differences.IsEmpty ? new(line, LineFinding.Matched, null, matched) { Instruction = latest } : Differing(line, differences) with { Instruction = latest };
    }

    private static ReconciledLine Differing(StatementLine line, ExpectedPayment payment) =>
        Differing(line, Differences(line, payment.Amount, Expected(payment), payment.Payers, payment.Payees)) with { Payment = payment };

    private static ReconciledLine Differing(StatementLine line, ImmutableArray<(LineFinding Finding, string Sentence)> differences) =>
        new(line, differences[0].Finding, null, string.Join(' ', differences.Select(one => one.Sentence))) { Differences = [.. differences.Select(one => one.Finding)] };

    private static ImmutableArray<(LineFinding Finding, string Sentence)> Differences(StatementLine line, Money amount, string expected, ImmutableArray<string> payers, ImmutableArray<string> payees)
    {
        var differences = ImmutableArray.CreateBuilder<(LineFinding, string)>();
        if (amount != line.Amount) differences.Add((LineFinding.AmountDiffers, $"金额不符 The statement says {line.Amount}; {expected}."));
        if (!payers.Contains(line.Payer)) differences.Add((LineFinding.PayerDiffers, $"付款人不符 The statement says {line.Payer}; the payer is {Named(payers)}."));
        if (!payees.Contains(line.Payee)) differences.Add((LineFinding.PayeeDiffers, $"收款人不符 The statement says {line.Payee}; the payee is {Named(payees)}."));
        return differences.ToImmutable();
    }

    private static string Expected(ExpectedPayment payment) => payment.Payment is null ? $"{payment.Amount} of the obligation are not yet paid" : $"{payment.Amount} were recorded under {payment.Payment}";

    private static string Named(ImmutableArray<string> names) => string.Join(" / ", names);

    private static ReconciledLine Ambiguous(StatementLine line, int count) => new(line, LineFinding.Ambiguous, null, $"不能唯一确定 {count} payments have the reference {line.Reference} and none of them fits alone.");
}
