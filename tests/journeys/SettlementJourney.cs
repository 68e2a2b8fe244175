using System.Net;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Journeys;

/// <summary>The main job on the real stack: from a signed agreement and readings to a receipted notice and a closed case.</summary>
public sealed class SettlementJourney(SharedStack shared) : IClassFixture<SharedStack>
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task When_the_target_is_met_the_downstream_province_pays_and_the_case_closes()
    {
        using var scenario = await Scenario.Signed(_stack, "met");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();

        var assessed = await scenario.CaseIn("assessed");
        var obligation = assessed["obligations"]!.AsArray().ShouldHaveSingleItem()!;
        (obligation["from"]!.GetValue<string>(), obligation["to"]!.GetValue<string>()).ShouldBe(("浙", "皖"));
        obligation["amount"]!["fen"]!.GetValue<string>().ShouldBe("10000000000");
        obligation["amount"]!["capitals"]!.GetValue<string>().ShouldBe("壹亿元整");

        await scenario.ConfirmByBoth();
        var closed = await scenario.PayAndClose();
        closed["obligations"]![0]!["unpaid"]!["fen"]!.GetValue<string>().ShouldBe("0");
        var text = (await scenario.DownstreamBureau.Get(_stack.Exchange, $"{scenario.CasePath}/explanation", "text/plain")).ShouldBeOk().Text;
        text.ShouldContain("街口");
        text.ShouldContain("100,000,000.00元");
    }

    [Fact]
    public async Task When_the_target_is_missed_the_upstream_province_pays()
    {
        using var scenario = await Scenario.Signed(_stack, "missed");
        await scenario.Push(scenario.Frames(Scenario.DirtyWater));
        await scenario.CloseMonths();

        var obligation = (await scenario.CaseIn("assessed"))["obligations"]!.AsArray().ShouldHaveSingleItem()!;
        (obligation["from"]!.GetValue<string>(), obligation["to"]!.GetValue<string>()).ShouldBe(("皖", "浙"));
        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();
    }

    [Fact]
    public async Task When_months_were_never_closed_nothing_is_paid_and_the_case_names_them()
    {
        using var scenario = await Scenario.Signed(_stack, "missing");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 1, 10));
        await scenario.CloseMonths(1, 10);

        var open = await Eventually.Get(
            async () => (await scenario.CaseIn("open")) is var c && c["missing"]!.AsArray().Count == 2 ? c : null, "only two months are missing");
        open["missing"]!.AsArray().Select(key => key!.GetValue<string>()).ShouldBe([$"{scenario.Section}/2024-11", $"{scenario.Section}/2024-12"]);
        open["obligations"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task When_months_have_too_few_readings_nothing_is_paid_and_the_case_says_why()
    {
        using var scenario = await Scenario.Signed(_stack, "sparse");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 1, 11));
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 12, 12).Take(5));
        await scenario.CloseMonths();

        var undetermined = await scenario.CaseIn("undetermined");
        undetermined["obligations"]!.AsArray().ShouldBeEmpty();
        undetermined["assessment"]!["payments"]!.AsArray().ShouldAllBe(payment => payment!["amount"] == null);
        undetermined["assessment"]!["gaps"]!.AsArray().ShouldContain(gap => gap!["section"]!.GetValue<string>() == scenario.Section && gap["month"]!.GetValue<string>() == "2024-12");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{scenario.CasePath}/confirmation", new { assessment = 1 })).ShouldBeRefused(HttpStatusCode.Conflict, "not-determined");
    }

    [Fact]
    public async Task A_late_frame_restates_the_month_and_the_case_is_assessed_anew()
    {
        using var scenario = await Scenario.Signed(_stack, "late");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        (await scenario.CaseIn("assessed"))["assessment"]!["revision"]!.GetValue<int>().ShouldBe(1);

        await scenario.Push(scenario.Frames(Scenario.DirtyWater, 3, 3));
        await scenario.CloseMonths(3, 3);
        await Eventually.Holds(async () => (await scenario.CaseIn("assessed"))["assessment"]!["revision"]!.GetValue<int>() == 2, "the case is assessed on the restated month");
        var month = (await scenario.Auditor.Get(_stack.Monitoring, $"/sections/{scenario.Section}/months/2024-03")).ShouldBeOk().Json;
        month["revision"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task A_correction_after_confirmation_is_noted_beside_what_was_settled()
    {
        using var scenario = await Scenario.Signed(_stack, "corrected");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();

        await scenario.Push(scenario.Frames(Scenario.DirtyWater));
        await scenario.CloseMonths();
        await Eventually.Holds(async () => (await scenario.CaseIn("closed"))["restatement"] is { } noted && noted["payments"]![0]!["from"]!.GetValue<string>() == "皖", "the restatement is noted");
        (await scenario.CaseIn("closed"))["obligations"]![0]!["from"]!.GetValue<string>().ShouldBe("浙");
    }

    [Fact]
    public async Task Real_readings_of_jiekou_lead_to_a_closed_case()
    {
        using var scenario = await Scenario.Signed(_stack, "real", 2020, monthShare: "0.25", validMonths: 5);
        await scenario.Push(RealReadings.Frames(scenario.Station, 2020));
        await scenario.CloseMonths();
        var december = (await scenario.Auditor.Get(_stack.Monitoring, $"/sections/{scenario.Section}/months/2020-12")).ShouldBeOk().Json;
        december.ToJsonString().ShouldContain("\"valid\":9");

        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();
    }

    [Fact]
    public async Task A_notice_can_be_verified_by_whoever_holds_the_published_key()
    {
        using var scenario = await Scenario.Signed(_stack, "signed");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        var id = (await scenario.CaseIn("due"))["obligations"]![0]!["notice"]!.GetValue<string>();

        var notice = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}")).ShouldBeOk().Json;
        var published = (await scenario.UpstreamFinance.Get(_stack.Exchange, "/.well-known/jwks.json")).ShouldBeOk().Json["keys"]![0]!;
        published["kid"]!.GetValue<string>().ShouldBe(notice["keyId"]!.GetValue<string>());
        var content = CanonicalJson.Utf8(notice["content"]!.ToJsonString());
        Signatures.Sha256(content).ShouldBe(notice["contentSha256"]!.GetValue<string>());
        Signatures.Verify(PublicPem(published), content, notice["signature"]!.GetValue<string>()).ShouldBeTrue();
        notice["content"]!["number"]!.GetValue<string>().ShouldMatch("^流域补偿〔20\\d\\d〕\\d+号$");
    }

    private static string PublicPem(JsonNode jwk)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(new System.Security.Cryptography.ECParameters
        {
            Curve = System.Security.Cryptography.ECCurve.NamedCurves.nistP256,
            Q = new() { X = Bytes(jwk["x"]!), Y = Bytes(jwk["y"]!) },
        });
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static byte[] Bytes(JsonNode text) => System.Buffers.Text.Base64Url.DecodeFromChars(text.GetValue<string>());
}
