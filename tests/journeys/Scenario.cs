using System.Globalization;
using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using Basin.Signing;

namespace Basin.Journeys;

/// <summary>
/// The world of a journey: 安徽 upstream, 浙江 downstream, the section 街口 between them, an agreement after 新安江's first round for one year, and
/// everybody who acts. Several scenarios live side by side on one stack under names of their own.
/// </summary>
public sealed class Scenario : IDisposable
{
    public const string Upstream = "340000";
    public const string Downstream = "330000";

    /// <summary>Means that make the index P about 0.5 with the demo's baselines: the target is met.</summary>
    public static readonly IReadOnlyDictionary<string, string> CleanWater = new Dictionary<string, string>
    {
        ["高锰酸盐指数"] = "1.20", ["氨氮"] = "0.050", ["总磷"] = "0.015", ["总氮"] = "0.70",
    };

    /// <summary>Means far above the baselines: the target is missed.</summary>
    public static readonly IReadOnlyDictionary<string, string> DirtyWater = new Dictionary<string, string>
    {
        ["高锰酸盐指数"] = "5.80", ["氨氮"] = "0.900", ["总磷"] = "0.180", ["总氮"] = "3.90",
    };

    private readonly Stack _stack;
    private readonly string _suffix;
    private readonly IReadOnlyDictionary<string, string> _suites;

    private Scenario(Stack stack, string suffix, int year, IReadOnlyDictionary<string, string>? suites = null)
    {
        _suites = suites ?? new Dictionary<string, string>();
        (_stack, _suffix, Year) = (stack, suffix, year);
        Superior = new("100000", stack.Superior);
        UpstreamBureau = Actor("340000-EE");
        DownstreamBureau = Actor("330000-EE");
        UpstreamFinance = Actor("340000-FIN");
        DownstreamFinance = Actor("330000-FIN");
        UpstreamApprover = new(UpstreamFinance.Organisation, Keys.New());
        DownstreamApprover = new(DownstreamFinance.Organisation, Keys.New());
        Operator = Actor("OPERATOR");
        Auditor = Actor("AUDITOR");
    }

    public int Year { get; }

    public string Period => Year.ToString(CultureInfo.InvariantCulture);

    public string Section => $"340000-330000-JK-{_suffix}";

    public string Station => $"ST-{_suffix}";

    public string Agreement => $"XAJ-{_suffix}";

    public string CasePath => $"/cases/{Agreement}/{Period}";

    public Actor Superior { get; }

    public Actor UpstreamBureau { get; }

    public Actor DownstreamBureau { get; }

    public Actor UpstreamFinance { get; }

    public Actor DownstreamFinance { get; }

    /// <summary>The second person of the finance department.</summary>
    public Actor UpstreamApprover { get; }

    /// <summary>The second person of the finance department.</summary>
    public Actor DownstreamApprover { get; }

    public Actor Operator { get; }

    public Actor Auditor { get; }

    /// <summary>Registers everybody and everything, and has the agreement signed by both parties.</summary>
    /// <param name="suites">Suites of actors' keys, by the first part of their code such as <c>340000-EE</c>; ES256 for who is not named.</param>
    public static async Task<Scenario> Signed(
        Stack stack, string suffix, int year = 2024, string? upstreamNoticeUrl = null, string monthShare = "0.5", int validMonths = 12, Action<JsonObject>? amend = null,
        IReadOnlyDictionary<string, string>? suites = null)
    {
        var scenario = new Scenario(stack, suffix, year, suites);
        await scenario.Register(upstreamNoticeUrl, monthShare);
        await scenario.Sign(scenario.Document(validMonths, amend));
        return scenario;
    }

    /// <summary>Everybody and everything is registered, but no agreement drafted.</summary>
    public static async Task<Scenario> Unsigned(Stack stack, string suffix)
    {
        var scenario = new Scenario(stack, suffix, 2024);
        await scenario.Register();
        return scenario;
    }

