namespace Basin.Messages.Monitoring.V1;

/// <summary>
/// What monitoring states about a section in a month from one source of data: closed (revision 1), restated (higher), or announced again (same revision, same content).
/// </summary>
/// <param name="Section">Section code.</param>
/// <param name="Month">Calendar month in Asia/Shanghai, such as <c>2020-05</c>.</param>
/// <param name="WaterBody"><c>river</c> or <c>lake</c>.</param>
/// <param name="Means">One per indicator, ordered by indicator name.</param>
/// <param name="Class">Roman numeral of the class, or null when not determined.</param>
/// <param name="DecidingIndicators">Indicators with the worst class; empty when the class is not determined.</param>
/// <param name="ReadingsSha256">Hash over the readings that went in, so that either side can prove which ones they were.</param>
/// <param name="StatedAt">When monitoring stated it, UTC.</param>
/// <param name="Source">自动站, 采测分离, 联合监测 or 人工监测; null for 自动站. Each source of a month has revisions of its own.</param>
/// <param name="Volume">Water that passed; null where no station measures flow.</param>
/// <param name="Sources">
/// Every source that the section has in this month as of this statement: each is stated, be it as not determined. Null from a sender that knows one source only.
/// </param>
public sealed record SectionMonthStated(
    string Section, string Month, int Revision, string WaterBody, IReadOnlyList<IndicatorMean> Means,
    string? Class, IReadOnlyList<string> DecidingIndicators, string ReadingsSha256, DateTimeOffset StatedAt,
    string? Source = null, VolumeStated? Volume = null, IReadOnlyList<string>? Sources = null);

/// <summary>A monthly mean.</summary>
/// <param name="Indicator">Standard Chinese name.</param>
/// <param name="Mean">Unrounded decimal text in <paramref name="Unit"/>; null when not determined.</param>
/// <param name="Unit">Unit, empty for pH.</param>
/// <param name="Valid">Readings counted.</param>
/// <param name="Expected">Readings expected by the stations' profiles.</param>
/// <param name="Reason">Why there is no mean; null when there is one.</param>
/// <param name="HalfLimits">The part of the mean that stands for readings below their detection limit, each counted at half of it; null for none.</param>
/// <param name="ValidDays">Days with enough valid readings; null for samples, and from a sender that does not count them.</param>
public sealed record IndicatorMean(string Indicator, string? Mean, string Unit, int Valid, int Expected, string? Reason, string? HalfLimits = null, int? ValidDays = null);

/// <summary>The water of a month.</summary>
/// <param name="Value">Unrounded decimal text in <paramref name="Unit"/>, below zero where more ran upstream than down; null when not determined.</param>
/// <param name="Unit">m³.</param>
/// <param name="Valid">Flow readings counted.</param>
/// <param name="Expected">Flow readings expected by the stations' profiles.</param>
/// <param name="Reason">Why there is no volume; null when there is one.</param>
public sealed record VolumeStated(string? Value, string Unit, int Valid, int Expected, string? Reason);

/// <summary>Both sides of a section, or the common superior, have confirmed a pollution incident there.</summary>
/// <param name="Incident">Number of the incident.</param>
/// <param name="Section">Section code.</param>
/// <param name="From">First day of it, inclusive, in Asia/Shanghai, such as <c>2020-05-08</c>.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="By">Who confirmed it.</param>
/// <param name="At">When, UTC.</param>
public sealed record IncidentConfirmed(string Incident, string Section, string From, string To, string By, DateTimeOffset At);

/// <summary>A station gives a warning (预警). For the bureaus of both provinces: no service of Basin hears it.</summary>
/// <param name="Warning">Names it; the end comes under the same name.</param>
/// <param name="Kind"><c>OverTarget</c>, <c>SuddenRise</c> or <c>Silent</c>.</param>
/// <param name="Indicator">Standard Chinese name; null for a silent station.</param>
/// <param name="Value">What opened it; null for a silent station.</param>
/// <param name="Target">What it was held against, in words.</param>
/// <param name="Begin">Time of the first bad value, or since when nothing came, UTC.</param>
public sealed record StationWarned(
    string Warning, string Section, string Station, string Kind, string? Indicator, string? Value, string Target, DateTimeOffset Begin, DateTimeOffset At);

/// <summary>A warning has ended.</summary>
/// <param name="Warning">As <see cref="StationWarned"/> named it.</param>
/// <param name="EndedAt">Time of the value or frame that ended it, or of the withdrawal, UTC.</param>
/// <param name="Value">The value that ended it; null where none did.</param>
/// <param name="Withdrawn">It never was: what opened it was corrected, found invalid, or the rule was taken back.</param>
public sealed record StationWarningEnded(string Warning, DateTimeOffset EndedAt, string? Value, bool Withdrawn, DateTimeOffset At);
