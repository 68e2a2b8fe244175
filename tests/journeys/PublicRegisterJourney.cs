using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Journeys;

/// <summary>What anybody may see without a token, and what statistics and reports tell those who have one, on the real stack.</summary>
public sealed class PublicRegisterJourney(Servers servers) : IAsyncLifetime
{
    private static readonly JsonArray Everything = ["条款", "评估结果", "支付情况"];
    private readonly HttpClient _anybody = new();
    private Stack _stack = null!;

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers);
        _anybody.BaseAddress = _stack.Exchange.Address;
    }

    public async ValueTask DisposeAsync()
    {
        _anybody.Dispose();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task An_agreement_is_shown_as_far_as_it_says_until_a_revision_withdraws_it()
    {
        using var hidden = await Scenario.Signed(_stack, "hidden");
        using var shown = await Scenario.Signed(_stack, "shown", amend: document => document["disclosure"] = Everything.DeepClone());
        var path = $"/public/agreements/{shown.Agreement}";
        await shown.Push(shown.Frames(Scenario.CleanWater));
        await shown.CloseMonths();
        await shown.CaseIn("assessed");
        (await shown.Superior.Post(_stack.Exchange, $"{shown.CasePath}/announcement")).ShouldBeRefused(HttpStatusCode.Conflict, "not-settled");
        (await hidden.Superior.Post(_stack.Exchange, $"{hidden.CasePath}/announcement")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "not-disclosed");
        await shown.ConfirmByBoth();
        await shown.PayAndClose();
        await Eventually.Holds(async () => (await History(path)).Any(entry => Kind(entry) == "结清" && entry["content"]!["part"]!.GetValue<string>() == "支付情况"), "the payment is in the register");

        await Only_what_is_disclosed_is_seen(shown, hidden);
        await Announced_once(shown);
        await Every_checksum_is_right(path);
        await Json_and_csv_say_the_same(path);
        await Bad_addresses_are_refused(path);
        await Statistics_and_report(shown, hidden);
        await A_correction_is_a_revision(shown, path);

        // Withdrawn: the chain stands, its content is gone.
        var before = await History(path);
        await Revised(shown.Agreement, shown.Document());
        await Eventually.Holds(async () => (await _anybody.GetAsync(path)).StatusCode == HttpStatusCode.NotFound, "the agreement is withdrawn");
        foreach (var part in new[] { "", "/terms", "/results", "/payments" }) (await Refused($"{path}{part}")).ShouldBe((404, "disclosure-withdrawn"));
        (await Text("/public/agreements")).ShouldNotContain(shown.Agreement);
        (await Text("/public/announcements")).ShouldNotContain(shown.Agreement);
        var after = await History(path);
        (Kind(after[^1]), after.Count(entry => entry["withheld"]!.GetValue<bool>())).ShouldBe(("撤回公开", after.Count - 2));
        after.Take(before.Count).Select(entry => entry["sha256"]!.GetValue<string>()).ShouldBe(before.Select(entry => entry["sha256"]!.GetValue<string>()));
        RegisterChain.FirstBreak(after.Select(Link)).ShouldBeNull();
    }

    private async Task Only_what_is_disclosed_is_seen(Scenario shown, Scenario hidden)
    {
        var listed = (await Json("/public/agreements"))["agreements"]!.AsArray().Single()!;
        (listed["agreement"]!.GetValue<string>(), listed["parties"]![0]!["province"]!.GetValue<string>(), listed["basins"]![0]!.GetValue<string>()).ShouldBe((shown.Agreement, "浙江省", "XAJ"));
        foreach (var part in new[] { "", "/terms", "/results", "/payments", "/history" }) (await Refused($"/public/agreements/{hidden.Agreement}{part}")).ShouldBe((404, "not-public"));
        foreach (var address in new[] { "/public", "/public/agreements", "/public/manifest", "/public/announcements" }) (await Text(address)).ShouldNotContain(hidden.Agreement);
        foreach (var own in new[] { shown.CasePath, $"{shown.CasePath}/report", "/statistics/compliance?year=2024", "/statistics/funds" }) (await _anybody.GetAsync(own)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, own);

        var terms = await Json($"/public/agreements/{shown.Agreement}/terms");
        CanonicalJson.Sha256(terms["document"]!.ToJsonString()).ShouldBe(terms["documentSha256"]!.GetValue<string>());
        terms["text"]!.GetValue<string>().ShouldContain("、公开内容\n　　条款、评估结果、支付情况");
        var result = (await Json($"/public/agreements/{shown.Agreement}/results"))["periods"]![0]!;
        (result["status"]!.GetValue<string>(), result["obligations"]![0]!["amountFen"]!.GetValue<string>()).ShouldBe(("已结清", "10000000000"));
        result["assessment"]!["values"]!.AsArray().Select(value => value!["name"]!.GetValue<string>()).ShouldContain("P");
        var page = await Text($"/public/agreements/{shown.Agreement}?form=html");
        page.ShouldContain("100,000,000.00");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("PAY-shown");
    }

    private async Task Announced_once(Scenario shown)
    {
        (await shown.Auditor.Post(_stack.Exchange, $"{shown.CasePath}/announcement")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await shown.UpstreamFinance.Post(_stack.Exchange, $"{shown.CasePath}/announcement")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var first = (await shown.UpstreamBureau.Post(_stack.Exchange, $"{shown.CasePath}/announcement")).ShouldBeOk().Json;
        (await shown.Superior.Post(_stack.Exchange, $"{shown.CasePath}/announcement")).ShouldBeOk().Json["notice"]!.GetValue<string>().ShouldBe(first["notice"]!.GetValue<string>());
        var listed = (await Json("/public/announcements"))["announcements"]!.AsArray().ShouldHaveSingleItem()!;
        listed["title"]!.GetValue<string>().ShouldContain("2024年结算期评估和补偿结果的公告");
        var announced = await Json(listed["address"]!.GetValue<string>());
        Signatures.Verify(_stack.Notices.PublicPem, CanonicalJson.Utf8(announced["content"]!.ToJsonString()), announced["signature"]!.GetValue<string>()).ShouldBeTrue();
        (await _anybody.GetByteArrayAsync(listed["paper"]!.GetValue<string>())).AsSpan(0, 4).SequenceEqual("%PDF"u8).ShouldBeTrue();
        // Any other paper stays with those it is addressed to.
        var notice = (await shown.CaseIn("closed"))["obligations"]![0]!["notice"]!.GetValue<string>();
        (await Refused($"/public/announcements/{notice}")).ShouldBe((404, "no-such-announcement"));
        (await Json($"/public/agreements/{shown.Agreement}"))["announcements"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task Every_checksum_is_right(string path)
    {
        var resources = (await Json("/public/manifest"))["resources"]!.AsArray();
        resources.Count(resource => resource!["address"]!.GetValue<string>().StartsWith(path, StringComparison.Ordinal)).ShouldBe(10);
        foreach (var resource in resources)
        {
            using var answer = await _anybody.GetAsync(resource!["address"]!.GetValue<string>());
            var sha256 = SHA256.HashData(await answer.Content.ReadAsByteArrayAsync());
            Convert.ToHexStringLower(sha256).ShouldBe(resource["sha256"]!.GetValue<string>(), $"{resource["address"]}");
            answer.Headers.GetValues("Repr-Digest").Single().ShouldBe($"sha-256=:{Convert.ToBase64String(sha256)}:");
            answer.Headers.CacheControl!.Public.ShouldBeTrue();
            using var again = new HttpRequestMessage(HttpMethod.Get, resource["address"]!.GetValue<string>());
            again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            (await _anybody.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        }

        var entries = await History(path);
        RegisterChain.FirstBreak(entries.Select(Link)).ShouldBeNull();
        entries.ShouldAllBe(entry => CanonicalJson.Sha256(entry["content"]!.ToJsonString()) == entry["contentSha256"]!.GetValue<string>());
    }

    private async Task Json_and_csv_say_the_same(string path)
    {
        var (json, csv) = (await Json($"{path}/payments"), (await Text($"{path}/payments", "text/csv")).Split("\r\n"));
        csv[0].ShouldStartWith("\uFEFF结算期,");
        var (owed, paid) = (json["periods"]![0]!["obligations"]![0]!, json["periods"]![0]!["obligations"]![0]!["payments"]![0]!);
        csv[1].ShouldBe($"2024,1,四,浙,浙江省,皖,安徽省,{owed["amountFen"]},{owed["obligedOn"]},{owed["dueOn"]},{owed["notice"]},0,{paid["amountFen"]},2026-01-05,{paid["confirmedOn"]},否");
        csv.Length.ShouldBe(3);
        var (history, rows) = (await History(path), (await Text($"{path}/history?form=csv")).TrimEnd().Split("\r\n").Skip(1).ToList());
        rows.Select(row => row.Split(',')[^1]).ShouldBe(history.Select(entry => entry["sha256"]!.GetValue<string>()));
        var results = await Text($"{path}/results?form=csv");
        foreach (var value in (await Json($"{path}/results"))["periods"]![0]!["assessment"]!["values"]!.AsArray()) results.ShouldContain(value!["value"]!.GetValue<string>());
    }

    private async Task Bad_addresses_are_refused(string path)
    {
        foreach (var (address, status, code) in new[]
        {
            ($"{path}?form=xml", 422, "invalid-form"), ($"{path}/results?page=0", 422, "invalid-page"), ($"{path}/history?page=2147483647", 404, "no-such-page"), ($"{path}/history?page=99999999999999", 400, "malformed-parameter"),
            ("/public/agreements/新安江%2F..%2F1", 404, "not-public"), ("/public/agreements/%00", 400, ""), ("/public/announcements/..%2Fnotices", 404, "no-such-announcement"),
            ("/public/announcements/%00/pdf", 400, ""), ($"/public/agreements/{new string('长', 300)}", 404, "not-public"), ("/public/nothing", 401, "not-authenticated"),
        })
        {
            (await Refused(address)).ShouldBe((status, code), address);
        }
    }

    private async Task Statistics_and_report(Scenario shown, Scenario hidden)
    {
        (await shown.Operator.Get(_stack.Exchange, "/statistics/compliance?year=2024")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await shown.UpstreamBureau.Get(_stack.Exchange, "/statistics/compliance?year=1900")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-year");
        var sections = (await shown.UpstreamBureau.Get(_stack.Exchange, "/statistics/compliance?year=2024&basin=XAJ")).ShouldBeOk().Json["sections"]!.AsArray();
        sections.Select(section => (section!["code"]!.GetValue<string>(), $"{section["percent"]}", $"{section["place"]}", section["unknown"]!.AsArray().Count, section["target"]!.GetValue<string>()))
            .ShouldBe([(hidden.Section, "", "", 12, "Ⅲ"), (shown.Section, "100.0", "1", 0, "Ⅲ")]);
        using var stranger = new Actor("370000-FIN", Keys.New());
        await shown.RegisterOrganisation(stranger, "山东省财政厅", "finance", "370000");
        var nothing = await Eventually.Succeeds(() => stranger.Get(_stack.Exchange, "/statistics/compliance?year=2024"), "the exchange knows the stranger's key");
        nothing.Json["sections"]!.AsArray().ShouldBeEmpty();
        (await stranger.Get(_stack.Exchange, "/statistics/funds?region=340000")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-region");
        (await stranger.Get(_stack.Exchange, "/statistics/funds")).ShouldBeOk().Json["funds"]!.AsArray().ShouldBeEmpty();
        (await stranger.Get(_stack.Exchange, $"{shown.CasePath}/report")).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-case");

        var funds = (await shown.Auditor.Get(_stack.Exchange, "/statistics/funds?year=2024&basin=XAJ")).ShouldBeOk().Json;
        funds["balanced"]!.GetValue<bool>().ShouldBeTrue();
        funds["funds"]!.AsArray().Select(row => $"{row!["province"]} {row["obligedFen"]} {row["paidFen"]} {row["claimedFen"]} {row["receivedFen"]} {row["overdueFen"]}")
            .ShouldBe(["浙江省 10000000000 10000000000 0 0 0", "安徽省 0 0 10000000000 10000000000 0"]);
        (await shown.UpstreamFinance.Get(_stack.Exchange, "/statistics/funds?form=csv")).ShouldBeOk().Text.ShouldNotContain("浙江省");

        var report = (await shown.DownstreamFinance.Get(_stack.Exchange, $"{shown.CasePath}/report")).ShouldBeOk().Json;
        var text = (await shown.DownstreamFinance.Get(_stack.Exchange, $"{shown.CasePath}/report?form=text")).ShouldBeOk().Text;
        foreach (var part in report["parts"]!.AsArray()) text.ShouldContain(part!["heading"]!.GetValue<string>());
        text.ShouldContain("凭证号：PAY-shown；金额(元)：100,000,000.00");
        (await shown.DownstreamFinance.Get(_stack.Exchange, $"{shown.CasePath}/report", "text/html")).ShouldBeOk().Text.ShouldContain("绩效评估报告");
        (await shown.DownstreamFinance.Get(_stack.Exchange, $"{shown.CasePath}/report?form=pdf")).ShouldBeOk().Text.ShouldStartWith("%PDF-1.7");
    }

    private async Task A_correction_is_a_revision(Scenario shown, string path)
    {
        await shown.Push(shown.Frames(Scenario.DirtyWater, 3, 12));
        await shown.CloseMonths(3, 12);
        await Eventually.Holds(async () => (await Json($"{path}/results"))["periods"]![0]!["restatement"]?["payments"]?[0]?["from"]?.GetValue<string>() == "皖", "the restatement is shown beside what was settled");
        var period = (await Json($"{path}/results"))["periods"]![0]!;
        (period["status"]!.GetValue<string>(), period["assessment"]!["payments"]![0]!["from"]!.GetValue<string>()).ShouldBe(("更正待确认", "浙"));
        (await History(path)).Select(Kind).ShouldContain("更正");
    }

    /// <summary>Another revision as the exchange keeps it. The registry has no way yet to amend what was signed, so it is put where the message would leave it.</summary>
    private Task Revised(string agreement, JsonObject document)
    {
        var terms = new JsonObject
        {
            ["id"] = $"{agreement}/2", ["agreement"] = agreement, ["revision"] = 2, ["document"] = CanonicalJson.Of(document.ToJsonString()), ["documentSha256"] = CanonicalJson.Sha256(document.ToJsonString()),
            ["signedAt"] = DateTimeOffset.UtcNow,
        };
        var due = new JsonObject { ["id"] = $"terms/{agreement}/2", ["agreement"] = agreement, ["period"] = null };
        return _stack.Rows<string>(
            "exchange",
            $"""
            with terms as (insert into mt_doc_knownterms (id, data) values ('{agreement}/2', $terms${terms.ToJsonString()}$terms$))
            insert into mt_doc_registerdue (id, data) values ('terms/{agreement}/2', '{due.ToJsonString()}') returning id
            """);
    }

    private async Task<List<JsonNode>> History(string path)
    {
        var first = await Json($"{path}/history");
        var entries = first["entries"]!.AsArray().ToList();
        for (var page = 2; page <= first["pages"]!.GetValue<int>(); page++) entries.AddRange((await Json($"{path}/history?page={page}"))["entries"]!.AsArray());
        return [.. entries.Select(entry => entry!)];
    }

    private static string? Kind(JsonNode entry) => entry["content"]?["kind"]?.GetValue<string>();

    private static RegisterChain.Link Link(JsonNode entry) =>
        new(entry["number"]!.GetValue<int>(), entry["contentSha256"]!.GetValue<string>(), entry["previousSha256"]!.GetValue<string>(), entry["sha256"]!.GetValue<string>());

    private async Task<JsonNode> Json(string address) => JsonNode.Parse(await Text(address))!;

    private async Task<string> Text(string address, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept is not null) request.Headers.Accept.Add(new(accept));
        using var answer = await _anybody.SendAsync(request);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address}: {text}");
        return text;
    }

    private async Task<(int Status, string Code)> Refused(string address)
    {
        using var answer = await _anybody.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!["title"]!.GetValue<string>() : text);
    }
}
