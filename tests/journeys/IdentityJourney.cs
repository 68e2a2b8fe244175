using System.Net;

namespace Basin.Journeys;

/// <summary>Who may not do what: each line a call that must be refused, and why.</summary>
public sealed class IdentityJourney(SharedStack shared) : IClassFixture<SharedStack>, IAsyncLifetime
{
    private readonly Stack _stack = shared.Stack;
    private Scenario _scenario = null!;

    public async ValueTask InitializeAsync() => _scenario = await Scenario.Signed(_stack, shared.Name("who"));

    public ValueTask DisposeAsync()
    {
        _scenario.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_call_without_a_good_token_is_refused_with_the_reason()
    {
        var caller = _scenario.UpstreamBureau;
        await Refused("", "no token");
        await Refused("a.b.c", "no JWT");
        await Refused($"{Encode("""{"alg":"ES256","kid":5}""")}.{Encode("{}")}.x", "a key id that is no text");
        await Refused($"{Encode("""{"alg":"ES256","kid":"a\u0000b"}""")}.{Encode("{}")}.x", "a key id with NUL");
        await Refused($"{Encode("""{"alg":"none"}""")}.{Encode("""{"iss":"100000"}""")}.", "no signature");
        await Refused(caller.Token(TimeSpan.FromMinutes(-5)), "expired");
        await Refused(caller.Token(TimeSpan.FromDays(30)), "lives longer");
        await Refused(caller.Token(audience: "somewhere-else"), "audience");
        await Refused(caller.Token(issuer: _scenario.DownstreamBureau.Organisation), "issuer");
        await Refused(caller.Token(critical: ["exp"]), "critical");
        await Refused(caller.Token() + "x", "signature");
        await Refused(new Actor(caller.Organisation, Keys.New()).Token(), "not registered");

        static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));

        async Task Refused(string token, string reason)
        {
            foreach (var service in _stack.Services)
            {
                var answer = await caller.GetWithToken(service, service.Name switch { "registry" => "/sections", "monitoring" => "/stations", _ => "/cases" }, token);
                answer.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{service.Name}: {reason}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task A_revoked_key_stops_working_everywhere_and_a_new_one_works()
    {
        using var actor = new Actor("330000-EE-2", Keys.New());
        await _scenario.RegisterOrganisation(actor, "第二厅", "bureau", Scenario.Downstream);
        await Eventually.Holds(async () => (await actor.Get(_stack.Exchange, "/cases")).Status == HttpStatusCode.OK, "the exchange knows the key");
        (await _scenario.Superior.Delete(_stack.Registry, $"/organisations/{actor.Organisation}/keys/{actor.Keys.Id}")).ShouldBeOk();
        (await actor.Get(_stack.Registry, "/sections")).Status.ShouldBe(HttpStatusCode.Unauthorized, "the registry follows at once");
        await Eventually.Holds(async () => (await actor.Get(_stack.Exchange, "/cases")).Status == HttpStatusCode.Unauthorized, "the exchange follows");
        await Eventually.Holds(async () => (await actor.Get(_stack.Monitoring, "/stations")).Status == HttpStatusCode.Unauthorized, "monitoring follows");

        using var renewed = new Actor(actor.Organisation, Keys.New());
        (await _scenario.Superior.Post(_stack.Registry, $"/organisations/{actor.Organisation}/keys", new { publicKeyPem = renewed.Keys.PublicPem })).ShouldBeOk();
        await Eventually.Holds(async () => (await renewed.Get(_stack.Exchange, "/cases")).Status == HttpStatusCode.OK, "the new key works");
    }

    [Fact]
    public async Task Nobody_makes_a_second_person_of_itself_and_the_settings_bring_the_superiors()
    {
        using var finance = new Actor("330000-FIN-who", Keys.New());
        await _scenario.RegisterOrganisation(finance, "某财政厅", "finance", Scenario.Downstream);
        var (own, another) = ($"/organisations/{finance.Organisation}/keys", Keys.New());
        (await finance.Post(_stack.Registry, own, new { publicKeyPem = another.PublicPem, holder = "李四" })).ShouldBeRefused(HttpStatusCode.Forbidden, "another-holder");
        (await finance.Post(_stack.Registry, own, new { publicKeyPem = another.PublicPem })).ShouldBeOk();
        (await _scenario.Superior.Post(_stack.Registry, own, new { publicKeyPem = Keys.New().PublicPem, holder = "李四" })).ShouldBeOk();
        // Not even in the name of somebody who is there.
        (await finance.Post(_stack.Registry, own, new { publicKeyPem = Keys.New().PublicPem, holder = "李四" })).ShouldBeRefused(HttpStatusCode.Forbidden, "another-holder");
        var keys = (await finance.Get(_stack.Registry, $"/organisations/{finance.Organisation}")).ShouldBeOk().Json["keys"]!.AsArray();
        keys.Select(key => key!["holder"]?.GetValue<string>()).ShouldBe([null, null, "李四"]);

        (await _scenario.Superior.Post(_stack.Registry, "/organisations/100000/keys", new { publicKeyPem = Keys.New().PublicPem, holder = "李四" })).ShouldBeRefused(HttpStatusCode.Forbidden, "another-holder");
        using var second = new Actor("100000", _stack.SuperiorSecond);
        (await second.Get(_stack.Registry, "/organisations/100000")).ShouldBeOk().Json["keys"]!.AsArray()
            .Single(key => key!["keyId"]!.GetValue<string>() == second.Keys.Id)!["holder"]!.GetValue<string>().ShouldBe("复核员");
        var provincial = await _scenario.Superior.Put(_stack.Registry, "/organisations/330000-GOV", new { name = "某省政府", role = "superior", region = "330000" });
        provincial.ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "superior-region");
        (provincial.Json["field"]!.GetValue<string>(), provincial.Json["value"]!.GetValue<string>()).ShouldBe(("region", "330000"));
    }

    [Fact]
    public async Task A_notice_address_that_nothing_would_ever_be_pushed_to_is_refused_where_it_is_stated()
    {
        using var finance = new Actor("330000-FIN-url", Keys.New());
        await _scenario.RegisterOrganisation(finance, "某财政厅", "finance", Scenario.Downstream);
        var own = $"/organisations/{finance.Organisation}/notice-url";
        foreach (var url in new[] { "https://192.168.1.1/", "https://[::1]/" })
            (await finance.Put(_stack.Registry, own, new { url })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "notice-url-not-allowed");
        (await _scenario.Superior.Put(_stack.Registry, "/organisations/330000-FIN-url-2", new { name = "某厅", role = "finance", region = "330000", noticeUrl = "http://10.2.0.1/" }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "notice-url-not-allowed");
        (await finance.Put(_stack.Registry, own, new { url = "https://10.1.0.1/" })).ShouldBeOk();
        (await finance.Put(_stack.Registry, own, new { url = (string?)null })).ShouldBeOk();
    }

    [Fact]
    public async Task A_bureau_cannot_sign_for_the_other_side()
    {
        using var other = await Scenario.Unsigned(_stack, "sign");
        var document = other.Document();
        (await other.UpstreamBureau.Put(_stack.Registry, $"/agreements/{other.Agreement}/draft", new { document })).ShouldBeOk();
        // The downstream bureau's signature, sent by the upstream bureau: the acting party is the caller, and the key is not the caller's.
        var forged = await other.UpstreamBureau.Post(_stack.Registry, $"/agreements/{other.Agreement}/signatures", new
        {
            documentSha256 = Rules.Terms.CanonicalJson.Sha256(document.ToJsonString()),
            keyId = other.DownstreamBureau.Keys.Id,
            signature = Rules.Signatures.Sign(other.DownstreamBureau.Keys.PrivatePem, Rules.Terms.CanonicalJson.Utf8(document.ToJsonString())),
        });
        ((int)forged.Status).ShouldBeInRange(400, 499, forged.Text);
        (await other.Sign(other.UpstreamBureau, document)).ShouldBeOk();
        var agreement = (await other.Auditor.Get(_stack.Registry, $"/agreements/{other.Agreement}")).ShouldBeOk();
        agreement.Text.ShouldNotContain("\"signed\":true");
    }

    [Fact]
    public async Task A_document_that_changed_since_cannot_be_signed()
    {
        using var other = await Scenario.Unsigned(_stack, "changed");
        var (first, second) = (other.Document(), other.Document(amend: document => document["title"] = "改过的协议"));
        (await other.UpstreamBureau.Put(_stack.Registry, $"/agreements/{other.Agreement}/draft", new { document = first })).ShouldBeOk();
        (await other.DownstreamBureau.Put(_stack.Registry, $"/agreements/{other.Agreement}/draft", new { document = second, amends = 1 })).ShouldBeOk();
        var stale = await other.UpstreamBureau.Post(_stack.Registry, $"/agreements/{other.Agreement}/signatures", new
        {
            documentSha256 = Rules.Terms.CanonicalJson.Sha256(first.ToJsonString()),
            keyId = other.UpstreamBureau.Keys.Id,
            signature = Rules.Signatures.Sign(other.UpstreamBureau.Keys.PrivatePem, Rules.Terms.CanonicalJson.Utf8(first.ToJsonString())),
        });
        stale.ShouldBeRefused(HttpStatusCode.Conflict, "document-changed");
    }

    [Fact]
    public async Task An_operator_cannot_push_for_a_station_that_is_not_its_own()
    {
        using var other = await Scenario.Unsigned(_stack, "push");
        var frame = new { station = _scenario.Station, time = "2024-02-01T08:00:00+08:00", readings = Scenario.CleanWater };
        var answer = await other.Operator.Post(_stack.Monitoring, "/readings", new { frames = new[] { frame } });
        ((int)answer.Status).ShouldBeInRange(403, 422, answer.Text);
        (await _scenario.Auditor.Get(_stack.Monitoring, $"/stations/{_scenario.Station}/days/2024-02-01")).Text.ShouldNotContain("高锰酸盐指数");
    }

    [Fact]
    public async Task A_bureau_can_neither_take_over_a_station_nor_make_months_lack_readings_by_another_one()
    {
        var (code, section) = ($"/stations/{_scenario.Station}", _scenario.Section);
        var known = (await _scenario.UpstreamBureau.Get(_stack.Monitoring, code)).ShouldBeOk().Json;
        object Station(string op) => new { name = known["name"], section, @operator = op, indicators = known["indicators"], everyHours = 24, monthShare = "0.5", inServiceFrom = $"{_scenario.Year}-01-01" };
        using var own = new Actor("340000-OP-2", Keys.New());
        await _scenario.RegisterOrganisation(own, "上游运维单位", "operator", Scenario.Upstream);
        await Eventually.Succeeds(() => own.Get(_stack.Monitoring, "/stations"), "monitoring knows the operator");
        (await _scenario.UpstreamBureau.Put(_stack.Monitoring, code, Station(own.Organisation))).ShouldBeRefused(HttpStatusCode.Forbidden, "superior-only");
        (await _scenario.UpstreamBureau.Put(_stack.Monitoring, $"{code}-2", Station(own.Organisation))).ShouldBeRefused(HttpStatusCode.Forbidden, "superior-only");
        (await _scenario.Superior.Put(_stack.Monitoring, $"{code}-2", Station("NOBODY"))).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "unknown-operator");
        (await _scenario.Superior.Put(_stack.Monitoring, $"{code}-2", Station(_scenario.UpstreamFinance.Organisation))).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "not-an-operator");
    }

    [Fact]
    public async Task A_finance_department_sees_only_the_notices_of_its_region()
    {
        await _scenario.Push(_scenario.Frames(Scenario.CleanWater));
        await _scenario.CloseMonths();
        await _scenario.ConfirmByBoth();
        var notice = (await _scenario.CaseIn("due"))["obligations"]![0]!["notice"]!.GetValue<string>();
        using var stranger = new Actor("110000-FIN", Keys.New());
        await _scenario.RegisterOrganisation(stranger, "北京市财政局", "finance", "110000");
        await Eventually.Holds(async () => (await stranger.Get(_stack.Exchange, "/notices")).Status == HttpStatusCode.OK, "the exchange knows the stranger");

        (await stranger.Get(_stack.Exchange, "/notices")).Json["notices"]!.AsArray().ShouldBeEmpty();
        (await stranger.Get(_stack.Exchange, $"/notices/{notice}")).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-notice");
        (await stranger.Get(_stack.Exchange, _scenario.CasePath)).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-case");
        (await _scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{notice}")).ShouldBeOk().Json["content"]!["issuer"]!["name"]!.GetValue<string>().ShouldBe("共同上级");

        // Only the payer records, only the payee confirms, and a receipt needs the receiver's own signature.
        var payments = $"{_scenario.CasePath}/obligations/1/payments";
        (await _scenario.UpstreamFinance.Post(_stack.Exchange, payments, new { reference = "X", amountFen = "1", paidOn = "2026-01-01" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-payer");
        (await _scenario.DownstreamFinance.Post(_stack.Exchange, payments, new { reference = "X", amountFen = "10000000001", paidOn = "2026-01-01" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "more-than-owed");
        (await _scenario.DownstreamFinance.Post(_stack.Exchange, payments, new { reference = "X", amountFen = "1", paidOn = "0001-01-01" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "paid-too-early");
        (await _scenario.UpstreamFinance.Post(_stack.Exchange, $"/notices/{notice}/receipt", new { keyId = _scenario.DownstreamFinance.Keys.Id, signature = "AAAA" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "not-your-key");
        (await _scenario.UpstreamFinance.Post(_stack.Exchange, $"/notices/{notice}/receipt", new { keyId = _scenario.UpstreamFinance.Keys.Id, signature = "AAAA" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "signature-wrong");
    }

    [Fact]
    public async Task An_objection_stops_the_case_until_it_is_withdrawn_or_dismissed_and_strangers_see_no_case()
    {
        using var other = await Scenario.Signed(_stack, "object");
        await other.Push(other.Frames(Scenario.CleanWater));
        await other.CloseMonths();
        await other.CaseIn("assessed");
        using var stranger = new Actor("110000-EE", Keys.New());
        await _scenario.RegisterOrganisation(stranger, "北京市生态环境局", "bureau", "110000");
        await Eventually.Succeeds(() => stranger.Get(_stack.Exchange, "/cases"), "the exchange knows the stranger");

        var objections = $"{other.CasePath}/objections";
        (await other.UpstreamBureau.Post(_stack.Exchange, objections, new { assessment = 1, reason = "三月数据有误\u0000" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-reason");
        (await other.UpstreamBureau.Post(_stack.Exchange, objections, new { assessment = 1, reason = "三月数据有误" })).ShouldBeOk();
        (await other.DownstreamBureau.Post(_stack.Exchange, $"{other.CasePath}/confirmation", new { assessment = 1 })).ShouldBeRefused(HttpStatusCode.Conflict, "objection-open");
        (await other.DownstreamBureau.Post(_stack.Exchange, $"{objections}/1/withdrawal")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-objection");
        (await stranger.Post(_stack.Exchange, $"{objections}/1/withdrawal")).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-case");
        (await stranger.Post(_stack.Exchange, $"{other.CasePath}/confirmation", new { assessment = 1 })).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-case");
        (await other.DownstreamBureau.Post(_stack.Exchange, $"{objections}/1/dismissal", new { reason = "数据无误" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await other.Superior.Post(_stack.Exchange, $"{objections}/1/dismissal", new { reason = "数据无误" })).ShouldBeRefused(HttpStatusCode.Conflict, "still-negotiated");
        (await other.Superior.Post(_stack.Exchange, $"{objections}/1/escalation")).ShouldBeOk();
        (await other.Superior.Post(_stack.Exchange, $"{objections}/1/dismissal", new { reason = "数据无误" })).ShouldBeOk();
        (await other.DownstreamBureau.Post(_stack.Exchange, $"{objections}/1/execution", new { reason = "已执行" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        await other.ConfirmByBoth();
        await other.PayAndClose();
    }

    [Fact]
    public async Task An_auditor_reads_everything_and_writes_nothing()
    {
        var auditor = _scenario.Auditor;
        (await auditor.Get(_stack.Registry, $"/agreements/{_scenario.Agreement}")).ShouldBeOk();
        await Eventually.Succeeds(() => auditor.Get(_stack.Exchange, _scenario.CasePath), "the case is opened");
        (await auditor.Post(_stack.Exchange, $"{_scenario.CasePath}/confirmation", new { assessment = 1 })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.Post(_stack.Exchange, $"{_scenario.CasePath}/objections", new { assessment = 1, reason = "x" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.Post(_stack.Monitoring, "/readings", new { frames = _scenario.Frames(Scenario.CleanWater).Take(1) })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.Post(_stack.Monitoring, $"/sections/{_scenario.Section}/months/2024-01/close")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.Put(_stack.Registry, "/basins/NEW", new { name = "新" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.Put(_stack.Registry, $"/agreements/{_scenario.Agreement}-2/draft", new { document = _scenario.Document() })).Status.ShouldBe(HttpStatusCode.Forbidden);
    }
}
