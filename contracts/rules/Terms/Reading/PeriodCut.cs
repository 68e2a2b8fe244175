using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>Cuts a term into its periods.</summary>
internal static class PeriodCut
{
    /// <summary>Calendar years, or months, of a term of whole months; the first and the last year may be shorter than twelve months.</summary>
    public static ImmutableArray<Period> Of(DateOnly from, DateOnly to, bool isMonthly)
    {
        var periods = ImmutableArray.CreateBuilder<Period>();
        var (month, last) = (YearMonth.Of(from), YearMonth.Of(to));
        while (month <= last)
        {
            var yearEnd = new YearMonth(month.Year, 12);
            var end = isMonthly ? month : yearEnd < last ? yearEnd : last;
            periods.Add(new(isMonthly ? month.ToString() : $"{month.Year:D4}", month, end));
            month = end.AddMonths(1);
        }

        return periods.ToImmutable();
    }
}
