using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Terms;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

public sealed class AnnouncementTests
{
    private static readonly Case Settled = RegisterCases.After(RegisterCases.Settled);

    [Fact]
    public void A_settled_result_is_announced_once()
    {
        var command = Issue(Settled);
        var issued = Announcement.Decide(null, command).Events.ShouldHaveSingleItem().ShouldBeOfType<Announcement.Event.Issued>();
        (issued.Assessment, issued.Notice).ShouldBe((1, "2026-4"));
        var announced = Announcement.Apply(null, issued);
        Announcement.Decide(announced, command with { Notice = "2026-5" }).Events.ShouldBeEmpty();
        announced!.Notices[1].ShouldBe("2026-4");
    }

    public static TheoryData<string, Announcement.Issue> Refusals => new()
    {
        { "not-disclosed", Issue(Settled) with { Disclosed = [Disclosure.Terms] } },
        { "not-settled", Issue(RegisterCases.After(RegisterCases.Open, RegisterCases.Assess(100))) },
        { "no-such-case", Issue(Settled) with { Region = "370000" } },
        { "no-such-case", Issue(null) },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_may_not_be_announced_is_refused(string code, Announcement.Issue command) => Announcement.Decide(null, command).Rejection!.Code.ShouldBe(code);

    [Theory]
    [InlineData("评估结果", false)]
    [InlineData("评估结果 支付情况", true)]
    public void The_paper_names_payments_only_where_the_agreement_discloses_them(string disclosed, bool named)
    {
        var facts = AnnouncementText.Of(RegisterCases.After(RegisterCases.Paid), DisclosedTerms.Of(disclosed.Split(' ')), new(2026, 2, 1));
        facts.Subject.ShouldEndWith("2024年结算期评估和补偿结果的公告");
        facts.Paragraphs.ShouldContain("三、补偿义务。第四条，浙江省付安徽省人民币1.00元。");
        facts.Paragraphs.Any(paragraph => paragraph.StartsWith("四、支付情况", StringComparison.Ordinal)).ShouldBe(named);
        facts.Paragraphs.ShouldContain(paragraph => paragraph.Contains("P为0.5", StringComparison.Ordinal));
    }

    private static Announcement.Issue Issue(Case? found) => new(found, [Disclosure.Results], null, "2026-4", "100000", RegisterCases.Now);
}
