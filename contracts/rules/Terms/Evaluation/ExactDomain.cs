using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A number that is known, or the reasons why it is not.</summary>
internal readonly record struct Exact(decimal? Value, ImmutableArray<Gap> Gaps)
{
    public static Exact Unknown(params ImmutableArray<Gap> gaps) => new(null, gaps);
}

/// <summary>True, false, or unknown for the reasons in <paramref name="Gaps"/>.</summary>
internal readonly record struct ExactTruth(bool? Value, ImmutableArray<Gap> Gaps);

/// <summary>
/// Exact decimals. Unknown passes through arithmetic and comparison and keeps its reasons; overflow and division by zero are unknown too,
/// so that no data can make an assessment fail.
/// </summary>
/// <param name="data">What is known, found once; null where it is to be looked up in <paramref name="facts"/> for each run.</param>
internal sealed class ExactDomain(Period period, Facts facts, PeriodData? data = null) : IDomain<Exact, ExactTruth>
{
    public Exact Of(decimal value) => new(value, []);

    public ExactTruth Of(bool value) => new(value, []);

    public Exact Add(Exact left, Exact right) => Calculate(left, right, decimal.Add);

    public Exact Subtract(Exact left, Exact right) => Calculate(left, right, decimal.Subtract);

    public Exact Multiply(Exact left, Exact right) => Calculate(left, right, decimal.Multiply);

    public Exact Divide(Exact left, Exact right) => right.Value == 0 && left.Value is not null ? Nowhere("除数为零") : Calculate(left, right, decimal.Divide);

    public Exact Greater(Exact left, Exact right) => Calculate(left, right, decimal.Max);

    public Exact Lesser(Exact left, Exact right) => Calculate(left, right, decimal.Min);

    public ExactTruth Less(Exact left, Exact right) => Compare(left, right, left.Value < right.Value);

    public ExactTruth LessOrEqual(Exact left, Exact right) => Compare(left, right, left.Value <= right.Value);

    public ExactTruth Equal(Exact left, Exact right) => Compare(left, right, left.Value == right.Value);

    public ExactTruth Not(ExactTruth operand) => operand with { Value = !operand.Value };

    public ExactTruth And(ExactTruth left, ExactTruth right)
    {
        if (left.Value == false || right.Value == false) return Of(false);
        return left.Value is null || right.Value is null ? new(null, Joined(left.Gaps, right.Gaps)) : Of(true);
    }

    public ExactTruth Or(ExactTruth left, ExactTruth right)
    {
        if (left.Value == true || right.Value == true) return Of(true);
        return left.Value is null || right.Value is null ? new(null, Joined(left.Gaps, right.Gaps)) : Of(false);
    }

    public Exact ShareOf(ImmutableArray<(ExactTruth Truth, bool MayBeMissing)> truths, int required)
    {
        var decided = truths.Where(month => month.Truth.Value is not null).ToList();
        if (decided.Count < required) return Exact.Unknown(truths.Aggregate(ImmutableArray<Gap>.Empty, (all, month) => Joined(all, month.Truth.Gaps)));
        return Of((decimal)decided.Count(month => month.Truth.Value == true) / decided.Count);
    }

    public Exact RoundTo(Exact value, Exact step, RoundingWay way) => Calculate(value, step, (number, unit) => Multiples.Of(number, unit, way));

    public Exact Count(ExactTruth operand) => operand.Value is { } truth ? Of(truth ? 1 : 0) : Exact.Unknown(operand.Gaps);

    public Exact Either(ExactTruth condition, Exact then, Exact otherwise)
    {
        if (condition.Value is { } decided) return decided ? then : otherwise;
        return Exact.Unknown(condition.Gaps);
    }

    public bool CanHold(ExactTruth truth) => truth.Value != false;

    public bool CanFail(ExactTruth truth) => truth.Value != true;

    public Exact Round(Exact value, int decimals) => value.Value is { } known ? Of(Rounding.Of(known, decimals)) : value;

