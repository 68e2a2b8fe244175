using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>
/// What is paid ahead of a period's assessment (预付) and set off against what the assessment comes to: too little is paid up, too much is paid back.
/// </summary>
/// <param name="Clause">Number of the clause as the document writes it.</param>
/// <param name="From">Party, guide or pot that pays.</param>
/// <param name="To">Party or pot that is paid.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="DueDays">Days after the first day of the period, or after the signing where that is later, in which it is to be paid, inclusive; 0 for that very day.</param>
public sealed record Advance(string Clause, string From, string To, Money Amount, int DueDays);
