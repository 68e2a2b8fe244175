using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Npgsql;

namespace Basin.Journeys;

/// <summary>The ledger on the real stack: what a case brings about is in the books with its event, nets to zero, and is laid beside a treasury's statement.</summary>
public sealed class LedgerJourney(Servers servers) : IAsyncLifetime
{
    private const string Fen = "10000000000";

    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task What_falls_due_and_is_paid_is_in_a_ledger_that_balances_and_a_statement_reconciles()
    {
        using var scenario = await Scenario.Signed(_stack, "ledger");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        var due = (await scenario.CaseIn("due"))["obligations"]![0]!;
        var settlesOn = due["dueOn"]!.GetValue<string>();

        await IsOwed(scenario);
        await IsNetted(scenario, settlesOn, due["notice"]!.GetValue<string>());
        await IsInstructed(scenario, settlesOn);

        await IsReconciled(scenario, due["notice"]!.GetValue<string>());
        await IsMatchedToItsInstruction(scenario, settlesOn);
        await IsNotInstructedAgain(scenario, settlesOn);
        await scenario.PayAndClose();
        await IsPaid(scenario, settlesOn);
        await IsReconciledAfterwards(scenario);
        await IsMatchedToItsInstruction(scenario, settlesOn);
        await IsMissed(scenario);
        await IsRefusedToOthers(scenario);
        await IsOnlyAddedTo();
        await IsFilledWhereItIsMissing(scenario);
    }

    private async Task IsOwed(Scenario scenario)
    {
        await IsBalanced(scenario);
        (await Account(scenario.DownstreamFinance, "party:330000"))["owed"]!["balanceFen"]!.GetValue<string>().ShouldBe($"-{Fen}");
        (await Account(scenario.UpstreamFinance, "party:340000"))["owed"]!["balanceFen"]!.GetValue<string>().ShouldBe(Fen);
        // The day before nothing was booked.
        var yesterday = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(-1).ToString("yyyy-MM-dd");
        (await Get(scenario.Auditor, $"/ledger/accounts?on={yesterday}"))["accounts"]!.AsArray().ShouldBeEmpty();
    }

    private async Task IsNetted(Scenario scenario, string on, string notice)
    {
        var net = await Get(scenario.Auditor, $"/ledger/net-positions?basin=XAJ&on={on}");
        net["positions"]!.AsArray().Select(position => (position!["account"]!.GetValue<string>(), position["netFen"]!.GetValue<string>()))
            .ShouldBe([("party:330000", $"-{Fen}"), ("party:340000", Fen)]);
        net["positions"]![0]!["legs"]!.AsArray().ShouldHaveSingleItem()!["reference"]!.GetValue<string>().ShouldBe(notice);
        net["proof"]!.ToJsonString().ShouldBe("""{"positions":2,"legs":1,"sumOfNetsFen":"0","netsSumToZero":true,"eachNetIsTheSumOfItsLegs":true}""");
        (await Get(scenario.UpstreamBureau, $"/ledger/net-positions?basin=XAJ&on={on}"))["positions"]!.AsArray().ShouldHaveSingleItem()!["account"]!.GetValue<string>().ShouldBe("party:340000");
    }

    private async Task IsInstructed(Scenario scenario, string on)
    {
        var csv = await scenario.Superior.Get(_stack.Exchange, $"/ledger/instructions?basin=XAJ&on={on}&form=csv", "text/csv");
        csv.ShouldBeOk().Text.ShouldContain("浙江省财政厅");
        csv.Text.ShouldContain("2302102");
        csv.Text.ShouldContain("1102102");
        foreach (var (form, message) in new[] { ("pain.013", "pain.013.001.07"), ("camt.054", "camt.054.001.08") })
        {
            var xml = (await scenario.Superior.Get(_stack.Exchange, $"/ledger/instructions?basin=XAJ&on={on}&form={form}", "application/xml")).ShouldBeOk();
            XDocument.Parse(xml.Text).Root!.Name.NamespaceName.ShouldBe($"urn:iso:std:iso:20022:tech:xsd:{message}");
        }
    }

    /// <summary>Before anybody recorded a payment, a statement that names the notice speaks of what is unpaid; what it says moves nothing.</summary>
    private async Task IsReconciled(Scenario scenario, string notice)
    {
        var found = await Send(scenario.UpstreamFinance, $"凭证号,金额,付款人,收款人\n{notice},100000000.00,浙江省财政厅,安徽省财政厅\n{notice},99999999.99,浙江省财政厅,安徽省财政厅\nNONE-1,1.00,浙江省财政厅,安徽省财政厅\n{notice},一亿,浙江省财政厅,安徽省财政厅\n");
        found["lines"]!.AsArray().Select(line => (line!["line"]!.GetValue<int>(), line["finding"]!.GetValue<string>()))
            .ShouldBe([(2, "matched"), (3, "amountDiffers"), (4, "unknownReference")]);
        found["unread"]!.AsArray().ShouldHaveSingleItem()!["line"]!.GetValue<int>().ShouldBe(5);
        (await Account(scenario.DownstreamFinance, "party:330000"))["paid"]!["balanceFen"]!.GetValue<string>().ShouldBe("0");
    }

