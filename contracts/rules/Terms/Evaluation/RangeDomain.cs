using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Whether a condition can hold and whether it can fail, over all values its inputs can take. At least one of both is so.</summary>
internal readonly record struct RangeTruth(bool CanHold, bool CanFail);

/// <summary>
/// Ranges: every value that can come out when missing months may stay missing or take any admissible value, and contested means any
/// value of their range. A statement that nobody has made is taken as the document says for that case, or may be any that the document allows.
/// A range holds every exact result that those inputs can give; it may hold more, never less.
/// </summary>
internal sealed class RangeDomain(Facts facts, IReadOnlyCollection<ContestedMean> contested, bool anythingMayBeStated = false) : IDomain<Interval, RangeTruth>
{
    public Interval Of(decimal value) => Interval.Of(value);

    public RangeTruth Of(bool value) => new(value, !value);

    public Interval Add(Interval left, Interval right) => left + right;

    public Interval Subtract(Interval left, Interval right) => left - right;

    public Interval Multiply(Interval left, Interval right) => left * right;

    public Interval Divide(Interval left, Interval right) => left / right;

    public Interval Greater(Interval left, Interval right) => Interval.Greater(left, right);

    public Interval Lesser(Interval left, Interval right) => Interval.Lesser(left, right);

    public RangeTruth Less(Interval left, Interval right) => new(
        CanHold: left.Least is null || right.Most is null || left.Least < right.Most,
        CanFail: left.Most is null || right.Least is null || left.Most >= right.Least);

    public RangeTruth LessOrEqual(Interval left, Interval right) => Not(Less(right, left));

    public RangeTruth Equal(Interval left, Interval right) => new(
        CanHold: LessOrEqual(left, right).CanHold && LessOrEqual(right, left).CanHold,
        CanFail: !(left.IsPoint && left == right));

    public RangeTruth Not(RangeTruth operand) => new(operand.CanFail, operand.CanHold);

    public RangeTruth And(RangeTruth left, RangeTruth right) => new(left.CanHold && right.CanHold, left.CanFail || right.CanFail);

    public RangeTruth Or(RangeTruth left, RangeTruth right) => new(left.CanHold || right.CanHold, left.CanFail && right.CanFail);

    // The share is least where all that can fail do and the certain ones that may stay missing do, most the other way round. A month that could
    // be decided either way moves the share further when it is decided than when it stays missing.
    public Interval ShareOf(ImmutableArray<(RangeTruth Truth, bool MayBeMissing)> truths, int required)
    {
        var holds = truths.Count(month => !month.Truth.CanFail && !month.MayBeMissing);
        var fails = truths.Count(month => !month.Truth.CanHold && !month.MayBeMissing);
        var (canHold, canFail) = (truths.Count(month => month.Truth.CanHold), truths.Count(month => month.Truth.CanFail));
        return new(
            holds + canFail == 0 ? 0 : (decimal)holds / (holds + canFail),
            fails + canHold == 0 ? 1 : (decimal)canHold / (fails + canHold));
    }

    public bool MayBeMissing(SectionName section, YearMonth month, ImmutableArray<Indicator> indicators) =>
        indicators.Any(indicator => MonthRange(section, month, indicator).MayBeMissing);

    public Interval RoundTo(Interval value, Interval step, RoundingWay way) => value.Rising(number => Multiples.Of(number, step.Least!.Value, way));

    public Interval Count(RangeTruth operand) => new(operand.CanFail ? 0 : 1, operand.CanHold ? 1 : 0);

    public Interval Either(RangeTruth condition, Interval then, Interval otherwise)
    {
        if (!condition.CanFail) return then;
        return condition.CanHold ? then.Hull(otherwise) : otherwise;
    }

    public bool CanHold(RangeTruth truth) => truth.CanHold;

    public bool CanFail(RangeTruth truth) => truth.CanFail;

    public Interval Round(Interval value, int decimals) => value.Rising(number => Rounding.Of(number, decimals));

    public Interval RoundToFen(Interval yuan) => yuan.Rising(number =>
        Money.TryHalfEven(number, out var money) ? money.Yuan : throw new OverflowException("The amount does not fit into fen."));

