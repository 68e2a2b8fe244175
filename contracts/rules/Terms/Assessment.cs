using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>What the terms say about one period, given what is known of the water.</summary>
/// <param name="Payments">One for each clause and recipient that applies, in the document's order; none for a clause whose condition is false.</param>
/// <param name="Gaps">What is missing for the payments that cannot be determined, each once; empty when all are determined.</param>
/// <param name="Step">The whole explanation.</param>
/// <param name="Netted">What is transferred after netting, each above zero; null where the terms net nothing or a payment cannot be determined.</param>
public sealed record Assessment(ImmutableArray<Payment> Payments, ImmutableArray<Gap> Gaps, Step Step, ImmutableArray<Transfer>? Netted = null);

/// <summary>One payment of an assessment.</summary>
/// <param name="Clause">Clause number as the document writes it; of a clause that stands for each of several elements, with the element: <c>三·郑州</c>.</param>
/// <param name="From">Who pays; already turned round where the amount was below zero and the clause says 反向.</param>
/// <param name="To">Who is paid.</param>
/// <param name="Amount">Zero or more, in whole fen; null when it cannot be determined, for the reasons in <paramref name="Gaps"/>. Never zero for unknown.</param>
public sealed record Payment(string Clause, string From, string To, Money? Amount, ImmutableArray<Gap> Gaps, Step Step);

/// <summary>Why a value cannot be determined.</summary>
/// <param name="Section">Section code; empty where no section is the cause, as in a division by zero.</param>
/// <param name="Month">The month; the first of the period where no month is the cause.</param>
/// <param name="Indicator">Standard name of the indicator; empty where none is the cause.</param>
/// <param name="Reason">The reason in words.</param>
public sealed record Gap(string Section, YearMonth Month, string Indicator, string Reason);

/// <summary>A monthly mean that is contested, and the range it may lie in.</summary>
/// <param name="Section">Section code.</param>
/// <param name="Indicator">Standard name of the indicator.</param>
/// <param name="Least">Lowest possible value in the indicator's unit, inclusive; null for its lowest admissible value.</param>
/// <param name="Most">Highest possible value, inclusive; null for its highest admissible value.</param>
/// <param name="StaysMissing">The other way round: a month without a mean is taken never to get one, so it cannot move any mean over several months.</param>
public sealed record ContestedMean(
    string Section, YearMonth Month, string Indicator, decimal? Least = null, decimal? Most = null, bool StaysMissing = false);

/// <summary>What the terms can say about one period while some of its data is missing or contested.</summary>
/// <param name="Payments">One for each clause and direction in which anything can be paid.</param>
public sealed record RangeAssessment(ImmutableArray<RangePayment> Payments, Step Step);

/// <summary>The bounds of one payment.</summary>
/// <param name="Least">
/// At least this is owed in every outcome of the open data that determines the payment: the part that is not in dispute. Not a promise that
/// it will be determined: where missing months stay missing and too few are left for a mean, the exact assessment has no amount at all.
/// </param>
/// <param name="Most">At most this can be owed, whatever the open data turns out to be; null where the terms set no bound.</param>
public sealed record RangePayment(string Clause, string From, string To, Money Least, Money? Most, Step Step);
