using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What values are: exact ones, or ranges. The planner knows the rules of the language and nothing of values; a domain knows values
/// and no rule of the language. So both answers come from one reading of the terms.
/// </summary>
/// <typeparam name="TNumber">A number, class or day in base units, or that it is unknown.</typeparam>
/// <typeparam name="TTruth">True, false, or not decided.</typeparam>
internal interface IDomain<TNumber, TTruth>
{
    /// <summary>Fills a run's inputs with what is known of them.</summary>
    void Load(Frame<TNumber, TTruth> frame);

    TNumber Of(decimal value);

    TTruth Of(bool value);

    /// <summary>A number that nothing is known of, for a reason that lies in no data.</summary>
    TNumber Unknown(string reason);

    TNumber Add(TNumber left, TNumber right);

    TNumber Subtract(TNumber left, TNumber right);

    TNumber Multiply(TNumber left, TNumber right);

    TNumber Divide(TNumber left, TNumber right);

    TNumber Greater(TNumber left, TNumber right);

    TNumber Lesser(TNumber left, TNumber right);

    TTruth Less(TNumber left, TNumber right);

    TTruth LessOrEqual(TNumber left, TNumber right);

    TTruth Equal(TNumber left, TNumber right);

    TTruth Not(TTruth operand);

    TTruth And(TTruth left, TTruth right);

    TTruth Or(TTruth left, TTruth right);

    /// <summary>1 for true, 0 for false.</summary>
    TNumber Count(TTruth operand);

    /// <summary>The one or the other, as the condition decides; what is possible of both where it does not.</summary>
    TNumber Either(TTruth condition, TNumber then, TNumber otherwise);

    bool CanHold(TTruth truth);

    bool CanFail(TTruth truth);

    /// <summary>The share of those that hold among those that are decided; needs <paramref name="required"/> decided ones.</summary>
    /// <param name="truths">One for each month, and whether that month may stay without data.</param>
    TNumber ShareOf(ImmutableArray<(TTruth Truth, bool MayBeMissing)> truths, int required);

    /// <summary>Rounds to a multiple of a constant above zero.</summary>
    TNumber RoundTo(TNumber value, TNumber step, RoundingWay way);

    /// <summary>Rounds with the zero rule of water-quality reporting.</summary>
    TNumber Round(TNumber value, int decimals);

    /// <summary>Rounds yuan to the fen, half to even; unknown where the amount does not fit.</summary>
    TNumber RoundToFen(TNumber yuan);

    /// <summary>The mean of several months' means; needs <paramref name="required"/> of them.</summary>
    /// <param name="presence">For each month, whether it has a value.</param>
    TNumber MeanOverMonths(Indicator indicator, TNumber[] months, Presence[] presence, int required);

    /// <summary>The arithmetic of a mean with its numbers; null where there is none to show.</summary>
    string? MeanFormula(Indicator indicator, TNumber[] months);

    /// <summary>The greatest or the least of several months' means; needs <paramref name="required"/> of them.</summary>
    TNumber ExtremeMonth(Indicator indicator, TNumber[] months, Presence[] presence, int required, bool isGreatest);

    /// <summary>How many of the months have a mean.</summary>
    TNumber ValidMonths(TNumber[] months, Presence[] presence);

    /// <summary>How many months are needed and, where that is known, how many there are.</summary>
    string MonthsCounted(TNumber[] months, int required);

    /// <summary>The worst single factor of a section.</summary>
    /// <param name="means">One for each of the factors, in their order.</param>
    TNumber Class(ClassFactors factors, Waters water, TNumber[] means);

    /// <summary>Whether <see cref="Class"/> is a class or a better one: every factor keeps that class's limit.</summary>
    TTruth KeepsClass(ClassFactors factors, Waters water, TNumber[] means, WaterClass target);

    /// <summary>As <see cref="Class"/>, with how it came about.</summary>
    /// <param name="name">What the step is called.</param>
    Explained<TNumber> ExplainClass(string name, ClassFactors factors, Waters water, Explained<TNumber>[] means);

    /// <summary>The value in words, and its unit.</summary>
    (string Value, string? Unit) Show(TNumber value, Kind kind);

    string Show(TTruth value);

    /// <summary>As <see cref="Show(TNumber, Kind)"/>, of the monthly input at a place of the run.</summary>
    /// <returns>A <see cref="LateText"/> of a value in the kind's own unit; a text in place of a value, where there is a gap.</returns>
    object ShowMonth(int place, TNumber value, Kind kind);

    /// <summary>Where the monthly input at a place comes from, as a <see cref="LateText"/>; null where nothing is known of it.</summary>
    LateText? OriginOf(int place);

    /// <summary>Who has stated the fact at a place; null where nobody has.</summary>
    string? StatedBy(int place);
}
