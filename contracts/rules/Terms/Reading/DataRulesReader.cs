using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Reads the data rules (data). Every one of them may be left out: <see cref="DataRules.Default"/> then holds.</summary>
internal sealed class DataRulesReader(Fields document, Names names, ProblemList problems)
{
    private const int MonthsPerYear = 12;
    private const int DaysPerMonth = 31;

    /// <summary>Bound for stated admissible values, so that no sum of them can overflow.</summary>
    private const decimal AdmissibleMax = 1_000_000_000_000m;

    public DataRules Read()
    {
        var data = document.ObjectOrNone("data") is { } fields ? Read(fields) : DataRules.Default;
        names.ComparesRounded = data.ComparesRounded;
        return data;
    }

    private DataRules Read(Fields fields)
    {
        var silent = DataRules.Default;
        ClassIndicators(fields);
        var data = new DataRules(
            WordOr(fields, "compare", silent.ComparesRounded, ("全数值", false), ("修约值", true)),
            WordOr(fields, "nonDetect", silent.NonDetect, ("半检出限", NonDetect.HalfLimit), ("检出限", NonDetect.WholeLimit), ("零", NonDetect.Zero)),
            fields.Has("priority") ? Priority(fields) : silent.Priority,
            fields.Has("validMonths") ? fields.Count("validMonths", 1, MonthsPerYear) ?? silent.ValidMonths : silent.ValidMonths,
            WordOr(fields, "missing", silent.Missing, ("不确定", MissingRule.Undetermined), ("上月", MissingRule.MonthBefore), ("上年同月", MissingRule.YearBefore)),
            fields.ObjectOrNone("admissible") is { } ranges ? AdmissibleRanges(ranges) : silent.Admissible,
            fields.Has("validShare") ? ValidShare(fields) : silent.ValidShare,
            fields.Has("validDays") ? fields.Count("validDays", 1, DaysPerMonth) : silent.ValidDays);
        fields.RefuseOthers();
        return data;
    }

    private T WordOr<T>(Fields fields, string name, T silent, params (string Word, T Meaning)[] words)
    {
        if (fields.TextOrNone(name) is not { } word) return silent;
        foreach (var (known, meaning) in words)
        {
            if (known == word) return meaning;
        }

        problems.Add(fields.At(name), "word", $"“{word}”应为{string.Join("、", words.Select(known => known.Word))}之一。");
        return silent;
    }

    private decimal? ValidShare(Fields fields)
    {
        if (fields.Text("validShare") is not { } text) return null;
        if (DecimalText.TryParse(text, out var share) && share is > 0 and <= 1) return share;
        problems.Add(fields.At("validShare"), "number", $"“{text}”应为大于0、不大于1的数，如“0.75”。");
        return null;
    }

    private ImmutableArray<string> Priority(Fields fields)
    {
        var listed = fields.Texts("priority") ?? [];
        foreach (var (source, index) in listed.Select((source, index) => (source, index)))
        {
            var place = $"{fields.At("priority")}[{index}]";
            if (!DataSource.All.Contains(source)) problems.Add(place, "word", $"“{source}”应为{string.Join("、", DataSource.All)}之一。");
            else if (listed.IndexOf(source) < index) problems.Add(place, "twice", $"数据来源“{source}”列了两次。");
        }

        if (listed.Count == 0) problems.Add(fields.At("priority"), "empty", "“priority”不能为空。");
        return [.. listed];
    }

    private void ClassIndicators(Fields fields)
    {
        if (!fields.Has("classBy")) return;
        var listed = new NamesReader(document, problems).IndicatorList(fields, "classBy");
        var unlisted = listed.Find(indicator => !names.Indicators.Contains(indicator));
        if (unlisted is not null) problems.Add(fields.At("classBy"), "indicator-not-listed", $"指标“{unlisted}”没有列入协议的监测评判指标(indicators)。");
        names.ClassIndicators.Clear();
        names.ClassIndicators.AddRange(listed);
    }

    private ImmutableDictionary<string, Admissible> AdmissibleRanges(Fields ranges)
    {
        var admissible = ImmutableDictionary.CreateBuilder<string, Admissible>(StringComparer.Ordinal);
        foreach (var (name, _) in ranges.All().ToList())
        {
            if (ranges.Object(name) is not { } range) continue;
            var (least, most) = (End(range, "from"), End(range, "to"));
            range.RefuseOthers();
            if (name == Facts.VolumeName && least is { } fewest && most is { } largest) AddVolume(admissible, ranges.At(name), new(fewest, largest));
            else if (name == Facts.VolumeName) continue;
            else if (!Indicators.TryFind(name, out var indicator)) problems.Add(ranges.At(name), "unknown-indicator", $"没有指标“{name}”。");
            else if (least is { } from && most is { } to) Add(admissible, ranges.At(name), indicator, new(from, to));
        }

        return admissible.ToImmutable();
    }

    private void AddVolume(ImmutableDictionary<string, Admissible>.Builder admissible, string place, Admissible range)
    {
        if (range.Least < 0 || range.Least > range.Most) problems.Add(place, "admissible", $"水量的可采范围{range.Text}(m³)不成立。");
        else admissible[Facts.VolumeName] = range;
    }

    private void Add(ImmutableDictionary<string, Admissible>.Builder admissible, string place, Indicator indicator, Admissible range)
    {
        // The mean of pH goes through powers of ten, which are held only for values that pH can have.
        var fits = indicator.Averaging == Averaging.Arithmetic || (indicator.Least <= range.Least && range.Most <= indicator.Most);
        if (range.Least > range.Most || !fits) problems.Add(place, "admissible", $"指标“{indicator}”的可采范围{range.Text}不成立。");
        else admissible[indicator.Name] = range;
    }

    private decimal? End(Fields range, string name)
    {
        if (range.Text(name) is not { } text) return null;
        if (DecimalText.TryParse(text, out var value) && decimal.Abs(value) <= AdmissibleMax) return value;
        problems.Add(range.At(name), "number", $"“{text}”不是数，或过大。");
        return null;
    }
}
