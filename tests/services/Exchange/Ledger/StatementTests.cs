using System.Text;
using Basin.Exchange;
using Basin.Rules.Settlement.Ledger;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange.Ledger;

public sealed class StatementTests
{
    private const string Head = "凭证号,金额,付款人,收款人,日期\n";

    private static readonly StatementLine s_line = new(2, "YB-1", new(10_000_000_000), "浙江省财政厅", "安徽省财政厅", new(2026, 1, 5));

    [Theory]
    [InlineData("凭证号,金额,付款人,收款人,日期\nYB-1,100000000.00,浙江省财政厅,安徽省财政厅,2026-01-05\n")]
    [InlineData("\uFEFF凭证号,金额(元),付款方,收款方,付款日期\r\nYB-1,\"100,000,000.00\",浙江省财政厅,安徽省财政厅,20260105")]
    [InlineData("Date,Payee,Payer,Amount,Reference,other\n2026/01/05,\"安徽省财政厅\", 浙江省财政厅 ,100000000元,YB-1,x\n\n")]
    public void A_table_is_read_whatever_the_order_and_language_of_its_columns(string csv) => Read(csv).Lines.ShouldBe([s_line]);

    [Theory]
    [InlineData("YB-1,0,甲,乙,", "金额")]
    [InlineData("YB-1,-1.00,甲,乙,", "金额")]
    [InlineData("YB-1,1.005,甲,乙,", "金额")]
    [InlineData("YB-1,\"1,00.00\",甲,乙,", "金额")]
    [InlineData("YB-1,1e3,甲,乙,", "金额")]
    [InlineData("YB-1,一百,甲,乙,", "金额")]
    [InlineData("YB-1,12元50,甲,乙,", "金额")]
    [InlineData("YB-1,1元2,甲,乙,", "金额")]
    [InlineData("YB-1,元100,甲,乙,", "金额")]
    [InlineData("YB-1,100元元,甲,乙,", "金额")]
    [InlineData("YB-1,¥100,甲,乙,", "金额")]
    [InlineData("YB-1,100万元,甲,乙,", "金额")]
    [InlineData("YB-1,元,甲,乙,", "金额")]
    [InlineData(",1.00,甲,乙,", "reference")]
    [InlineData("YB-1,1.00,,乙,", "payer")]
    [InlineData("YB-1,1.00,甲", "payee")]
    [InlineData("YB-1,1.00,甲,乙,2026-02-30", "日期")]
    [InlineData("YB-1,1.00,甲,乙,05/01/2026", "日期")]
    public void A_line_that_cannot_be_read_is_listed_with_its_number_and_never_guessed(string row, string about)
    {
        var statement = Read($"{Head}YB-0,1.00,甲,乙,\n{row}\nYB-9,1.00,甲,乙,\n");
        statement.Lines.Select(line => line.Line).ShouldBe([2, 4]);
        statement.Unread.ShouldHaveSingleItem().Line.ShouldBe(3);
        statement.Unread[0].Sentence.ShouldContain(about);
    }

    [Theory]
    [InlineData("12.50元")]
    [InlineData(" 12.50 元 ")]
    [InlineData("12.50")]
    public void One_yuan_sign_may_stand_behind_an_amount(string amount) => Read($"{Head}YB-1,{amount},甲,乙,\n").Lines.ShouldHaveSingleItem().Amount.Fen.ShouldBe(1250);

    [Theory]
    [InlineData("")]
    [InlineData("凭证号,金额,付款人\nYB-1,1.00,甲\n")]
    [InlineData("凭证号,金额,付款人,收款人,附言\nYB-1,1.00,甲,乙,YB-1\n")]
    [InlineData("凭证号,金额,付款人,收款人\n\"YB-1,1.00,甲,乙\n")]
    [InlineData("凭证号,金额,付款人,收款人\n\"YB\"-1,1.00,甲,乙\n")]
    public void A_file_that_is_no_statement_is_refused_as_a_whole(string csv) => StatementCsv.Read(Encoding.UTF8.GetBytes(csv)).Refused!.Code.ShouldBe("malformed-statement");

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused() => StatementCsv.Read(new byte[] { 0xC6, 0xBE, 0xD6, 0xA4 }).Refused!.Code.ShouldBe("malformed-statement");

