using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What stands in for a month without data (缺测处理).</summary>
internal enum MissingRule
{
    /// <summary>不确定: nothing; what rests on the month may become undetermined.</summary>
    Undetermined,

    /// <summary>上月: the month before, if it has data of its own.</summary>
    MonthBefore,

    /// <summary>上年同月: the same month one year before, if it has data of its own.</summary>
    YearBefore,
}

/// <summary>What a document says about data, as far as an assessment needs it; where it is silent, <see cref="Default"/> holds.</summary>
/// <param name="ValidMonths">Months that must have a value in a mean over a year, 1 to 12.</param>
/// <param name="Priority">Sources in the order in which they count; the first that has a value serves, sources not listed never do.</param>
/// <param name="ValidShare">
/// Least share of the expected readings, inclusive, that a month's mean or volume must rest on to count, above 0, at most 1; null where what the
/// stations' profiles ask is enough.
/// </param>
/// <param name="ValidDays">Least number of valid days that a month's mean of automatic data must rest on to count, 1 to 31; null where days are not counted.</param>
/// <param name="Admissible">By standard name of the indicator, and <see cref="Facts.VolumeName"/>; where nothing is stated, plausible values count.</param>
internal sealed record DataRules(
    bool ComparesRounded,
    NonDetect NonDetect,
    ImmutableArray<string> Priority,
    int ValidMonths,
    MissingRule Missing,
    ImmutableDictionary<string, Admissible> Admissible,
    decimal? ValidShare = null,
    int? ValidDays = null)
{
    /// <summary>Full values are compared, non-detects count half their limit, automatic stations come first, half the months must be valid, nothing stands in for a month, and a month that has a mean is valid.</summary>
    public static readonly DataRules Default = new(false, NonDetect.HalfLimit, [.. DataSource.All], 6, MissingRule.Undetermined, ImmutableDictionary<string, Admissible>.Empty);

    /// <summary>How far back the month lies that stands in for one without data; null where none does.</summary>
    public int? MonthsBack => Missing switch { MissingRule.MonthBefore => 1, MissingRule.YearBefore => 12, _ => null };
}