    public Exact RoundToFen(Exact yuan)
    {
        if (yuan.Value is not { } known) return yuan;
        return Money.TryHalfEven(known, out var money) ? Of(money.Yuan) : Nowhere("金额过大");
    }

    /// <summary>Goes on with other data.</summary>
    public void Use(PeriodData other) => data = other;

    public void Load(Frame<Exact, ExactTruth> frame) => frame.Use((data ??= PeriodData.Of(period, frame.Inputs, facts)).Known);

    public Exact MeanOverMonths(Indicator indicator, Exact[] months, Presence[] presence, int required)
    {
        var known = Known(months);
        return known.Count >= required && known.Count > 0 ? Of(Average.Of(indicator, known).Value) : Exact.Unknown(GapsOf(months));
    }

    public string? MeanFormula(Indicator indicator, Exact[] months) => Known(months) is { Count: > 0 } known ? Average.Of(indicator, known).Formula : null;

    public Exact ExtremeMonth(Indicator indicator, Exact[] months, Presence[] presence, int required, bool isGreatest)
    {
        var known = Known(months);
        if (known.Count < required || known.Count == 0) return Exact.Unknown(GapsOf(months));
        return Of(isGreatest ? known.Max() : known.Min());
    }

    public Exact ValidMonths(Exact[] months, Presence[] presence) => Of(Known(months).Count);

    public string MonthsCounted(Exact[] months, int required) => $"应有至少{required}个月有效，实有{Known(months).Count}个月";

    private static List<decimal> Known(Exact[] months) => [.. months.Where(month => month.Value is not null).Select(month => month.Value!.Value)];

    private static ImmutableArray<Gap> GapsOf(Exact[] months) => months.Aggregate(ImmutableArray<Gap>.Empty, (all, month) => Joined(all, month.Gaps));

    public Exact Class(ClassFactors factors, Waters water, Exact[] means)
    {
        var limits = LimitsIn(factors, water);
        var worst = default(WaterClass);
        for (var index = 0; index < means.Length; index++)
        {
            if (limits[index] is not { } limit) continue;
            if (means[index].Value is not { } value) return Exact.Unknown(WhyUnclassed(factors, water, means));
            var found = limit.ClassOf(value);
            if (found > worst) worst = found;
        }

        return worst == default || water is Waters.None or Waters.Both ? Exact.Unknown(WhyUnclassed(factors, water, means)) : Of((int)worst);
    }

    // The same answer as classing first and comparing then, with one comparison for each factor.
    public ExactTruth KeepsClass(ClassFactors factors, Waters water, Exact[] means, WaterClass target)
    {
        var limits = LimitsIn(factors, water);
        var (any, keeps) = (false, true);
        for (var index = 0; index < means.Length; index++)
        {
            if (limits[index] is not { } limit) continue;
            if (means[index].Value is not { } value) return new(null, WhyUnclassed(factors, water, means));
            any = true;
            if (keeps) keeps = limit.Keeps(value, target);
        }

        return any && water is Waters.River or Waters.Lake ? new(keeps, []) : new(null, WhyUnclassed(factors, water, means));
    }

    public Explained<Exact> ExplainClass(string name, ClassFactors factors, Waters water, Explained<Exact>[] means)
    {
        var limits = LimitsIn(factors, water);
        var (classes, counted) = (new Classified[means.Length], 0);
        var isOpen = water is Waters.None or Waters.Both;
        foreach (var index in factors.InOrder)
        {
            if (isOpen || limits[index] is not { } limit) continue;
            isOpen |= means[index].Value.Value is null;
            if (!isOpen) classes[counted++] = Classification.Classify(limit, means[index].Value.Value!.Value, means[index].Step);
        }

        if (isOpen || counted == 0) return Unclassed(name, factors, water, means);
        var worst = Classification.Worst(name, ImmutableCollectionsMarshal.AsImmutableArray(counted == classes.Length ? classes : classes[..counted]));
        return new(Of((int)worst.Value), worst.Step);
    }

