namespace Basin.Rules.WaterQuality;

/// <summary>指标间: readings of one frame against one another.</summary>
internal static class CrossChecks
{
    /// <param name="rules">The rules in force.</param>
    /// <param name="frame">The readings of one frame that nothing was found against by themselves.</param>
    public static void Ask(QualityRules rules, IReadOnlyList<UnderJudgement> frame)
    {
        if (rules.Saturation is { } saturation) AskSaturation(rules.Source, saturation, frame);
        foreach (var part in rules.Parts ?? []) AskPart(rules.Source, part, frame);
    }

    private static void AskSaturation(string source, SaturationRule rule, IReadOnlyList<UnderJudgement> frame)
    {
        if (Find(frame, Indicators.DissolvedOxygen.Name) is not { Reading.Value: { } oxygen } reading) return;
        if (Find(frame, OxygenSaturation.Temperature.Name)?.Reading.Value is not { } temperature || !OxygenSaturation.Temperature.IsPlausible(temperature)) return;
        var full = OxygenSaturation.At(temperature);
        // 100 oxygen > percent saturation, so that no division loses a digit.
        if (oxygen * 100 <= rule.PercentMost * full.Value) return;
        reading.Find(rule.Outcome, Finding.Of(
            "quality.saturation", "溶解氧饱和度", reading.Reading, $"{oxygen} / {full.Value} > {rule.PercentMost}%", rule.Outcome, source,
            Finding.Number("quality.value", "读数", oxygen, "mg/L"), full.Step, Finding.Number("quality.percent-most", "饱和度上限", rule.PercentMost, "%")));
    }

    private static void AskPart(string source, PartRule rule, IReadOnlyList<UnderJudgement> frame)
    {
        // A part below its limit is below anything; a whole below its limit is at most that limit.
        if (Find(frame, rule.Part) is not { Reading.Value: { } part } inner || Find(frame, rule.Whole) is not { } outer) return;
        if ((outer.Reading.Value ?? outer.Reading.DetectionLimit) is not { } whole) return;
        var most = (whole * (1 + rule.Share)) + rule.Tolerance;
        if (part <= most) return;
        var unit = Finding.UnitOf(rule.Part);
        foreach (var reading in new[] { inner, outer })
            reading.Find(rule.Outcome, Finding.Of(
                "quality.part", $"{rule.Part}不大于{rule.Whole}", reading.Reading, $"{part} > {whole} * (1 + {rule.Share}) + {rule.Tolerance}", rule.Outcome, source,
                Finding.Number("quality.part-value", rule.Part, part, unit),
                Finding.Number("quality.whole-value", rule.Whole, whole, unit),
                Finding.Number("quality.allowed", "允许上限", most, unit)));
    }

    private static UnderJudgement? Find(IReadOnlyList<UnderJudgement> frame, string indicator) => frame.FirstOrDefault(reading => reading.Reading.Indicator == indicator);
}
