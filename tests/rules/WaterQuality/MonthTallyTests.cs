using System.Globalization;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class MonthTallyTests
{
    private static readonly Indicator s_ammonia = Indicators.Find("氨氮");
    private static readonly Indicator s_pH = Indicators.Find("pH");

    // Most values have two to four decimals, some trailing zeros; a few are far longer than any instrument writes.
    private static readonly Gen<decimal> s_value = Gen.Frequency(
        (8, Gen.Select(Gen.Int[0, 20_000], Gen.Int[2, 4], (digits, decimals) => new decimal(digits, 0, 0, false, (byte)decimals))),
        (1, Gen.Select(Gen.Int, Gen.Int, Gen.Int[9, 20], (low, middle, decimals) => new decimal(low, middle, 0, false, (byte)decimals))));

    private static readonly Gen<Measured> s_reading = Gen.Select(s_value, Gen.Int[0, 9], (value, chance) => new Measured(value, chance == 0));

    private static readonly Gen<Measured> s_shortReading = Gen.Select(Gen.Int[0, 20_000], Gen.Int[2, 4], Gen.Int[0, 9], (digits, decimals, chance) =>
        new Measured(new decimal(digits, 0, 0, false, (byte)decimals), chance == 0));

    private static readonly Gen<NonDetect> s_way = Gen.Enum<NonDetect>();

    private static MonthTally Tally(Indicator indicator, IEnumerable<Measured> readings)
    {
        var tally = new MonthTally(indicator);
        foreach (var reading in readings) tally.Add(reading);
        return tally;
    }

    private static string Shown(Explained<MonthMean> mean) => $"{mean.Value}\n{Explanation.Json(mean.Step)}";

    [Fact]
    public void A_tally_gives_the_sum_of_sorted_values_over_their_count_to_the_last_digit() =>
        Gen.Select(s_shortReading.Array[1, 200], s_way).Sample((readings, way) =>
        {
            var counted = readings.Select(reading => MonthTally.Counted(reading, way)).Order().ToArray();
            var mean = Means.OfMonth(Tally(s_ammonia, readings), readings.Length, 1m, way);
            mean.Value.Value!.Value.ToString(CultureInfo.InvariantCulture).ShouldBe((counted.Sum() / counted.Length).ToString(CultureInfo.InvariantCulture));
            mean.Step.Formula.ShouldBe($"{counted.Sum()} / {counted.Length}");
        });

    [Fact]
    public void A_tally_of_pH_adds_every_hydrogen_ion_on_its_own() => Gen.Int[600, 900].Array[1, 200].Sample(hundredths =>
    {
        var values = hundredths.Select(value => value / 100m).Order().ToArray();
        var relative = values.Sum(value => CommonLogarithm.TenToMinus(value - values[0])) / values.Length;
        Means.OfMonth(Tally(s_pH, values.Select(value => new Measured(value))), values.Length, 1m, NonDetect.HalfLimit).Value.Value
            .ShouldBe(values[0] - CommonLogarithm.Of(relative));
    });

    [Fact]
    public void Neither_order_nor_parts_change_a_digit() => Gen.Select(s_reading.Array[1, 100], Gen.Int, Gen.Int[0, 100], s_way, Gen.Bool).Sample((readings, seed, cut, way, isPH) =>
    {
        var indicator = isPH ? s_pH : s_ammonia;
        if (isPH) readings = [.. readings.Select(reading => new Measured(reading.Value % 14))];
        var shuffled = readings.ToArray();
        new Random(seed).Shuffle(shuffled);
        var parts = Tally(indicator, shuffled.Take(cut));
        parts.Add(Tally(indicator, shuffled.Skip(cut)));

        var whole = Shown(Means.OfMonth(indicator, readings, readings.Length, 1m, way));
        Shown(Means.OfMonth(Tally(indicator, shuffled), readings.Length, 1m, way)).ShouldBe(whole);
        Shown(Means.OfMonth(parts, readings.Length, 1m, way)).ShouldBe(whole);
    });

    [Theory]
    [InlineData("999999999999.99999999", "0.00000001")]
    [InlineData("1000000000000", "0.000000001")]
    public void Values_on_both_sides_of_short_are_summed_exactly(string large, string small)
    {
        var readings = new[] { large, small }.Select(text => new Measured(decimal.Parse(text, CultureInfo.InvariantCulture))).ToArray();
        Means.OfMonth(s_ammonia, readings, 2, 1m, NonDetect.HalfLimit).Step.Formula.ShouldBe($"{readings[0].Value + readings[1].Value} / 2");
    }

    [Fact]
    public void A_tally_takes_only_its_own_indicator() => Should.Throw<ArgumentException>(() => new MonthTally(s_pH).Add(new MonthTally(s_ammonia)));
}