    public Explained<Interval> MonthMean(SectionName section, YearMonth month, Indicator indicator)
    {
        var range = MonthRange(section, month, indicator).Range;
        var (text, unit) = Show(range, Kind.Of(indicator));
        return new(range, Step.Fact("terms.fact", $"月均({section.Name}, {indicator.Name}, {month})", text, unit));
    }

    public Explained<Interval> MeanOverMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required)
    {
        var ranges = months.Select(month => MonthRange(section, month, indicator)).ToList();
        var range = required > months.Count
            ? Whole(indicator)
            : new Interval(Extreme(indicator, ranges, required, lowest: true), Extreme(indicator, ranges, required, lowest: false));
        var (text, unit) = Show(range, Kind.Of(indicator));
        var because = months.Select(month => MonthMean(section, month, indicator).Step);
        return new(range, new("terms.mean", null, null, text, unit, $"应有至少{required}个月有效", [.. because]));
    }

    public Explained<Interval> ExtremeMonth(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required, bool isGreatest)
    {
        var ranges = months.Select(month => MonthRange(section, month, indicator)).ToList();
        var sure = ranges.Where(range => !range.MayBeMissing).Select(range => range.Range).ToList();
        var all = ranges.Select(range => range.Range).ToList();
        var whole = Whole(indicator);
        var range = isGreatest
            ? new Interval(sure.Select(month => month.Least).DefaultIfEmpty(whole.Least).Max(), all.Max(month => month.Most))
            : new Interval(all.Min(month => month.Least), sure.Select(month => month.Most).DefaultIfEmpty(whole.Most).Min());
        var (text, unit) = Show(range, Kind.Of(indicator));
        var because = months.Select(month => MonthMean(section, month, indicator).Step);
        return new(range, new("terms.extreme-month", null, null, text, unit, $"应有至少{required}个月有效", [.. because]));
    }

    public Interval ValidMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator) =>
        new(months.Count(month => !MonthRange(section, month, indicator).MayBeMissing), months.Count);

    public Explained<Interval> MonthVolume(SectionName section, YearMonth month)
    {
        var admissible = facts.AdmissibleVolume;
        var range = facts.Volume(section.Code, month) is { Value: { } known, StandsIn: false } ? Interval.Of(known) : new(admissible.Least, admissible.Most);
        var (text, unit) = Show(range, Kind.Volume);
        return new(range, Step.Fact("terms.volume", $"水量({section.Name}, {month})", text, unit));
    }

    public Explained<Interval> Class(SectionName section, IReadOnlyList<YearMonth> months, IReadOnlyList<(Indicator Indicator, Explained<Interval> Mean)> factors)
    {
        var bodies = facts.Bodies(section.Code, months);
        var possible = bodies.Length == 1 ? bodies : Enum.GetValues<WaterBody>();
        var range = possible
            .Select(body => factors.Where(factor => Limits.TryFind(factor.Indicator, body, out _)).Select(factor => ClassRange(factor.Indicator, factor.Mean.Value, body)))
            .Where(classes => classes.Any())
            .Select(classes => classes.Aggregate(Interval.Greater))
            .DefaultIfEmpty(new((int)WaterClass.I, (int)WaterClass.WorseThanV))
            .Aggregate((one, other) => one.Hull(other));
        return new(range, new("class.section", null, null, Show(range, new Kind.Class()).Value, null, null, [.. factors.Select(factor => factor.Mean.Step)]));
    }

    public Explained<Interval> Stated(Statable fact, string about)
    {
        var range = Statement(fact, about);
        var (text, unit) = Show(range, fact.Kind);
        return new(range, Step.Fact("terms.stated", fact.Name, text, unit));
    }

    public Explained<RangeTruth> StatedTruth(Statable fact, string about)
    {
        var range = Statement(fact, about);
        var value = new RangeTruth(CanHold: range.Contains(1), CanFail: range.Contains(0));
        return new(value, Step.Fact("terms.stated", fact.Name, Show(value)));
    }

    private Interval Statement(Statable fact, string about)
    {
        var whole = new Interval(fact.Least, fact.Most);
        if (anythingMayBeStated) return whole;
        if (facts.Stated(fact.Name, about) is { } text) return fact.TryRead(text, out var value, out _) ? Interval.Of(value) : whole;
        return fact.Otherwise is { } otherwise ? Interval.Of(otherwise) : whole;
    }

    public Interval Unknown(string reason) => Interval.Everything;

    public (string Value, string? Unit) Show(Interval value, Kind kind)
    {
        if (value.IsPoint) return ShownValue.Of(value.Least!.Value, kind);
        var (least, most) = (ShowEnd(value.Least, kind), ShowEnd(value.Most, kind));
        return ($"{least.Value} 至 {most.Value}", least.Unit ?? most.Unit);
    }

    public string Show(RangeTruth value) => value is { CanHold: true, CanFail: true } ? "是或否" : ShownValue.Of(value.CanHold);

    private static (string Value, string? Unit) ShowEnd(decimal? end, Kind kind) => end is { } known ? ShownValue.Of(known, kind) : ("不限", null);

    private Interval Whole(Indicator indicator)
    {
        var admissible = facts.Admissible(indicator);
        return new(admissible.Least, admissible.Most);
    }

    private (Interval Range, bool MayBeMissing) MonthRange(SectionName section, YearMonth month, Indicator indicator)
    {
        var whole = Whole(indicator);
        var open = contested.FirstOrDefault(mean => mean.Section == section.Code && mean.Month == month && mean.Indicator == indicator.Name);
        // A value outside the admissible range would not count: the month would be without data, or another would stand in for it.
        if (open is { Least: { } least } && !whole.Contains(least) || open is { Most: { } most } && !whole.Contains(most)) return (whole, true);
        if (open is not null) return (Clipped(open, whole), false);
        var found = facts.Mean(section.Code, month, indicator);
        // A month that another stands in for may still come in with a value of its own.
        return found is { Value: { } value, StandsIn: false } ? (Interval.Of(value), false) : (whole, found.Value is null);
    }

    // The bounds in their order, in a range that lies inside the admissible one.
    private static Interval Clipped(ContestedMean open, Interval whole)
    {
        var (one, other) = (open.Least ?? whole.Least!.Value, open.Most ?? whole.Most!.Value);
        decimal Inside(decimal value) => decimal.Clamp(value, whole.Least!.Value, whole.Most!.Value);
        return new(Inside(decimal.Min(one, other)), Inside(decimal.Max(one, other)));
    }

    // A month that may stay missing is left out of the mean wherever that makes the mean more extreme, as long as enough months remain.
    private static decimal Extreme(Indicator indicator, List<(Interval Range, bool MayBeMissing)> months, int required, bool lowest)
    {
        decimal End(Interval range) => (lowest ? range.Least : range.Most)!.Value;
        var counted = months.Where(month => !month.MayBeMissing).Select(month => End(month.Range)).ToList();
        var optional = months.Where(month => month.MayBeMissing).Select(month => End(month.Range)).Order().ToList();
        if (!lowest) optional.Reverse();
        foreach (var value in optional)
        {
            var mean = counted.Count == 0 ? value : Mean(indicator, counted);
            if (counted.Count >= required && (lowest ? value >= mean : value <= mean)) break;
            counted.Add(value);
        }

        return Mean(indicator, counted);
    }

    private static decimal Mean(Indicator indicator, List<decimal> values)
    {
        var months = values.Select((value, index) => (Month: new YearMonth(2000, 1).AddMonths(index), Mean: new MonthMean(value, 1, 1, null)));
        return Means.OverMonths(indicator, months.ToDictionary(month => month.Month, month => month.Mean), required: 1).Value.Value!.Value;
    }

    // Classes rise or fall with the value, except for pH, whose good range lies in the middle and is looked at as well.
    private static Interval ClassRange(Indicator indicator, Interval mean, WaterBody body)
    {
        Interval At(decimal value) => Interval.Of((int)Classification.Of(indicator, value, body).Value);
        var ends = At(mean.Least!.Value).Hull(At(mean.Most!.Value));
        var middle = Limits.Find(indicator, body) is { Sense: LimitSense.Within } limit ? limit.Bounds[0] : mean.Least.Value;
        return mean.Contains(middle) ? ends.Hull(At(middle)) : ends;
    }
}