    public JsonObject Document(int validMonths = 12, Action<JsonObject>? amend = null)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Servers.Repository, "deploy/agreements/xinanjiang-1.json")))!.AsObject();
        document["sections"] = new JsonObject { ["街口"] = Section };
        document["term"] = new JsonObject { ["from"] = $"{Year}-01-01", ["to"] = $"{Year}-12-31" };
        document["data"]!["validMonths"] = validMonths;
        // Due in some years, so that the exchange does not ask for months in the middle of a journey that is about something else.
        document["calendar"] = new JsonObject { ["dataDueDays"] = 3000, ["silenceDays"] = 15, ["payDays"] = 30 };
        amend?.Invoke(document);
        return document;
    }

    public async Task Register(string? upstreamNoticeUrl = null, string monthShare = "0.5")
    {
        await RegisterOrganisation(UpstreamBureau, "安徽省生态环境厅", "bureau", Upstream);
        await RegisterOrganisation(DownstreamBureau, "浙江省生态环境厅", "bureau", Downstream);
        await RegisterOrganisation(UpstreamFinance, "安徽省财政厅", "finance", Upstream, upstreamNoticeUrl);
        await RegisterOrganisation(DownstreamFinance, "浙江省财政厅", "finance", Downstream);
        await RegisterKey(UpstreamApprover, "复核员");
        await RegisterKey(DownstreamApprover, "复核员");
        await RegisterOrganisation(Operator, "街口自动站运维单位", "operator", Downstream);
        await RegisterOrganisation(Auditor, "审计署驻地办", "auditor", "100000");
        (await Superior.Put(_stack.Registry, "/basins/XAJ", new { name = "新安江流域" })).ShouldBeOk();
        (await Superior.Put(_stack.Registry, $"/sections/{Section}", new
        {
            name = $"街口{_suffix}", aliases = new[] { $"鸠坑口{_suffix}" }, basin = "XAJ", waterBody = "river", upstreamRegion = Upstream, downstreamRegion = Downstream,
        })).ShouldBeOk();
        await RegisterStation(monthShare);
    }

    public async Task RegisterOrganisation(Actor actor, string name, string role, string region, string? noticeUrl = null)
    {
        (await Superior.Put(_stack.Registry, $"/organisations/{actor.Organisation}", new { name, role, region, noticeUrl })).ShouldBeOk();
        await RegisterKey(actor);
    }

    public async Task RegisterKey(Actor actor, string? holder = null) =>
        (await Superior.Post(_stack.Registry, $"/organisations/{actor.Organisation}/keys", new { publicKeyPem = actor.Keys.PublicPem, holder })).ShouldBeOk();

    /// <summary>Signs as both bureaus, each over the canonical bytes of the document as the registry shows them.</summary>
    public async Task Sign(JsonObject document)
    {
        (await UpstreamBureau.Put(_stack.Registry, $"/agreements/{Agreement}/draft", new { document })).ShouldBeOk();
        foreach (var bureau in new[] { UpstreamBureau, DownstreamBureau }) await Sign(bureau, document);
    }

    public Task<Answer> Sign(Actor bureau, JsonObject document) => Sign(bureau, Agreement, document);

    public async Task<Answer> Sign(Actor bureau, string agreement, JsonObject document) =>
        (await bureau.Post(_stack.Registry, $"/agreements/{agreement}/signatures", new
        {
            documentSha256 = CanonicalJson.Sha256(document.ToJsonString()),
            keyId = bureau.Keys.Id,
            signature = bureau.Keys.Sign(CanonicalJson.Utf8(document.ToJsonString())),
        })).ShouldBeOk();

    /// <summary>One frame a day, at 08:00 China time, of the given months.</summary>
    public IEnumerable<object> Frames(IReadOnlyDictionary<string, string> water, int fromMonth = 1, int toMonth = 12) =>
        from month in Enumerable.Range(fromMonth, toMonth - fromMonth + 1)
        from day in Enumerable.Range(1, DateTime.DaysInMonth(Year, month))
        select new { station = Station, time = $"{Year:D4}-{month:D2}-{day:D2}T08:00:00+08:00", readings = water };

    public async Task Push(IEnumerable<object> frames)
    {
        foreach (var batch in frames.Chunk(100))
            (await Operator.Post(_stack.Monitoring, "/readings", new { frames = batch })).ShouldBeOk();
    }

    public async Task CloseMonths(int fromMonth = 1, int toMonth = 12)
    {
        for (var month = fromMonth; month <= toMonth; month++)
            (await DownstreamBureau.Post(_stack.Monitoring, $"/sections/{Section}/months/{Year:D4}-{month:D2}/close")).ShouldBeOk();
    }

    public async Task<JsonNode> CaseIn(string status, Actor? reader = null) => await Eventually.Get(
        async () =>
        {
            var answer = await (reader ?? Auditor).Get(_stack.Exchange, CasePath);
            return (int)answer.Status == 200 && answer.Json["status"]!.GetValue<string>() == status ? answer.Json : null;
        },
        $"the case {Agreement} {Period} is {status}");

    public async Task ConfirmByBoth()
    {
        var assessment = (await CaseIn("assessed"))["assessment"]!["revision"]!.GetValue<int>();
        foreach (var bureau in new[] { UpstreamBureau, DownstreamBureau })
            (await bureau.Post(_stack.Exchange, $"{CasePath}/confirmation", new { assessment })).ShouldBeOk();
    }

    /// <summary>Both finance departments receipt the notice, the payer pays in full, the payee confirms; the case closes.</summary>
    public async Task<JsonNode> PayAndClose()
    {
        var due = await CaseIn("due");
        foreach (var obligation in due["obligations"]!.AsArray())
        {
            var (payer, payee) = obligation!["from"]!.GetValue<string>() == "皖" ? (UpstreamFinance, DownstreamFinance) : (DownstreamFinance, UpstreamFinance);
            await Receipt(payer, obligation["notice"]!.GetValue<string>());
            await Receipt(payee, obligation["notice"]!.GetValue<string>());
            await Pay(payer, payee, obligation["number"]!.GetValue<int>(), $"PAY-{_suffix}", obligation["amount"]!["fen"]!.GetValue<string>());
        }

        return await CaseIn("closed");
    }

    /// <summary>One person proposes, another approves, and the payee confirms.</summary>
    public async Task Pay(Actor payer, Actor payee, int obligation, string reference, string amountFen, string paidOn = "2026-01-05")
    {
        var payments = $"{CasePath}/obligations/{obligation}/payments";
        (await payer.Post(_stack.Exchange, payments, new { reference, amountFen, paidOn })).ShouldBeOk();
        (await (payer == UpstreamFinance ? UpstreamApprover : DownstreamApprover).Post(_stack.Exchange, $"{payments}/{reference}/approval", new { amountFen, paidOn })).ShouldBeOk();
        (await payee.Post(_stack.Exchange, $"{payments}/{reference}/confirmation")).ShouldBeOk();
    }

    public async Task Receipt(Actor finance, string notice)
    {
        var content = (await finance.Get(_stack.Exchange, $"/notices/{notice}")).ShouldBeOk().Json["content"]!.ToJsonString();
        (await finance.Post(_stack.Exchange, $"/notices/{notice}/receipt", new
        {
            keyId = finance.Keys.Id, signature = finance.Keys.Sign(CanonicalJson.Utf8(content)),
        })).ShouldBeOk();
    }

    /// <summary>The first notice of a kind, or the one of them that is meant, as soon as it is issued.</summary>
    public Task<JsonNode> Notice(Actor reader, string kind, Func<JsonNode, bool>? isMeant = null) => Eventually.Get(
        async () => (await reader.Get(_stack.Exchange, "/notices?limit=500")).ShouldBeOk().Json["notices"]!.AsArray()
            .FirstOrDefault(notice => notice!["content"]!["kind"]!.GetValue<string>() == kind && isMeant?.Invoke(notice["content"]!) != false),
        $"a notice of the kind {kind} is issued");

    /// <summary>Everything the parties and the auditor can read about this scenario, as text: equal texts are equal books.</summary>
    public async Task<string> Books()
    {
        await Eventually.Holds(async () => await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_owednotice") == 0, "every notice that is owed is issued");
        var parts = new List<string>();
        foreach (var path in new[] { CasePath, $"{CasePath}/explanation", "/notices" }) parts.Add((await Auditor.Get(_stack.Exchange, path)).ShouldBeOk().Text);
        parts.Add((await Auditor.Get(_stack.Registry, $"/agreements/{Agreement}")).ShouldBeOk().Text);
        for (var month = 1; month <= 12; month++) parts.Add((await Auditor.Get(_stack.Monitoring, $"/sections/{Section}/months/{Year:D4}-{month:D2}")).Text);
        return string.Join('\n', parts);
    }

    public void Dispose()
    {
        foreach (var actor in new[] { Superior, UpstreamBureau, DownstreamBureau, UpstreamFinance, DownstreamFinance, UpstreamApprover, DownstreamApprover, Operator, Auditor }) actor.Dispose();
    }

    private async Task RegisterStation(string monthShare)
    {
        var station = new
        {
            name = $"街口自动站{_suffix}", section = Section, @operator = Operator.Organisation, indicators = CleanWater.Keys.ToArray(), everyHours = 24, monthShare,
            inServiceFrom = $"{Year:D4}-01-01",
        };
        // Monitoring learns of keys and sections by message; until then it cannot know the caller or the section.
        await Eventually.Succeeds(() => Superior.Get(_stack.Monitoring, "/stations"), "monitoring knows the superior's key");
        await Eventually.Succeeds(() => Superior.Put(_stack.Monitoring, $"/stations/{Station}", station), "monitoring knows the section");
        await Eventually.Succeeds(() => Operator.Get(_stack.Monitoring, $"/stations/{Station}"), "monitoring knows the operator's key");
        await Eventually.Succeeds(() => Auditor.Get(_stack.Exchange, "/cases"), "the exchange knows the auditor's key");
    }

    private Actor Actor(string role) => new($"{role}-{_suffix}", Keys.New(_suites.GetValueOrDefault(role, SignatureSuite.ES256)));
}
