using Basin.Registry;

namespace Basin.Services.Tests.Registry;

public sealed class DraftAgreementTests
{
    [Fact]
    public void Every_pot_that_is_paid_is_a_problem_because_only_parties_settle()
    {
        var problems = DraftAgreement.PotsNotSettled(["专项资金", "奖励资金"]);
        problems.Select(problem => problem.Code).ShouldBe(["pot-not-settled", "pot-not-settled"]);
        problems[0].Sentence.ShouldContain("专项资金");
        DraftAgreement.PotsNotSettled([]).ShouldBeEmpty();
    }
}
