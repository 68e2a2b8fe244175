using Basin.Rules.Settlement;
using CsCheck;

namespace Basin.Rules.Tests.Settlement;

public sealed class DifferencesTests
{
    private static readonly Gen<string> s_party = Gen.OneOfConst("皖", "浙", "赣");

    // What one assessment comes to: obligations between two different parties.
    private static readonly Gen<ProposedObligation[]> s_assessed = Gen.Select(s_party, s_party, Gen.Long[1, 1_000_000_000_000])
        .Where((from, to, _) => from != to)
        .Select((from, to, fen) => (From: from, To: to, Fen: fen)).Array[0, 5]
        .Select(parts => parts.Select((part, index) => new ProposedObligation(index + 1, "四", part.From, part.To, new Money(part.Fen))).ToArray());

    [Fact]
    public void However_many_corrections_come_the_obligations_together_come_to_the_last_assessment() => s_assessed.Array[1, 6].Sample(assessments =>
    {
        var standing = new List<ProposedObligation>();
        foreach (var assessed in assessments) standing.AddRange(Differences.Between(standing, assessed));
        Pairs(standing).ShouldBe(Pairs(assessments[^1]));
        standing.ShouldAllBe(obligation => obligation.Amount > Money.Zero);
        standing.Select(obligation => obligation.Number).ShouldBe(standing.Select(obligation => obligation.Number).Distinct());
        Differences.Between(standing, assessments[^1]).ShouldBe([], "the same assessment again leaves nothing to pay");
    });

    [Fact]
    public void The_first_assessment_is_obliged_as_it_is() =>
        s_assessed.Sample(assessed => Differences.Between([], assessed).ShouldBe(assessed));

    [Fact]
    public void A_target_that_was_met_after_all_turns_the_payment_round_by_both_amounts()
    {
        ProposedObligation[] paidUpstream = [new(1, "四", "浙", "皖", Money.FromYuanText("100000000"))];
        ProposedObligation[] paidDownstream = [new(1, "五", "皖", "浙", Money.FromYuanText("100000000"))];
        Differences.Between(paidUpstream, paidDownstream).ShouldHaveSingleItem().ShouldBe(new ProposedObligation(2, "四、五", "皖", "浙", Money.FromYuanText("200000000")));
    }

    [Fact]
    public void What_was_released_before_is_not_owed_twice()
    {
        ProposedObligation[] released = [new(1, "四", "浙", "皖", Money.FromYuanText("60"))];
        Differences.Between(released, [new(1, "四", "浙", "皖", Money.FromYuanText("100"))]).ShouldHaveSingleItem().Amount.ShouldBe(Money.FromYuanText("40"));
    }

    [Fact]
    public void What_is_not_set_off_by_the_terms_is_not_set_off_because_something_was_paid_ahead()
    {
        ProposedObligation[] advance = [new(1, "七", "浙", "皖", Money.FromYuanText("10"))];
        ProposedObligation[] gross = [new(1, "三", "浙", "皖", Money.FromYuanText("60")), new(2, "四", "皖", "浙", Money.FromYuanText("20"))];
        Differences.Between(advance, gross).Select(part => (part.Clause, part.From, part.Amount)).ShouldBe(
            [("七、三", "浙", Money.FromYuanText("50")), ("四", "皖", Money.FromYuanText("20"))], ignoreOrder: true);
    }

    [Fact]
    public void What_grows_is_told_from_what_is_paid_back()
    {
        ProposedObligation[] standing = [new(1, "四", "浙", "皖", Money.FromYuanText("30"))];
        ProposedObligation[] least = [new(1, "四", "浙", "皖", Money.FromYuanText("10")), new(2, "五", "皖", "浙", Money.FromYuanText("5"))];
        Differences.Beyond(standing, least).Select(part => (part.Clause, part.From, part.Amount)).ShouldBe([("五", "皖", Money.FromYuanText("5"))]);
        Differences.Between(standing, least).Single().Amount.ShouldBe(Money.FromYuanText("25"));
    }

    // What the first of two parties owes the second in all, by ordinal order of their names.
    private static List<(string One, string Other, long Fen)> Pairs(IEnumerable<ProposedObligation> obligations) =>
    [
        .. from obligation in obligations
           let isInOrder = string.CompareOrdinal(obligation.From, obligation.To) < 0
           let pair = isInOrder ? (One: obligation.From, Other: obligation.To) : (One: obligation.To, Other: obligation.From)
           group isInOrder ? obligation.Amount.Fen : -obligation.Amount.Fen by pair into amounts
           where amounts.Sum() != 0
           orderby amounts.Key
           select (amounts.Key.One, amounts.Key.Other, amounts.Sum()),
    ];
}
