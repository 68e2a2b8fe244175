using System.Globalization;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class RoundingTests(ITestOutputHelper output)
{
    // The station that measured these publishes two decimals of chlorophyll-a in place of three; decimals belong to the station's profile.
    private static readonly HashSet<string> ChlorophyllWithTwoDecimals = ["12.7043", "26.56"];

    // A true zero was published as it is, without the decimals that others of its column have.
    private const string BareZero = "0";

    public static TheoryData<string, string, int, string> Cases => new()
    {
        { "to the nearer below", "2.344", 2, "2.34" },
        { "to the nearer above", "2.346", 2, "2.35" },
        { "a tie to the even digit below", "2.345", 2, "2.34" },
        { "a tie to the even digit above", "2.335", 2, "2.34" },
        { "just above a tie", "2.34500000000000000000000001", 2, "2.35" },
        { "never twice: 2.3449 is not 2.345", "2.3449", 2, "2.34" },
        { "missing places are written out", "8", 2, "8.00" },
        { "no decimals, tie to even", "2.5", 0, "2" },
        { "a negative number by its absolute value", "-2.345", 2, "-2.34" },
        { "a negative number above a tie", "-2.3451", 2, "-2.35" },
        { "zero rule", "0.00045", 3, "0.0004" },
        { "zero rule with a tie", "0.00025", 3, "0.0002" },
        { "zero rule on an exact tie at the last place", "0.0005", 3, "0.0005" },
        { "no zero rule: rounds up to the last place", "0.0006", 3, "0.001" },
        { "zero rule, negative", "-0.04", 1, "-0.04" },
        { "zero rule rounds up into the next place", "0.00096", 2, "0.0010" },
        { "a true zero stays zero", "0", 3, "0.000" },
        { "smallest decimal there is", "0.0000000000000000000000000001", 2, "0.0000000000000000000000000001" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_value_is_rounded_after_the_standard(string name, string value, int decimals, string expected) =>
        $"{Rounding.Of(Number(value), decimals)}".ShouldBe(expected, name);

    [Theory]
    [InlineData(-1)]
    [InlineData(29)]
    public void Decimals_that_no_number_can_hold_are_refused(int decimals) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Rounding.Of(1m, decimals));

    [Fact]
    public void Every_published_value_comes_out_of_its_raw_value()
    {
        var rows = SharedData.Rows("rounding_pairs.csv");
        var misses = rows.Where(row => $"{Rounding.Of(Number(row["raw"]), DecimalsOf(row))}" != row["published"])
            .Select(row => $"{row["indicator"]} {row["raw"]} published {row["published"]}")
            .ToList();

        output.WriteLine($"{rows.Count - misses.Count} of {rows.Count} published values agree.");
        misses.ShouldBeEmpty();
    }

    [Fact]
    public void Rounding_again_changes_nothing() =>
        Gen.Select(Values, Gen.Int[0, 8]).Sample((value, decimals) =>
        {
            var once = Rounding.Of(value, decimals);
            Rounding.Of(once, decimals).ShouldBe(once);
        });

    [Fact]
    public void A_negative_value_rounds_like_its_absolute_value() =>
        Gen.Select(Values, Gen.Int[0, 8]).Sample((value, decimals) => Rounding.Of(-value, decimals).ShouldBe(-Rounding.Of(value, decimals)));

    [Fact]
    public void Rounding_moves_a_value_by_half_a_place_at_most_and_never_to_zero() =>
        Gen.Select(Values, Gen.Int[0, 8]).Sample((value, decimals) =>
        {
            var rounded = Rounding.Of(value, decimals);
            decimal.Abs(rounded - value).ShouldBeLessThanOrEqualTo(new decimal(5, 0, 0, false, (byte)(decimals + 1)));
            (rounded == 0).ShouldBe(value == 0);
        });

    [Fact]
    public void The_step_names_value_places_and_clause()
    {
        var step = Rounding.Explain(0.00045m, 3, "总磷", "mg/L").Step;

        step.Value.ShouldBe("0.0004");
        step.Formula.ShouldBe("修约(0.00045, 3)");
        step.Unit.ShouldBe("mg/L");
        step.Citation!.ShouldContain("GB/T 8170-2008");
    }

    private static Gen<decimal> Values =>
        Gen.Select(Gen.Int[-2_000_000, 2_000_000], Gen.Int[0, 10], (digits, scale) => digits * new decimal(1, 0, 0, false, (byte)scale));

    private static int DecimalsOf(IReadOnlyDictionary<string, string> row) => row["indicator"] switch
    {
        "chla" when ChlorophyllWithTwoDecimals.Contains(row["raw"]) => 2,
        "chla" when row["raw"] == BareZero => 0,
        var column => Indicators.Find(column).RealTimeDecimals!.Value,
    };

    // Some stations report in exponent form, such as 1.0307E+07.
    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
