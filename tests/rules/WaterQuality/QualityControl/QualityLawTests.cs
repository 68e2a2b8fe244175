using System.Collections.Immutable;
using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Readings;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>What holds for any frames and any of the rules.</summary>
public sealed class QualityLawTests
{
    private static readonly string[] Names = ["总磷", "氨氮", "总氮", "溶解氧", "水温"];

    // Few values, so that rows of equal ones, jumps and returns all occur.
    private static readonly Gen<FlaggedReading> AnyReading = Gen.Select(
        Gen.OneOfConst(0.1m, 0.1m, 0.1m, 0.11m, 0.5m, 12m), Gen.OneOfConst("N", "N", "N", "N", "S", "M"), Gen.Int[0, 9],
        (value, flag, kind) => kind switch { 0 => new FlaggedReading("", null, 0.1m, flag), 1 => new("", null, null, flag), _ => new FlaggedReading("", value, null, flag) });

    private static readonly Gen<QualityFrame[]> AnyFrames = Gen.Select(
        Gen.Int[0, 40], Gen.Int[1, 3], AnyReading.Array[Names.Length], Gen.Int[0, 15],
        (slot, revision, readings, kind) => new QualityFrame(
            Start.AddHours(4 * slot), revision, [.. readings.Select((reading, at) => reading with { Indicator = Names[at] })],
            kind == 0 ? "维护" : null, kind == 1 ? "待核" : null)).Array[0, 60].Select(Known);

    private static readonly Gen<QualityRules> AnyRules = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, RulesOf);

    [Fact]
    public void The_order_of_frames_does_not_matter() =>
        Gen.Select(AnyFrames, AnyRules, Gen.Int).Sample((frames, rules, seed) =>
        {
            var shuffled = frames.ToArray();
            new Random(seed).Shuffle(shuffled);
            Text(rules, shuffled).ShouldBe(Text(rules, frames));
        });

    [Fact]
    public void A_frame_given_again_changes_nothing() =>
        Gen.Select(AnyFrames, AnyRules, Gen.Int).Sample((frames, rules, seed) =>
        {
            var random = new Random(seed);
            QualityFrame[] twice = [.. frames, .. frames.Where(_ => random.Next(2) == 0)];
            random.Shuffle(twice);
            Text(rules, twice).ShouldBe(Text(rules, frames));
        });

    [Fact]
    public void Judging_twice_is_the_same() => Gen.Select(AnyFrames, AnyRules).Sample((frames, rules) => Text(rules, frames).ShouldBe(Text(rules, frames)));

    [Fact]
    public void Earlier_revisions_do_not_matter() =>
        Gen.Select(AnyFrames, AnyRules).Sample((frames, rules) =>
            Text(rules, [.. frames.GroupBy(frame => frame.Time).Select(revisions => revisions.MaxBy(frame => frame.Revision)!)]).ShouldBe(Text(rules, frames)));

    [Fact]
    public void A_rule_that_is_off_finds_nothing_and_changes_what_no_other_rule_finds() =>
        Gen.Select(AnyFrames, AnyRules).Sample((frames, rules) =>
        {
            var all = Findings(rules, frames);
            foreach (var (name, off) in Off(rules))
                Findings(off, frames).ShouldBe(all.Where(finding => !finding.Contains(name, StringComparison.Ordinal)));
        });

    [Fact]
    public void Without_rules_only_flags_speak() =>
        AnyFrames.Sample(frames => Findings(QualityRules.None, frames).ShouldAllBe(finding =>
            finding.Contains("quality.flag", StringComparison.Ordinal) || finding.Contains("quality.missing", StringComparison.Ordinal)
            || finding.Contains("quality.state", StringComparison.Ordinal) || finding.Contains("quality.held", StringComparison.Ordinal)));

    [Fact]
    public void Every_reading_is_judged_once_and_by_its_worst_finding() =>
        Gen.Select(AnyFrames, AnyRules).Sample((frames, rules) =>
        {
            var readings = QualityControl.Judge(rules, frames).Readings;
            readings.Select(reading => (reading.Time, reading.Reading.Indicator)).ShouldBeUnique();
            readings.Length.ShouldBe(frames.Select(frame => frame.Time).Distinct().Count() * Names.Length);
            foreach (var reading in readings)
                reading.Outcome.ShouldBe(reading.Findings.Length == 0 ? QualityOutcome.Valid : reading.Findings.Max(finding => finding.Outcome));
        });

    // The same revision of the same instant is the same frame.
    private static QualityFrame[] Known(QualityFrame[] frames) => [.. frames.DistinctBy(frame => (frame.Time, frame.Revision))];

    private static QualityRules RulesOf(bool range, bool change, bool persistence, bool saturation, bool parts)
    {
        var own = new IndicatorRules(range ? new(0, 10m) : null, change ? new(0.01m) : null, persistence ? new(3, 8) : null);
        return QualityRules.None with
        {
            Source = "试用规则",
            Indicators = Names.ToImmutableSortedDictionary(name => name, _ => own, StringComparer.Ordinal),
            Saturation = saturation ? new(3) : null,
            Parts = parts ? [new("氨氮", "总氮"), new("总磷", "总氮")] : null,
        };
    }

    private static IEnumerable<(string Name, QualityRules Rules)> Off(QualityRules rules)
    {
        yield return ("quality.change", rules with { Indicators = rules.Indicators.ToImmutableSortedDictionary(own => own.Key, own => own.Value with { Change = null }, StringComparer.Ordinal) });
        yield return ("quality.persistence", rules with { Indicators = rules.Indicators.ToImmutableSortedDictionary(own => own.Key, own => own.Value with { Persistence = null }, StringComparer.Ordinal) });
        yield return ("quality.saturation", rules with { Saturation = null });
        yield return ("quality.part", rules with { Parts = null });
    }

    private static string[] Findings(QualityRules rules, IEnumerable<QualityFrame> frames) =>
        [.. QualityControl.Judge(rules, frames).Readings.SelectMany(reading => reading.Findings.Select(finding => $"{reading.Time:O} {reading.Reading.Indicator} {finding.Step.Rule} {finding.Step.Formula}"))];

    private static string Text(QualityRules rules, IEnumerable<QualityFrame> frames) =>
        System.Text.Json.JsonSerializer.Serialize(QualityControl.Judge(rules, frames).Readings);
}
