using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A month's value as the document's data rules find it; worded, where it was found: the source, the revision and the counts.</summary>
/// <param name="mean">The value, or the reason why there is none.</param>
/// <param name="facts">What was stated of the month it was found in; null where nothing is known of the month.</param>
/// <param name="standsInFor">Why the month itself has none, where another stands in for it under the missing rule; null where it speaks for itself.</param>
internal sealed class Found(MonthMean mean, MonthFacts? facts, string? standsInFor = null) : LateText
{
    public MonthMean Mean => mean;

    public decimal? Value => mean.Value;

    public bool IsKnownMonth => facts is not null;

    public bool IsStandIn => standsInFor is not null;

    /// <summary>The same, where it stands in for a month that has none of its own.</summary>
    public Found InPlaceOf(Found own) => new(mean, facts, own.Mean.Reason);

    public override string Make()
    {
        if (facts is null) return "";
        var origin = $"{(facts.Source == DataSource.Stations ? "" : facts.Source)}月度数据第{facts.Revision}版，有效{mean.Valid}个，应测{mean.Expected}个";
        return standsInFor is null ? origin : $"{standsInFor}，按协议取{facts.Month}的值；{origin}";
    }
}

/// <summary>
/// The facts of one assessment under the data rules of its document. Months are looked up by section, month and source, where of several
/// revisions the highest counts; what was stated about periods by name and period, where of several statements the last counts.
/// </summary>
internal sealed class Facts
{
    /// <summary>The name under which a document states the admissible range of volumes.</summary>
    public const string VolumeName = "水量";

    private const decimal VolumeMax = 1_000_000_000_000m;
    private static readonly Found s_nothing = new(new(null, 0, 0, "没有该月数据"), null);
    private readonly Dictionary<(string Section, YearMonth Month, string Source), MonthFacts> _months = [];
    private readonly Dictionary<(string Name, string Period), string> _stated = [];
    private readonly DataRules _rules;

    public Facts(IEnumerable<MonthFacts> facts, IEnumerable<StatedFact> stated, DataRules rules)
    {
        _rules = rules;
        foreach (var fact in stated) _stated[(fact.Name, fact.Period)] = fact.Value;
        foreach (var month in facts)
        {
            var key = (month.Section, month.Month, month.Source);
            if (!_months.TryGetValue(key, out var known) || known.Revision < month.Revision) _months[key] = month;
        }
    }

    /// <summary>Water of one month in m³ that can count; where the document states nothing, up to what no river of the world carries.</summary>
    public Admissible AdmissibleVolume => _rules.Admissible.TryGetValue(VolumeName, out var stated) ? stated : new(0, VolumeMax);

    public Admissible Admissible(Indicator indicator) =>
        _rules.Admissible.TryGetValue(indicator.Name, out var stated) ? stated : new(indicator.Least, indicator.Most);

    /// <summary>The monthly mean, with a reason in place of a value where there is none or where it is not admissible.</summary>
    public Found Mean(string section, YearMonth month, Indicator indicator) => OrStandIn(month, at => MeanOf(section, at, indicator));

    /// <summary>Whether a month has a mean that the document's data rules do not let count, because too little of it is valid or it is not admissible.</summary>
    public bool IsLeftOut(string section, YearMonth month, Indicator indicator) =>
        MeanOf(section, month, indicator).Value is null && BySource(section, month).Any(facts => facts.Means.GetValueOrDefault(indicator.Name)?.Value is not null);

    /// <summary>The month's water in m³, with a reason in place of a value where there is none or where it is not admissible.</summary>
    public Found Volume(string section, YearMonth month) => OrStandIn(month, at => VolumeOf(section, at));

    /// <summary>What was stated about a period, as it was written; null where nothing was.</summary>
    public string? Stated(string name, string period) => _stated.GetValueOrDefault((name, period));

    /// <summary>The kinds of water of a section in a month; where nothing is known of the month, those of the month that stands in for it.</summary>
    public Waters Water(string section, YearMonth month)
    {
        var own = OwnWater(section, month);
        return own == Waters.None && _rules.MonthsBack is { } back ? OwnWater(section, month.AddMonths(-back)) : own;
    }

