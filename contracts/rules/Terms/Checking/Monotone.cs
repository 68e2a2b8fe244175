using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Whether worse water at a section can pay its upstream party more.</summary>
/// <param name="Section">The section as the document names it.</param>
/// <param name="Indicator">Standard name of the indicator that was made worse.</param>
/// <param name="Upstream">Short name of the upstream party.</param>
/// <param name="Compared">Pairs of better and worse water that were compared; none where there is too much to compare.</param>
/// <param name="Example">A pair in which the upstream party gets more for the worse water; null where none was found.</param>
public sealed record Monotonicity(string Section, string Indicator, string Upstream, int Compared, MonotonicityExample? Example);

/// <summary>
/// Better and worse water that differ in one indicator of one section, and what the upstream party nets for each by the clauses that rest on it.
/// </summary>
/// <param name="Better">Mean of every month of the period, in the indicator's unit.</param>
/// <param name="Worse">As <paramref name="Better"/>.</param>
/// <param name="NetOfBetter">What the upstream party nets in yuan, below zero where it pays.</param>
/// <param name="NetOfWorse">As <paramref name="NetOfBetter"/>.</param>
/// <param name="Sentence">The example in Chinese.</param>
public sealed record MonotonicityExample(decimal Better, decimal Worse, Money NetOfBetter, Money NetOfWorse, string Sentence);

/// <summary>
/// Looks for water whose worsening pays the upstream party more, in each of some periods until it is found. What is looked at is bounded, so that
/// no draft holds up whoever reads it: the more there is to compare, the fewer waters each is compared in.
/// </summary>
internal static class Monotone
{
    private const int WatersMax = 24;

    // Of what is in the air more is worse, although no limit of this standard says so.
    private const string AirUnit = "μg/m³";

    // Of all comparisons together, as the evaluator counts them.
    private const long OperationsMax = 5_000_000;

    public static ImmutableArray<Monotonicity> Of(Document document, IReadOnlyCollection<Period> periods)
    {
        var observed = Observed.Indicators(document)
            .Where(one => document.Places[one.Section.Name].Upstream is not null && Worsening(one.Indicator, document.Places[one.Section.Name].Water) is not null)
            .ToList();
        var clauses = document.Clauses.Select(clause => (Clause: clause, RestsOn: Observed.Indicators(document with { Clauses = [clause] }).ToHashSet())).ToList();
        return [.. observed.Select(one => Of(RestingOn(one.Section, one.Indicator), one.Section, one.Indicator))];

        // All other clauses pay the same for better and for worse water. Left in, they would be worked out hundreds of times, and one of them
        // that cannot be determined would hide the rest.
        Document RestingOn(SectionName section, Indicator indicator) =>
            document with { Clauses = [.. clauses.Where(clause => clause.RestsOn.Contains((section, indicator))).Select(clause => clause.Clause)] };

        Monotonicity Of(Document part, SectionName section, Indicator indicator)
        {
            var (upstream, compared) = (document.Places[section.Name].Upstream!, 0);
            var operations = OperationsMax / observed.Count / periods.Count / Math.Max(1, TermParts.Operations(part));
            foreach (var period in periods)
            {
                var search = new Search(part, period, section, indicator, upstream);
                var example = search.Example(operations);
                compared += search.Compared;
                if (example is not null) return new(section.Name, indicator.Name, upstream, compared, example);
            }

            return new(section.Name, indicator.Name, upstream, compared, null);
        }
    }

    /// <summary>One indicator at one section in one period.</summary>
    private sealed class Search(Document document, Period period, SectionName section, Indicator indicator, string upstream)
    {
        private readonly Probe _probe = new(document, period);

        /// <summary>Pairs of better and worse water.</summary>
        public int Compared { get; private set; }

        /// <param name="assessments">At most so many; those of one water are made all or not at all.</param>
        public MonotonicityExample? Example(long assessments)
        {
            var ladder = _probe.Ladder(indicator);
            if (Worsening(indicator, document.Places[section.Name].Water) == LimitSense.AtLeast) ladder = [.. ladder.Reverse()];
            for (var sample = 0; sample < Math.Min(WatersMax, assessments / ladder.Length); sample++)
            {
                if (Example(_probe.Data(sample), ladder) is { } example) return example;
            }

            return null;
        }

        private MonotonicityExample? Example(PeriodData water, ImmutableArray<decimal> ladder)
        {
            // The least that any better water pays: worse water must not pay more than that.
            (decimal Value, Money Net)? least = null;
            foreach (var value in ladder)
            {
                if (Net(_probe.Pay(_probe.With(water, section, indicator, value)), upstream) is not { } net) continue;
                if (least is { } better)
                {
                    Compared++;
                    if (net > better.Net) return Monotone.Example(section, indicator, upstream, better, (value, net));
                }

                if (least is null || net < least.Value.Net) least = (value, net);
            }

            return null;
        }
    }

    private static MonotonicityExample Example(SectionName section, Indicator indicator, string upstream, (decimal Value, Money Net) better, (decimal Value, Money Net) worse) => new(
        better.Value, worse.Value, better.Net, worse.Net,
        $"断面“{section.Name}”的{indicator}由{DecimalText.Of(better.Value)}变差到{DecimalText.Of(worse.Value)} {indicator.Unit}，其余不变，按有关条款{upstream}的净收由{better.Net.Figures()}元增为{worse.Net.Figures()}元。");

    // Null where neither more nor less is worse, as for pH and temperature.
    private static LimitSense? Worsening(Indicator indicator, WaterBody? water)
    {
        var hasLimit = Limits.TryFind(indicator, water ?? WaterBody.River, out var limit) || Limits.TryFind(indicator, WaterBody.Lake, out limit);
        if (hasLimit) return limit!.Sense == LimitSense.Within ? null : limit.Sense;
        return Kind.Of(indicator) == Kind.Concentration || indicator.Unit == AirUnit ? LimitSense.AtMost : null;
    }

    private static Money? Net(ImmutableArray<BarePayment> payments, string party)
    {
        var net = Money.Zero;
        foreach (var payment in payments)
        {
            if (payment.Amount is not { } amount) return null;
            if (payment.To == party) net += amount;
            else if (payment.From == party) net -= amount;
        }

        return net;
    }
}
