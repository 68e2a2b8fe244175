using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>Months of water for the worked cases of agreements, as a lawyer would state them: by class, by concentration, by volume.</summary>
internal static class Months
{
    // Ammonia in the middle of each class; everything else stays in class Ⅰ.
    private static readonly ImmutableDictionary<string, decimal> s_ammonia = new Dictionary<string, decimal>
    {
        ["Ⅰ"] = 0.1m, ["Ⅱ"] = 0.3m, ["Ⅲ"] = 0.8m, ["Ⅳ"] = 1.2m, ["Ⅴ"] = 1.8m, ["劣Ⅴ"] = 2.5m,
    }.ToImmutableDictionary();

    /// <summary>A month of a river whose class is decided by ammonia.</summary>
    public static MonthFacts Classed(string section, YearMonth month, string waterClass) => Agreements.Month(
        section, month, ("高锰酸盐指数", 1m), ("化学需氧量", 10m), ("氨氮", s_ammonia[waterClass]), ("总磷", 0.01m), ("总氮", 1m));

    /// <summary>A year whose months have the same class, so that the annual mean has it too.</summary>
    public static IEnumerable<MonthFacts> ClassedYear(string section, int year, string waterClass) =>
        Enumerable.Range(1, 12).Select(month => Classed(section, new(year, month), waterClass));

    /// <summary>Water that passed in the month, in m³.</summary>
    public static MonthFacts WithVolume(this MonthFacts month, decimal cubicMetres) => month with { Volume = new(cubicMetres, 1, 1, null) };

    public static MonthFacts With(this MonthFacts month, string indicator, decimal value) => month with { Means = month.Means.SetItem(indicator, new(value, 180, 180, null)) };

    public static MonthFacts Without(this MonthFacts month, string indicator) => month with { Means = month.Means.Remove(indicator) };

    /// <summary>What an account gets (above zero) or pays in all, in 万元.</summary>
    public static decimal NetWan(this Assessment assessment, string account) =>
        Netting.Positions(Obligations.From(assessment)).GetValueOrDefault(account).Yuan / 10_000;

    /// <summary>The most that parties can owe or receive, as <c>浙 20000, 皖 10000</c> in 万元, parties in ordinal order, those without any left out.</summary>
    public static string Wan(this ImmutableSortedDictionary<string, Money> most) =>
        string.Join(", ", most.Where(party => party.Value > Money.Zero).Select(party => $"{party.Key} {party.Value.Yuan / 10_000:0.####}"));

    /// <summary>Not a single payment is determined, and each says why.</summary>
    public static void ShouldPayNothingForWantOfData(this Assessment assessment)
    {
        Obligations.From(assessment).ShouldBeEmpty();
        assessment.Payments.ShouldAllBe(payment => payment.Amount == null && !payment.Gaps.IsEmpty);
        assessment.Gaps.ShouldNotBeEmpty();
    }
}
