using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>The agreements that are delivered, and water for them.</summary>
internal static class Agreements
{
    public const string Jiekou = "340000-330000-JK";
    public const string Liuzhuang = "410000-370000-LZ";
    public static readonly string[] JiekouIndicators = ["高锰酸盐指数", "氨氮", "总氮", "总磷"];
    public static readonly string[] LiuzhuangIndicators = ["化学需氧量", "氨氮", "总磷"];

    public static CheckedTerms Read(string name) => Checked(Text(name));

    public static string Text(string name) => File.ReadAllText(Path.Combine(Folder(), $"{name}.json"));

    /// <summary>The names of all delivered agreements, in order.</summary>
    public static IReadOnlyList<string> Names() => [.. Directory.GetFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "deploy", "agreements");
    }

    public static CheckedTerms Checked(string json)
    {
        var check = CheckedTerms.Read(json);
        check.Problems.ShouldBeEmpty();
        return check.Terms!;
    }

    public static MonthFacts Month(string section, YearMonth month, params (string Indicator, decimal Value)[] means) => new(
        section, month, 1, WaterBody.River,
        means.ToImmutableSortedDictionary(mean => mean.Indicator, mean => new MonthMean(mean.Value, 180, 180, null)));

    /// <summary>Twelve months with the same means.</summary>
    public static IEnumerable<MonthFacts> Year(string section, int year, params (string Indicator, decimal Value)[] means) =>
        Enumerable.Range(1, 12).Select(month => Month(section, new YearMonth(year, month), means));

    /// <summary>A year at 街口 whose index without k0 is <paramref name="sum"/>: every indicator that many times its baseline.</summary>
    public static MonthFacts[] JiekouYear(int year, decimal times, params decimal[] baseline) =>
        [.. Year(Jiekou, year, [.. JiekouIndicators.Zip(baseline, (indicator, value) => (indicator, value * times))])];

    /// <summary>Two years at 刘庄: class by COD of the second year, change by all three indicators.</summary>
    public static MonthFacts[] LiuzhuangYears(int year, decimal cod, decimal ammonia, decimal phosphorus, decimal ratio) =>
    [
        .. Year(Liuzhuang, year - 1, ("化学需氧量", cod), ("氨氮", ammonia), ("总磷", phosphorus)),
        .. Year(Liuzhuang, year, ("化学需氧量", cod * ratio), ("氨氮", ammonia * ratio), ("总磷", phosphorus * ratio)),
    ];

    public static Period Period(this CheckedTerms terms, string id) => terms.Periods.Single(period => period.Id == id);

    /// <summary>The payments that give an obligation, as <c>四 浙->皖 100000000.00元</c>.</summary>
    public static string[] Paid(this Assessment assessment) =>
        [.. Basin.Rules.Settlement.Obligations.From(assessment).Select(owed => $"{owed.Clause} {owed.From}->{owed.To} {owed.Amount}")];
}
