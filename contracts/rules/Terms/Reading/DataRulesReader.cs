using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What a document says about data, as far as an assessment needs it.</summary>
internal sealed record DataRules(int ValidMonths, ImmutableDictionary<string, Admissible> Admissible);

/// <summary>
/// Reads the data rules. What nothing carries out yet is refused rather than signed: monitoring counts every non-detect as half its limit, and
/// all data is that of automatic stations. Sources that the priority lists before 自动站 have no data in this system yet, so the next in the
/// list serves.
/// </summary>
internal sealed class DataRulesReader(Fields document, Names names, ProblemList problems)
{
    private const int MonthsPerYear = 12;

    /// <summary>Bound for stated admissible values, so that no sum of them can overflow.</summary>
    private const decimal AdmissibleMax = 1_000_000_000_000m;

    /// <summary>The one way in which monitoring counts non-detects.</summary>
    private const string NonDetect = "半检出限";

    /// <summary>The one source that this system has data of.</summary>
    private const string Stations = "自动站";

    private static readonly string[] s_comparisons = ["全数值", "修约值"];
    private static readonly string[] s_nonDetects = [NonDetect, "检出限", "零"];
    private static readonly string[] s_sources = [Stations, "采测分离", "联合监测", "人工监测"];

    public DataRules Read()
    {
        var nothing = new DataRules(MonthsPerYear, ImmutableDictionary<string, Admissible>.Empty);
        if (document.Object("data") is not { } fields) return nothing;
        names.ComparesRounded = OneOf(fields, "compare", s_comparisons) == "修约值";
        NonDetects(fields);
        Priority(fields);
        ClassIndicators(fields);
        var validMonths = fields.Count("validMonths", 1, MonthsPerYear) ?? MonthsPerYear;
        var admissible = fields.ObjectOrNone("admissible") is { } ranges ? AdmissibleRanges(ranges) : nothing.Admissible;
        fields.RefuseOthers();
        return new(validMonths, admissible);
    }

    private string? OneOf(Fields fields, string name, string[] words)
    {
        var word = fields.Text(name);
        if (word is null || words.Contains(word)) return word;
        problems.Add(fields.At(name), "word", $"“{word}”应为{string.Join("、", words)}之一。");
        return null;
    }

    private void NonDetects(Fields fields)
    {
        if (OneOf(fields, "nonDetect", s_nonDetects) is { } word and not NonDetect)
        {
            problems.Add(fields.At("nonDetect"), "not-supported", $"本系统目前只支持未检出按“{NonDetect}”计，不支持“{word}”。");
        }
    }

    private void Priority(Fields fields)
    {
        if (fields.Texts("priority") is not { } listed) return;
        foreach (var (source, index) in listed.Select((source, index) => (source, index)))
        {
            if (!s_sources.Contains(source)) problems.Add($"{fields.At("priority")}[{index}]", "word", $"“{source}”应为{string.Join("、", s_sources)}之一。");
        }

        if (!listed.Contains(Stations)) problems.Add(fields.At("priority"), "not-supported", $"本系统目前只有“{Stations}”的数据，数据来源(priority)中应列入“{Stations}”。");
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
