using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary>
/// <c>basin settle</c>: from a document and a file of readings to who pays whom, with the same rules as the services and without any of them.
/// </summary>
public static class SettleCommand
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command Build(CommandStreams streams)
    {
        var command = new Command("settle", "以读数结算协议，不需要服务 Settle an agreement on a file of readings, without any server");
        var options = SettleOptions.AddTo(command);
        command.SetAction((parsed, cancel) => Run(options(parsed), streams, cancel));
        return command;
    }

    private static async Task<int> Run(SettleOptions options, CommandStreams streams, CancellationToken cancel)
    {
        var terms = await Terms(options.Terms, streams);
        var (from, to) = options.Range(terms);
        var rule = options.Rule(terms);
        var stated = options.Stated is { } path ? await Stated(path, streams) : [];
        if (RefusedStatement.Of(terms, from, to, stated) is { Length: > 0 } refused)
            throw new CommandFailureException($"{options.Stated}: {string.Join("；", refused.Select(one => $"第{one.Index + 1}项 {one.Field}：{one.Sentence}"))}", CommandLine.Refused);
        var data = await Data(options, terms, rule, streams, cancel);
        var simulation = Simulation.Of(terms, from, to, data.Facts, stated);
        var analyses = options.Analyse ? await Analyses(simulation, streams, TimeProvider.System, cancel) : null;
        if (options.Html) await streams.Output.WriteAsync(Page(simulation));
        else if (options.Json) await WriteJson(options, data, simulation, analyses, streams);
        else await WriteText(options, data, simulation, analyses, streams);
        foreach (var row in data.BadRows) await streams.Error.WriteLineAsync($"第{row.Row}行 row {row.Row}{(row.Column.Length == 0 ? "" : $" 列 column {row.Column}")}：“{row.Value}” {row.Why}");
        if (data.Bad == 0) return CommandLine.Done;
        throw new CommandFailureException($"{options.Readings}: {data.Bad} 行错误，未计入 bad row(s), which do not count", CommandLine.Refused);
    }

    private static async Task<CheckedTerms> Terms(string path, CommandStreams streams)
    {
        var check = CheckedTerms.Read(await Files.ReadText(path, streams));
        if (check.Terms is { } terms) return terms;
        throw new CommandFailureException($"{path}: {check.Problems.Length} 处问题 problem(s)，basin check {path}: {check.Problems[0].Sentence}", CommandLine.Refused);
    }

    private static async Task<StatedFact[]> Stated(string path, CommandStreams streams)
    {
        try
        {
            return JsonSerializer.Deserialize<StatedFact[]>(await Files.ReadText(path, streams), Strict) ?? [];
        }
        catch (JsonException problem)
        {
            throw new CommandFailureException($"{path}: 应为 expected [{{\"name\", \"period\", \"value\"}}]: {problem.Message}");
        }
    }

    private static async Task<SettleData> Data(SettleOptions options, CheckedTerms terms, MonthRule rule, CommandStreams streams, CancellationToken cancel)
    {
        var path = options.Readings;
        // Standard input cannot be read from two places, so it is held, and as bounded as everything that is held.
        var held = path == "-" ? await Files.Read(path, streams) : null;
        Stream Open() => held is null
            ? new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.SequentialScan, BufferSize = 0 })
            : new MemoryStream(held, writable: false);
        try
        {
            var columns = ReadingColumns.Of(path, ReadingsFile.Header(path, Open), options.Monthly);
            var sections = new SectionCells(terms, options.Aliases);
            if (options.Monthly)
            {
                var means = new MonthlyMeans(path, columns, sections);
                means.Read(Open());
                return SettleData.Of(means, terms, rule, columns);
            }

            long length;
            using (var file = Open()) length = file.Length;
            using var progress = new ReadProgress(length, streams.Error, TimeProvider.System);
            var readings = new ReadingsFile(path, Open, columns, sections, options.EveryHours, progress) { Year = options.Year };
            return SettleData.Of(await readings.Read(cancel), terms, rule, columns);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailureException($"{path}: {problem.Message}");
        }
    }

    // Every break-even is some hundred assessments, so a document with many sections takes minutes.
    private static async Task<List<PeriodAnalysis>> Analyses(Simulation simulation, CommandStreams streams, TimeProvider clock, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        var analyses = new List<PeriodAnalysis>();
        foreach (var period in simulation.Periods)
        {
            cancel.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(begun) > ReadProgress.Silence) await streams.Error.WriteLineAsync($"分析 analysing {period.Period.Id}（{analyses.Count + 1}/{simulation.Periods.Length}）");
            analyses.Add(PeriodAnalysis.Of(simulation.Terms, period));
        }

        return analyses;
    }

    private static async Task WriteText(SettleOptions options, SettleData data, Simulation simulation, IReadOnlyList<PeriodAnalysis>? analyses, CommandStreams streams)
    {
        foreach (var line in data.Lines(options.Readings)) await streams.Output.WriteLineAsync(line);
        await streams.Output.WriteAsync(SimulationText.Of(simulation));
        foreach (var analysis in analyses ?? []) await streams.Output.WriteAsync(SimulationText.Of(analysis));
        if (!options.Explain) return;
        foreach (var period in simulation.Periods)
        {
            await streams.Output.WriteLineAsync($"计算依据 Explanation {period.Period.Id}");
            await streams.Output.WriteAsync(Explanation.Text(period.Assessment.Step));
        }
    }

    private static string Page(Simulation simulation)
    {
        ImmutableArray<Step> periods = [.. simulation.Periods.Select(period => period.Assessment.Step)];
        return ExplanationPage.Of(periods.Length == 1 ? periods[0] : new Step("terms.simulation", simulation.Terms.Title, null, $"{periods.Length}个结算期", null, null, periods));
    }

    private static async Task WriteJson(SettleOptions options, SettleData data, Simulation simulation, IReadOnlyList<PeriodAnalysis>? analyses, CommandStreams streams)
    {
        var view = new
        {
            Data = new
            {
                data.Rows, data.Counted, data.NotInService, data.Empty, data.Repeated, data.LeftOut, data.Bad, data.BadRows, data.Sections, data.SectionMonths,
                data.Absent, data.Unnamed, data.Renamed, data.UnusedColumns,
            },
            Simulation = SimulationView.Of(simulation, analyses, options.Explain),
        };
        await JsonSerializer.SerializeAsync(streams.Bytes, view, Plain);
        await streams.Bytes.WriteAsync("\n"u8.ToArray());
        await streams.Bytes.FlushAsync();
    }
}