    /// <summary>The kinds of water that the facts of a section's month itself state.</summary>
    public Waters OwnWater(string section, YearMonth month) =>
        BySource(section, month).Aggregate(Waters.None, (known, facts) => known | (facts.WaterBody == WaterBody.Lake ? Waters.Lake : Waters.River));

    // The stand-in is asked for its own data only: a month that stands in for another never needs one itself.
    private Found OrStandIn(YearMonth month, Func<YearMonth, Found> find)
    {
        var own = find(month);
        if (own.Value is not null || _rules.MonthsBack is not { } back) return own;
        var standIn = find(month.AddMonths(-back));
        return standIn.Value is null ? own : standIn.InPlaceOf(own);
    }

    private Found MeanOf(string section, YearMonth month, Indicator indicator) => First(section, month, facts =>
    {
        if (!facts.Means.TryGetValue(indicator.Name, out var mean)) return new(null, 0, 0, $"该月没有{indicator.Name}的均值");
        if (mean.Value is not { } half) return mean with { Reason = mean.Reason ?? "该月均值未定" };
        // Facts count non-detects half their limit; the part that is so counted is told with them.
        var value = _rules.NonDetect switch { NonDetect.WholeLimit => half + mean.HalfLimits, NonDetect.Zero => half - mean.HalfLimits, _ => half };
        return Invalid(mean, facts) is { } reason ? mean with { Value = null, Reason = reason } : Judged(mean with { Value = value }, Admissible(indicator), "均值");
    });

    private Found VolumeOf(string section, YearMonth month) => First(section, month, facts =>
    {
        if (facts.Volume is not { } volume) return new(null, 0, 0, "该月没有水量");
        if (volume.Value is null) return volume with { Reason = volume.Reason ?? "该月水量未定" };
        return TooFewReadings(volume) is { } reason ? volume with { Value = null, Reason = reason } : Judged(volume, AdmissibleVolume, "水量");
    });

    // Days are those of stations: a sample, of which there may be one a month, stands for the month.
    private string? Invalid(MonthMean mean, MonthFacts facts)
    {
        if (TooFewReadings(mean) is { } reason) return reason;
        if (_rules.ValidDays is not { } asked || facts.Source != DataSource.Stations) return null;
        // A month has no more days than it has.
        var required = Math.Min(asked, facts.Month.Days);
        if (mean.ValidDays is not { } days) return $"月度数据未列有效天数，协议要求至少{required}天";
        return days < required ? $"有效{days}天，少于协议要求的{required}天" : null;
    }

    private string? TooFewReadings(MonthMean mean) => _rules.ValidShare is { } share && mean.Valid < share * mean.Expected
        ? $"应测{mean.Expected}个，有效{mean.Valid}个，有效率低于协议要求的{DecimalText.Of(share)}"
        : null;

    private static MonthMean Judged(MonthMean mean, Admissible admissible, string what) =>
        admissible.Contains(mean.Value!.Value) ? mean : mean with { Value = null, Reason = $"{what}{DecimalText.Of(mean.Value.Value)}不在可采范围{admissible.Text}内" };

    // The first source, in the document's order, that has a value; where none has, what the first one that knows the month says.
    private Found First(string section, YearMonth month, Func<MonthFacts, MonthMean> read)
    {
        Found? first = null;
        foreach (var facts in BySource(section, month))
        {
            var mean = read(facts);
            var found = new Found(mean, facts);
            if (mean.Value is not null) return found;
            first ??= found;
        }

        return first ?? s_nothing;
    }

    private IEnumerable<MonthFacts> BySource(string section, YearMonth month)
    {
        foreach (var source in _rules.Priority)
        {
            if (_months.TryGetValue((section, month, source), out var facts)) yield return facts;
        }
    }
}

/// <summary>The values of an indicator that can count, inclusive on both sides, in the indicator's unit.</summary>
internal readonly record struct Admissible(decimal Least, decimal Most)
{
    public string Text => $"[{DecimalText.Of(Least)}, {DecimalText.Of(Most)}]";

    public bool Contains(decimal value) => Least <= value && value <= Most;
}