    /// <summary>What two people of the payer recorded is on its way: no treasury is asked for it once more, though it is owed until it has arrived.</summary>
    private async Task IsNotInstructedAgain(Scenario scenario, string on)
    {
        var payments = $"{scenario.CasePath}/obligations/1/payments";
        (await scenario.DownstreamFinance.Post(_stack.Exchange, payments, new { reference = "PAY-ledger", amountFen = Fen, paidOn = "2026-01-05" })).ShouldBeOk();
        (await scenario.Superior.Get(_stack.Exchange, $"/ledger/instructions?basin=XAJ&on={on}&form=pain.013")).ShouldBeOk();
        (await scenario.DownstreamApprover.Post(_stack.Exchange, $"{payments}/PAY-ledger/approval", new { amountFen = Fen, paidOn = "2026-01-05" })).ShouldBeOk();
        (await scenario.Superior.Get(_stack.Exchange, $"/ledger/instructions?basin=XAJ&on={on}&form=pain.013")).ShouldBeRefused(HttpStatusCode.NotFound, "nothing-to-pay");
        (await Get(scenario.Auditor, $"/ledger/net-positions?basin=XAJ&on={on}"))["positions"]!.AsArray()
            .Select(position => (position!["netFen"]!.GetValue<string>(), position["instructedFen"]!.GetValue<string>())).ShouldBe([($"-{Fen}", "0"), (Fen, "0")]);
    }

    /// <summary>A treasury states what it was instructed to move, under the instruction's own id; also when everything was paid since.</summary>
    private async Task IsMatchedToItsInstruction(Scenario scenario, string on)
    {
        var id = $"XAJ-{on.Replace("-", "", StringComparison.Ordinal)}-340000";
        foreach (var payee in new[] { scenario.UpstreamFinance, scenario.Superior })
        {
            var found = await Send(payee, $"凭证号,金额,付款人,收款人\n{id},100000000.00,清算户 XAJ,安徽省财政厅\n{id},100000000.01,清算户 XAJ,浙江省财政厅\n");
            found["lines"]!.AsArray().Select(line => string.Join(' ', line!["differences"]!.AsArray().Prepend(line["finding"]).Select(word => word!.GetValue<string>())))
                .ShouldBe(["matched", "amountDiffers amountDiffers payeeDiffers"]);
            var netted = found["lines"]![0]!["instruction"]!["obligations"]!.AsArray().ShouldHaveSingleItem()!;
            (netted["agreement"]!.GetValue<string>(), netted["amountFen"]!.GetValue<string>()).ShouldBe((scenario.Agreement, Fen));
        }

        (await Send(scenario.DownstreamFinance, $"凭证号,金额,付款人,收款人\n{id},100000000.00,清算户 XAJ,安徽省财政厅\n"))["lines"]![0]!["finding"]!.GetValue<string>().ShouldBe("unknownReference");
    }

    private async Task IsMissed(Scenario scenario)
    {
        const string head = "reference,amount,payer,payee,date\nNONE-1,1.00,330000,340000,2026-01-05\n";
        var missing = (await Send(scenario.DownstreamFinance, head))["missing"]!["payments"]!.AsArray().ShouldHaveSingleItem()!;
        (missing["reference"]!.GetValue<string>(), missing["amountFen"]!.GetValue<string>(), missing["paidOn"]!.GetValue<string>()).ShouldBe(("PAY-ledger", Fen, "2026-01-05"));
        (await Send(scenario.DownstreamFinance, $"{head}PAY-ledger,1.00,330000,340000,2026-01-05\n"))["missing"]!["payments"]!.AsArray().ShouldBeEmpty("a line speaks of it, of another amount");
        (await Send(scenario.DownstreamFinance, head.Replace("2026-01-05", "2026-01-04", StringComparison.Ordinal)))["missing"]!["payments"]!.AsArray().ShouldBeEmpty();
    }

    private async Task IsPaid(Scenario scenario, string on)
    {
        await IsBalanced(scenario);
        var (payer, payee) = (await Account(scenario.DownstreamFinance, "party:330000"), await Account(scenario.UpstreamFinance, "party:340000"));
        (payer["owed"]!["balanceFen"]!.GetValue<string>(), payer["paid"]!["balanceFen"]!.GetValue<string>()).ShouldBe(("0", $"-{Fen}"));
        (payee["owed"]!["balanceFen"]!.GetValue<string>(), payee["paid"]!["balanceFen"]!.GetValue<string>()).ShouldBe(("0", Fen));
        payer["name"]!.GetValue<string>().ShouldBe("浙江省财政厅");

        var postings = (await Get(scenario.DownstreamFinance, "/ledger/accounts/party:330000/postings"))["postings"]!.AsArray();
        postings.Select(posting => posting!["kind"]!.GetValue<string>()).ShouldBe(["obligationDue", "paymentConfirmed"]);
        postings[1]!["previousSha256"]!.GetValue<string>().ShouldBe(postings[0]!["sha256"]!.GetValue<string>());
        var first = await Get(scenario.DownstreamFinance, "/ledger/accounts/party:330000/postings?limit=1");
        (await Get(scenario.DownstreamFinance, $"/ledger/accounts/party:330000/postings?limit=1&after={first["next"]}"))["postings"]![0]!["number"]!.GetValue<int>().ShouldBe(2);

        // What was paid is no longer to be paid.
        (await Get(scenario.Auditor, $"/ledger/net-positions?basin=XAJ&on={on}"))["positions"]!.AsArray().ShouldAllBe(position => position!["netFen"]!.GetValue<string>() == "0");
        (await scenario.Superior.Get(_stack.Exchange, $"/ledger/instructions?basin=XAJ&on={on}&form=pain.013")).ShouldBeRefused(HttpStatusCode.NotFound, "nothing-to-pay");
    }