    [Theory]
    [InlineData(Statement.LinesMax, null)]
    [InlineData(Statement.LinesMax + 1, "too-many-lines")]
    public void A_statement_has_a_bounded_number_of_lines(int lines, string? refusal)
    {
        var csv = Head + string.Concat(Enumerable.Range(1, lines).Select(number => $"YB-{number},1.00,甲,乙,\n"));
        StatementCsv.Read(Encoding.UTF8.GetBytes(csv)).Refused?.Code.ShouldBe(refusal);
        var xml = Notification(string.Concat(Enumerable.Repeat(Entry(), lines)));
        StatementXml.Read(Encoding.UTF8.GetBytes(xml)).Refused?.Code.ShouldBe(refusal);
    }

    [Fact]
    public void A_quoted_field_may_hold_commas_quotes_and_line_ends() =>
        CsvRows.Of("a,\"b,\"\"c\"\"\nd\", e\n\nf,g,h").Select(row => (row.Row, string.Join('|', row.Fields))).ShouldBe([(1, "a|b,\"c\"\nd| e"), (2, ""), (3, "f|g|h")]);

    [Theory]
    [InlineData("YB-2,\"1.00,甲,乙,\n")]
    [InlineData("\"YB-2\"x,1.00,甲,乙,\n")]
    public void A_statement_whose_quotes_do_not_match_is_not_read(string line) =>
        StatementCsv.Read(Encoding.UTF8.GetBytes(Head + line)).Refused!.Code.ShouldBe("malformed-statement");

    [Fact]
    public void Each_detail_of_a_booked_entry_is_a_line_with_where_it_stands()
    {
        var statement = ReadXml(Notification(Entry() + Entry(reference: "YB-2", amount: "5.50")));
        statement.Lines.Select(line => (line.Reference, line.Amount.Fen, line.Payer, line.Payee, line.On)).ShouldBe(
            [("YB-1", 10_000_000_000L, "330000", "安徽省财政厅", new DateOnly(2026, 1, 5)), ("YB-2", 550, "330000", "安徽省财政厅", new DateOnly(2026, 1, 5))]);
        statement.Lines[1].Line.ShouldBeGreaterThan(statement.Lines[0].Line);
    }

    [Theory]
    [InlineData("PDNG", "CNY", "false", "1.00", "未入账")]
    [InlineData("BOOK", "USD", "false", "1.00", "币种")]
    [InlineData("BOOK", "CNY", "true", "1.00", "冲回")]
    [InlineData("BOOK", "CNY", "false", "0", "金额")]
    [InlineData("BOOK", "CNY", "false", "1.001", "金额")]
    public void What_is_not_a_booked_payment_in_yuan_is_listed_and_not_read(string state, string currency, string reversal, string amount, string about)
    {
        var statement = ReadXml(Notification(Entry(state, currency, reversal, amount)));
        statement.Lines.ShouldBeEmpty();
        statement.Unread.ShouldHaveSingleItem().Sentence.ShouldContain(about);
    }

