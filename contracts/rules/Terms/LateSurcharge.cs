using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>What is owed on top of what was not paid in time (逾期加收), once for each obligation.</summary>
/// <param name="Clause">Number of the clause as the document writes it.</param>
/// <param name="RateText">The percentage as the document writes it, such as <c>10%</c>.</param>
/// <param name="Percent">Above 0, at most 100.</param>
/// <param name="GraceDays">Days after the last day to pay before it is owed, inclusive.</param>
public sealed record LateSurcharge(string Clause, string RateText, decimal Percent, int GraceDays)
{
    /// <summary>Null where the text is no percentage above 0 and up to 100.</summary>
    public static LateSurcharge? Of(string clause, string rateText, int graceDays) =>
        rateText.EndsWith('%') && DecimalText.TryParse(rateText[..^1], out var percent) && percent is > 0 and <= 100 ? new(clause, rateText, percent, graceDays) : null;

    /// <summary>Of what is unpaid when the days are over, rounded to the fen half to even (GB/T 8170-2008).</summary>
    public Money On(Money unpaid) => Money.HalfEven(unpaid.Yuan * Percent / 100);
}
