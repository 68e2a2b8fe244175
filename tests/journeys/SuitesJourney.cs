using System.Net;
using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using Basin.Signing;

namespace Basin.Journeys;

/// <summary>Parties that sign in different suites share one agreement and one notice, on the real stack.</summary>
public sealed class SuitesJourney(SuitesJourney.World world) : IClassFixture<SuitesJourney.World>
{
    private readonly Stack _stack = world.Stack;
    private readonly Scenario _scenario = world.Scenario;

    [Fact]
    public async Task One_agreement_and_one_notice_carry_signatures_of_different_suites()
    {
        await Choose();
        await _scenario.Push(_scenario.Frames(Scenario.CleanWater));
        await _scenario.CloseMonths();
        await _scenario.ConfirmByBoth();
        var id = (await _scenario.CaseIn("due"))["obligations"]![0]!["notice"]!.GetValue<string>();
        var upstream = (await _scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}")).ShouldBeOk().Json;
        var downstream = (await _scenario.DownstreamFinance.Get(_stack.Exchange, $"/notices/{id}")).ShouldBeOk().Json;

        // Each is shown the signature it chose, over one and the same paper.
        (Text(upstream["keyId"]), Text(downstream["keyId"])).ShouldBe((_stack.NoticesBySM2.Id, _stack.Notices.Id));
        (upstream["content"]!.ToJsonString(), upstream["signatures"]!.ToJsonString()).ShouldBe((downstream["content"]!.ToJsonString(), downstream["signatures"]!.ToJsonString()));
        var content = CanonicalJson.Utf8(upstream["content"]!.ToJsonString());
        var published = (await _scenario.UpstreamFinance.Get(_stack.Exchange, "/.well-known/jwks.json")).ShouldBeOk().Json["keys"]!.AsArray();
        published.Select(key => Text(key!["alg"])).ShouldBe(["ES256", "EdDSA", "SM2"]);
        foreach (var signature in upstream["signatures"]!.AsArray())
        {
            var key = published.Single(key => Text(key!["kid"]) == Text(signature!["keyId"]))!;
            var known = VerifyingKey.Of(Text(key["crv"]), Text(key["x"]), key["y"]?.GetValue<string>());
            known.Suite.ShouldBe(Text(signature!["suite"]));
            known.Verify(content, Text(signature["signature"])).ShouldBeTrue(known.Suite);
            Text(signature["contentHash"]).ShouldBe(ContentHash.Of(known.Suite, content).Hex);
        }

        await ReceiptedBySuite(id, content);
        var verified = (await _scenario.Auditor.Get(_stack.Exchange, $"/verify/notices/{id}?sha256={Text(upstream["contentSha256"])}")).ShouldBeOk().Json;
        verified["signatureHolds"]!.GetValue<bool>().ShouldBeTrue();
        verified["signatures"]!.AsArray().Select(s => (Text(s!["suite"]), s["holds"]!.GetValue<bool>())).ShouldBe([("ES256", true), ("EdDSA", true), ("SM2", true)]);
        var page = (await _scenario.Auditor.Get(_stack.Exchange, $"/verify/notices/{id}?sha256={Text(upstream["contentSha256"])}", "text/html")).ShouldBeOk().Text;
        page.ShouldContain("签名密钥（SM2）");
    }

