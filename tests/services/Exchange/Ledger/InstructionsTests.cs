using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Basin.Exchange;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using CsCheck;

namespace Basin.Services.Tests.Exchange.Ledger;

public sealed class InstructionsTests
{
    private static readonly DateOnly s_on = new(2026, 6, 30);

    private static readonly DateTimeOffset s_at = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> s_names = new() { ["party:530000"] = "云南省财政厅", ["party:520000"] = "贵州省财政厅", ["party:510000"] = "四川省财政厅" };

    [Fact]
    public void Every_net_position_becomes_one_payment_against_the_clearing_account()
    {
        var set = Chishui();
        set.Instructions.Select(i => (i.Payer.Id, i.Payee.Id, i.Amount.Fen, i.Budget.Code)).ShouldBe(
        [
            ("party:510000", "clearing:CS", 2_000_000_000L, "2302102"),
            ("party:520000", "clearing:CS", 2_000_000_000, "2302102"),
            ("clearing:CS", "party:530000", 4_000_000_000, "1102102"),
        ]);
        set.Instructions.Select(i => i.Id).ShouldBe(["CS-20260630-510000", "CS-20260630-520000", "CS-20260630-530000"]);
    }

    [Fact]
    public void What_is_paid_into_the_clearing_account_is_what_is_paid_out_of_it() => Gen.Select(Gen.Int[0, 5], Gen.Int[1, 5], Gen.Long[1, 1_000_000_000_000]).Array[1, 20].Sample(legs =>
    {
        var set = Set([.. legs.Select((leg, i) => Leg($"{110000 + (leg.Item1 * 10000)}", $"{110000 + ((leg.Item1 + leg.Item2) % 6 * 10000)}", leg.Item3, i + 1))]);
        var paidIn = set.Instructions.Where(i => i.Payee == set.Clearing).Sum(i => (decimal)i.Amount.Fen);
        var paidOut = set.Instructions.Where(i => i.Payer == set.Clearing).Sum(i => (decimal)i.Amount.Fen);
        (paidIn, set.Instructions.All(i => i.Amount > Money.Zero)).ShouldBe((paidOut, true));
    });

    [Fact]
    public void The_table_has_one_row_for_each_with_figures_capitals_and_budget_account()
    {
        var bytes = InstructionCsv.Of(Chishui());
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var rows = CsvRows.Of(Encoding.UTF8.GetString(bytes[3..])).Select(row => row.Fields).ToList();
        rows.Count.ShouldBe(4);
        rows[0].ShouldBe(InstructionCsv.Columns);
        rows[3].ShouldBe(["3", "CS-20260630-530000", "2026-06-30", "CS", "clearing:CS", "清算户 CS", "party:530000", "云南省财政厅", "40000000.00", "4000000000", "肆仟万元整", "1102102", "生态保护补偿转移性收入", "CS 2024 #1 2026-1; CS 2024 #2 2026-2"]);
    }

