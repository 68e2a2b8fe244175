namespace Basin.Rules.Terms;

/// <summary>
/// What somebody states about a period that no monitoring station measures: an incident, a score, a growth rate, the day of a payment. The
/// document declares every such fact (stated) with its kind, its unit, its range and who may state it.
/// </summary>
/// <param name="Name">The name that the document declares.</param>
/// <param name="Period">Id of the period it is about.</param>
/// <param name="Value">As documents write such a value: <c>是</c>, <c>12.5</c> in the declared unit, <c>2020-03-31</c>.</param>
public sealed record StatedFact(string Name, string Period, string Value);
