using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What values are: exact ones, or ranges. The evaluator knows the rules of the language and nothing of values; a domain knows values
/// and no rule of the language. So both answers come from one reading of the terms.
/// </summary>
/// <typeparam name="TNumber">A number, class or day in base units, or that it is unknown.</typeparam>
/// <typeparam name="TTruth">True, false, or not decided.</typeparam>
internal interface IDomain<TNumber, TTruth>
{
    TNumber Of(decimal value);

    TTruth Of(bool value);

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

    /// <summary>Whether a month may stay without the mean of one of the indicators; exact facts leave nothing open.</summary>
    bool MayBeMissing(SectionName section, YearMonth month, ImmutableArray<Indicator> indicators);

    /// <summary>Rounds to a multiple of a constant above zero.</summary>
    TNumber RoundTo(TNumber value, TNumber step, RoundingWay way);

    /// <summary>Rounds with the zero rule of water-quality reporting.</summary>
    TNumber Round(TNumber value, int decimals);

    /// <summary>Rounds yuan to the fen, half to even; unknown where the amount does not fit.</summary>
    TNumber RoundToFen(TNumber yuan);

    /// <summary>One month's mean of a section.</summary>
    Explained<TNumber> MonthMean(SectionName section, YearMonth month, Indicator indicator);

    /// <summary>The mean of several months' means; needs <paramref name="required"/> of them.</summary>
    Explained<TNumber> MeanOverMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required);

    /// <summary>The greatest or the least of several months' means; needs <paramref name="required"/> of them.</summary>
    Explained<TNumber> ExtremeMonth(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required, bool isGreatest);

    /// <summary>How many of the months have a mean.</summary>
    TNumber ValidMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator);

    /// <summary>The water that passed a section in one month, in m³.</summary>
    Explained<TNumber> MonthVolume(SectionName section, YearMonth month);

    /// <summary>The worst single factor of a section.</summary>
    Explained<TNumber> Class(SectionName section, IReadOnlyList<YearMonth> months, IReadOnlyList<(Indicator Indicator, Explained<TNumber> Mean)> factors);

    /// <summary>What somebody has stated about a period: a number or a day.</summary>
    Explained<TNumber> Stated(Statable fact, string period);

    /// <summary>What somebody has stated to be so or not about a period.</summary>
    Explained<TTruth> StatedTruth(Statable fact, string period);

    /// <summary>A number that nothing is known of, for a reason that lies in no data.</summary>
    TNumber Unknown(string reason);

    /// <summary>The value in words, and its unit.</summary>
    (string Value, string? Unit) Show(TNumber value, Kind kind);

    string Show(TTruth value);
}