    [Fact]
    public async Task A_revoked_SM2_key_signs_nothing_more_and_what_it_signed_stays_verifiable()
    {
        using var other = await Scenario.Unsigned(_stack, "revoked");
        using var signer = new Actor(other.UpstreamBureau.Organisation, Keys.New(SignatureSuite.SM2));
        var keys = $"/organisations/{signer.Organisation}/keys";
        (await other.Superior.Post(_stack.Registry, keys, new { publicKeyPem = signer.Keys.PublicPem })).ShouldBeOk().Json["suite"]!.GetValue<string>().ShouldBe("SM2");
        var document = other.Document();
        (await signer.Put(_stack.Registry, $"/agreements/{other.Agreement}/draft", new { document })).ShouldBeOk();
        await other.Sign(signer, document);
        var signature = (await other.Auditor.Get(_stack.Registry, $"/agreements/{other.Agreement}")).ShouldBeOk().Json["parties"]!.AsArray().Single(party => party!["signature"] is not null)!["signature"]!;

        var amended = other.Document(amend: changed => changed["title"] = "改过的协议");
        (await other.DownstreamBureau.Put(_stack.Registry, $"/agreements/{other.Agreement}/draft", new { document = amended, amends = 1 })).ShouldBeOk();
        (await signer.Delete(_stack.Registry, $"{keys}/{signer.Keys.Id}")).ShouldBeOk();
        (await signer.Get(_stack.Registry, "/sections")).Status.ShouldBe(HttpStatusCode.Unauthorized, "its tokens are refused at once");
        // The organisation's other key is good for the token, but not for what the revoked one signs.
        (await other.UpstreamBureau.Post(_stack.Registry, $"/agreements/{other.Agreement}/signatures", new
        {
            documentSha256 = CanonicalJson.Sha256(amended.ToJsonString()), keyId = signer.Keys.Id, signature = signer.Keys.Sign(CanonicalJson.Utf8(amended.ToJsonString())),
        })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "key-revoked");

        // Of its time the signature holds: anybody finds the key with its times, and the document it signed.
        var key = (await other.Auditor.Get(_stack.Registry, $"/organisations/{signer.Organisation}")).ShouldBeOk().Json["keys"]!.AsArray().Single(key => Text(key!["keyId"]) == signer.Keys.Id)!;
        var at = signature["at"]!.GetValue<DateTimeOffset>();
        (key["addedAt"]!.GetValue<DateTimeOffset>() <= at && at < key["revokedAt"]!.GetValue<DateTimeOffset>()).ShouldBeTrue();
        VerifyingKey.Read(Text(key["publicKeyPem"])).Verify(CanonicalJson.Utf8(document.ToJsonString()), Text(signature["signature"])).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_says_the_algorithm_of_its_key_and_a_key_of_no_suite_is_not_registered()
    {
        foreach (var caller in new[] { _scenario.UpstreamBureau, _scenario.DownstreamBureau })
        {
            foreach (var service in new[] { (_stack.Registry, "/sections"), (_stack.Monitoring, "/stations"), (_stack.Exchange, "/cases") })
                await Eventually.Holds(async () => (await caller.Get(service.Item1, service.Item2)).Status == HttpStatusCode.OK, $"{caller.Keys.Suite} is good at {service.Item1.Name}");
            var lied = await caller.GetWithToken(_stack.Registry, "/sections", caller.Token(algorithm: SignatureSuite.ES256));
            lied.ShouldBeRefused(HttpStatusCode.Unauthorized, "not-authenticated");
            lied.Text.ShouldContain($"signs by {caller.Keys.Suite}");
            (await caller.GetWithToken(_stack.Registry, "/sections", caller.Token(algorithm: "none"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
            (await caller.GetWithToken(_stack.Registry, "/sections", caller.Token() + "A")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        var refused = await _scenario.Superior.Post(_stack.Registry, $"/organisations/{_scenario.UpstreamBureau.Organisation}/keys", new { publicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() });
        refused.ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-key").Text.ShouldContain("SM2");
    }

    /// <summary>An organisation chooses for itself only, and among what is offered; who receives no notices chooses nothing.</summary>
    private async Task Choose()
    {
        var path = $"/organisations/{_scenario.UpstreamFinance.Organisation}/signature-suite";
        await Eventually.Succeeds(() => _scenario.UpstreamFinance.Get(_stack.Exchange, path), "the exchange knows the finance department");
        (await _scenario.UpstreamFinance.Get(_stack.Exchange, path)).Json["suite"]!.GetValue<string>().ShouldBe("ES256");
        (await _scenario.UpstreamFinance.Put(_stack.Exchange, path, new { suite = "RS256" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "suite-not-offered");
        await Eventually.Holds(async () => (await _scenario.DownstreamFinance.Put(_stack.Exchange, path, new { suite = "SM2" })).Status == HttpStatusCode.Forbidden, "another organisation may not choose");
        await Eventually.Holds(async () => (await _scenario.Operator.Put(_stack.Exchange, path, new { suite = "SM2" })).Status == HttpStatusCode.Forbidden, "an operator may not choose");
        for (var time = 0; time < 2; time++) (await _scenario.UpstreamFinance.Put(_stack.Exchange, path, new { suite = "SM2" })).ShouldBeOk().Json["suite"]!.GetValue<string>().ShouldBe("SM2");
    }

    private async Task ReceiptedBySuite(string id, byte[] content)
    {
        var path = $"/notices/{id}/receipt";
        var (upstream, downstream) = (_scenario.UpstreamFinance, _scenario.DownstreamFinance);
        var other = downstream.Keys.Sign([.. content, (byte)' ']);
        (await downstream.Post(_stack.Exchange, path, new { keyId = downstream.Keys.Id, signature = other })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "signature-wrong");
        (await downstream.Post(_stack.Exchange, path, new { keyId = upstream.Keys.Id, signature = upstream.Keys.Sign(content) })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "not-your-key");
        foreach (var finance in new[] { upstream, downstream }) await _scenario.Receipt(finance, id);
        var receipts = (await _scenario.Auditor.Get(_stack.Exchange, $"/notices/{id}")).ShouldBeOk().Json["receipts"]!.AsArray();
        foreach (var finance in new[] { upstream, downstream })
            VerifyingKey.Read(finance.Keys.PublicPem).Verify(content, Text(receipts.Single(r => Text(r!["keyId"]) == finance.Keys.Id)!["signature"])).ShouldBeTrue(finance.Keys.Suite);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    /// <summary>安徽 signs by SM2, 浙江 by Ed25519; who registers and who reads, by ES256.</summary>
    public sealed class World(Servers servers) : IAsyncLifetime
    {
        public Stack Stack { get; private set; } = null!;

        public Scenario Scenario { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Stack = await Stack.Start(servers);
            Scenario = await Scenario.Signed(Stack, "suites", suites: new Dictionary<string, string>
            {
                ["340000-EE"] = SignatureSuite.SM2, ["340000-FIN"] = SignatureSuite.SM2, ["330000-EE"] = SignatureSuite.EdDSA, ["330000-FIN"] = SignatureSuite.EdDSA,
            });
        }

        public async ValueTask DisposeAsync()
        {
            Scenario.Dispose();
            await Stack.DisposeAsync();
        }
    }
}
