using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Basin.Journeys.Measurements;

/// <summary>
/// How long it takes from the answer to the last missing reading of a period until the notices are in the receivers' hands, on the real stack while many
/// cases are open. The notice of the result is pushed to the finance department's address; both bureaus confirm what it says at once, by program, and the
/// notice to pay is pushed after it.
/// </summary>
public sealed class LatencyMeasurement(Servers servers) : IAsyncLifetime
{
    private const int MonthsOfScenario = 200, SamplesMost = 200, FirstDay = 8, LastDay = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5), Beat = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, long> _read = new(StringComparer.Ordinal), _result = new(StringComparer.Ordinal), _due = new(StringComparer.Ordinal);
    private readonly List<Scenario> _scenarios = [];
    private Stack _stack = null!;
    private WebApplication _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers, closingQuietSeconds: 1);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Urls.Add($"http://127.0.0.1:{Ports.Free()}");
        _receiver.MapPost("/notices", async (HttpRequest request) =>
        {
            var content = (await JsonNode.ParseAsync(request.Body))!["content"]!;
            var kind = content["kind"]!.GetValue<string>();
            if (kind == "assessment" && IsDetermined(content) && _result.TryAdd(CaseOf(content), Stopwatch.GetTimestamp())) _ = Confirm(content);
            if (kind == "payment") _due.TryAdd(CaseOf(content), Stopwatch.GetTimestamp());
            return Results.NoContent();
        });
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scenario in _scenarios) scenario.Dispose();
        await _receiver.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Fact(Explicit = true)]
    public async Task The_notice_of_the_last_missing_reading_arrives_within_five_seconds()
    {
        var open = Measurement.Count(1_000);
        for (var number = 0; number * MonthsOfScenario < open; number++)
            _scenarios.Add(await Opened($"late{number}", int.Min(MonthsOfScenario, open - (number * MonthsOfScenario))));
        await AllUndetermined(open);
        var cases = Enumerable.Range(0, open).Select(place => (Scenario: _scenarios[place % _scenarios.Count], Month: place / _scenarios.Count)).Take(SamplesMost).ToList();
        foreach (var (scenario, month) in cases)
        {
            (await scenario.Operator.Post(_stack.Monitoring, "/readings", new { frames = new[] { MonthlyAgreement.Frame(scenario, month, Scenario.CleanWater, LastDay) } })).ShouldBeOk();
            _read[$"{scenario.Agreement}/{MonthlyAgreement.PeriodOf(month)}"] = Stopwatch.GetTimestamp();
            await Task.Delay(Beat);
        }

        await Eventually.Holds(() => Task.FromResult(_read.Keys.All(_due.ContainsKey)), "every notice to pay has arrived");
        Report(open);
    }

    private void Report(int open)
    {
        var (result, due) = (Since(_result), Since(_due));
        Measurement.Report(
            $"{open} open cases, {_read.Count} last readings, one every {Beat.TotalMilliseconds:F0} ms; closing after 1 s of quiet (BASIN_CLOSING_QUIET_SECONDS=1), the months' closing day long past",
            "",
            "| from the answer to the last missing reading until | p50 | p99 | max | limit of p99 |",
            "|---|---|---|---|---|",
            $"| the notice of the result is pushed to the finance department | {Row(result)} | {Measurement.Seconds(Limit)} |",
            $"| the notice to pay is pushed too, both bureaus having confirmed by program at once | {Row(due)} | |");
        Measurement.Quantile(result, 0.99m).ShouldBeLessThan(Limit);
    }

    private List<TimeSpan> Since(ConcurrentDictionary<string, long> arrived) => [.. _read.Select(read => Stopwatch.GetElapsedTime(read.Value, arrived[read.Key]))];

    private static string Row(List<TimeSpan> values) => string.Join(" | ", new[] { 0.5m, 0.99m, 1m }.Select(share => Measurement.Seconds(Measurement.Quantile(values, share))));

    /// <summary>An agreement with a case for each month, each of which has one frame and needs another.</summary>
    private async Task<Scenario> Opened(string suffix, int months)
    {
        var scenario = await Scenario.Signed(
            _stack, suffix, MonthlyAgreement.FirstYear, $"{_receiver.Urls.Single()}/notices", MonthlyAgreement.TwoFramesAMonth, amend: MonthlyAgreement.Over(months));
        await scenario.Push(Enumerable.Range(0, months).Select(month => MonthlyAgreement.Frame(scenario, month, Scenario.CleanWater, FirstDay)));
        return scenario;
    }

    private async Task AllUndetermined(int open)
    {
        var waited = Stopwatch.StartNew();
        while (await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_caselisting where data->>'status' = 'Undetermined'") < open
            || await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_owednotice") > 0
            || await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_noticedelivery where data->>'status' = 'Waiting'") > 0)
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(10), "every case is open and lacks one reading");
            await Task.Delay(500);
        }
    }

    private Task Confirm(JsonNode content)
    {
        var scenario = _scenarios.Single(one => one.Agreement == content["agreement"]!.GetValue<string>());
        var (path, body) = ($"/cases/{CaseOf(content)}/confirmation", new { assessment = content["assessment"]!.GetValue<int>() });
        return Task.WhenAll(scenario.UpstreamBureau.Post(_stack.Exchange, path, body), scenario.DownstreamBureau.Post(_stack.Exchange, path, body));
    }

    /// <summary>The cases were assessed before, when their last readings were missing.</summary>
    private static bool IsDetermined(JsonNode content) => content["gaps"]!.AsArray().Count == 0;

    private static string CaseOf(JsonNode content) => $"{content["agreement"]!.GetValue<string>()}/{content["period"]!.GetValue<string>()}";
}
