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
    string Agreement, string Period, int Obligation, ImmutableArray<string> References, string? Payment, Money Amount, ImmutableArray<string> Payers, ImmutableArray<string> Payees, bool IsConfirmed);

public enum LineFinding
{
    /// <summary>相符: reference, amount, payer and payee all agree with exactly one payment.</summary>
    Matched,

    /// <summary>无此凭证: no payment or notice carries the reference.</summary>
    UnknownReference,

    /// <summary>金额不符: everything agrees but the amount.</summary>
    AmountDiffers,

    /// <summary>付款人不符: the reference is known, the payer is another.</summary>
    PayerDiffers,

    /// <summary>收款人不符: the reference and the payer are known, the payee is another.</summary>
    PayeeDiffers,

    /// <summary>不能唯一确定: more than one payment fits equally well.</summary>
    Ambiguous,

    /// <summary>重复: an earlier line of the same statement speaks of the same payment.</summary>
    Repeated,
}

/// <summary>What was found for a line.</summary>
/// <param name="Payment">The one payment it speaks of; null where there is none or more than one.</param>
/// <param name="Sentence">For people, with both amounts or both names where they differ.</param>
public sealed record ReconciledLine(StatementLine Line, LineFinding Finding, ExpectedPayment? Payment, string Sentence);

/// <summary>
/// Lays a statement beside what is expected (对账). Nothing is guessed: a line either agrees in its reference, amount, payer and payee with one payment,
/// or is listed with what is wrong with it. Names are compared letter by letter.
/// </summary>
public static class Reconciliation
{
    /// <returns>One finding for each line, in the order of the lines.</returns>
    public static ImmutableArray<ReconciledLine> Of(IEnumerable<StatementLine> lines, IReadOnlyCollection<ExpectedPayment> expected)
    {
        var byReference = expected
            .SelectMany(payment => payment.References.Distinct(StringComparer.Ordinal).Select(reference => (Reference: reference, Payment: payment)))
            .ToLookup(pair => pair.Reference, pair => pair.Payment, StringComparer.Ordinal);
        var first = new Dictionary<ExpectedPayment, int>(ReferenceEqualityComparer.Instance);
        var found = ImmutableArray.CreateBuilder<ReconciledLine>();
        foreach (var line in lines)
        {
            var result = Of(line, [.. byReference[line.Reference]]);
            if (result is { Finding: LineFinding.Matched, Payment: { } payment } && !first.TryAdd(payment, line.Line))
                result = result with { Finding = LineFinding.Repeated, Sentence = $"重复 Line {first[payment]} speaks of the same payment." };
            found.Add(result);
        }

        return found.ToImmutable();
    }

    private static ReconciledLine Of(StatementLine line, ImmutableArray<ExpectedPayment> candidates)
    {
        if (candidates.IsEmpty) return new(line, LineFinding.UnknownReference, null, $"无此凭证 No payment and no notice has the reference {line.Reference}.");
        var byParties = candidates.Where(payment => payment.Payers.Contains(line.Payer) && payment.Payees.Contains(line.Payee)).ToList();
        var exact = byParties.Where(payment => payment.Amount == line.Amount).ToList();
        return (exact, byParties, candidates) switch
        {
            ([var only], _, _) => new(line, LineFinding.Matched, only, $"相符 {only.Agreement} {only.Period}, obligation {only.Obligation}."),
            ([_, _, ..], _, _) => Ambiguous(line, exact.Count),
            (_, [var only], _) => new(line, LineFinding.AmountDiffers, only, $"金额不符 The statement says {line.Amount}; {Expected(only)}."),
            (_, [_, _, ..], _) => Ambiguous(line, byParties.Count),
            (_, _, [var only]) when !only.Payers.Contains(line.Payer) => new(line, LineFinding.PayerDiffers, only, $"付款人不符 The statement says {line.Payer}; the payer is {Named(only.Payers)}."),
            (_, _, [var only]) => new(line, LineFinding.PayeeDiffers, only, $"收款人不符 The statement says {line.Payee}; the payee is {Named(only.Payees)}."),
            _ => Ambiguous(line, candidates.Length),
        };
    }

    private static string Expected(ExpectedPayment payment) => payment.Payment is null ? $"{payment.Amount} of the obligation are not yet paid" : $"{payment.Amount} were recorded under {payment.Payment}";

    private static string Named(ImmutableArray<string> names) => string.Join(" / ", names);

    private static ReconciledLine Ambiguous(StatementLine line, int count) => new(line, LineFinding.Ambiguous, null, $"不能唯一确定 {count} payments have the reference {line.Reference} and none of them fits alone.");
}