    [Fact]
    public void With_several_details_the_amount_of_the_entry_is_nobodys()
    {
        var details = Detail("YB-1", null) + Detail("YB-2", null);
        ReadXml(Notification(Entry(details: details))).Unread.Length.ShouldBe(2);
        ReadXml(Notification(Entry(details: Detail("YB-1", null)))).Lines.Single().Amount.Fen.ShouldBe(10_000_000_000);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><Document>&a;</Document>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/hostname\"><Document/>")]
    [InlineData("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"/>")]
    [InlineData("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"/>")]
    [InlineData("<Document")]
    [InlineData("")]
    public void XML_that_leads_elsewhere_or_is_another_message_is_refused(string xml) => StatementXml.Read(Encoding.UTF8.GetBytes(xml)).Refused!.Code.ShouldBe("malformed-statement");

    [Fact]
    public void XML_of_more_characters_than_are_read_is_refused() =>
        StatementXml.Read(Encoding.UTF8.GetBytes(Notification(new string(' ', (int)Iso20022.CharactersMax)))).Refused!.Code.ShouldBe("malformed-statement");

    [Fact]
    public void A_payment_is_expected_under_its_own_number_and_what_is_left_under_the_notice()
    {
        object[] paidInPart =
        [
            new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default),
            new Case.Event.PaymentRecorded(1, "P-1", 600, new(2026, 1, 20), "330000-FIN", default),
            new Case.Event.PaymentRecorded(1, "P-2", 100, new(2026, 1, 20), "330000-FIN", default),
            new Case.Event.PaymentRejected(1, "P-2", "未到账", "340000-FIN", default),
        ];
        var expected = ExpectedPayments.Of(LedgerEntryTests.Given(paidInPart), [new("330000-FIN", 1, "浙江省财政厅", "finance", "330000", null)]).ToList();
        expected.Select(e => (string.Join(' ', e.References), e.Payment, e.Amount.Fen)).ShouldBe([("P-1", "P-1", 600L), ("2026-1", null, 400)]);
        expected[0].Payers.ShouldBe(["330000", "330000-FIN", "浙江省财政厅"]);
        expected[0].Payees.ShouldBe(["340000"]);
    }

    [Fact]
    public void A_payment_in_full_is_expected_under_its_number_and_under_the_notice()
    {
        var found = LedgerEntryTests.Given(
            new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default), new Case.Event.PaymentRecorded(1, "P-1", 1000, new(2026, 1, 20), "330000-FIN", default));
        ExpectedPayments.Of(found, []).ShouldHaveSingleItem().References.ShouldBe(["P-1", "2026-1"]);
    }

    [Fact]
    public void The_answer_says_where_a_matched_payment_is_confirmed_and_only_then()
    {
        var found = LedgerEntryTests.Given(
            new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default), new Case.Event.PaymentRecorded(1, "P-1", 1000, new(2026, 1, 20), "330000-FIN", default));
        var statement = Read($"{Head}P-1,10.00,330000,340000,\nP-1,10.01,330000,340000,\n");
        var view = AcceptStatement.Of("ab", "csv", default, statement, [.. ExpectedPayments.Of(found, [])], [], []);
        view.Matched.ShouldBe(1);
        view.Lines.Select(line => line.Payment!.ConfirmAt).ShouldBe(["/cases/XAJ/2024/obligations/1/payments/P-1/confirmation", null]);
    }

    [Fact]
    public void Out_of_a_pot_its_keepers_finance_department_pays_and_guiding_support_comes_from_its_givers()
    {
        var found = LedgerEntryTests.Given(new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default));
        var regions = found.Parties.Clear();
        found = found with
        {
            Rules = new(regions.Add("引导资金", "100000"), regions.Add("中央财政", "100000"), []),
            Obligations = [.. found.Obligations.Select(o => o with { From = "引导资金" }), .. found.Obligations.Select(o => o with { Number = 2, From = "中央财政", To = "引导资金" })],
        };
        var expected = ExpectedPayments.Of(found, [new("MOF", 1, "财政部", "finance", "100000", null)]).ToList();
        expected[0].Payers.ShouldBe(["100000", "pot:XAJ:引导资金", "引导资金", "MOF", "财政部"]);
        expected[1].Payers.ShouldBe(["100000", "MOF", "财政部"]);
        expected[1].Payees.ShouldBe(expected[0].Payers);
        ExpectedPayments.Of(found with { Rules = PayingRules.None }, []).First().Payers.ShouldBe(["pot:XAJ:引导资金", "引导资金"], "a case of before pots had keepers");
    }

    [Fact]
    public void An_instruction_is_expected_as_it_stands_and_as_it_stood_before_a_payment_was_recorded()
    {
        var found = LedgerEntryTests.Given(
            new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default),
            new Case.Event.PaymentRecorded(1, "P-1", 600, new(2026, 1, 20), "330000-FIN", default),
            new Case.Event.PaymentRecorded(1, "P-2", 100, new(2026, 1, 20), "330000-FIN", default),
            new Case.Event.PaymentRejected(1, "P-2", "未到账", "340000-FIN", default));
        var (clearing, account, on) = (Account.Clearing("XAJ"), Account.Party("330000"), new DateOnly(2026, 2, 10));
        GrossLeg[] legs = [new(account, Account.Party("340000"), new(1000), PostingKind.ObligationDue, new("XAJ", "2024", 5, 1, "2026-1"))];
        IReadOnlyList<ExpectedInstruction> Of(long fen) => [.. ExpectedInstructions.Of(
            clearing, on, account, legs, [found], [new("330000-FIN", 1, "浙江省财政厅", "finance", "330000", null)], [new(2, "XAJ-20260210-330000", new(fen), "浙江省财政厅", "清算户 XAJ", null)])];
        Of(1).ShouldHaveSingleItem().Amount.Fen.ShouldBe(400, "as it stands, to say what differs");
        var both = Of(1000);
        both.Select(one => (one.Id, one.Amount.Fen, one.Nets.Single().Amount.Fen, string.Join(' ', one.Nets.Single().TakenOff)))
            .ShouldBe([("XAJ-20260210-330000", 400L, -400L, "P-1"), ("XAJ-20260210-330000", 1000L, -1000L, "")]);
        both[0].Payers.ShouldContain("浙江省财政厅");
        var view = AcceptStatement.Of("ab", "csv", default, Read($"{Head}XAJ-20260210-330000,10.00,浙江省财政厅,清算户 XAJ,\n"), [], both, []);
        view.Matched.ShouldBe(1);
        view.Lines[0].Instruction!.Obligations.ShouldBe([new("XAJ", "2024", 1, "-1000")]);
        (view.Lines[0].Payment, view.Missing).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("2026-01-20", true)]
    [InlineData("2027-01-20", true)]
    [InlineData("2027-01-21", false)]
    public void What_is_missing_is_looked_for_in_the_days_of_the_statement_unless_they_are_too_many(string last, bool looked)
    {
        var found = LedgerEntryTests.Given(
            new Case.Event.ObligationDue(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", default), new Case.Event.PaymentRecorded(1, "P-1", 1000, new(2026, 1, 20), "330000-FIN", default));
        var statement = Read($"{Head}X-1,1.00,330000,340000,2026-01-20\nX-2,1.00,330000,340000,{last}\n");
        var missing = AcceptStatement.Of("ab", "csv", default, statement, [], [], [.. ExpectedPayments.Of(found, [])]).Missing;
        (missing?.Payments.Single().Reference).ShouldBe(looked ? "P-1" : null);
    }

    private static Statement Read(string csv)
    {
        var (statement, refused) = StatementCsv.Read(Encoding.UTF8.GetBytes(csv));
        refused.ShouldBeNull();
        return statement!;
    }

    private static Statement ReadXml(string xml)
    {
        var (statement, refused) = StatementXml.Read(Encoding.UTF8.GetBytes(xml));
        refused.ShouldBeNull();
        return statement!;
    }

    private static string Notification(string entries) =>
        $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-01-05T08:00:00Z</CreDtTm></GrpHdr>\n<Ntfctn><Id>1</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";

    private static string Entry(string state = "BOOK", string currency = "CNY", string reversal = "false", string amount = "100000000.00", string reference = "YB-1", string? details = null) =>
        $"""
        <Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RvslInd>{reversal}</RvslInd><Sts><Cd>{state}</Cd></Sts><ValDt><Dt>2026-01-05</Dt></ValDt><BkTxCd><Prtry><Cd>x</Cd></Prtry></BkTxCd>
        <NtryDtls>{details ?? Detail(reference, $"<Amt Ccy=\"{currency}\">{amount}</Amt>")}</NtryDtls></Ntry>

        """;

    private static string Detail(string reference, string? amount) =>
        $"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{amount}<RltdPties><Dbtr><Pty><Nm>浙江省财政厅</Nm><Id><OrgId><Othr><Id>330000</Id></Othr></OrgId></Id></Pty></Dbtr><Cdtr><Pty><Nm>安徽省财政厅</Nm></Pty></Cdtr></RltdPties></TxDtls>";
}
