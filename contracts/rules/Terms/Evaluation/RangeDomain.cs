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
internal sealed class RangeDomain(Period period, Facts facts, IReadOnlyCollection<ContestedMean> contested, bool anythingMayBeStated = false) : IDomain<Interval, RangeTruth>
{
    private readonly Dictionary<(string Section, YearMonth Month, string Indicator), ContestedMean> _contested =
        contested.DistinctBy(mean => (mean.Section, mean.Month, mean.Indicator)).ToDictionary(mean => (mean.Section, mean.Month, mean.Indicator));

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

    public void Load(Frame<Interval, RangeTruth> frame)
    {
        var (inputs, known) = (frame.Inputs, Known<Interval, RangeTruth>.Of(frame.Inputs));
        for (var place = 0; place < inputs.Months.Count; place++)
        {
            var input = inputs.Months[place];
            (known.Months[place], known.Presence[place]) = input.Indicator is { } indicator ? MonthRange(input.Section, input.Month, indicator) : VolumeRange(input.Section, input.Month);
        }

        // A month that another stands in for may still come in with water of its own kind, so the stand-in's kind does not bind.
        for (var place = 0; place < inputs.Waters.Count; place++) known.Waters[place] = facts.OwnWater(inputs.Waters[place].Section, inputs.Waters[place].Month);
        for (var place = 0; place < inputs.Stated.Count; place++)
        {
            var range = Statement(inputs.Stated[place]);
            known.StatedNumbers[place] = range;
            known.StatedTruths[place] = new(CanHold: range.Contains(1), CanFail: range.Contains(0));
        }

        frame.Use(known);
    }

    // A month that never gets a value takes no part in what is made of several.
    public Interval MeanOverMonths(Indicator indicator, Interval[] months, Presence[] presence, int required) => required > presence.Count(month => month != Presence.Never)
        ? Whole(indicator)
        : new(Extreme(indicator, months, presence, required, lowest: true), Extreme(indicator, months, presence, required, lowest: false));

    public string? MeanFormula(Indicator indicator, Interval[] months) => null;

    public Interval ExtremeMonth(Indicator indicator, Interval[] months, Presence[] presence, int required, bool isGreatest)
    {
        var possible = months.Where((_, index) => presence[index] != Presence.Never).ToList();
        var sure = months.Where((_, index) => presence[index] == Presence.Sure).ToList();
        var whole = Whole(indicator);
        if (required > possible.Count) return whole;
        return isGreatest
            ? new(sure.Select(month => month.Least).DefaultIfEmpty(whole.Least).Max(), possible.Max(month => month.Most))
            : new(possible.Min(month => month.Least), sure.Select(month => month.Most).DefaultIfEmpty(whole.Most).Min());
    }

    public Interval ValidMonths(Interval[] months, Presence[] presence) =>
        new(presence.Count(month => month == Presence.Sure), presence.Count(month => month != Presence.Never));

    public string MonthsCounted(Interval[] months, int required) => $"应有至少{required}个月有效";

    public Interval Class(ClassFactors factors, Waters water, Interval[] means)
    {
        var possible = water is Waters.River or Waters.Lake ? [water] : new[] { Waters.River, Waters.Lake };
        return possible
            .Select(known => known == Waters.Lake ? factors.Lake : factors.River)
            .Select(limits => means.Zip(limits).Where(factor => factor.Second is not null).Select(factor => ClassRange(factor.Second!, factor.First)))
            .Where(classes => classes.Any())
            .Select(classes => classes.Aggregate(Interval.Greater))
            .DefaultIfEmpty(new((int)WaterClass.I, (int)WaterClass.WorseThanV))
            .Aggregate((one, other) => one.Hull(other));
    }

    public RangeTruth KeepsClass(ClassFactors factors, Waters water, Interval[] means, WaterClass target) => LessOrEqual(Class(factors, water, means), Of((int)target));

    public Explained<Interval> ExplainClass(string name, ClassFactors factors, Waters water, Explained<Interval>[] means)
    {
        var range = Class(factors, water, [.. means.Select(mean => mean.Value)]);
        return new(range, new("class.section", name, null, Show(range, new Kind.Class()).Value, null, null, [.. means.Select(mean => mean.Step)]));
    }

