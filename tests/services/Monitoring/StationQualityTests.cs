using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

public sealed class StationQualityTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Station Station = new(
        "JK-01", 1, "街口站", "JK", "OP-1", ["pH", "总磷"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);

    private static readonly QualityRules Rules = new("试用规则", ImmutableSortedDictionary<string, IndicatorRules>.Empty.Add("总磷", new(new RangeRule(0, 2))));

    private static readonly StationQuality.State Command = new(Station, "2024-03", Rules, [], true, "100000", At);

    private static readonly StationQuality.Event.Stated Stated = new("JK-01", 1, "2024-03", Rules, "100000", At);

    [Fact]
    public void The_superior_states_rules() => Run([], Command).ShouldHaveSingleItem().ShouldSay(Stated);

    [Fact]
    public void The_same_rules_from_the_same_month_change_nothing() => Run([Stated], Command with { By = "100001", At = At.AddDays(1) }).ShouldBeEmpty();

    [Fact]
    public void Other_rules_or_another_month_are_the_next_revision()
    {
        Run([Stated], Command with { From = "2024-05" }).ShouldHaveSingleItem().ShouldSay(Stated with { Revision = 2, From = "2024-05" });
        Run([Stated], Command with { Rules = Rules with { HandSet = QualityOutcome.Valid } }).ShouldHaveSingleItem().ShouldBeOfType<StationQuality.Event.Stated>().Revision.ShouldBe(2);
    }

    [Fact]
    public void A_bureau_does_not_state_rules_because_they_decide_who_pays()
    {
        var refused = Refused([], Command with { BySuperior = false });
        (refused.Kind, refused.Code).ShouldBe((Refusal.Forbidden, "superior-only"));
        refused.Sentence.ShouldContain("JK-01");
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_field_and_value()
    {
        var broken = Command with
        {
            From = "2024-13",
            Rules = Rules with
            {
                Indicators = Rules.Indicators.Add("总氮", new(new RangeRule(3, 2))),
                Balance = new("JK-09", ImmutableSortedDictionary<string, RatioBand>.Empty.Add("pH", new(0.5m, 2))),
            },
        };

        StationQuality.Problems(broken).Select(problem => (problem.Field, problem.Value)).ShouldBe(
            [("from", "2024-13"), ("rules.indicators.总氮.range", "3 to 2"), ("rules.indicators.总氮", "总氮"), ("rules.balance.neighbour", "JK-09")], ignoreOrder: true);
        Refused([], broken).Field.ShouldBe("from");
        StationQuality.Problems(Command with { Rules = Rules with { Balance = new("JK-01", ImmutableSortedDictionary<string, RatioBand>.Empty.Add("pH", new(0.5m, 2))) } }).Single().Sentence.ShouldContain("no neighbour of itself");
    }

    [Theory]
    [InlineData("2024-02", null)]
    [InlineData("2024-03", 1)]
    [InlineData("2024-05", 1)]
    [InlineData("2024-06", 2)]
    [InlineData("2025-01", 2)]
    public void A_month_goes_by_the_latest_statement_that_holds_from_it_or_before(string month, int? revision) =>
        (Known(Stated, Stated with { Revision = 2, From = "2024-06" })!.InForce(YearMonth.Parse(month))?.Revision).ShouldBe(revision);

    [Fact]
    public void A_later_statement_from_an_earlier_month_takes_the_place_of_all_from_there_on()
    {
        var quality = Known(Stated, Stated with { Revision = 2, From = "2024-06" }, Stated with { Revision = 3, From = "2024-04" })!;

        quality.InForce(new(2024, 3))!.Revision.ShouldBe(1);
        quality.InForce(new(2024, 7))!.Revision.ShouldBe(3);
    }

    private static StationQuality? Known(params object[] events) => events.Aggregate(default(StationQuality), StationQuality.Apply);

    private static object[] Run(object[] given, StationQuality.State command) => Twice.Run<StationQuality, StationQuality.State>(StationQuality.Apply, StationQuality.Decide, given, command);

    private static Rejection Refused(object[] given, StationQuality.State command) => Twice.Refused<StationQuality, StationQuality.State>(StationQuality.Apply, StationQuality.Decide, given, command);
}
