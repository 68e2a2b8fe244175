using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
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
    private static readonly int[] Hours = [1, 2, 3, 4, 6, 8, 12, 24];

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private sealed record Options(
        string Terms, string Readings, bool Monthly, string MonthShare, int EveryHours, int? Year, string? From, string? To, string? Stated, string[] Aliases, string[] Lakes,
        bool Explain, bool Analyse, bool Json, bool Html);

    public static Command Build(CommandStreams streams)
    {
        var terms = new Argument<string>("TERMS.json") { Description = "协议文件 Agreement document" };
        var readings = new Argument<string>("READINGS.csv") { Description = "读数 CSV：断面、时间、状态（可无）、各指标 Readings: section, time, state (optional), indicators" };
        var monthly = new Option<bool>("--monthly") { Description = "文件为月均值：断面、月份、各指标 The file holds monthly means: section, month, indicators" };
        var share = new Option<string>("--month-share") { Description = "月内有效读数的最低比例 Least share of the expected readings of a month, 0 to 1", DefaultValueFactory = _ => "0.5" };
        var hours = new Option<int>("--every-hours") { Description = $"应测间隔小时 Hours between readings: {string.Join(", ", Hours)}", DefaultValueFactory = _ => 4 };
        var year = new Option<int?>("--year") { Description = "时间不含年份时的年份 The year, where times have none" };
        var from = new Option<string?>("--from") { Description = "起始月，缺省为期限 First month, such as 2020-01; default: the term" };
        var to = new Option<string?>("--to") { Description = "终止月 Last month, inclusive" };
        var stated = new Option<string?>("--stated") { Description = "陈述的事实 JSON：[{name, period, value}] Stated facts" };
        var aliases = new Option<string[]>("--alias") { Description = "断面别名，可多次 Another name of a section: OTHER=NAME; may be repeated", DefaultValueFactory = _ => [] };
        var lakes = new Option<string[]>("--lake") { Description = "湖库断面，可多次 A section that is a lake or reservoir; may be repeated", DefaultValueFactory = _ => [] };
        var explain = new Option<bool>("--explain") { Description = "输出计算依据 Print the explanation" };
        var analyse = new Option<bool>("--analyse") { Description = "盈亏平衡点、灵敏度、缺测月 Break-even, sensitivity, missing months" };
        var json = new Option<bool>("--json") { Description = "输出 JSON Print JSON" };
        var html = new Option<bool>("--html") { Description = "输出计算依据网页 Print the explanation as one HTML page" };
        var command = new Command("settle", "以读数结算协议，不需要服务 Settle an agreement on a file of readings, without any server")
        {
            terms, readings, monthly, share, hours, year, from, to, stated, aliases, lakes, explain, analyse, json, html,
        };
        command.SetAction((parsed, cancel) => Run(
            new(parsed.GetRequiredValue(terms), parsed.GetRequiredValue(readings), parsed.GetValue(monthly), parsed.GetRequiredValue(share), parsed.GetValue(hours), parsed.GetValue(year),
                parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(stated), parsed.GetValue(aliases) ?? [], parsed.GetValue(lakes) ?? [],
                parsed.GetValue(explain), parsed.GetValue(analyse), parsed.GetValue(json), parsed.GetValue(html)),
            streams, cancel));
        return command;
    }

    private static async Task<int> Run(Options options, CommandStreams streams, CancellationToken cancel)
    {
        var terms = await Terms(options.Terms, streams);
        var (from, to) = Range(options, terms);
        var rule = Rule(options, terms);
        var stated = options.Stated is { } path ? await Stated(path, streams) : [];
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

    private static (YearMonth From, YearMonth To) Range(Options options, CheckedTerms terms)
    {
        YearMonth Month(string? text, string name, YearMonth otherwise) => text is null ? otherwise
            : YearMonth.TryParse(text, out var month) ? month : throw new CommandFailureException($"{name} {text}: a month is written as 2020-05.");
        var (from, to) = (Month(options.From, "--from", YearMonth.Of(terms.From)), Month(options.To, "--to", YearMonth.Of(terms.To)));
        if (from > to || to.Year - from.Year >= Simulation.YearsMax) throw new CommandFailureException($"{from} to {to}: a range is not empty and spans at most {Simulation.YearsMax} calendar years.");
        return (from, to);
    }

    private static MonthRule Rule(Options options, CheckedTerms terms)
    {
        if (!Hours.Contains(options.EveryHours)) throw new CommandFailureException($"--every-hours {options.EveryHours}: one of {string.Join(", ", Hours)}.");
        if (options.Year is < YearMonth.YearMin or > YearMonth.YearMax) throw new CommandFailureException($"--year {options.Year}: from {YearMonth.YearMin} to {YearMonth.YearMax}.");
        if (!decimal.TryParse(options.MonthShare, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) || share > 1)
            throw new CommandFailureException($"--month-share {options.MonthShare}: a share is from 0 to 1.");
        var cells = new SectionCells(terms, options.Aliases);
        var lakes = options.Lakes.Select(cells.Resolve).ToHashSet(StringComparer.Ordinal);
        if (lakes.FirstOrDefault(lake => !terms.Sections.ContainsValue(lake)) is { } unknown) throw new CommandFailureException($"--lake {unknown}: the terms name no such section.");
        return new(options.EveryHours, share, lakes);
    }

    private static async Task<StatedFact[]> Stated(string path, CommandStreams streams)
    {
        try
        {
            return JsonSerializer.Deserialize<StatedFact[]>(await Files.ReadText(path, streams), Strict) ?? [];
        }
        catch (JsonException problem)
        {
            throw new CommandFailureException($"{path}: expected [{{\"name\", \"period\", \"value\"}}]: {problem.Message}");
        }
    }

    private static async Task<SettleData> Data(Options options, CheckedTerms terms, MonthRule rule, CommandStreams streams, CancellationToken cancel)
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

    private static async Task WriteText(Options options, SettleData data, Simulation simulation, IReadOnlyList<PeriodAnalysis>? analyses, CommandStreams streams)
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

    private static async Task WriteJson(Options options, SettleData data, Simulation simulation, IReadOnlyList<PeriodAnalysis>? analyses, CommandStreams streams)
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
