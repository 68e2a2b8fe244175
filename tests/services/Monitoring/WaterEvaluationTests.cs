using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

public sealed class WaterEvaluationTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 11, 0, 0, 0, TimeSpan.FromHours(8));

    private static MonthResult Month(string section, string month, WaterBody body, params (string Indicator, decimal? Value)[] means)
    {
        var factors = means.Where(mean => mean.Value is not null && Indicators.Find(mean.Indicator).Evaluated).Select(mean => new Factor(Indicators.Find(mean.Indicator), mean.Value!.Value));
        var counted = means.Select(mean => Indicators.Find(mean.Indicator)).Where(indicator => indicator.Evaluated).ToList();
        var found = Classification.OfSection(factors, body, counted).Value;
        return new(
            section, month, body, [.. means.Select(mean => new IndicatorMonth(mean.Indicator, mean.Value, "mg/L", 180, 180, mean.Value is null ? "停站" : null))], found.Class, found.Reason, [.. found.Deciding], "ab", "e", []);
    }

    private static SectionMonth.Statement Stated(MonthResult result) => new(2, result, Step.Fact("month", null, "x"), "340000-EE", At);

    [Fact]
    public void A_month_is_told_in_the_words_of_the_national_evaluation()
    {
        var before = Month("JK", "2023-05", WaterBody.River, ("高锰酸盐指数", 8m), ("氨氮", 1.8m), ("总磷", 0.25m));
        var now = Month("JK", "2024-05", WaterBody.River, ("高锰酸盐指数", 5m), ("氨氮", 1.25m), ("总磷", 0.21m), ("总氮", 3m));
        var evaluation = WaterEvaluation.Of(Stated(now), before);
        (evaluation.Class, evaluation.Grade, evaluation.Revision).ShouldBe(("Ⅳ", "轻度污染", 2));
        evaluation.MainPollutants.ShouldBe(["氨氮(0.2)", "总磷(0.05)"], "0.25 and 0.05 times the limit above it, half to even, and never 0");
        evaluation.Change.ShouldBe("有所好转", "from Ⅴ to Ⅳ is one level");
        // 5/6 + 1.25/1 + 0.21/0.2
        evaluation.CompositeIndex.ShouldStartWith("3.1333333333");
        (evaluation.TrophicState, evaluation.Undetermined.Count).ShouldBe((null, 0));
    }

    [Fact]
    public void A_lake_has_a_trophic_state_and_what_is_missing_is_named()
    {
        var whole = WaterEvaluation.Of(Stated(Month("QDH", "2024-05", WaterBody.Lake, ("高锰酸盐指数", 2m), ("总磷", 0.02m), ("总氮", 0.9m), ("叶绿素a", 0.004m), ("透明度", 3m))), null);
        whole.TrophicState.ShouldBe("中营养");
        whole.Change.ShouldBeNull();
        var part = WaterEvaluation.Of(Stated(Month("QDH", "2024-05", WaterBody.Lake, ("高锰酸盐指数", null), ("总磷", 0.02m))), null);
        (part.Class, part.Grade, part.TrophicState).ShouldBe((null, null, null));
        part.Undetermined.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_basin_goes_by_averages_below_five_sections_and_by_shares_from_five_on_and_names_who_is_left_out()
    {
        var good = Enumerable.Range(1, 4).Select(number => ($"S{number}", (MonthResult?)Month($"S{number}", "2024-05", WaterBody.River, ("氨氮", 0.3m)))).ToList();
        var few = BasinEvaluationView.Of("XAJ", "2024-05", [.. good, ("S9", null)]);
        (few.Grade, few.Sections.Count, few.LeftOut.Single()).ShouldBe(("优", 4, "S9"));
        var many = BasinEvaluationView.Of("XAJ", "2024-05", [.. good, ("S5", Month("S5", "2024-05", WaterBody.River, ("氨氮", 2.5m)))]);
        many.Grade.ShouldBe("良好", "four of five sections are Ⅰ to Ⅲ: 80 %");
        many.MainPollutants.ShouldBe(["氨氮(20.0%)"]);
        BasinEvaluationView.Of("XAJ", "2024-05", [("S9", null)]).Undetermined.ShouldNotBeNull();
    }
}
