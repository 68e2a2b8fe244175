using System.Net;
using System.Text;

namespace Basin.Journeys;

/// <summary>Bad input on the real stack: a clear refusal with field and value, and nothing stored half.</summary>
public sealed class BadInputJourney(SharedStack shared) : IClassFixture<SharedStack>, IAsyncLifetime
{
    private readonly Stack _stack = shared.Stack;
    private Scenario _scenario = null!;

    public async ValueTask InitializeAsync() => _scenario = await Scenario.Signed(_stack, shared.Name("bad"));

    public ValueTask DisposeAsync()
    {
        _scenario.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, string, string, string> BadReadings => new()
    {
        { "an unknown indicator", """{"硫磺":"1"}""", "硫磺", "硫磺" },
        { "a negative concentration", """{"氨氮":"-0.1"}""", "氨氮", "-0.1" },
        { "pH 15", """{"pH":15}""", "pH", "15" },
        { "a number with 40 digits", """{"总磷":0.1234567890123456789012345678901234567890}""", "总磷", "0.1234567890123456789012345678901234567890" },
        { "NaN", """{"总磷":"NaN"}""", "总磷", "NaN" },
        { "text", """{"总磷":"很多"}""", "总磷", "很多" },
    };

    [Theory]
    [MemberData(nameof(BadReadings))]
    public async Task A_bad_reading_is_refused_with_its_field_and_value(string what, string readings, string field, string value)
    {
        var body = $$"""{"frames":[{"station":"{{_scenario.Station}}","time":"2024-05-01T08:00:00+08:00","readings":{{readings}}}]}""";
        var answer = await Push(body);
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, $"{what}: {answer.Text}");
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Json["field"]!.GetValue<string>().ShouldContain(field);
        answer.Json["field"]!.GetValue<string>().ShouldStartWith("frames[0].readings");
        answer.Text.ShouldContain(value);
        (await _scenario.Auditor.Get(_stack.Monitoring, $"/stations/{_scenario.Station}/days/2024-05-01")).Text.ShouldNotContain(value);
    }

    [Fact]
    public async Task Malformed_json_is_named_with_its_place()
    {
        var answer = await Push("""{"frames":[{"station":""");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.MediaType.ShouldBe("application/problem+json");
        answer.Json["field"]!.GetValue<string>().ShouldBe("frames[0].station");
        var kind = await _scenario.Superior.Put(_stack.Registry, "/sections/BAD", new { name = "坏", basin = "XAJ", waterBody = "ocean", upstreamRegion = "340000", downstreamRegion = "330000" });
        kind.Status.ShouldBe(HttpStatusCode.BadRequest, kind.Text);
        (kind.Json["field"]!.GetValue<string>(), kind.Json["value"]!.GetValue<string>()).ShouldBe(("waterBody", "ocean"));
        kind.Json["detail"]!.GetValue<string>().ShouldContain("one of river, lake");
        var empty = await _scenario.Superior.PostRaw(_stack.Registry, "/organisations/100000/keys", []);
        empty.Status.ShouldBe(HttpStatusCode.BadRequest, empty.Text);
        empty.Json["detail"]!.GetValue<string>().ShouldNotContain("parameter");
    }

    [Fact]
    public async Task A_time_in_the_future_and_an_unknown_station_are_refused()
    {
        var future = await Push($$$"""{"frames":[{"station":"{{{_scenario.Station}}}","time":"2099-05-01T08:00:00+08:00","readings":{"总磷":"0.1"}}]}""");
        future.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, future.Text);
        future.Json["field"]!.GetValue<string>().ShouldBe("frames[0].time");
        var unknown = await Push("""{"frames":[{"station":"NOWHERE","time":"2024-05-01T08:00:00+08:00","readings":{"总磷":"0.1"}}]}""");
        ((int)unknown.Status).ShouldBe(422, unknown.Text);
        unknown.Json["field"]!.GetValue<string>().ShouldBe("frames[0].station");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_as_too_large()
    {
        var answer = await _scenario.Operator.PostRaw(_stack.Monitoring, "/readings", new byte[5 * 1024 * 1024]);
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge, answer.Text);
    }

    [Fact]
    public async Task The_good_frames_of_a_mixed_batch_are_kept_and_the_bad_ones_reported_one_by_one()
    {
        var answer = (await Push($$$"""
            {"frames":[
              {"station":"{{{_scenario.Station}}}","time":"2024-06-01T08:00:00+08:00","readings":{"总磷":"0.031"}},
              {"station":"{{{_scenario.Station}}}","time":"2024-06-02T08:00:00+08:00","readings":{"总磷":"-1"}},
              {"station":"{{{_scenario.Station}}}","time":"2024-06-03T08:00:00+08:00","readings":{"总磷":"0.033"}},
              {"station":"{{{_scenario.Station}}}","time":"2024-06-01T08:00:00+08:00","readings":{"总磷":"0.031"}}]}
            """)).ShouldBeOk().Json;
        answer["results"]!.AsArray().Select(result => result!["outcome"]!.GetValue<string>()).ShouldBe(["accepted", "refused", "accepted", "duplicate"]);
        answer["results"]![1]!["field"]!.GetValue<string>().ShouldBe("frames[1].readings.总磷");
        answer["results"]![1]!["value"]!.GetValue<string>().ShouldBe("-1");
        (await _scenario.Auditor.Get(_stack.Monitoring, $"/stations/{_scenario.Station}/days/2024-06-01")).ShouldBeOk().Text.ShouldContain("0.031");
        (await _scenario.Auditor.Get(_stack.Monitoring, $"/stations/{_scenario.Station}/days/2024-06-03")).ShouldBeOk().Text.ShouldContain("0.033");
    }

    [Fact]
    public async Task A_draft_without_the_items_of_article_17_is_refused_with_all_its_problems()
    {
        var document = _scenario.Document(amend: d => { d.Remove("duties"); d.Remove("breach"); d["clauses"]![0]!["choose"]![0]!["pay"] = "1mg/L"; });
        var answer = await _scenario.UpstreamBureau.Put(_stack.Registry, "/agreements/BAD-DRAFT/draft", new { document });
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Text);
        var places = answer.Text;
        places.ShouldContain("duties");
        places.ShouldContain("breach");
        places.ShouldContain("clauses[0]");
        (await _scenario.UpstreamBureau.Get(_stack.Registry, "/agreements/BAD-DRAFT")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<Answer> Push(string body) => _scenario.Operator.PostRaw(_stack.Monitoring, "/readings", Encoding.UTF8.GetBytes(body));
}
