using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// The facts of one assessment: months, looked up by section and month, where of several revisions the highest counts; and what was stated
/// about periods, where of several statements the last counts.
/// </summary>
internal sealed class Facts
{
    /// <summary>The name under which a document states the admissible range of volumes.</summary>
    public const string VolumeName = "水量";

    private const decimal VolumeMax = 1_000_000_000_000m;
    private readonly Dictionary<SectionMonth, MonthFacts> _months = [];
    private readonly Dictionary<(string Name, string Period), string> _stated = [];
    private readonly IReadOnlyDictionary<string, Admissible> _admissible;

    public Facts(IEnumerable<MonthFacts> facts, IEnumerable<StatedFact> stated, IReadOnlyDictionary<string, Admissible> admissible)
    {
        _admissible = admissible;
        foreach (var fact in stated) _stated[(fact.Name, fact.Period)] = fact.Value;
        foreach (var month in facts)
        {
            var key = new SectionMonth(month.Section, month.Month);
            if (!_months.TryGetValue(key, out var known) || known.Revision < month.Revision) _months[key] = month;
        }
    }

    /// <summary>The monthly mean, with a reason in place of a value where there is none or where it is not admissible.</summary>
    public MonthMean Mean(string section, YearMonth month, Indicator indicator)
    {
        if (!_months.TryGetValue(new(section, month), out var facts)) return new(null, 0, 0, "没有该月数据");
        if (!facts.Means.TryGetValue(indicator.Name, out var mean)) return new(null, 0, 0, $"该月没有{indicator.Name}的均值");
        if (mean.Value is not { } value) return mean with { Reason = mean.Reason ?? "该月均值未定" };
        var admissible = Admissible(indicator);
        return admissible.Contains(value) ? mean : mean with { Value = null, Reason = $"均值{DecimalText.Of(value)}不在可采范围{admissible.Text}内" };
    }

    /// <summary>What was stated about a period, as it was written; null where nothing was.</summary>
    public string? Stated(string name, string period) => _stated.GetValueOrDefault((name, period));

    /// <summary>The month's water in m³, with a reason in place of a value where there is none or where it is not admissible.</summary>
    public MonthMean Volume(string section, YearMonth month)
    {
        if (!_months.TryGetValue(new(section, month), out var facts)) return new(null, 0, 0, "没有该月数据");
        if (facts.Volume is not { } volume) return new(null, 0, 0, "该月没有水量");
        if (volume.Value is not { } value) return volume with { Reason = volume.Reason ?? "该月水量未定" };
        return AdmissibleVolume.Contains(value) ? volume : volume with { Value = null, Reason = $"水量{DecimalText.Of(value)}不在可采范围{AdmissibleVolume.Text}内" };
    }

    /// <summary>Water of one month in m³ that can count; where the document states nothing, up to what no river of the world carries.</summary>
    public Admissible AdmissibleVolume => _admissible.TryGetValue(VolumeName, out var stated) ? stated : new(0, VolumeMax);

    public Admissible Admissible(Indicator indicator) =>
        _admissible.TryGetValue(indicator.Name, out var stated) ? stated : new(indicator.Least, indicator.Most);

    public int? Revision(string section, YearMonth month) => _months.TryGetValue(new(section, month), out var facts) ? facts.Revision : null;

    /// <summary>The kinds of water that a section's known months state: one, none where no month is known, two where they contradict each other.</summary>
    public WaterBody[] Bodies(string section, IReadOnlyList<YearMonth> months) =>
        [.. months.Where(month => _months.ContainsKey(new(section, month))).Select(month => _months[new(section, month)].WaterBody).Distinct().Order()];
}

/// <summary>The values of an indicator that can count, inclusive on both sides, in the indicator's unit.</summary>
internal readonly record struct Admissible(decimal Least, decimal Most)
{
    public string Text => $"[{DecimalText.Of(Least)}, {DecimalText.Of(Most)}]";

    public bool Contains(decimal value) => Least <= value && value <= Most;
}
