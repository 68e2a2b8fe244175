using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>Amounts that documents write by themselves, outside formulas: <c>2000万元</c>.</summary>
internal static class WrittenAmount
{
    /// <summary>Null where the text is no amount of whole fen, which is a problem.</summary>
    public static Money? Read(string place, string text, ProblemList problems)
    {
        if (FormulaText.Parse(place, text, problems) is not { } syntax) return null;
        if (syntax is Syntax.Number { Unit: { } unit } number && unit.Kind == Kind.Amount && number.Value < decimal.MaxValue / unit.Scale
            && Money.TryHalfEven(number.Value * unit.Scale, out var money) && money.Yuan == number.Value * unit.Scale) return money;
        problems.Add(place, "amount", $"“{text}”不是金额，应如“2000万元”。");
        return null;
    }
}
