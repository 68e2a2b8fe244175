using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>A client that knows SensorThings and nothing of us: from the root to a chart, to what was known before, to a file.</summary>
public sealed class SensorThingsJourney(Servers servers) : IAsyncLifetime
{
    private const string Root = "/sensorthings/v1.1";
    private const string March = "phenomenonTime ge 2024-03-01T00:00:00Z and phenomenonTime lt 2024-04-01T00:00:00Z";
    private Stack _stack = null!;
    private Scenario _scenario = null!;

    private string Stream => $"{_scenario.Station}:氨氮";

    private string Other => $"{_scenario.Station}-2";

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers);
        _scenario = await Scenario.Unsigned(_stack, "st");
        (await _scenario.Superior.Put(_stack.Monitoring, $"/stations/{Other}", new
        {
            name = "第二站", section = _scenario.Section, @operator = _scenario.Operator.Organisation, indicators = new[] { "氨氮", "pH" }, everyHours = 24, monthShare = "0.5", inServiceFrom = "2024-01-01",
        })).ShouldBeOk();
        await Push(Days(_scenario.Station, day => new Dictionary<string, string>(Scenario.CleanWater) { ["氨氮"] = day == 5 ? "<0.025" : string.Create(CultureInfo.InvariantCulture, $"0.{day:D3}0") }));
        await Push(Days(Other, day => new Dictionary<string, string> { ["氨氮"] = "0.0310", ["pH"] = $"7.{day % 10}0" }));
    }

    public async ValueTask DisposeAsync()
    {
        _scenario.Dispose();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task A_client_finds_its_way_from_the_root_to_a_chart_and_to_what_was_known_before_a_correction()
    {
        var root = await Get("");
        root["value"]!.AsArray().Select(set => set!["name"]!.GetValue<string>()).ShouldContain("Datastreams");

        var things = (await Get("/Things?$count=true&$expand=Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc),ObservedProperty($select=name))"))!;
        things["@iot.count"]!.GetValue<int>().ShouldBe(2);
        var streams = things["value"]!.AsArray().Single(thing => Id(thing) == _scenario.Station)!["Datastreams"]!.AsArray();
        streams.Count.ShouldBe(4);
        foreach (var stream in streams)
        {
            Text(stream!["phenomenonTime"]).ShouldBe("2024-03-01T00:00:00Z/2024-03-31T00:00:00Z");
            Text(stream["Observations"]!.AsArray().Single()!["phenomenonTime"]).ShouldBe("2024-03-31T00:00:00Z");
            Text(stream["Observations@iot.nextLink"]).ShouldContain("$skiptoken=");
        }

        var month = await Get($"/Datastreams('{Stream}')/Observations?$filter={March}&$orderby=phenomenonTime asc&$count=true");
        (month["@iot.count"]!.GetValue<int>(), month["value"]!.AsArray().Count).ShouldBe((31, 31));
        month["value"]![0]!["result"]!.ToJsonString().ShouldBe("0.0010");
        var below = month["value"]![4]!;
        (below["result"], below["resultQuality"]!["detectionLimit"]!.ToJsonString()).ShouldBe((null, "0.025"));

        (await Get($"/Datastreams('{Stream}')/Observations?$filter=result ne null and {March}&$count=true&$top=0"))["@iot.count"]!.GetValue<int>().ShouldBe(30);
        Results(await Get($"/Observations?$filter=Datastream/id eq '{Stream}' and (result gt 0.028 or result lt 0.002)&$orderby=result desc")).ShouldBe(["0.0310", "0.0300", "0.0290", "0.0010"]);
        Results(await Get($"/Observations?$filter=Datastream/ObservedProperty/name eq '氨氮' and Datastream/Thing/id eq '{Other}'&$top=2")).ShouldBe(["0.0310", "0.0310"]);
        Results(await Get($"/Observations?$filter=contains(FeatureOfInterest/name,'街口') and resultQuality/belowDetection")).ShouldBe(["null"]);

        var before = Moment();
        var corrected = (await Push([new { station = _scenario.Station, time = "2024-03-31T08:00:00+08:00", readings = new Dictionary<string, string> { ["氨氮"] = "0.900" } }]))["results"]![0]!;
        Text(corrected["outcome"]).ShouldBe("revision");
        var last = $"/Datastreams('{Stream}')/Observations?$orderby=phenomenonTime desc&$top=1";
        Results(await Get(last)).ShouldBe(["0.900"]);
        Results(await Get($"{last}&knownAt={before}")).ShouldBe(["0.0310"]);
        Results(await Get($"/Datastreams('{Stream}')/Observations?revisions=all&$filter=phenomenonTime ge 2024-03-31&$orderby=id")).ShouldBe(["0.0310", "0.900"]);
        var quality = (await Get(last))["value"]![0]!["resultQuality"]!;
        (Text(quality["outcome"]), quality["counts"]!.GetValue<bool>()).ShouldBe(("valid", true));
        (await Get($"/Observations('{Stream}:2024-03-31T00:00:00Z:1')/resultQuality"))["resultQuality"]!["counts"]!.GetValue<bool>().ShouldBeFalse();
        var first = await Get($"/Observations('{Stream}:2024-03-31T00:00:00Z:1')?$expand=Datastream/Thing,FeatureOfInterest($select=name)");
        (first["resultQuality"]!["latest"]!.GetValue<bool>(), Id(first["Datastream"]!["Thing"])).ShouldBe((false, _scenario.Station));
        // The correction says nothing of the other indicators any more.
        Text((await Get($"/Datastreams('{_scenario.Station}:总磷')"))["phenomenonTime"]).ShouldEndWith("/2024-03-30T00:00:00Z");
        (await Get("/Things?knownAt=2024-01-01T00:00:00Z"))["value"]!.AsArray().ShouldBeEmpty();

        var all = await Csv($"/stations/{_scenario.Station}/series.csv?indicator=NH3-N&from=2024-03-31&to=2024-03-31&revisions=all");
        all.Length.ShouldBe(3);
        // The byte order mark is eaten where the answer is read as text.
        all[0].ShouldStartWith("断面 section,站点 station,数据来源 source,时间 time,指标 indicator,值 value,");
        all[1].ShouldStartWith($"{_scenario.Section},{_scenario.Station},自动站,2024-03-31T08:00:00+08:00,氨氮,0.0310,mg/L,N,,正常 normal,1,否,,");
        all[1].ShouldEndWith(",,");
        all[2].ShouldEndWith(",有效 valid,");
        all[2].ShouldStartWith($"{_scenario.Section},{_scenario.Station},自动站,2024-03-31T08:00:00+08:00,氨氮,0.900,mg/L,N,,正常 normal,2,是,,");
        (await Csv($"/stations/{_scenario.Station}/series.csv?indicator=氨氮&from=2024-03-31&to=2024-03-31&knownAt={before}")).ShouldBe([all[0], all[1][..^1].Replace(",1,否,", ",1,是,", StringComparison.Ordinal) + "有效 valid,"]);
        var section = await Csv($"/sections/{_scenario.Section}/series.csv?from=2024-01-01&to=2024-12-31");
        section.Length.ShouldBe(1 + (30 * 4) + 1 + (31 * 2));
        section.Count(line => line.Contains($",{Other},", StringComparison.Ordinal)).ShouldBe(62);
    }

    [Fact]
    public async Task Pages_refusals_and_rights()
    {
        await Following_the_links_gives_everything_once_and_in_order_whatever_the_size_of_a_page();
        await What_cannot_be_answered_is_refused_clearly();
        await Who_may_not_read_a_station_finds_nothing_of_it();
    }

    private async Task Following_the_links_gives_everything_once_and_in_order_whatever_the_size_of_a_page()
    {
        var stream = $"/Datastreams('{Stream}')/Observations";
        foreach (var (address, options, sizes) in new (string, string, int[])[]
        {
            ("/Observations", "", [7, 50, 1000]),
            ("/Observations", "$orderby=phenomenonTime desc", [40]),
            ("/Observations", "$filter=Datastream/ObservedProperty/name eq 'pH' or result lt 0.02&$orderby=phenomenonTime", [13]),
            ("/Observations", $"$filter={March}&$orderby=result desc", [50]),
            (stream, "", [1, 1000]),
            (stream, "$orderby=result", [4]),
            (stream, "revisions=all&$orderby=resultTime desc", [9]),
            ($"/FeaturesOfInterest('{_scenario.Section}')/Observations", $"$filter={March}&$resultFormat=dataArray&$select=id&$orderby=id", [45]),
            ("/Datastreams", "$orderby=properties/symbol desc", [1, 4]),
            ("/ObservedProperties", "", [7]),
        })
        {
            var whole = await Walk($"{address}?{options}&$top=1000");
            whole.ShouldBeUnique();
            whole.Count.ShouldBeGreaterThan(5);
            foreach (var size in sizes) (await Walk($"{address}?{options}&$top={size}")).ShouldBe(whole, $"{address}?{options} by {size}");
            if (options.Length == 0) (await Walk($"{address}?$skip=3&$top=10")).ShouldBe(whole.Skip(3), $"{address} without the first three");
        }
    }

    private async Task Who_may_not_read_a_station_finds_nothing_of_it()
    {
        using var foreigner = new Actor("440000-EE-st", Keys.New());
        await _scenario.RegisterOrganisation(foreigner, "广东省生态环境厅", "bureau", "440000");
        await Eventually.Succeeds(() => foreigner.Get(_stack.Monitoring, "/stations"), "monitoring knows the foreigner's key");
        foreach (var path in new[]
        {
            $"/Things('{_scenario.Station}')", $"/Datastreams('{Stream}')/Observations", $"/Observations('{Stream}:2024-03-31T00:00:00Z:1')", $"/FeaturesOfInterest('{_scenario.Section}')/Observations", $"/Sensors('{Stream}')",
        })
            (await foreigner.Get(_stack.Monitoring, Root + path)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-section");
        foreach (var path in new[] { "/Things", "/Datastreams", "/Sensors", "/FeaturesOfInterest", "/Observations", $"/Observations?$filter=Datastream/id eq '{Stream}'", "/ObservedProperties('氨氮')/Datastreams" })
            (await foreigner.Get(_stack.Monitoring, Root + path)).ShouldBeOk().Json["value"]!.AsArray().ShouldBeEmpty(path);
        foreach (var path in new[] { $"/stations/{_scenario.Station}/series.csv", $"/sections/{_scenario.Section}/series.csv" })
            (await foreigner.Get(_stack.Monitoring, $"{path}?from=2024-03-01&to=2024-03-31")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-section");
        (await foreigner.GetWithToken(_stack.Monitoring, $"{Root}/Things", "")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await _scenario.Operator.Get(_stack.Monitoring, $"{Root}/Things")).ShouldBeOk().Json["value"]!.AsArray().Count.ShouldBe(2);
    }

    private async Task What_cannot_be_answered_is_refused_clearly()
    {
        foreach (var (path, status, code) in new[]
        {
            ("/Things?$filter=name eq", HttpStatusCode.BadRequest, "malformed-query"),
            ("/Observations?$filter=geo.intersects(x,'y')", HttpStatusCode.BadRequest, "malformed-query"),
            ("/Observations?$skiptoken=x", HttpStatusCode.BadRequest, "malformed-query"),
            ("/Observations?knownAt=yesterday", HttpStatusCode.BadRequest, "malformed-time"),
            ("/Observations?revisions=some", HttpStatusCode.BadRequest, "malformed-query"),
            ("/Observations?$filter=resultQuality/counts eq true", HttpStatusCode.BadRequest, "malformed-query"),
            ("/Observations?$orderby=result", HttpStatusCode.UnprocessableEntity, "query-too-wide"),
            ("/Observations?$filter=resultQuality/held eq '%00'", HttpStatusCode.BadRequest, "malformed-text"),
            ("/Things('NOBODY')", HttpStatusCode.NotFound, "unknown-station"),
            ("/Stations", HttpStatusCode.NotFound, "no-such-resource"),
        })
            (await _scenario.Auditor.Get(_stack.Monitoring, Root + path)).ShouldBeRefused(status, code);
    }

    private async Task<List<string>> Walk(string path)
    {
        var ids = new List<string>();
        for (var next = path; next is not null;)
        {
            var page = await Get(next);
            foreach (var entity in page["value"]!.AsArray())
            {
                if (entity!["dataArray"] is JsonArray rows) ids.AddRange(rows.Select(row => row![0]!.GetValue<string>()));
                else ids.Add(Id(entity));
            }

            next = page["@iot.nextLink"] is { } link ? link.GetValue<string>()[(link.GetValue<string>().IndexOf(Root, StringComparison.Ordinal) + Root.Length)..] : null;
        }

        return ids;
    }

    private async Task<JsonNode> Get(string path) => (await _scenario.Auditor.Get(_stack.Monitoring, Root + path)).ShouldBeOk().Json;

    private async Task<string[]> Csv(string path)
    {
        var answer = (await _scenario.UpstreamBureau.Get(_stack.Monitoring, path)).ShouldBeOk();
        answer.MediaType.ShouldBe("text/csv");
        return answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<JsonNode> Push(IEnumerable<object> frames) => (await _scenario.Operator.Post(_stack.Monitoring, "/readings", new { frames })).ShouldBeOk().Json;

    private static IEnumerable<object> Days(string station, Func<int, Dictionary<string, string>> readings) =>
        Enumerable.Range(1, 31).Select(day => (object)new { station, time = $"2024-03-{day:D2}T08:00:00+08:00", readings = readings(day) });

    private static string Moment() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Id(JsonNode? entity) => Text(entity!["@iot.id"]);

    private static string Text(JsonNode? value) => value!.GetValue<string>();

    private static string[] Results(JsonNode page) => [.. page["value"]!.AsArray().Select(observation => observation!["result"]?.ToJsonString() ?? "null")];
}