    private Explained<Exact> Unclassed(string name, ClassFactors factors, Waters water, Explained<Exact>[] means)
    {
        var unknown = Exact.Unknown(WhyUnclassed(factors, water, [.. means.Select(mean => mean.Value)]));
        var counted = means.Where((_, index) => Counts(factors, water, index)).Select(mean => mean.Step);
        return new(unknown, new("class.section", name, null, Show(unknown, new Kind.Class()).Value, null, null, [.. counted]));
    }

    // An indicator without limits in this kind of water decides nothing, so its gaps leave nothing open.
    private static ImmutableArray<Gap> WhyUnclassed(ClassFactors factors, Waters water, Exact[] means)
    {
        var (gaps, any) = (ImmutableArray<Gap>.Empty, false);
        for (var index = 0; index < means.Length; index++)
        {
            if (!Counts(factors, water, index)) continue;
            any = true;
            gaps = Joined(gaps, means[index].Gaps);
        }

        if (!gaps.IsEmpty) return gaps;
        if (water is Waters.None or Waters.Both) return [Nowhere(water == Waters.None ? "没有数据" : "各月的水体类型(河流、湖库)不一致")];
        return any ? [] : [Nowhere("所列指标在该类水体中都没有标准限值")];

        Gap Nowhere(string reason) => new(factors.Section.Code, factors.FirstMonth, "", reason);
    }

    private static bool Counts(ClassFactors factors, Waters water, int index) => water is Waters.None or Waters.Both || LimitsIn(factors, water)[index] is not null;

    private static ImmutableArray<Limit?> LimitsIn(ClassFactors factors, Waters water) => water == Waters.Lake ? factors.Lake : factors.River;

    public Exact Unknown(string reason) => Nowhere(reason);

    public (string Value, string? Unit) Show(Exact value, Kind kind) => value.Value is { } known ? ShownValue.Of(known, kind) : (Reason(value.Gaps), null);

    public object ShowMonth(int place, Exact value, Kind kind) =>
        value.Value is { } number ? new ShownValue.Late(number, kind) : $"不能确定：{data!.Found[place].Mean.Reason}";

    public LateText? OriginOf(int place) => data!.Found[place] is { IsKnownMonth: true } found ? found : null;

    public string? StatedBy(int place) => data!.StatedBy[place];

    public string Show(ExactTruth value) => value.Value is { } known ? ShownValue.Of(known) : Reason(value.Gaps);

    public static string Reason(ImmutableArray<Gap> gaps)
    {
        var first = gaps.FirstOrDefault();
        if (first is null) return "不能确定";
        var place = first.Section.Length == 0 ? "" : $"断面{first.Section} {first.Month} {first.Indicator} ";
        return $"不能确定：{place}{first.Reason}{(gaps.Length > 1 ? $"(另有{gaps.Length - 1}项)" : "")}";
    }

    /// <summary>Both lists, each gap once, in the order they were met.</summary>
    public static ImmutableArray<Gap> Joined(ImmutableArray<Gap> left, ImmutableArray<Gap> right)
    {
        if (right.IsEmpty || left == right) return left;
        return left.IsEmpty ? right : [.. left.Concat(right).Distinct()];
    }

    private Exact Calculate(Exact left, Exact right, Func<decimal, decimal, decimal> operation)
    {
        if (left.Value is not { } l || right.Value is not { } r) return Exact.Unknown(Joined(left.Gaps, right.Gaps));
        try
        {
            return Of(operation(l, r));
        }
        catch (OverflowException)
        {
            return Nowhere("数值溢出");
        }
    }

    private static ExactTruth Compare(Exact left, Exact right, bool holds) =>
        left.Value is null || right.Value is null ? new(null, Joined(left.Gaps, right.Gaps)) : new(holds, []);

    private Exact Nowhere(string reason) => Exact.Unknown(new Gap("", period.FirstMonth, "", reason));
}
