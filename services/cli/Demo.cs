using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary>
/// The story of one settlement, each step by the organisation whose step it is. Every step may be sent again, so a second run
/// finds all done and tells the same end. Given readings get section, station and agreement of their own.
/// </summary>
public sealed class Demo(
    string registry, string monitoring, string exchange, string folder, DemoReadings readings, string suffix, int validMonths, CommandStreams streams)
    : IDisposable
{
    private const int FramesPerBatch = 100;

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, DemoCaller> _callers = [];
    private readonly string _basin = $"XAJ{suffix}";
    private readonly string _section = $"340000-330000-JK{suffix}";
    private readonly string _station = $"JK-01{suffix}";
    private readonly string _agreement = $"XAJ-{readings.Year}{suffix}";
    private readonly Dictionary<string, int> _revisions = new(StringComparer.Ordinal);
    private readonly string _period = $"{readings.Year}";

    private static readonly (string Name, string Words)[] Outcomes =
        [("accepted", "接收 accepted"), ("duplicate", "重复 duplicate"), ("revision", "更正 revision"), ("held", "待查 held"), ("refused", "拒收 refused")];

    private sealed record Cast(string Code, string Name, string Role, string Region);

    private static readonly Cast[] Organisations =
    [
        new("340000-EE", "安徽省生态环境厅", "bureau", "340000"),
        new("330000-EE", "浙江省生态环境厅", "bureau", "330000"),
        new("340000-FIN", "安徽省财政厅", "finance", "340000"),
        new("330000-FIN", "浙江省财政厅", "finance", "330000"),
        new("330000-OP", "街口自动站运维单位", "operator", "330000"),
        new("100000-AUD", "审计机关", "auditor", "100000"),
    ];

    /// <summary>The superior's code as <c>deploy/run</c> configures it.</summary>
    private static string Superior => Environment.GetEnvironmentVariable("BASIN_SUPERIOR_CODE") is { Length: > 0 } code ? code : "100000";

    private string CaseAddress => $"{exchange}/cases/{_agreement}/{_period}";

    public static string Bundled(string name)
    {
        using var content = typeof(Demo).Assembly.GetManifestResourceStream($"demo.{name}")!;
        using var reader = new StreamReader(content, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    public static string SuffixOf(string csv) => "-" + Signatures.Sha256(Encoding.UTF8.GetBytes(csv))[..8];

    public void Dispose() => _client.Dispose();

    public async Task Play(CancellationToken cancel)
    {
        await Register(cancel);
        await Sign(cancel);
        await Measure(cancel);
        var settled = await Assess(cancel);
        if (settled["obligations"]!.AsArray().Count > 0) settled = await Pay(settled, cancel);
        await Tell(settled, cancel);
    }

    private async Task Register(CancellationToken cancel)
    {
        await Say("登记机构、流域、断面 Registering organisations, basin and section");
        _callers[Superior] = new(_client, Superior, await Keys.Load(Path.Combine(folder, "superior.key.pem"), streams));
        foreach (var one in Organisations)
        {
            await Put(Superior, $"{registry}/organisations/{one.Code}", new() { ["name"] = one.Name, ["role"] = one.Role, ["region"] = one.Region }, cancel);
            await Register(one.Code, one.Code, null, cancel);
            if (one.Role == "finance") await Register(one.Code, Approver(one.Code), "复核员", cancel);
        }

        await Put(Superior, $"{registry}/basins/{_basin}", new() { ["name"] = "新安江流域" }, cancel);
        await Put("340000-EE", $"{registry}/sections/{_section}", new()
        {
            ["name"] = "街口", ["aliases"] = new JsonArray("鸠坑口", "街口(鸠坑口)"), ["basin"] = _basin, ["waterBody"] = "river",
            ["upstreamRegion"] = "340000", ["downstreamRegion"] = "330000",
        }, cancel);
        await Put("330000-EE", $"{monitoring}/stations/{_station}", new()
        {
            ["name"] = "街口自动站", ["section"] = _section, ["operator"] = "330000-OP",
            ["indicators"] = new JsonArray([.. DemoReadings.Indicators.Select(name => (JsonNode)name)]),
            ["everyHours"] = 24, ["monthShare"] = "0.5", ["inServiceFrom"] = $"{Math.Min(readings.Year, readings.First.Year)}-01-01",
        }, cancel);
    }

    /// <summary>A key of an organisation, named after the file it is in.</summary>
    private async Task Register(string organisation, string name, string? holder, CancellationToken cancel)
    {
        var key = Path.Combine(folder, $"{name}.key.pem");
        if (!File.Exists(key)) KeysCommand.Make(folder, name);
        _callers[name] = new(_client, organisation, await Keys.Load(key, streams));
        var body = new JsonObject { ["publicKeyPem"] = await Files.ReadText(Path.Combine(folder, $"{name}.pub.pem"), streams) };
        if (holder is not null) body["holder"] = holder;
        await Post(Superior, $"{registry}/organisations/{organisation}/keys", body, cancel);
    }

    private async Task Sign(CancellationToken cancel)
    {
        await Say($"起草并签署协议 {_agreement}（年均至少 {validMonths} 个月有效） Drafting and signing the agreement; a year needs {validMonths} valid months");
        var document = Bundled("agreement.json").Replace("YEAR", _period, StringComparison.Ordinal).Replace("SECTION", _section, StringComparison.Ordinal)
            .Replace("\"VALID_MONTHS\"", $"{validMonths}", StringComparison.Ordinal);
        await Put("340000-EE", $"{registry}/agreements/{_agreement}/draft", new() { ["document"] = JsonNode.Parse(document), ["amends"] = 0 }, cancel);
        var canonical = CanonicalJson.Utf8(document);
        foreach (var bureau in new[] { "340000-EE", "330000-EE" })
        {
            var keys = _callers[bureau].Keys;
            await Post(bureau, $"{registry}/agreements/{_agreement}/signatures",
                new() { ["documentSha256"] = Signatures.Sha256(canonical), ["keyId"] = keys.Id, ["signature"] = keys.Sign(canonical) }, cancel);
        }
    }

    private async Task Measure(CancellationToken cancel)
    {
        await Say($"上传 {readings.Frames.Count} 帧报文（另有 {readings.RowsWithoutTime} 行停站无时间） Sending {readings.Frames.Count} frames; {readings.RowsWithoutTime} rows name no time");
        foreach (var batch in readings.Frames.Chunk(FramesPerBatch))
        {
            var frames = new JsonArray([.. batch.Select(frame =>
            {
                var sent = frame.DeepClone();
                sent["station"] = _station;
                return sent;
            })]);
            var answer = await _callers["330000-OP"].CallPatiently(HttpMethod.Post, $"{monitoring}/readings", new JsonObject { ["frames"] = frames }, cancel);
            await Say($"  {CountsText(answer["counts"]!)}");
        }

        if (readings.RowsOfOtherYears > 0)
            await Say($"  其中 {readings.RowsOfOtherYears} 帧不在 {_period} 年，不参与本期结算 {readings.RowsOfOtherYears} of them are of other years and take no part in settling {_period}");

        await Say($"关闭 {_period} 年各月 Closing the months of {_period}");
        for (var month = 1; month <= 12; month++)
        {
            var closed = await Post("330000-EE", $"{monitoring}/sections/{_section}/months/{_period}-{month:D2}/close", null, cancel);
            _revisions[$"{_period}-{month:D2}"] = closed["revision"]!.GetValue<int>();
        }
    }

    private async Task<JsonNode> Assess(CancellationToken cancel)
    {
        await Say("等待评估 Waiting for the assessment");
        // Months close by themselves too, and may have been assessed while readings were still coming in.
        var assessed = await _callers["340000-EE"].Until(CaseAddress, found => found["assessment"] is { } made && RestsOnWhatWasClosed(made), cancel);
        if (assessed["assessment"] is not { } assessment)
            throw new CommandFailureException($"{CaseAddress}: not assessed yet; missing: {assessed["missing"]?.ToJsonString()}", CommandLine.Refused);
        if (IsClosed(assessed) || Text(assessed["status"]) == "undetermined") return assessed;
        await Say("双方确认 Both parties confirm");
        foreach (var bureau in new[] { "340000-EE", "330000-EE" })
            await Post(bureau, $"{CaseAddress}/confirmation", new() { ["assessment"] = assessment["revision"]!.GetValue<int>() }, cancel);
        return await _callers["340000-EE"].Until(
            CaseAddress, found => IsClosed(found) || found["obligations"]!.AsArray().All(obligation => obligation!["notice"] is not null), cancel);
    }

    private bool RestsOnWhatWasClosed(JsonNode assessment) => assessment["facts"]!.AsArray().All(fact =>
        Text(fact!["section"]) != _section || !_revisions.TryGetValue(Text(fact["month"]), out var closed) || fact["revision"]!.GetValue<int>() >= closed);

    private async Task<JsonNode> Pay(JsonNode settled, CancellationToken cancel)
    {
        var parties = settled["parties"]!;
        foreach (var obligation in settled["obligations"]!.AsArray())
        {
            var number = obligation!["number"]!.GetValue<int>();
            var (payer, payee) = (Finance(parties, obligation["from"]!), Finance(parties, obligation["to"]!));
            foreach (var receiver in new[] { payer, payee }) await Receipt(receiver, Text(obligation["notice"]), cancel);
            var (reference, address) = ($"DEMO-{_agreement}-{number}", $"{CaseAddress}/obligations/{number}/payments");
            // A demo that was stopped goes on with the payment that it had proposed or recorded.
            var known = obligation["payments"]!.AsArray().Concat(obligation["proposals"]!.AsArray()).FirstOrDefault(payment => Text(payment!["reference"]) == reference);
            var amount = known is null ? Text(obligation["unpaid"]!["fen"]) : Text(known["amount"]!["fen"]);
            var paidOn = known is null ? TimeProvider.System.GetUtcNow().ToOffset(YearMonth.ChinaOffset).ToString("yyyy-MM-dd") : Text(known["paidOn"]);
            if (known is null) await Post(payer, address, new() { ["reference"] = reference, ["amountFen"] = amount, ["paidOn"] = paidOn }, cancel);
            await Post(Approver(payer), $"{address}/{reference}/approval", new() { ["amountFen"] = amount, ["paidOn"] = paidOn }, cancel);
            await Post(payee, $"{address}/{reference}/confirmation", null, cancel);
            await Say($"{payer} 付款（经办、复核两人），{payee} 确认 Paid by two people, confirmed: {reference}");
        }

        return await _callers["340000-EE"].Until(CaseAddress, IsClosed, cancel);
    }

    /// <summary>Verifies the notice with the exchange's published key, then signs what was verified.</summary>
    private async Task Receipt(string receiver, string notice, CancellationToken cancel)
    {
        var address = $"{exchange}/notices/{notice}";
        var caller = _callers[receiver];
        var read = await caller.CallPatiently(HttpMethod.Get, address, null, cancel);
        var content = CanonicalJson.Utf8(read["content"]!.ToJsonString());
        var published = await caller.Call(HttpMethod.Get, $"{exchange}/.well-known/jwks.json", null, cancel);
        if (!PublishedKeys.Find($"{exchange}/.well-known/jwks.json", published.ToJsonString(), Text(read["keyId"])).Verify(content, Text(read["signature"])))
            throw new CommandFailureException($"{address}: the signature does not match.", CommandLine.Refused);
        await Post(receiver, $"{address}/receipt", new() { ["keyId"] = caller.Keys.Id, ["signature"] = caller.Keys.Sign(content) }, cancel);
        await Say($"{receiver} 验签并签收通知书 {notice} Notice verified and receipted");
    }

    private async Task Tell(JsonNode settled, CancellationToken cancel)
    {
        var explanation = await _callers["340000-EE"].Text($"{CaseAddress}/explanation", cancel);
        await Say("");
        await Say($"结算案 Case {_agreement} {_period}: {Text(settled["status"])}");
        if (settled["obligations"]!.AsArray().Count == 0) await Say("无补偿义务，不付款 Nothing is owed, nothing is paid.");
        foreach (var month in settled["assessment"]!["gaps"]!.AsArray().GroupBy(gap => (Text(gap!["section"]), Text(gap["month"]))))
            await Say($"  数据缺口 Missing: {month.Key.Item1} {month.Key.Item2}: {string.Join("、", month.Select(gap => Text(gap!["indicator"])))}");
        foreach (var obligation in settled["obligations"]!.AsArray())
        {
            var amount = obligation!["amount"]!;
            await Say($"  {Text(obligation["from"])} 付给 pays {Text(obligation["to"])}: {Text(amount["figures"])} 元 ({Text(amount["capitals"])})，条款 clause {Text(obligation["clause"])}");
            var notice = await _callers["340000-FIN"].Call(HttpMethod.Get, $"{exchange}/notices/{Text(obligation["notice"])}", null, cancel);
            await Say($"  通知书 Notice {Text(notice["content"]!["number"])}，{Text(obligation["dueOn"])}前支付 to be paid by then");
            foreach (var receipt in notice["receipts"]!.AsArray()) await Say($"  回执 Receipt {Text(receipt!["by"])} {ChinaTime(receipt["at"]!)}");
        }

        await Say("");
        await Say("计算依据 Explanation");
        await Say(explanation.TrimEnd());
        await Say("");
        await Say("查看 To look at");
        foreach (var url in new[] { CaseAddress, $"{CaseAddress}/explanation", $"{exchange}/notices", $"{registry}/agreements/{_agreement}", $"{monitoring}/sections/{_section}/months/{_period}-09" })
            await Say($"  {url}");
        // A browser has no token, so an address alone is answered 401.
        var call = $"dotnet {Path.Combine(AppContext.BaseDirectory, "basin.dll")} call GET URL --key {Path.Combine(folder, "340000-EE.key.pem")} --organisation 340000-EE";
        await Say($"  以机构身份打开 Open one as an organisation: {call}");
        await Say($"  计算依据成网页 The explanation as a page: {call.Replace("URL", $"{CaseAddress}/explanation", StringComparison.Ordinal)} --accept text/html >explanation.html");
        await Say("");
        await TellWhoPays(settled);
    }

    private async Task TellWhoPays(JsonNode settled)
    {
        await Say($"结果 Result: {_agreement} {_period} {Text(settled["status"])}");
        if (settled["obligations"]!.AsArray().Count == 0) await Say("  无补偿义务，不付款 Nothing is owed, nothing is paid.");
        foreach (var obligation in settled["obligations"]!.AsArray())
            await Say($"  {Text(obligation!["from"])} 付给 pays {Text(obligation["to"])}: {Text(obligation["amount"]!["figures"])} 元 ({Text(obligation["amount"]!["capitals"])})，通知书 notice {Text(obligation["notice"])}");
    }

    private static bool IsClosed(JsonNode found) => Text(found["status"]) == "closed";

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static string ChinaTime(JsonNode at) => at.GetValue<DateTimeOffset>().ToOffset(YearMonth.ChinaOffset).ToString("yyyy-MM-dd HH:mm:sszzz");

    /// <summary>The second person of a finance department.</summary>
    private static string Approver(string finance) => $"{finance}-2";

    private static string Finance(JsonNode parties, JsonNode party) => $"{Text(parties[Text(party)])}-FIN";

    /// <summary>What became of the frames, in words; what did not happen is left out.</summary>
    public static string CountsText(JsonNode counts) => string.Join("，", Outcomes
        .Select(outcome => (outcome.Words, Count: counts[outcome.Name]?.GetValue<int>() ?? 0))
        .Where(outcome => outcome.Count > 0)
        .Select(outcome => $"{outcome.Words} {outcome.Count}"));

    private Task<JsonNode> Put(string by, string address, JsonObject body, CancellationToken cancel) => Send(by, HttpMethod.Put, address, body, cancel);

    private Task<JsonNode> Post(string by, string address, JsonObject? body, CancellationToken cancel) => Send(by, HttpMethod.Post, address, body, cancel);

    /// <summary>The registry knows at once what it was told; the others hear of it by message.</summary>
    private Task<JsonNode> Send(string by, HttpMethod method, string address, JsonObject? body, CancellationToken cancel) =>
        address.StartsWith(registry, StringComparison.Ordinal) ? _callers[by].Call(method, address, body, cancel) : _callers[by].CallPatiently(method, address, body, cancel);

    private Task Say(string line) => streams.Output.WriteLineAsync(line);
}
