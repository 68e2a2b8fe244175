namespace Basin.Rules.Terms;

/// <summary>A period to be settled (结算期): a calendar year of the term, or one month.</summary>
/// <param name="Id"><c>2020</c> for a year, <c>2020-05</c> for a month; unique in its agreement.</param>
/// <param name="FirstMonth">First month, inclusive.</param>
/// <param name="LastMonth">Last month, inclusive.</param>
public sealed record Period(string Id, YearMonth FirstMonth, YearMonth LastMonth)
{
    /// <summary>Every month of the period in order.</summary>
    public IEnumerable<YearMonth> Months()
    {
        for (var month = FirstMonth; month <= LastMonth; month = month.AddMonths(1)) yield return month;
    }

    public override string ToString() => Id;
}

/// <summary>One month of one section that a settlement rests on.</summary>
/// <param name="Section">Section code.</param>
public readonly record struct SectionMonth(string Section, YearMonth Month);
