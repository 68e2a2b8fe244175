using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Registry;

/// <summary>
/// What a draft comes to before anything is measured, told to whoever drafts it: how much each party can owe and receive at most, whether worse
/// water can pay an upstream party more, and what else should be looked at before it is signed.
/// </summary>
/// <param name="Most">Periods in which the same is possible are told together.</param>
/// <param name="WorseWater">For every section whose upstream party the document names and every indicator that its payments rest on.</param>
/// <param name="Remarks">They keep nobody from signing.</param>
public sealed record DraftMeaning(IReadOnlyList<DraftMeaning.PeriodMost> Most, IReadOnlyList<DraftMeaning.WaterMadeWorse> WorseWater, IReadOnlyList<Problem> Remarks)
{
    /// <param name="Periods">Ids of the periods.</param>
    public sealed record PeriodMost(IReadOnlyList<string> Periods, IReadOnlyList<PartyMost> Parties);

    /// <param name="OwesFen">Fen as text, and in figures beside it.</param>
    public sealed record PartyMost(string Party, string OwesFen, string OwesFigures, string ReceivesFen, string ReceivesFigures);

    /// <param name="Compared">
    /// Pairs of better and worse water that were compared, in one of each group of <see cref="Most"/>; none where there is too much to compare.
    /// Without an example it is likely, not proven, that there is none.
    /// </param>
    /// <param name="Example">Water whose worsening pays the upstream party more, in Chinese; null where none was found.</param>
    public sealed record WaterMadeWorse(string Section, string Indicator, string Upstream, int Compared, string? Example);

    /// <param name="check">Of a document without problems.</param>
    public static DraftMeaning Of(TermsCheck check)
    {
        var terms = check.Terms!;
        return new(
            [.. terms.AlikePeriods.Select(alike => Of(terms, alike))],
            [.. terms.Monotonicity(terms.UnlikePeriods).Select(found => new WaterMadeWorse(found.Section, found.Indicator, found.Upstream, found.Compared, found.Example?.Sentence))],
            check.Remarks);
    }

    private static PeriodMost Of(CheckedTerms terms, ImmutableArray<Period> alike)
    {
        var (owed, received) = (terms.MostOwed(alike[0]), terms.MostReceived(alike[0]));
        return new([.. alike.Select(period => period.Id)], [.. terms.Parties.Keys.Select(party => Of(party, owed[party], received[party]))]);
    }

    private static PartyMost Of(string party, Money owes, Money receives) => new(party, $"{owes.Fen}", owes.Figures(), $"{receives.Fen}", receives.Figures());
}
