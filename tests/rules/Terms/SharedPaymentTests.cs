using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>Payments that several accounts share, on either side.</summary>
public sealed class SharedPaymentTests
{
    private static CheckedTerms Terms(string pay, string from, string to, string negative = "") => Agreements.Checked($$"""
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "t", "scope": "s", "targets": "t", "indicators": ["总磷"], "duties": ["d"], "compensation": "c",
          "term": { "from": "2024-01-01", "to": "2024-01-31" }, "period": "月", "parties": { "甲": "320100", "乙": "320200", "丙": "320300" }, "sections": { "口": "K" },
          "clauses": [ { "no": "一", "pay": "{{pay}}", "from": {{from}}, "to": {{to}}{{negative}} } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """);

    private static string[] Paid(CheckedTerms terms, decimal phosphorus = 0.1m) => terms.Assess(terms.Periods[0], [Agreements.Month("K", new(2024, 1), ("总磷", phosphorus))]).Paid();

    [Theory]
    [InlineData("several are paid", """ "甲" """, """{ "乙": "2", "丙": "1" }""", "一 甲->乙 66.67元", "一 甲->丙 33.33元")]
    [InlineData("several pay", """{ "乙": "2", "丙": "1" }""", """ "甲" """, "一 乙->甲 66.67元", "一 丙->甲 33.33元")]
    [InlineData("in per cent", """{ "乙": "66.6666%", "丙": "33.3334%" }""", """ "甲" """, "一 乙->甲 66.67元", "一 丙->甲 33.33元")]
    public void An_amount_is_split_to_the_fen_among_those_who_share_it(string why, string from, string to, string first, string second) =>
        Paid(Terms("100元", from, to)).ShouldBe([first, second], why);

    [Fact]
    public void Below_zero_those_who_would_pay_are_paid()
    {
        var terms = Terms("(月均(口, 总磷) - 0.2 mg/L) / 0.1 mg/L * 30元", """{ "乙": "2", "丙": "1" }""", """ "甲" """, """, "negative": "反向", "cap": "3000元" """);
        Paid(terms, 0.3m).ShouldBe(["一 乙->甲 20.00元", "一 丙->甲 10.00元"]);
        Paid(terms, 0.1m).ShouldBe(["一 甲->乙 20.00元", "一 甲->丙 10.00元"]);
        var range = terms.AssessRange(terms.Periods[0], []).Payments;
        range.Select(payment => $"{payment.From}->{payment.To} {payment.Least} {payment.Most}").ShouldBe(
            ["乙->甲 0.00元 2000.00元", "甲->乙 0.00元 40.00元", "丙->甲 0.00元 1000.00元", "甲->丙 0.00元 20.00元"]);
        terms.MostOwed(terms.Periods[0])["乙"].ShouldBe(Money.HalfEven(2000));
        terms.MostReceived(terms.Periods[0])["甲"].ShouldBe(Money.HalfEven(3000));
        terms.Assess(terms.Periods[0], []).Payments.Select(payment => $"{payment.From}->{payment.To} {payment.Amount}").ShouldBe(["乙->甲 ", "丙->甲 "]);
    }

    [Fact]
    public void Without_explanation_the_payments_are_the_same()
    {
        var terms = Terms("(月均(口, 总磷) - 0.2 mg/L) / 0.1 mg/L * 30.01元", """{ "乙": "2", "丙": "1" }""", """ "甲" """, """, "negative": "反向", "cap": "3000元" """);
        var prepared = terms.Prepare(terms.Periods[0]);
        foreach (var phosphorus in new[] { 0.05m, 0.2m, 0.3m, 9m })
        {
            var data = prepared.Find([Agreements.Month("K", new(2024, 1), ("总磷", phosphorus))]);
            prepared.Pay(data).ShouldBe(prepared.Assess(data).Payments.Select(payment => new BarePayment(payment.Clause, payment.From, payment.To, payment.Amount)));
        }
    }

    [Fact]
    public void Several_cannot_pay_several()
    {
        var check = CheckedTerms.Read(Agreements.Text("taihu").Replace("\"to\": \"常州\"", "\"to\": { \"常州\": \"1\" }", StringComparison.Ordinal));
        check.Problems.ShouldContain(problem => problem.Place == "clauses[0].to" && problem.Code == "shape");
    }
}
