using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Basin.Journeys.Measurements;

/// <summary>
/// How long the exchange takes to settle many agreement-periods whose facts are stored already: from the last signature until every case is opened, assessed
/// with its explanation, and the notice of its result is issued. Then, apart, until both bureaus have confirmed all of them, every obligation is due and
/// posted, and its notice issued.
/// </summary>
public sealed class CasesMeasurement(Servers servers) : IAsyncLifetime
{
    private const string Stated = "Basin.Messages.Monitoring.V1:SectionMonthStated";
    private const int MonthsOfAgreement = 200, CallsAtOnce = 16;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60), Patience = TimeSpan.FromMinutes(20);
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact(Explicit = true)]
    public async Task Ten_thousand_periods_are_settled_from_stored_facts_in_a_minute()
    {
        var count = Measurement.Count(10_000);
        using var scenario = await Scenario.Unsigned(_stack, "cases");
        var agreements = Enumerable.Range(0, (count + MonthsOfAgreement - 1) / MonthsOfAgreement)
            .Select(number => (No: $"C-{number:D3}", Section: $"340000-330000-C{number:D3}", Months: int.Min(MonthsOfAgreement, count - (number * MonthsOfAgreement)))).ToList();
        foreach (var agreement in agreements) await Prepare(scenario, agreement.No, agreement.Section, agreement.Months);
        await new RawMessages(servers, "basin-exchange").SendMany(Stated, agreements.SelectMany(agreement => Enumerable.Range(0, agreement.Months).Select(month => Month(agreement.Section, month))));
        await Until("select count(*) from mt_doc_knownsectionmonth", count);

        var began = Stopwatch.GetTimestamp();
        foreach (var agreement in agreements) await scenario.Sign(scenario.DownstreamBureau, agreement.No, Document(scenario, agreement.Section, agreement.Months));
        var signed = Stopwatch.GetElapsedTime(began);
        await Until("select count(*) from mt_doc_caselisting where data->>'status' = 'Assessed'", count);
        var assessed = Stopwatch.GetElapsedTime(began);
        await Until("select count(*) from mt_doc_noticelisting", count);
        var settled = Stopwatch.GetElapsedTime(began);

        began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            agreements.SelectMany(agreement => Enumerable.Range(0, agreement.Months).Select(month => $"/cases/{agreement.No}/{MonthlyAgreement.PeriodOf(month)}/confirmation")),
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce },
            async (path, _) =>
            {
                foreach (var bureau in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau }) (await bureau.Post(_stack.Exchange, path, new { assessment = 1 })).ShouldBeOk();
            });
        var obliged = Stopwatch.GetElapsedTime(began);
        await Check(count);

        Measurement.Report(
            $"{count} periods of {agreements.Count} agreements, from stored facts",
            "",
            "| step | in all | periods/s |",
            "|---|---|---|",
            $"| the last signatures of {agreements.Count} agreements are taken | {Measurement.Seconds(signed)} | |",
            $"| every case opened, assessed and explained | {Measurement.Seconds(assessed)} | {count / assessed.TotalSeconds:F0} |",
            $"| and the notice of its result numbered, signed and issued (limit {Limit.TotalSeconds:F0} s for 10,000) | {Measurement.Seconds(settled)} | {count / settled.TotalSeconds:F0} |",
            $"| apart: confirmed by both bureaus over the API, obliged, posted, noticed | {Measurement.Seconds(obliged)} | {count / obliged.TotalSeconds:F0} |");
        (settled * 10_000 / count).ShouldBeLessThan(Limit);
    }

    private async Task Prepare(Scenario scenario, string no, string section, int months)
    {
        (await scenario.Superior.Put(_stack.Registry, $"/sections/{section}", new
        {
            name = $"断面{section}", basin = "XAJ", waterBody = "river", upstreamRegion = Scenario.Upstream, downstreamRegion = Scenario.Downstream,
        })).ShouldBeOk();
        var document = Document(scenario, section, months);
        (await scenario.UpstreamBureau.Put(_stack.Registry, $"/agreements/{no}/draft", new { document })).ShouldBeOk();
        await scenario.Sign(scenario.UpstreamBureau, no, document);
    }

    private static JsonObject Document(Scenario scenario, string section, int months) => scenario.Document(amend: document =>
    {
        MonthlyAgreement.Over(months)(document);
        document["sections"] = new JsonObject { ["街口"] = section };
    });

    private static JsonObject Month(string section, int month) => new()
    {
        ["section"] = section, ["month"] = MonthlyAgreement.PeriodOf(month), ["revision"] = 1, ["waterBody"] = "river",
        ["means"] = new JsonArray([.. (month % 3 == 0 ? Scenario.DirtyWater : Scenario.CleanWater).OrderBy(mean => mean.Key, StringComparer.Ordinal).Select(mean => new JsonObject
        {
            ["indicator"] = mean.Key, ["mean"] = mean.Value, ["unit"] = "mg/L", ["valid"] = 31, ["expected"] = 31,
        })]),
        ["class"] = null, ["decidingIndicators"] = new JsonArray(), ["readingsSha256"] = new string('a', 64), ["statedAt"] = "2026-01-05T00:00:00Z",
    };

    private async Task Until(string query, int count)
    {
        var waited = Stopwatch.StartNew();
        while (await _stack.Scalar<long>("exchange", query) < count)
        {
            waited.Elapsed.ShouldBeLessThan(Patience, query);
            await Task.Delay(100);
        }
    }

    /// <summary>Nothing is left out and nothing is there twice.</summary>
    private async Task Check(int count)
    {
        (await _stack.Scalar<long>("exchange", "select count(*) from ledger_postings")).ShouldBe(count);
        (await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_noticelisting")).ShouldBe(2 * count);
        (await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_caselisting where data->>'status' = 'Due'")).ShouldBe(count);
        (await _stack.Scalar<decimal>("exchange", "select coalesce(sum(leg), 0) from ledger_postings, unnest(amounts_fen) leg")).ShouldBe(0);
    }
}
