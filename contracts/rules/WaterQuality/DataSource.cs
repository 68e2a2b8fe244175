namespace Basin.Rules.WaterQuality;

/// <summary>
/// Where a month's data comes from (数据来源). The words are those of documents and messages. Which source counts first is for the agreement to
/// say; where it says nothing, automatic data comes first, as the national assessment has it since 2020.
/// </summary>
public static class DataSource
{
    /// <summary>自动站: automatic stations.</summary>
    public const string Stations = "自动站";

    /// <summary>采测分离: sampled by one side or a third, analysed by another.</summary>
    public const string Separated = "采测分离";

    /// <summary>联合监测: both sides sample together, each analyses its own bottle.</summary>
    public const string Joint = "联合监测";

    /// <summary>人工监测: any other manual sample.</summary>
    public const string Manual = "人工监测";

    /// <summary>All of them, in the order in which they count where an agreement says nothing.</summary>
    public static readonly IReadOnlyList<string> All = [Stations, Separated, Joint, Manual];
}
