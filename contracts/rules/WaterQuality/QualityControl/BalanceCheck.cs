namespace Basin.Rules.WaterQuality;

/// <summary>上下游平衡. Without a value of the neighbour above zero in the slot there is nothing to compare with.</summary>
internal static class BalanceCheck
{
    public static void Ask(string source, BalanceRule rule, NeighbourValues neighbour, UnderJudgement reading)
    {
        var sent = reading.Reading;
        if (sent.Value is not { } value || !rule.Ratios.TryGetValue(sent.Indicator, out var band)) return;
        if (!neighbour.TryFind(reading.Time, sent.Indicator, out var other) || other.Value <= 0) return;
        if (band.From * other.Value <= value && value <= band.To * other.Value) return;
        var unit = Finding.UnitOf(sent.Indicator);
        var formula = value < band.From * other.Value ? $"{value} < {band.From} * {other.Value}" : $"{value} > {band.To} * {other.Value}";
        reading.Find(rule.Outcome, Finding.Of(
            "quality.balance", "上下游平衡", sent, formula, rule.Outcome, source,
            Finding.Number("quality.value", "读数", value, unit),
            Finding.Number("quality.neighbour", $"{neighbour.Station}({Finding.Moment(other.Time)})", other.Value, unit),
            Finding.Number("quality.ratio-from", "比值下限", band.From, null),
            Finding.Number("quality.ratio-to", "比值上限", band.To, null)));
    }
}
