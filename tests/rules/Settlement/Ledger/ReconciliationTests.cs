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

    [Fact]
    public void Everything_that_differs_is_reported()
    {
        var found = Of([new(3, "YB-1", new(9_999), "浙江财政厅", "江西省财政厅", null)], s_paid);
        found.Finding.ShouldBe(LineFinding.AmountDiffers);
        found.Differences.ShouldBe([LineFinding.AmountDiffers, LineFinding.PayerDiffers, LineFinding.PayeeDiffers]);
        found.Payment.ShouldBe(s_paid);
        foreach (var said in new[] { "99.99元", "100.00元", "浙江财政厅", "浙江省财政厅", "江西省财政厅", "安徽省财政厅" }) found.Sentence.ShouldContain(said);
        Of([new(3, "YB-1", new(10_000), "330000", "340000", null)], s_paid).Differences.ShouldBeEmpty();
    }

    private static readonly ExpectedInstruction s_instructed =
        new("XAJ-20260210-330000", new(2026, 2, 10), new(700), ["330000", "浙江省财政厅"], ["XAJ", "清算户 XAJ"], [new("XAJ", "2024", 1, new(-1_000), ["YB-0"]), new("XAJ", "2025", 1, new(300), [])]);

    [Theory]
    [InlineData(700, "浙江省财政厅", "清算户 XAJ", LineFinding.Matched, 0)]
    [InlineData(900, "330000", "XAJ", LineFinding.Matched, 0)]
    [InlineData(701, "330000", "XAJ", LineFinding.AmountDiffers, 1)]
    [InlineData(701, "330000", "340000", LineFinding.AmountDiffers, 2)]
    [InlineData(700, "340000", "XAJ", LineFinding.PayerDiffers, 1)]
    public void A_line_under_an_instructions_id_agrees_with_it_as_it_stood_at_some_time_or_says_in_what_it_does_not(long fen, string payer, string payee, LineFinding finding, int differences)
    {
        var found = Reconciliation.Of([new(4, s_instructed.Id, new(fen), payer, payee, null)], [s_paid], [s_instructed, s_instructed with { Amount = new(900) }]).ShouldHaveSingleItem();
        (found.Finding, found.Differences.Length, found.Payment).ShouldBe((finding, differences, null));
        found.Instruction!.Amount.Fen.ShouldBe(fen == 900 ? 900 : 700);
    }

    [Fact]
    public void An_instruction_twice_in_a_statement_is_listed_as_repeated()
    {
        StatementLine line = new(2, s_instructed.Id, new(700), "330000", "XAJ", null);
        Reconciliation.Of([line, line with { Line = 3 }], [], [s_instructed]).Select(one => one.Finding).ShouldBe([LineFinding.Matched, LineFinding.Repeated]);
    }

    [Theory]
    [InlineData("YB-1", 1, "2026-01-05", "2026-01-07", "")]
    [InlineData("YB-2", 1, "2026-01-05", "2026-01-07", "YB-2")]
    [InlineData("YB-2", 1, "2026-01-06", "2026-01-06", "YB-2")]
    [InlineData("YB-2", 1, "2026-01-07", "2026-01-07", "")]
    [InlineData("YB-2", 1, "2026-01-05", "2026-01-05", "")]
    [InlineData("YB-2", 2, "2026-01-05", "2026-01-07", "YB-2")]
    public void A_payment_of_the_statements_days_that_no_line_speaks_of_is_missing(string reference, int obligation, string from, string to, string missing)
    {
        StatementLine[] lines = [new(2, "YB-1", new(9_999), "330000", "340000", null)];
        var recorded = s_paid with { References = [reference], Payment = reference, Obligation = obligation, PaidOn = new(2026, 1, 6) };
        var found = Reconciliation.Missing(Reconciliation.Of(lines, [s_paid]), [recorded], DateOnly.Parse(from), DateOnly.Parse(to));
        string.Join(' ', found.Select(payment => payment.Payment)).ShouldBe(missing);
    }

    [Theory]
    [InlineData("YB-1", "2024", "")]
    [InlineData("YB-0", "2024", "YB-0")]
    [InlineData("YB-1", "2026", "YB-1")]
    public void What_an_instruction_moves_is_not_missing_and_what_was_taken_off_it_is(string reference, string period, string missing)
    {
        var lines = Reconciliation.Of([new(2, s_instructed.Id, new(700), "330000", "XAJ", new(2026, 1, 6))], [], [s_instructed]);
        var recorded = s_paid with { References = [reference], Payment = reference, Period = period, PaidOn = new(2026, 1, 6) };
        string.Join(' ', Reconciliation.Missing(lines, [recorded], new(2026, 1, 6), new(2026, 1, 6)).Select(payment => payment.Payment)).ShouldBe(missing);
    }

    [Fact]
    public void A_payment_whose_reference_fits_several_is_not_called_missing()
    {
        ExpectedPayment[] both = [s_paid with { PaidOn = new(2026, 1, 6) }, s_paid with { Period = "2025", PaidOn = new(2026, 1, 6) }];
        Reconciliation.Missing(Reconciliation.Of([new(2, "YB-1", new(10_000), "330000", "340000", null)], both), both, new(2026, 1, 6), new(2026, 1, 6)).ShouldBeEmpty();
    }

    private static ReconciledLine Of(StatementLine[] lines, params ExpectedPayment[] expected) => Reconciliation.Of(lines, expected).ShouldHaveSingleItem();
}
