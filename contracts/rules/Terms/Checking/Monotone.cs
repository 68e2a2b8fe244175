using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Whether worse water at a section can pay its upstream party more.</summary>
/// <param name="Section">The section as the document names it.</param>
/// <param name="Indicator">Standard name of the indicator that was made worse.</param>
/// <param name="Upstream">Short name of the upstream party.</param>
/// <param name="Compared">Pairs of better and worse water that were compared.</param>
/// <param name="Example">A pair in which the upstream party gets more for the worse water; null where none was found.</param>
public sealed record Monotonicity(string Section, string Indicator, string Upstream, int Compared, MonotonicityExample? Example);

/// <summary>
/// Better and worse water that differ in one indicator of one section, and what the upstream party nets for each by the clauses that rest on it.
/// </summary>
/// <param name="Better">Mean of every month of the period, in the indicator's unit.</param>
/// <param name="Worse">As <paramref name="Better"/>.</param>
/// <param name="NetOfBetter">What the upstream party nets, below zero where it pays.</param>
/// <param name="Sentence">The example in Chinese.</param>
public sealed record MonotonicityExample(decimal Better, decimal Worse, Money NetOfBetter, Money NetOfWorse, string Sentence);

/// <summary>Looks for water whose worsening pays the upstream party more.</summary>
internal static class Monotone
{
    private const int WatersMax = 24;

    public static ImmutableArray<Monotonicity> Of(Document document, Period period) =>
    [
        .. Observed.Indicators(document)
            .Where(observed => document.Places[observed.Section.Name].Upstream is not null && Worsening(observed.Indicator, document.Places[observed.Section.Name].Water) is not null)
            .Select(observed => Of(document, new Probe(RestingOn(document, observed.Section, observed.Indicator), period), observed.Section, observed.Indicator)),
    ];

    // All other clauses pay the same for better and for worse water. Left in, they would be worked out hundreds of times, and one of them that
    // cannot be determined would hide the rest.
    private static Document RestingOn(Document document, SectionName section, Indicator indicator) => document with
    {
        Clauses = [.. document.Clauses.Where(clause => Observed.Indicators(document with { Clauses = [clause] }).Contains((section, indicator)))],
    };

    private static Monotonicity Of(Document document, Probe probe, SectionName section, Indicator indicator)
    {
        var upstream = document.Places[section.Name].Upstream!;
        var ladder = Worsening(indicator, document.Places[section.Name].Water) == LimitSense.AtLeast ? [.. probe.Ladder(indicator).Reverse()] : probe.Ladder(indicator);
        var compared = 0;
        foreach (var water in probe.Samples.Take(WatersMax))
        {
            // The least that any better water pays: worse water must not pay more than that.
            (decimal Value, Money Net)? least = null;
            foreach (var value in ladder)
            {
                if (Net(probe.Assess(water with { Now = water.Now.SetItem((section.Code, indicator.Name), value) }), upstream) is not { } net) continue;
                if (least is { } better)
                {
                    compared++;
                    if (net > better.Net) return new(section.Name, indicator.Name, upstream, compared, Example(section, indicator, upstream, better, (value, net)));
                }

                if (least is null || net < least.Value.Net) least = (value, net);
            }
        }

        return new(section.Name, indicator.Name, upstream, compared, null);
    }

    private static MonotonicityExample Example(SectionName section, Indicator indicator, string upstream, (decimal Value, Money Net) better, (decimal Value, Money Net) worse) => new(
        better.Value, worse.Value, better.Net, worse.Net,
        $"断面“{section.Name}”的{indicator}由{DecimalText.Of(better.Value)}变差到{DecimalText.Of(worse.Value)} {indicator.Unit}，其余不变，按有关条款{upstream}的净收由{better.Net.Figures()}元增为{worse.Net.Figures()}元。");

    // Null where neither more nor less is worse, as for pH and temperature.
    private static LimitSense? Worsening(Indicator indicator, WaterBody? water)
    {
        var hasLimit = Limits.TryFind(indicator, water ?? WaterBody.River, out var limit) || Limits.TryFind(indicator, WaterBody.Lake, out limit);
        if (hasLimit) return limit!.Sense == LimitSense.Within ? null : limit.Sense;
        return Kind.Of(indicator) == Kind.Concentration ? LimitSense.AtMost : null;
    }

    private static Money? Net(Assessment assessment, string party)
    {
        if (assessment.Payments.Any(payment => payment.Amount is null)) return null;
        return assessment.Payments.Aggregate(Money.Zero, (net, payment) =>
            payment.To == party ? net + payment.Amount!.Value : payment.From == party ? net - payment.Amount!.Value : net);
    }
}
