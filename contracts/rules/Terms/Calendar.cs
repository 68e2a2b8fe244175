namespace Basin.Rules.Terms;

/// <summary>The days that the parties agreed on, in calendar days in Asia/Shanghai, each 0 or more.</summary>
/// <param name="DataDueDays">Days after a period's end until its data must be there.</param>
/// <param name="SilenceDays">Days after an assessment is announced until silence counts as agreement.</param>
/// <param name="PayDays">Days after an obligation becomes due until it must be paid.</param>
public sealed record Calendar(int DataDueDays, int SilenceDays, int PayDays);
