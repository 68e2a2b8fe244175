using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>
/// Two hundred cases on their way from reading to payment at the same time, while every process is killed at any moment: registry, monitoring, exchange,
/// PostgreSQL and RabbitMQ. In the end each is closed, paid once, and the books sum to zero.
/// </summary>
[Collection(HardTimes.Name)]
public sealed class ManyCasesJourney(HardTimes times, Servers servers, ITestOutputHelper output) : IDisposable
{
    private const int Cases = 200, AtOnce = 40;
    private const string Fen = "40000000";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("BASIN_LONG") == "1";

    /// <summary>How often everything is killed once, in an order of chance.</summary>
    private static readonly int Rounds = IsLong ? 12 : 1;

    private readonly Stack _stack = times.Stack;
    private readonly ConcurrentQueue<string> _killed = [];

    public void Dispose() => Actor.Patient = false;

    [Fact]
    public async Task Two_hundred_cases_close_paid_once_whatever_is_killed_meanwhile()
    {
        Actor.Patient = true;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BASIN_SEED"), out var chosen) ? chosen : Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var scenario = await Scenario.Signed(_stack, "many", MonthlyAgreement.FirstYear, monthShare: MonthlyAgreement.OneFrameAMonth, amend: MonthlyAgreement.Over(Cases));
        using var over = new CancellationTokenSource();
        var killing = Kill(new Random(seed), over.Token);
        try
        {
            var months = new ConcurrentQueue<int>(Enumerable.Range(0, Cases));
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                while (months.TryDequeue(out var month)) await Settle(scenario, month);
            }));
        }
        finally
        {
            await over.CancelAsync();
            await killing;
        }

        output.WriteLine($"killed: {string.Join(", ", _killed)}");
        await _stack.WaitUntilReady();
        await Check(scenario, seed);
    }

    /// <summary>The way of one case; every call is made again until it is answered.</summary>
    private async Task Settle(Scenario scenario, int month)
    {
        var water = month % 3 == 0 ? Scenario.DirtyWater : Scenario.CleanWater;
        (await scenario.Operator.Post(_stack.Monitoring, "/readings", new { frames = new[] { MonthlyAgreement.Frame(scenario, month, water, day: 8) } })).ShouldBeOk();
        var path = $"/cases/{scenario.Agreement}/{MonthlyAgreement.PeriodOf(month)}";
        var deadline = DateTime.UtcNow.AddMinutes(IsLong ? 30 : 5);
        for (string? status = null; status != "closed"; await Task.Delay(100))
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, $"{path} is {status}");
            var answer = await scenario.Auditor.Get(_stack.Exchange, path);
            // The exchange may not have heard of the agreement yet.
            if ((int)answer.Status != 200) continue;
            status = answer.Json["status"]!.GetValue<string>();
            if (status == "assessed") await Confirm(scenario, path, answer.Json["assessment"]!["revision"]!.GetValue<int>());
            if (status == "due") await Pay(scenario, path, answer.Json["obligations"]!.AsArray());
        }
    }

    private async Task Confirm(Scenario scenario, string path, int assessment)
    {
        // Refused where a later assessment has come meanwhile; that one is confirmed then.
        foreach (var bureau in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau }) await bureau.Post(_stack.Exchange, $"{path}/confirmation", new { assessment });
    }

    private async Task Pay(Scenario scenario, string path, JsonArray obligations)
    {
        foreach (var obligation in obligations)
        {
            var isUpstream = obligation!["from"]!.GetValue<string>() == "皖";
            var (payer, approver, payee) = isUpstream ? (scenario.UpstreamFinance, scenario.UpstreamApprover, scenario.DownstreamFinance) : (scenario.DownstreamFinance, scenario.DownstreamApprover, scenario.UpstreamFinance);
            var payments = $"{path}/obligations/{obligation["number"]}/payments";
            var (amountFen, paidOn) = (obligation["amount"]!["fen"]!.GetValue<string>(), "2026-01-05");
            (await payer.Post(_stack.Exchange, payments, new { reference = "PAY", amountFen, paidOn })).ShouldBeOk();
            (await approver.Post(_stack.Exchange, $"{payments}/PAY/approval", new { amountFen, paidOn })).ShouldBeOk();
            (await payee.Post(_stack.Exchange, $"{payments}/PAY/confirmation")).ShouldBeOk();
        }
    }

    private async Task Kill(Random random, CancellationToken over)
    {
        for (var round = 0; round < Rounds; round++)
        {
            string[] all = servers.MayBeKilled ? ["registry", "monitoring", "exchange", "postgres", "rabbitmq"] : ["registry", "monitoring", "exchange"];
            random.Shuffle(all);
            foreach (var name in all)
            {
                try
                {
                    await Task.Delay(random.Next(200, 4000), over);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                _killed.Enqueue(name);
                await Kill(name);
            }
        }
    }

    private async Task Kill(string name)
    {
        switch (name)
        {
            case "postgres":
                await servers.KillPostgres();
                await servers.StartPostgres();
                break;
            case "rabbitmq":
                await servers.KillBroker();
                await servers.StartBroker();
                break;
            default:
                var service = _stack.Services.Single(service => service.Name == name);
                await service.Kill();
                service.Start();
                // Whoever keeps services running starts one again that found no database when it began; nobody does here.
                await service.WaitUntilReady();
                break;
        }
    }

    private async Task Check(Scenario scenario, int seed)
    {
        await Eventually.Holds(async () => await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_owednotice") == 0, "every notice that is owed is issued");
        (await _stack.Scalar<long>("exchange", $"select count(*) from mt_doc_caselisting where data->>'agreement' = '{scenario.Agreement}' and data->>'status' = 'Closed'")).ShouldBe(Cases, $"seed {seed}");
        foreach (var kind in new[] { "obligation_due.v1", "payment_confirmed.v1" })
            (await _stack.Rows<string>("exchange", $"select stream_id from mt_events where type = '{kind}' and stream_id like 'case/{scenario.Agreement}/%'")).ShouldBeUnique($"seed {seed}: {kind} once for each case");
        (await _stack.Scalar<long>("exchange", $"select count(*) from ledger_postings where agreement = '{scenario.Agreement}'")).ShouldBe(2 * Cases, $"seed {seed}: an obligation and a payment each");
        (await _stack.Rows<string>("exchange", $"select distinct leg::text from ledger_postings, unnest(amounts_fen) leg where agreement = '{scenario.Agreement}' order by 1")).ShouldBe([$"-{Fen}", Fen]);
        (await _stack.Scalar<decimal>("exchange", "select coalesce(sum(leg), 0) from ledger_postings, unnest(amounts_fen) leg")).ShouldBe(0, $"seed {seed}");
        var serials = (await _stack.Rows<string>("exchange", "select split_part(id, '-', 2) from mt_doc_noticelisting")).Select(int.Parse).Order().ToList();
        serials.ShouldBe(Enumerable.Range(1, serials.Count), $"seed {seed}: notices are numbered without gap");
    }
}
