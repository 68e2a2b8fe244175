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
        var facts = AnnouncementText.Of(RegisterCases.After(RegisterCases.Paid), DisclosedTerms.Of(disclosed.Split(' ')), [], new(2026, 2, 1));
        facts.Subject.ShouldEndWith("2024年结算期评估和补偿结果的公告");
        facts.Paragraphs.ShouldContain("三、补偿义务。第四条，浙江省向安徽省支付人民币1.00元。");
        facts.Paragraphs.Any(paragraph => paragraph.StartsWith("四、支付情况", StringComparison.Ordinal)).ShouldBe(named);
        facts.Paragraphs.ShouldContain(paragraph => paragraph.Contains("P为0.5", StringComparison.Ordinal));
    }

    [Fact]
    public void The_paper_says_how_many_months_reached_the_target_and_leaves_out_values_whose_name_does_not_say_of_what()
    {
        Step[] values =
        [
            new("terms.defined", "月类差(月份)", null, "1", "级", null, []), new("terms.defined", "已拨付", null, "200000000", "元", null, []),
            new("terms.defined", "指数", null, "0.98765432", null, null, []), new("terms.mean", "年均(街口, 总磷)", null, "0.03", "mg/L", null, []),
        ];
        var settled = RegisterCases.After(RegisterCases.Paid);
        settled = settled with { Assessment = settled.Assessment! with { Explanation = new("terms.assess", null, null, "1", null, null, [.. values]) } };
        var result = AnnouncementText.Of(settled, DisclosedTerms.Of(Disclosure.Results), [StatisticsTests.Known(2024, 1.2m), StatisticsTests.Known(2024, 15m, 11)], new(2026, 2, 1)).Paragraphs[2];
        result.ShouldStartWith("二、评估结果。2024年结算期第1次评估于2026年1月10日完成");
        result.ShouldContain("街口断面水质目标为Ⅲ类（协议未定唯一目标类别），水质类别能够确定的2个月中1个月达标，达标率50.0%。主要评估值：已拨付为200,000,000.00元，指数为0.9877。");
        result.ShouldNotContain("月类差");
    }

    [Fact]
    public void A_pot_and_guiding_support_are_named_with_whose_money_it_is_and_a_waiver_with_its_word()
    {
        var found = RegisterCases.After(RegisterCases.Paid);
        found = found with
        {
            Rules = new(found.Parties.Clear().Add("引导资金", "100000"), found.Parties.Clear().Add("中央财政", "100000").Add("奖励", "100000"), []),
            Obligations =
            [
                new(1, "三", "中央财政", "引导资金", 20_000_000_000, new(2026, 1, 10), new(2026, 2, 9), "2026-1", []),
                new(2, "八", "浙", "皖", 100_000_000, new(2026, 1, 10), new(2026, 2, 9), "2026-2", []) { Kind = ObligationKind.Surcharge, LateFor = 1, Waiver = "首次" },
            ],
        };
        Sides.Name(found, "奖励").ShouldBe("奖励（中央）");
        var paragraphs = AnnouncementText.Of(found, DisclosedTerms.Of(Disclosure.Results, Disclosure.Payments), [], new(2026, 2, 1)).Paragraphs;
        paragraphs[3].ShouldBe("三、补偿义务。第三条，中央财政向引导资金（中央财政部门管理）支付人民币200,000,000.00元；第八条（逾期加收），浙江省向安徽省支付人民币1,000,000.00元（已免收）。");
        paragraphs[4].ShouldEndWith("第八条（逾期加收）应付1,000,000.00元，已免收。");
    }

    private static Announcement.Issue Issue(Case? found) => new(found, [Disclosure.Results], null, "2026-4", "100000", RegisterCases.Now);
}
