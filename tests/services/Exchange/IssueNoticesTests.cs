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

    private static NoticeFacts Owed(Case found) => IssueNotices.Owed(found, Now).Single().Facts;
}