    private async Task IsReconciledAfterwards(Scenario scenario)
    {
        const string statement = "reference,amount,payer,payee,date\nPAY-ledger,\"100,000,000.00\",330000,340000,2026-01-05\n";
        var found = await Send(scenario.UpstreamFinance, statement);
        found["matched"]!.GetValue<int>().ShouldBe(1);
        found["lines"]![0]!["payment"]!["confirmed"]!.GetValue<bool>().ShouldBeTrue();
        var again = await Send(scenario.UpstreamFinance, statement);
        (again["sha256"]!.GetValue<string>(), again["receivedAt"]!.ToJsonString()).ShouldBe((found["sha256"]!.GetValue<string>(), found["receivedAt"]!.ToJsonString()));
    }

    private async Task IsRefusedToOthers(Scenario scenario)
    {
        (await scenario.UpstreamFinance.Get(_stack.Exchange, "/ledger/accounts/party:330000/postings")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-account");
        (await scenario.UpstreamBureau.Get(_stack.Exchange, "/ledger/accounts/clearing:XAJ/postings")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-account");
        (await scenario.UpstreamFinance.Get(_stack.Exchange, "/ledger/trial-balance")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await scenario.Operator.Get(_stack.Exchange, "/ledger/accounts")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await scenario.UpstreamFinance.Get(_stack.Exchange, "/ledger/accounts?on=2026-02-30")).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-day");
    }

    private async Task IsOnlyAddedTo()
    {
        string[] changes = ["update ledger_postings set reference = 'x'", "delete from ledger_postings", "truncate ledger_postings", "delete from ledger_statements"];
        foreach (var change in changes) (await Should.ThrowAsync<PostgresException>(() => _stack.Scalar<int>("exchange", change))).MessageText.ShouldContain("only ever added to");
        // One fen more on one side: the row as it is otherwise, as the next of its case.
        const string columns = "agreement, period, kind, obligation, reference, clearing, posted_on, settles_on, value_on, accounts, books, previous_sha256, sha256";
        var unbalanced = $"insert into ledger_postings (number, event, amounts_fen, {columns}) select 9, 99, amounts_fen[1:3] || (amounts_fen[4] + 1), {columns} from ledger_postings where number = 1";
        (await Should.ThrowAsync<PostgresException>(() => _stack.Scalar<int>("exchange", unbalanced))).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    /// <summary>A service that learns to keep a ledger after cases were settled posts what they brought about, the same as if it had been there.</summary>
    private async Task IsFilledWhereItIsMissing(Scenario scenario)
    {
        var before = (await Get(scenario.Auditor, "/ledger/accounts/party:330000/postings"))["postings"]!.ToJsonString();
        await _stack.Exchange.Kill();
        await _stack.Scalar<int>("exchange", "alter table ledger_postings disable trigger user; delete from ledger_postings; alter table ledger_postings enable trigger user; select 1");
        _stack.Exchange.Start();
        await _stack.Exchange.WaitUntilReady();
        (await Get(scenario.Auditor, "/ledger/accounts/party:330000/postings"))["postings"]!.ToJsonString().ShouldBe(before);
        await IsBalanced(scenario);
    }

    private async Task IsBalanced(Scenario scenario)
    {
        var trial = await Get(scenario.Auditor, "/ledger/trial-balance");
        trial["balanced"]!.GetValue<bool>().ShouldBeTrue();
        (trial["owed"]!["sumFen"]!.GetValue<string>(), trial["paid"]!["sumFen"]!.GetValue<string>()).ShouldBe(("0", "0"));
    }

    private async Task<JsonNode> Account(Actor reader, string id) => (await Get(reader, "/ledger/accounts"))["accounts"]!.AsArray().ShouldHaveSingleItem(id)!;

    private async Task<JsonNode> Get(Actor reader, string path) => (await reader.Get(_stack.Exchange, path)).ShouldBeOk().Json;

    private async Task<JsonNode> Send(Actor finance, string csv)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_stack.Exchange.Address, "/ledger/statements"));
        request.Headers.Authorization = new("Bearer", finance.Token());
        request.Content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var answer = await client.SendAsync(request);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType).ShouldBeOk().Json;
    }
}
