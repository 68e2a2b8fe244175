using System.Collections.Immutable;
using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Readings;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class QualityControlTests
{
    private const string Phosphorus = "总磷";

    private static readonly QualityRules Change = For(Phosphorus, change: new(PerHour: 0.01m));
    private static readonly QualityRules Frozen = For(Phosphorus, persistence: new(4, 12));

    [Theory]
    [InlineData("0.1", 'V')]
    [InlineData("0.1N", 'V')]
    [InlineData("0.1S", 'S')]
    [InlineData("0.1M", 'I')]
    [InlineData("0.1F", 'I')]
    [InlineData("0.1D", 'I')]
    [InlineData("0.1C", 'I')]
    [InlineData("0.1T", 'I')]
    [InlineData("0.1B", 'I')]
    [InlineData("M", 'I')]
    [InlineData("N", 'I')]
    [InlineData("<0.02", 'V')]
    [InlineData("<0.02D", 'I')]
    public void A_flag_says_what_a_reading_is_whatever_the_rules(string reading, char outcome)
    {
        Judged(QualityRules.None, Every4Hours(Phosphorus, reading)).ShouldBe($"{outcome}");
        Judged(QualityDefaults.Rules, Every4Hours(Phosphorus, reading)).ShouldBe($"{outcome}");
    }

    [Fact]
    public void A_value_set_by_hand_is_what_the_rules_say_of_it()
    {
        foreach (var (said, outcome) in new[] { (QualityOutcome.Valid, "V"), (QualityOutcome.Suspect, "S"), (QualityOutcome.Invalid, "I") })
            Judged(QualityRules.None with { HandSet = said }, Every4Hours(Phosphorus, "0.1S")).ShouldBe(outcome);
    }

    [Fact]
    public void A_frame_out_of_use_is_invalid_and_a_held_one_suspect()
    {
        var frame = Frame("总磷 0.1 氨氮 0.2");

        Judged(QualityRules.None, frame with { OutOfUse = "维护" }).ShouldBe("II");
        Judged(QualityRules.None, frame with { Held = "outside the range" }).ShouldBe("SS");
        QualityControl.Judge(QualityRules.None, [frame with { Held = "outside the range" }]).Readings[0].Findings.Single().Step.Formula.ShouldBe("outside the range");
    }

    [Theory]
    [InlineData("0.009", "S")]
    [InlineData("0.01", "V")]
    [InlineData("2", "V")]
    [InlineData("2.0001", "S")]
    [InlineData("<3", "V")]
    public void A_range_holds_its_ends(string value, string outcome) => Judged(For(Phosphorus, range: new(0.01m, 2m)), Every4Hours(Phosphorus, value)).ShouldBe(outcome);

    [Fact]
    public void The_outcome_is_the_one_that_the_rule_states_and_the_finding_shows_the_numbers()
    {
        var reading = QualityControl.Judge(For(Phosphorus, range: new(0, 2m, QualityOutcome.Invalid)), Every4Hours(Phosphorus, "2.5")).Readings.Single();

        reading.Outcome.ShouldBe(QualityOutcome.Invalid);
        var step = reading.Findings.Single().Step;
        (step.Rule, step.Formula, step.Value, step.Citation).ShouldBe(("quality.range", "2.5 > 2", "无效", "试用规则"));
        step.Because.Select(fact => $"{fact.Name} {fact.Value} {fact.Unit}").ShouldBe(["读数 2.5 mg/L", "下限 0 mg/L", "上限 2 mg/L"]);
    }

    // 0.01 an hour, every four hours: 0.04 from one value to the next.
    [Theory]
    [InlineData("slow change passes", "0.10 0.14 0.10 0.06", "VVVV")]
    [InlineData("a peak is found, the return is not", "0.10 0.11 0.50 0.10 0.11", "VVSVV")]
    [InlineData("a dip is found, the return is not", "0.50 0.50 0.10 0.50 0.50", "VVSVV")]
    [InlineData("two bad values in a row are both found", "0.10 0.10 0.50 0.52 0.10 0.10", "VVSSVV")]
    [InlineData("two bad values of two levels are both found", "0.10 0.10 0.50 0.90 0.10 0.10", "VVSSVV")]
    [InlineData("a level that holds is believed after its first value", "0.10 0.10 0.50 0.51 0.52 0.53", "VVSVVV")]
    [InlineData("and so is the way down", "0.50 0.50 0.10 0.11 0.12 0.10", "VVSVVV")]
    [InlineData("up for long, and down again", "0.10 0.10 0.50 0.50 0.50 0.10 0.10 0.10", "VVSVVSVV")]
    [InlineData("a bad first value", "0.50 0.10 0.11 0.10", "SVVV")]
    [InlineData("two values only: the later one jumped", "0.10 0.50", "VS")]
    [InlineData("after a gap more is allowed", "0.10 - - - - 0.30", "VV")]
    [InlineData("but not everything", "0.10 - - - - 0.31", "VS")]
    [InlineData("a value known to be none is no measure", "0.10 0.50M 0.10", "VIV")]
    [InlineData("nor is one below the detection limit", "0.10 <0.50 0.10", "VVV")]
    public void The_value_that_jumps_is_suspect_and_those_that_return_are_not(string name, string values, string outcomes) =>
        Judged(Change, Every4Hours(Phosphorus, values)).ShouldBe(outcomes, name);

    [Fact]
    public void A_jump_shows_both_values_their_distance_and_what_was_allowed()
    {
        var step = QualityControl.Judge(Change, Every4Hours(Phosphorus, "0.10 0.10 0.50 0.10")).Readings[2].Findings.Single().Step;

        step.Formula.ShouldBe("|0.50 - 0.10| = 0.40 > 0.01 * 4 h");
        step.Because.Select(fact => $"{fact.Name} {fact.Value}").ShouldBe(["读数 0.50", "对照值(2024-03-01 04:00) 0.10", "相隔 4", "允许变化 0.04"]);
    }

    [Theory]
    [InlineData("0.1 0.29", "VV")]
    [InlineData("0.1 0.31", "VS")]
    [InlineData("10 29", "VV")]
    [InlineData("10 31", "VS")]
    public void Of_two_allowances_the_larger_one_holds(string values, string outcomes) =>
        Judged(For(Phosphorus, change: new(0.05m, 0.5m)), Every4Hours(Phosphorus, values)).ShouldBe(outcomes);

    [Theory]
    [InlineData("four equal values over twelve hours: all but the first", "0.1 0.1 0.1 0.1", "VSSS")]
    [InlineData("three are too few", "0.1 0.1 0.1 0.2", "VVVV")]
    [InlineData("written in another way", "0.1 0.10 0.100 0.1000", "VSSS")]
    [InlineData("until it moves", "0.2 0.1 0.1 0.1 0.1 0.2", "VVSSSV")]
    [InlineData("a value that is none does not end the row", "0.1 0.1 0.9M 0.1 0.1", "VSISS")]
    [InlineData("a missing frame neither", "0.1 0.1 - 0.1 0.1", "VSSS")]
    [InlineData("one below the limit does", "0.1 0.1 <0.02 0.1 0.1", "VVVVV")]
    [InlineData("clean water reads so for days", "<0.02 <0.02 <0.02 <0.02 <0.02", "VVVVV")]
    public void A_frozen_sensor_is_suspect(string name, string values, string outcomes) => Judged(Frozen, Every4Hours(Phosphorus, values)).ShouldBe(outcomes, name);

    [Fact]
    public void Many_values_in_a_short_time_are_not_frozen()
    {
        QualityFrame[] minutes = [.. Enumerable.Range(0, 100).Select(at => new QualityFrame(Start.AddMinutes(7 * at), 1, [Reading(Phosphorus, "0.1")]))];

        // 99 * 7 minutes are less than 12 hours; one value more is enough.
        Judged(Frozen, minutes).ShouldNotContain('S');
        Judged(Frozen, [.. minutes, new(Start.AddHours(12), 1, [Reading(Phosphorus, "0.1")])]).Count(letter => letter == 'S').ShouldBe(100);
    }

    [Fact]
    public void A_tolerance_is_measured_from_the_first_of_the_row()
    {
        var rules = For(Phosphorus, persistence: new(4, 12, 0.002m));

        Judged(rules, Every4Hours(Phosphorus, "0.100 0.102 0.098 0.100 0.104")).ShouldBe("VSSSV");
        Judged(rules, Every4Hours(Phosphorus, "0.100 0.103 0.098 0.100 0.104")).ShouldBe("VVVVV");
        Judged(rules, Every4Hours(Phosphorus, "0.000 0.100 0.102 0.098 0.100")).ShouldBe("VVSSS");
    }

    // 468 / (31.6 + 20) = 9.0697...; twice of it is 18.139...
    [Theory]
    [InlineData("溶解氧 18.13 水温 20", "VV")]
    [InlineData("溶解氧 18.14 水温 20", "VS")]
    [InlineData("溶解氧 18.14", "V")]
    [InlineData("溶解氧 18.14 水温 20M", "IV")]
    [InlineData("溶解氧 18.14 水温 5", "VV")]
    public void Oxygen_is_held_against_its_saturation_at_the_temperature_of_the_frame(string frame, string outcomes) =>
        Judged(QualityRules.None with { Saturation = new(200) }, Frame(frame)).ShouldBe(outcomes);

    // Readings come in the order of their names: 总氮 before 氨氮.
    [Theory]
    [InlineData("氨氮 1.2 总氮 1.0", "VV")]
    [InlineData("氨氮 1.21 总氮 1.0", "SS")]
    [InlineData("氨氮 1.21 总氮 1.0D", "IV")]
    [InlineData("氨氮 1.21D 总氮 1.0", "VI")]
    [InlineData("氨氮 <2.0 总氮 1.0", "VV")]
    [InlineData("氨氮 0.5 总氮 <0.1", "SS")]
    [InlineData("氨氮 0.21 总氮 <0.1", "VV")]
    [InlineData("氨氮 1.21", "V")]
    public void A_part_is_not_more_than_its_whole(string frame, string outcomes) =>
        Judged(QualityRules.None with { Parts = [new("氨氮", "总氮", 0.1m, 0.1m)] }, Frame(frame)).ShouldBe(outcomes);

    [Theory]
    [InlineData("0.10", "0.10", "V")]
    [InlineData("0.10", "0.02", "S")]
    [InlineData("0.10", "0.0201", "V")]
    [InlineData("0.02", "0.10", "V")]
    [InlineData("0.019", "0.10", "S")]
    [InlineData("0.10", "0", "V")]
    [InlineData("0.10", "<0.01", "V")]
    [InlineData("0.10", "0.01M", "V")]
    [InlineData("0.10", "0.01S", "V")]
    [InlineData("<0.01", "0.9", "V")]
    public void A_value_is_held_against_the_valid_one_of_the_neighbour_in_the_same_slot(string value, string neighbour, string outcome)
    {
        var rules = QualityRules.None with { Balance = new("UP-01", ImmutableSortedDictionary<string, RatioBand>.Empty.Add(Phosphorus, new(0.2m, 4.99m))) };
        var theirs = QualityControl.Judge(QualityRules.None, Every4Hours(Phosphorus, neighbour));

        Letters(QualityControl.Judge(rules, Every4Hours(Phosphorus, value), NeighbourValues.Of("UP-01", 4, theirs))).ShouldBe(outcome);
        Letters(QualityControl.Judge(rules, Every4Hours(Phosphorus, $"- {value}"), NeighbourValues.Of("UP-01", 4, theirs))).ShouldBe("V");
        Judged(rules, Every4Hours(Phosphorus, value)).ShouldBe("V");
    }

    [Fact]
    public void Of_several_revisions_the_highest_is_judged()
    {
        var frame = Frame("总磷 9");
        var rules = For(Phosphorus, range: new(0, 2m));

        Judged(rules, frame, frame with { Revision = 2, Readings = [Reading(Phosphorus, "0.9")] }).ShouldBe("V");
        Judged(rules, frame with { Revision = 2, Readings = [Reading(Phosphorus, "0.9")] }, frame).ShouldBe("V");
    }

    [Fact]
    public void Stretches_without_a_reading_are_stated_with_their_length()
    {
        var rules = For(Phosphorus, missing: new(8));
        var judgement = QualityControl.Judge(rules, Every4Hours(Phosphorus, "- - - 0.1 - 0.1M - - -"));

        var gaps = MissingGaps.Of(rules, Phosphorus, Start, Start.AddHours(36), judgement);

        gaps.Select(gap => gap.Formula).ShouldBe(["2024-03-01 00:00 至 2024-03-01 12:00：12 h > 8 h", "2024-03-01 20:00 至 2024-03-02 12:00：16 h > 8 h"]);
        MissingGaps.Of(QualityRules.None, Phosphorus, Start, Start.AddHours(36), judgement).ShouldBeEmpty();
        MissingGaps.Of(rules, "氨氮", Start, Start.AddHours(36), judgement).ShouldBeEmpty();
    }
}