    [Fact]
    public void A_name_that_looks_like_a_formula_stays_text()
    {
        var set = Set([Leg("510000", "530000", 100, 1)], new() { ["party:510000"] = "=HYPERLINK(\"http://x\",\"y\")" });
        Encoding.UTF8.GetString(InstructionCsv.Of(set)).ShouldContain("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    }

    [Theory]
    [InlineData("pain.013.001.07")]
    [InlineData("camt.054.001.08")]
    public void The_message_validates_against_the_published_structure(string message) => Problems(message, Of(message, Chishui())).ShouldBeEmpty();

    [Theory]
    [InlineData("pain.013.001.07")]
    [InlineData("camt.054.001.08")]
    public void The_message_validates_whatever_the_names_and_references_are(string message)
    {
        var far = new GrossLeg(Account.Pot("CS-2018-一二三四五六七八九十一二三四五六七八九十", "共同资金"), Account.Party("530000"), new(100), PostingKind.ObligationDue, new("XAJ", "2024", 9, 1, new('字', 60)));
        var set = Set([far, Leg("510000", "530000", 1, 2)], new() { ["party:530000"] = new string('云', 300) + "<&>\u0001" });
        Problems(message, Of(message, set)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pain.013.001.07", "CdtrAgt")]
    [InlineData("pain.013.001.07", "ChrgBr")]
    [InlineData("pain.013.001.07", "NbOfTxs")]
    [InlineData("camt.054.001.08", "BkTxCd")]
    [InlineData("camt.054.001.08", "Sts")]
    [InlineData("camt.054.001.08", "MsgId")]
    public void A_message_without_something_that_has_to_be_there_does_not_validate(string message, string element)
    {
        var document = XDocument.Parse(Encoding.UTF8.GetString(Of(message, Chishui())));
        document.Descendants().First(e => e.Name.LocalName == element).Remove();
        Problems(message, Encoding.UTF8.GetBytes(document.ToString())).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_request_to_pay_says_what_is_asked_of_whom_and_why()
    {
        var document = XDocument.Parse(Encoding.UTF8.GetString(Pain013.Of(Chishui())));
        var ns = document.Root!.Name.Namespace;
        document.Descendants(ns + "CtrlSum").Single().Value.ShouldBe("80000000.00");
        document.Descendants(ns + "NbOfTxs").Single().Value.ShouldBe("3");
        document.Descendants(ns + "PmtInf").Count().ShouldBe(3);
        var last = document.Descendants(ns + "CdtTrfTx").Last();
        (last.Descendants(ns + "InstdAmt").Single().Value, last.Descendants(ns + "InstdAmt").Single().Attribute("Ccy")!.Value).ShouldBe(("40000000.00", "CNY"));
        last.Element(ns + "Purp")!.Value.ShouldBe("1102102 生态保护补偿转移性收入");
        last.Descendants(ns + "Ustrd").Count().ShouldBe(2);
    }

    [Fact]
    public void A_notification_is_pending_because_the_treasury_books_it()
    {
        var document = XDocument.Parse(Encoding.UTF8.GetString(Camt054.Of(Chishui())));
        var ns = document.Root!.Name.Namespace;
        document.Descendants(ns + "Ntry").Select(entry => (entry.Element(ns + "CdtDbtInd")!.Value, entry.Element(ns + "Sts")!.Value)).ShouldBe([("DBIT", "PDNG"), ("DBIT", "PDNG"), ("CRDT", "PDNG")]);
        // So a proposal that is sent back as if it were a statement moves nothing.
        StatementXml.Read(Camt054.Of(Chishui())).Statement!.Lines.ShouldBeEmpty();
    }

    internal static InstructionSet Chishui() => Set([Leg("520000", "530000", 2_000_000_000, 1), Leg("510000", "530000", 2_000_000_000, 2)]);

    private static InstructionSet Set(GrossLeg[] legs, Dictionary<string, string>? names = null)
    {
        var net = NetPositions.Of(Account.Clearing("CS"), s_on, [.. legs]);
        return InstructionSet.Of(net, "CS", net.Positions, names ?? s_names, s_at);
    }

    private static GrossLeg Leg(string from, string to, long fen, int number) => new(Account.Party(from), Account.Party(to), new(fen), PostingKind.ObligationDue, new("CS", "2024", number, number, $"2026-{number}"));

    private static byte[] Of(string message, InstructionSet set) => message == Pain013.Message ? Pain013.Of(set) : Camt054.Of(set);

    private static List<string> Problems(string message, byte[] bytes)
    {
        var problems = new List<string>();
        var settings = Iso20022.Safe;
        settings.ValidationType = ValidationType.Schema;
        settings.Schemas = Iso20022.Schema(message);
        // Also what no declaration was found for: a document of another namespace would pass otherwise.
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, problem) => problems.Add(problem.Message);
        using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
        while (reader.Read())
        {
        }

        return problems;
    }
}
