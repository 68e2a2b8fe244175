namespace Basin.Rules.Terms;

/// <summary>The days that the parties agreed on, in calendar days in Asia/Shanghai, each 0 or more.</summary>
/// <param name="DataDueDays">Days after a period's end until its data must be there.</param>
/// <param name="SilenceDays">Days after an assessment is announced until silence counts as agreement.</param>
/// <param name="PayDays">Days after an obligation becomes due until it must be paid.</param>
/// <param name="CorrectionDays">
/// Days after a period was settled in which corrected data is settled by the difference; later only the common superior may have it done. Null for no end.
/// </param>
public sealed record Calendar(int DataDueDays, int SilenceDays, int PayDays, int? CorrectionDays = null);
