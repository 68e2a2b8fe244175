using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Rules.Tests.Settlement.Ledger;

public sealed class ReconciliationTests
{
    private static readonly ExpectedPayment s_paid = new("XAJ", "2024", 1, ["YB-1", "2026-1"], "YB-1", new(10_000), ["330000", "330000-FIN", "浙江省财政厅"], ["340000", "安徽省财政厅"], false);

    [Theory]
    [InlineData("YB-1", 10_000, "浙江省财政厅", "安徽省财政厅", LineFinding.Matched)]
    [InlineData("2026-1", 10_000, "330000", "340000", LineFinding.Matched)]
    [InlineData("YB-2", 10_000, "浙江省财政厅", "安徽省财政厅", LineFinding.UnknownReference)]
    [InlineData("yb-1", 10_000, "浙江省财政厅", "安徽省财政厅", LineFinding.UnknownReference)]
    [InlineData("YB-1", 9_999, "浙江省财政厅", "安徽省财政厅", LineFinding.AmountDiffers)]
    [InlineData("YB-1", 10_001, "浙江省财政厅", "安徽省财政厅", LineFinding.AmountDiffers)]
    [InlineData("YB-1", 10_000, "浙江财政厅", "安徽省财政厅", LineFinding.PayerDiffers)]
    [InlineData("YB-1", 10_000, "浙江省财政厅", "江西省财政厅", LineFinding.PayeeDiffers)]
    public void A_line_agrees_in_everything_or_says_in_what_it_does_not(string reference, long fen, string payer, string payee, LineFinding finding)
    {
        var found = Of([new(3, reference, new(fen), payer, payee, null)], s_paid);
        found.Finding.ShouldBe(finding);
        found.Line.Line.ShouldBe(3);
        (found.Payment is null).ShouldBe(finding == LineFinding.UnknownReference);
    }

    [Fact]
    public void An_amount_that_differs_is_said_with_both_amounts()
    {
        var found = Of([new(3, "YB-1", new(9_999), "330000", "340000", null)], s_paid);
        found.Sentence.ShouldContain("99.99元");
        found.Sentence.ShouldContain("100.00元");
    }

    [Fact]
    public void Two_payments_under_one_reference_are_told_apart_by_payer_and_payee_or_not_at_all()
    {
        var other = s_paid with { Agreement = "YL", Payers = ["370000"], Payees = ["410000"] };
        Of([new(1, "YB-1", new(10_000), "370000", "410000", null)], s_paid, other).Payment.ShouldBe(other);
        Of([new(1, "YB-1", new(10_000), "330000", "340000", null)], s_paid, s_paid with { Period = "2025" }).Finding.ShouldBe(LineFinding.Ambiguous);
        Of([new(1, "YB-1", new(10_000), "110000", "120000", null)], s_paid, other).Finding.ShouldBe(LineFinding.Ambiguous);
    }

    [Fact]
    public void The_amount_tells_two_instalments_under_one_notice_apart()
    {
        var second = s_paid with { Payment = "YB-2", References = ["YB-2", "2026-1"], Amount = new(5_000) };
        Of([new(1, "2026-1", new(5_000), "330000", "340000", null)], s_paid, second).Payment.ShouldBe(second);
        Of([new(1, "2026-1", new(7_000), "330000", "340000", null)], s_paid, second).Finding.ShouldBe(LineFinding.Ambiguous);
    }

    [Fact]
    public void The_same_payment_twice_in_a_statement_is_listed_with_the_line_before()
    {
        StatementLine line = new(2, "YB-1", new(10_000), "330000", "340000", null);
        var found = Reconciliation.Of([line, line with { Line = 5 }], [s_paid]);
        found.Select(one => one.Finding).ShouldBe([LineFinding.Matched, LineFinding.Repeated]);
        found[1].Sentence.ShouldContain("Line 2");
    }

    private static ReconciledLine Of(StatementLine[] lines, params ExpectedPayment[] expected) => Reconciliation.Of(lines, expected).ShouldHaveSingleItem();
}
