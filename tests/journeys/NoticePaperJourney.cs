using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>A notice as paper and in its other forms, and what anybody can verify of it, on the real stack.</summary>
public sealed class NoticePaperJourney(Servers servers) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task A_notice_is_printed_with_its_fonts_verified_by_anybody_and_told_of_to_all()
    {
        using var scenario = await Scenario.Signed(_stack, "paper");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");
        var assessment = await scenario.Notice(scenario.UpstreamBureau, "assessment");
        assessment["content"]!["payments"]![0]!["amountCapitals"]!.GetValue<string>().ShouldBe("壹亿元整");
        await scenario.ConfirmByBoth();
        var id = (await scenario.CaseIn("due"))["obligations"]![0]!["notice"]!.GetValue<string>();
        var notice = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}")).ShouldBeOk().Json;
        var (sha256, number) = (notice["contentSha256"]!.GetValue<string>(), notice["content"]!["number"]!.GetValue<string>());

        await Printed(scenario.UpstreamFinance, id);
        using var stranger = new Actor("OPERATOR-paper", scenario.Operator.Keys);
        (await stranger.Get(_stack.Exchange, $"/notices/{id}/pdf")).Status.ShouldBe(HttpStatusCode.Forbidden);

        // The same content in every form.
        var csv = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}?form=csv")).ShouldBeOk().Text;
        var xml = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}", "application/xml")).ShouldBeOk().Text;
        csv.ShouldContain($",sha256,{sha256}");
        csv.ShouldContain($"/number,text,{number}");
        xml.ShouldContain($"sha256=\"{sha256}\"");
        (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{id}?form=doc")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-form");

        await Verified(id, sha256, number);
        await scenario.Receipt(scenario.DownstreamFinance, id);
        var receipt = await scenario.Notice(scenario.UpstreamFinance, "receipt");
        receipt["content"]!["noticeNumber"]!.GetValue<string>().ShouldBe(number);
        receipt["content"]!["receiptedBy"]!.GetValue<string>().ShouldBe("浙江省财政厅");
        (await scenario.UpstreamFinance.Post(_stack.Exchange, "/notices/replay", new { from = 0, to = long.MaxValue })).ShouldBeRefused(HttpStatusCode.Conflict, "no-notice-url");
    }

    [Fact]
    public async Task An_objection_and_its_ruling_are_noticed()
    {
        // One that cannot be issued, because nobody knows its agreement, holds up no other.
        await _stack.Rows<string>(
            "exchange",
            """
            insert into mt_doc_owednotice (id, data) values ('x', '{"id":"x","agreement":"NONE","period":"2024","termsRevision":1,"obligation":0,"parties":{},"at":"2024-01-01T00:00:00Z",
            "facts":{"kind":"announcement","subject":"x","paragraphs":[],"attachments":[]}}') returning id
            """);
        using var scenario = await Scenario.Signed(_stack, "ruled");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{scenario.CasePath}/objections", new { assessment = 1, reason = "三月数据有误" })).ShouldBeOk();
        (await scenario.DownstreamBureau.Post(_stack.Exchange, $"{scenario.CasePath}/objections/1/escalation")).ShouldBeOk();
        var reminder = await scenario.Notice(scenario.UpstreamFinance, "objection-reminder");
        reminder["content"]!["stage"]!.GetValue<string>().ShouldBe("协调");
        await Printed(scenario.UpstreamFinance, reminder["id"]!.GetValue<string>());
        (await scenario.Superior.Post(_stack.Exchange, $"{scenario.CasePath}/objections/1/dismissal", new { reason = "经核查数据无误" })).ShouldBeOk();
        (await scenario.Notice(scenario.DownstreamBureau, "objection"))["content"]!["reason"]!.GetValue<string>().ShouldBe("三月数据有误");
        var ruling = await scenario.Notice(scenario.DownstreamBureau, "ruling");
        ruling["content"]!["ruling"]!.GetValue<string>().ShouldBe("经核查数据无误");
        await Printed(scenario.DownstreamBureau, ruling["id"]!.GetValue<string>());
    }

    private async Task Printed(Actor reader, string id)
    {
        using var client = new HttpClient();
        byte[]? first = null;
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_stack.Exchange.Address, $"/notices/{id}/pdf"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader.Token());
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            var pdf = await answer.Content.ReadAsByteArrayAsync();
            Encoding.Latin1.GetString(pdf, 0, 8).ShouldBe("%PDF-1.7");
            first ??= pdf;
            pdf.ShouldBe(first);
        }

        var text = Encoding.Latin1.GetString(first!);
        var descriptors = text.Split("/Type /FontDescriptor").Skip(1).Select(part => part[..part.IndexOf(">>", StringComparison.Ordinal)]).ToArray();
        descriptors.ShouldNotBeEmpty();
        descriptors.ShouldAllBe(descriptor => descriptor.Contains("/FontFile", StringComparison.Ordinal));
    }

    private async Task Verified(string id, string sha256, string number)
    {
        using var anybody = new HttpClient { BaseAddress = _stack.Exchange.Address };
        var answer = JsonNode.Parse(await anybody.GetStringAsync($"/verify/notices/{id}?sha256={sha256}"))!;
        (answer["issued"]!.GetValue<bool>(), answer["signatureHolds"]!.GetValue<bool>(), answer["number"]!.GetValue<string>(), answer["issuer"]!.GetValue<string>()).ShouldBe((true, true, number, "共同上级"));
        answer.ToJsonString().ShouldNotContain("10000000000");
        var wrong = JsonNode.Parse(await anybody.GetStringAsync($"/verify/notices/{id}?sha256={new string('0', 64)}"))!;
        (wrong["issued"]!.GetValue<bool>(), wrong["number"]).ShouldBe((false, null));
        (await anybody.GetAsync($"/verify/notices/{id}?sha256=1")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        anybody.DefaultRequestHeaders.Accept.Add(new("text/html"));
        (await anybody.GetStringAsync($"/verify/notices/{id}?sha256={sha256}")).ShouldContain("通知书属实");
        (await anybody.GetStringAsync($"/verify/notices/9999-1?sha256={sha256}")).ShouldContain("核验未通过");
    }
}