    public object ShowMonth(int place, Interval value, Kind kind) => LateText.Of((Domain: this, value, kind), known => known.Domain.Show(known.value, known.kind).Value);

    public LateText? OriginOf(int place) => null;

    public string? StatedBy(int place) => null;

    private Interval Statement(Statable fact)
    {
        var whole = new Interval(fact.Least, fact.Most);
        if (anythingMayBeStated) return whole;
        if (facts.Stated(fact.Name, period.Id) is { } text) return fact.TryRead(text, out var value, out _) ? Interval.Of(value) : whole;
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

    private (Interval Range, Presence Presence) MonthRange(SectionName section, YearMonth month, Indicator indicator)
    {
        var whole = Whole(indicator);
        var found = facts.Mean(section.Code, month, indicator);
        if (_contested.GetValueOrDefault((section.Code, month, indicator.Name)) is { } open)
        {
            // A value outside the admissible range would not count, nor does one of which too little is valid: the month would be without data, or another
            // would stand in for it.
            var mayDropOut = (open.Least is { } least && !whole.Contains(least)) || (open.Most is { } most && !whole.Contains(most)) || facts.IsLeftOut(section.Code, month, indicator);
            if (!open.StaysMissing) return mayDropOut ? (whole, Presence.Open) : (Clipped(open, whole), Presence.Sure);
            if (found.Value is null) return (whole, Presence.Never);
        }

        // A month that another stands in for may still come in with a value of its own.
        return found is { Value: { } value, IsStandIn: false } ? (Interval.Of(value), Presence.Sure) : (whole, found.Value is null ? Presence.Open : Presence.Sure);
    }

    private (Interval Range, Presence Presence) VolumeRange(SectionName section, YearMonth month)
    {
        var (admissible, found) = (facts.AdmissibleVolume, facts.Volume(section.Code, month));
        return found is { Value: { } known, IsStandIn: false } ? (Interval.Of(known), Presence.Sure) : (new(admissible.Least, admissible.Most), found.Value is null ? Presence.Open : Presence.Sure);
    }

    // The bounds in their order, in a range that lies inside the admissible one.
    private static Interval Clipped(ContestedMean open, Interval whole)
    {
        var (one, other) = (open.Least ?? whole.Least!.Value, open.Most ?? whole.Most!.Value);
        decimal Inside(decimal value) => decimal.Clamp(value, whole.Least!.Value, whole.Most!.Value);
        return new(Inside(decimal.Min(one, other)), Inside(decimal.Max(one, other)));
    }

    // A month that may stay missing is left out of the mean wherever that makes the mean more extreme, as long as enough months remain.
    private static decimal Extreme(Indicator indicator, Interval[] months, Presence[] presence, int required, bool lowest)
    {
        decimal End(Interval range) => (lowest ? range.Least : range.Most)!.Value;
        var counted = months.Where((_, index) => presence[index] == Presence.Sure).Select(End).ToList();
        var optional = months.Where((_, index) => presence[index] == Presence.Open).Select(End).Order().ToList();
        if (!lowest) optional.Reverse();
        foreach (var value in optional)
        {
            var mean = counted.Count == 0 ? value : Mean(indicator, counted);
            if (counted.Count >= required && (lowest ? value >= mean : value <= mean)) break;
            counted.Add(value);
        }

        return Mean(indicator, counted);
    }

    private static decimal Mean(Indicator indicator, List<decimal> values) => Average.Of(indicator, values).Value;

    // Classes rise or fall with the value, except for pH, whose good range lies in the middle and is looked at as well.
    private static Interval ClassRange(Limit limit, Interval mean)
    {
        Interval At(decimal value) => Interval.Of((int)limit.ClassOf(value));
        var ends = At(mean.Least!.Value).Hull(At(mean.Most!.Value));
        var middle = limit.Sense == LimitSense.Within ? limit.Bounds[0] : mean.Least.Value;
        return mean.Contains(middle) ? ends.Hull(At(middle)) : ends;
    }
}
