namespace Basin.Messages.Exchange.V1;

/// <summary>
/// The exchange has not heard of these section-months although they are due; monitoring closes them where it can and announces them again.
/// </summary>
public sealed record SectionMonthsAsked(string Agreement, string Period, IReadOnlyList<AskedSectionMonth> Missing, DateTimeOffset AskedAt);

/// <param name="Section">Section code.</param>
/// <param name="Month">Calendar month, such as <c>2020-05</c>.</param>
public sealed record AskedSectionMonth(string Section, string Month);
