using System.Collections.Immutable;
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
internal sealed class ExactDomain(Period period, Facts facts) : IDomain<Exact, ExactTruth>
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

    public bool MayBeMissing(SectionName section, YearMonth month, ImmutableArray<Indicator> indicators) => false;

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

    public Explained<Exact> MonthMean(SectionName section, YearMonth month, Indicator indicator)
    {
        var mean = facts.Mean(section.Code, month, indicator);
        var value = mean.Value is { } known ? Of(known) : Exact.Unknown(new Gap(section.Code, month, indicator.Name, mean.Mean.Reason!));
        // The step names section, month and indicator already; the reason need not say them again.
        var (text, unit) = mean.Value is null ? ($"不能确定：{mean.Mean.Reason}", null) : Show(value, Kind.Of(indicator));
        return new(value, Step.Fact("terms.fact", $"月均({section.Name}, {indicator.Name}, {month})", text, unit, mean.Origin));
    }

    public Explained<Exact> MeanOverMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required)
    {
        var known = months.ToDictionary(month => month, month => facts.Mean(section.Code, month, indicator).Mean);
        var mean = Means.OverMonths(indicator, known, required);
        ImmutableArray<Gap> gaps = [.. known.Where(month => month.Value.Value is null).OrderBy(month => month.Key).Select(month => new Gap(section.Code, month.Key, indicator.Name, month.Value.Reason!))];
        var value = mean.Value.Value is { } average ? Of(average) : Exact.Unknown(gaps);
        var (text, unit) = Show(value, Kind.Of(indicator));
        var because = months.Select(month => MonthMean(section, month, indicator).Step);
        return new(value, new("terms.mean", null, mean.Step.Formula, text, unit, $"应有至少{required}个月有效，实有{mean.Value.Valid}个月", [.. because]));
    }

    public Explained<Exact> ExtremeMonth(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator, int required, bool isGreatest)
    {
        var means = months.Select(month => MonthMean(section, month, indicator)).ToList();
        var known = means.Where(mean => mean.Value.Value is not null).Select(mean => mean.Value.Value!.Value).ToList();
        var value = known.Count >= required
            ? Of(isGreatest ? known.Max() : known.Min())
            : Exact.Unknown(means.Aggregate(ImmutableArray<Gap>.Empty, (all, mean) => Joined(all, mean.Value.Gaps)));
        var (text, unit) = Show(value, Kind.Of(indicator));
        return new(value, new("terms.extreme-month", null, null, text, unit, $"应有至少{required}个月有效，实有{known.Count}个月", [.. means.Select(mean => mean.Step)]));
    }

    public Exact ValidMonths(SectionName section, IReadOnlyList<YearMonth> months, Indicator indicator) =>
        Of(months.Count(month => facts.Mean(section.Code, month, indicator).Value is not null));

    public Explained<Exact> MonthVolume(SectionName section, YearMonth month)
    {
        var volume = facts.Volume(section.Code, month);
        var value = volume.Value is { } known ? Of(known) : Exact.Unknown(new Gap(section.Code, month, "水量", volume.Mean.Reason!));
        var (text, unit) = volume.Value is null ? ($"不能确定：{volume.Mean.Reason}", null) : Show(value, Kind.Volume);
        return new(value, Step.Fact("terms.volume", $"水量({section.Name}, {month})", text, unit, volume.Origin));
    }

    public Explained<Exact> Class(SectionName section, IReadOnlyList<YearMonth> months, IReadOnlyList<(Indicator Indicator, Explained<Exact> Mean)> factors)
    {
        // An indicator without limits in this kind of water decides nothing, so its gaps leave nothing open.
        var bodies = facts.Bodies(section.Code, months);
        var counted = bodies.Length == 1 ? factors.Where(factor => Limits.TryFind(factor.Indicator, bodies[0], out _)).ToList() : factors;
        var gaps = counted.Aggregate(ImmutableArray<Gap>.Empty, (all, factor) => Joined(all, factor.Mean.Value.Gaps));
        if (gaps.IsEmpty && bodies.Length != 1) gaps = [new(section.Code, months[0], "", bodies.Length == 0 ? "没有数据" : "各月的水体类型(河流、湖库)不一致")];
        if (!gaps.IsEmpty) return Unclassified(gaps, counted.Select(factor => factor.Mean.Step));

        var limited = counted.Select(factor => new Factor(factor.Indicator, factor.Mean.Value.Value!.Value, factor.Mean.Step)).ToList();
        if (limited.Count == 0) return Unclassified([new(section.Code, months[0], "", "所列指标在该类水体中都没有标准限值")], []);
        var worst = Classification.OfSection(limited, bodies[0], [.. limited.Select(factor => factor.Indicator)]);
        return new(Of((int)worst.Value.Class!.Value), worst.Step);
    }

    public Explained<Exact> Stated(Statable fact, string about)
    {
        var (found, origin) = Statement(fact, about);
        var value = found is { } known ? Of(known) : Nowhere(origin);
        var (text, unit) = Show(value, fact.Kind);
        return new(value, Step.Fact("terms.stated", fact.Name, text, unit, found is null ? null : origin));
    }

    public Explained<ExactTruth> StatedTruth(Statable fact, string about)
    {
        var (found, origin) = Statement(fact, about);
        var value = found is { } known ? Of(known != 0) : new ExactTruth(null, Nowhere(origin).Gaps);
        return new(value, Step.Fact("terms.stated", fact.Name, Show(value), null, found is null ? null : origin));
    }

    // The value and where it comes from, or why there is none.
    private (decimal? Value, string Origin) Statement(Statable fact, string about)
    {
        var by = string.Join("、", fact.By);
        if (facts.Stated(fact.Name, about) is not { } text) return fact.Otherwise is { } otherwise ? (otherwise, $"{by}未作认定，按协议") : (null, $"{by}尚未认定“{fact.Name}”");
        return fact.TryRead(text, out var value, out var reason) ? (value, $"{by}认定") : (null, $"认定的“{fact.Name}”{reason}");
    }

    public Exact Unknown(string reason) => Nowhere(reason);

    public (string Value, string? Unit) Show(Exact value, Kind kind) => value.Value is { } known ? ShownValue.Of(known, kind) : (Reason(value.Gaps), null);

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

    private Explained<Exact> Unclassified(ImmutableArray<Gap> gaps, IEnumerable<Step> because)
    {
        var value = Exact.Unknown(gaps);
        return new(value, new("class.section", null, null, Show(value, new Kind.Class()).Value, null, null, [.. because]));
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
