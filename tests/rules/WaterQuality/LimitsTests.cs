using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>Holds the embedded limits against a second copy of GB 3838-2002 table 1, typed apart from them.</summary>
public sealed class LimitsTests
{
    private const string Table1 = """
        高锰酸盐指数      both   2        4        6       10      15
        化学需氧量        both   15       15       20      30      40
        五日生化需氧量    both   3        3        4       6       10
        氨氮              both   0.15     0.5      1.0     1.5     2.0
        总磷              River  0.02     0.1      0.2     0.3     0.4
        总磷              Lake   0.01     0.025    0.05    0.1     0.2
        总氮              Lake   0.2      0.5      1.0     1.5     2.0
        铜                both   0.01     1.0      1.0     1.0     1.0
        锌                both   0.05     1.0      1.0     2.0     2.0
        氟化物            both   1.0      1.0      1.0     1.5     1.5
        硒                both   0.01     0.01     0.01    0.02    0.02
        砷                both   0.05     0.05     0.05    0.1     0.1
        汞                both   0.00005  0.00005  0.0001  0.001   0.001
        镉                both   0.001    0.005    0.005   0.005   0.01
        六价铬            both   0.01     0.05     0.05    0.05    0.1
        铅                both   0.01     0.01     0.05    0.05    0.1
        氰化物            both   0.005    0.05     0.2     0.2     0.2
        挥发酚            both   0.002    0.002    0.005   0.01    0.1
        石油类            both   0.05     0.05     0.05    0.5     1.0
        阴离子表面活性剂  both   0.2      0.2      0.2     0.3     0.3
        硫化物            both   0.05     0.1      0.2     0.5     1.0
        粪大肠菌群        both   200      2000     10000   20000   40000
        """;

    private const string OxygenDownwards = "7.5 6 5 3 2";

    /// <summary>Every limit of the table: its indicator, kind of water, class, bound, and the side on which water gets worse.</summary>
    public static TheoryData<string, WaterBody, WaterClass, decimal, int> EveryLimit()
    {
        var rows = new TheoryData<string, WaterBody, WaterClass, decimal, int>();
        foreach (var cells in Table1.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            foreach (var body in Enum.GetValues<WaterBody>())
            {
                if (cells[1] == "both" || cells[1] == $"{body}") Add(cells[0], body, cells[2..], 1);
            }
        }

        foreach (var body in Enum.GetValues<WaterBody>()) Add("溶解氧", body, OxygenDownwards.Split(' '), -1);
        return rows;

        void Add(string name, WaterBody body, string[] bounds, int worse)
        {
            foreach (var (index, bound) in bounds.Index())
            {
                rows.Add(name, body, (WaterClass)(index + 1), decimal.Parse(bound, CultureInfo.InvariantCulture), worse);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryLimit))]
    public void A_value_on_a_limit_keeps_the_best_class_that_has_it(
        string name, WaterBody body, WaterClass waterClass, decimal bound, int worse)
    {
        var best = BoundsOf(name, body).First(limit => limit.Bound == bound).Class;

        (best <= waterClass).ShouldBeTrue();
        Classification.Of(Indicators.Find(name), bound, body).Value.ShouldBe(best);
        Classification.Of(Indicators.Find(name), bound - (worse * Little), body).Value.ShouldBe(best);
    }

    [Theory]
    [MemberData(nameof(EveryLimit))]
    public void A_value_just_past_a_limit_falls_into_the_next_class_that_differs(
        string name, WaterBody body, WaterClass waterClass, decimal bound, int worse)
    {
        var worst = BoundsOf(name, body).Last(limit => limit.Bound == bound).Class;

        (worst >= waterClass).ShouldBeTrue();
        Classification.Of(Indicators.Find(name), bound + (worse * Little), body).Value.ShouldBe(worst + 1);
    }

    [Fact]
    public void The_embedded_table_has_no_limit_beyond_these()
    {
        var typed = EveryLimit().Select(row => (row.Data.Item1, row.Data.Item2)).Distinct().Count() + 2;
        var embedded = Limits.All.Sum(limit => limit.WaterBody is null ? 2 : 1);

        embedded.ShouldBe(typed, "pH has a range in both kinds of water");
        Limits.Edition.ShouldBe("GB 3838-2002");
    }

    [Theory]
    [InlineData("5.9999", WaterClass.WorseThanV)]
    [InlineData("6", WaterClass.I)]
    [InlineData("7.4", WaterClass.I)]
    [InlineData("9", WaterClass.I)]
    [InlineData("9.0001", WaterClass.WorseThanV)]
    public void PH_is_class_I_from_6_to_9_and_worse_than_V_outside(string value, WaterClass expected) =>
        Classification.Of(Indicators.Find("pH"), decimal.Parse(value, CultureInfo.InvariantCulture), WaterBody.River).Value.ShouldBe(expected);

    [Theory]
    [InlineData("水温", WaterBody.River)]
    [InlineData("电导率", WaterBody.Lake)]
    [InlineData("总氮", WaterBody.River)]
    public void An_indicator_without_limits_cannot_be_classed(string name, WaterBody body)
    {
        Limits.TryFind(Indicators.Find(name), body, out _).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Classification.Of(Indicators.Find(name), 1m, body)).Message.ShouldContain(name);
    }

    // Less than the last place of any limit, so that it never reaches the next one.
    private const decimal Little = 0.0000001m;

    private static IEnumerable<(WaterClass Class, decimal Bound)> BoundsOf(string name, WaterBody body) =>
        EveryLimit().Where(row => row.Data.Item1 == name && row.Data.Item2 == body).Select(row => (row.Data.Item3, row.Data.Item4));
}
