using Basin.Exchange;
using static Basin.Services.Tests.Exchange.Cases;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>What the notices of obligations say of where their amounts come from. A correction raises what 浙 owes 皖 from 100 to 150.</summary>
public sealed class IssueNoticesTests
{
    private static readonly Case.Command.Assess s_correction = Assess(2, fen: 150) with { Parts = [new("2024-12", "总磷", "四", "浙", "皖", 50)] };

    [Fact]
    public void The_notice_of_a_correction_splits_its_whole_difference()
    {
        var corrected = Apply(Due(fen: 100), Then(Due(fen: 100), s_correction));
        var facts = Owed(corrected).ShouldBeOfType<NoticeFacts.Difference>();
        (facts.AmountFen, facts.SettledFen, facts.CorrectedFen, facts.SetOffFen, facts.Parts.Single().AmountFen).ShouldBe((50, 100, 150, null, 50));
    }

    [Fact]
    public void What_is_undisputed_says_that_an_objection_is_open_and_the_rest_what_was_noticed_before()
    {
        var corrected = Apply(Due(fen: 100), Then(Due(fen: 100), s_correction));
        var objected = Apply(corrected, Then(corrected, new Case.Command.Object(2, "330000", "三月数据有误", "EE", Now)));
        var undisputed = Owed(ReleaseUndisputed.Proposing(objected, [new(2, "四", "浙", "皖", new(20))])).ShouldBeOfType<NoticeFacts.Payment>();
        (undisputed.AmountFen, undisputed.ObjectionNo).ShouldBe((20, 1));

        var released = Apply(objected, Then(objected, new Case.Command.ReleaseUndisputed(1, [new(1, "四", "浙", "皖", new(120))], Why, ["2026-2"], Now)));
        var withdrawn = Apply(released, Then(released, new Case.Command.WithdrawObjection(1, "330000", "EE", Now)));
        var rest = Owed(withdrawn).ShouldBeOfType<NoticeFacts.Difference>();
        (rest.AmountFen, rest.SettledFen, rest.CorrectedFen, rest.SetOffFen).ShouldBe((30, 100, 150, 20));
        NoticeContent.Of(NoticeSamples.Head, rest)["setOffFigures"]!.GetValue<string>().ShouldBe("0.20元");
    }

    [Fact]
    public void Obligations_of_several_clauses_set_nothing_off_against_each_other()
    {
        var assessed = Given(Open(1), Two(100, 50), Confirm("340000"), Confirm("330000"));
        IssueNotices.Owed(assessed, Now).Select(owed => owed.Facts).Cast<NoticeFacts.Payment>().Select(facts => (facts.AmountFen, facts.SetOffFen, facts.ReturnedFen)).ShouldBe([(100, null, null), (50, null, null)]);

        var nothing = Given(Open(1), Assess(1, fen: 0), Confirm("340000"), Confirm("330000"));
        var corrected = Apply(nothing, Then(nothing, Two(100, 50) with
        {
            Facts = [new("JK", "2024-12", 2, "sha-2")], Parts = [new("2024-12", "总磷", "三", "浙", "皖", 100), new("2024-12", "总磷", "四", "浙", "皖", 50)],
        }));
        IssueNotices.Owed(corrected, Now).Select(owed => owed.Facts).Cast<NoticeFacts.Difference>().Select(facts => (facts.AmountFen, facts.CorrectedFen, facts.SetOffFen)).ShouldBe([(100, 100, null), (50, 50, null)]);
    }

    [Fact]
    public void What_is_paid_back_is_told_from_what_is_set_off()
    {
        var advance = Given(Open(1) with { Paying = PayingRules.None with { Advances = [new("七", "浙", "皖", 100, new(2026, 1, 1), new(2026, 1, 31))] } }, new Case.Command.Demand(["2026-1"], Now));
        var assessed = Apply(advance, Then(advance, Assess(1, fen: 0) with { Payments = [new("四", "皖", "浙", 50)], Proposals = [new(1, "四", "皖", "浙", new(50))] }));
        var facts = Owed(assessed).ShouldBeOfType<NoticeFacts.Payment>();
        (facts.AmountFen, facts.ReturnedFen, facts.SetOffFen).ShouldBe((150, 100, null));
    }

    private static Case.Command.Assess Two(long third, long fourth) => Assess(1, fen: 0) with
    {
        Payments = [new("三", "浙", "皖", third), new("四", "浙", "皖", fourth)], Proposals = [new(1, "三", "浙", "皖", new(third)), new(2, "四", "浙", "皖", new(fourth))],
    };

    private static NoticeFacts Owed(Case found) => IssueNotices.Owed(found, Now).Single().Facts;
}
