namespace Basin.Rules.WaterQuality;

/// <summary>量程. A reading below its detection limit has no value to compare.</summary>
internal static class RangeCheck
{
    public static void Ask(QualityRules rules, UnderJudgement reading)
    {
        var sent = reading.Reading;
        if (sent.Value is not { } value || !rules.TryFind(sent.Indicator, out var own) || own.Range is not { } range) return;
        if (range.From <= value && value <= range.To) return;
        var unit = Finding.UnitOf(sent.Indicator);
        reading.Find(range.Outcome, Finding.Of(
            "quality.range", "量程", sent, value < range.From ? $"{value} < {range.From}" : $"{value} > {range.To}", range.Outcome, rules.Source,
            Finding.Number("quality.value", "读数", value, unit),
            Finding.Number("quality.range-from", "下限", range.From, unit),
            Finding.Number("quality.range-to", "上限", range.To, unit)));
    }
}
