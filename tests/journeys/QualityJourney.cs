using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>Readings that rules put aside, and people who look at them: from the frame to the restated month, with both provinces reading along.</summary>
public sealed class QualityJourney(Servers servers) : IAsyncLifetime
{
    private const string Phosphorus = "总磷";
    private Stack _stack = null!;

    // Months close and are restated by themselves, so that nothing here asks for it.
    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers, closingQuietSeconds: 1);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task A_jump_and_a_frozen_sensor_are_put_aside_and_people_bring_the_jump_back_in_levels()
    {
        using var scenario = await Scenario.Unsigned(_stack, "quality");
        await StateRules(scenario);
        await scenario.Push(Frames(scenario, "2024-01", 31));

        var month = await Month(scenario, "2024-01", found => Valid(found) == 25, "the jump and five frozen readings are left out");
        var revision = month["revision"]!.GetValue<int>();
        var quality = month["result"]!["quality"]![0]!;
        (quality["revision"]!.GetValue<int>(), quality["suspect"]!.GetValue<int>()).ShouldBe((1, 6));
        (quality["byRule"]!["quality.change"]!.GetValue<int>(), quality["byRule"]!["quality.persistence"]!.GetValue<int>()).ShouldBe((1, 5));
        var jump = (await Latest(scenario, "2024-01-10"))["outcomes"]!.AsArray().Single(outcome => outcome!["indicator"]!.GetValue<string>() == Phosphorus)!;
        jump["outcome"]!.GetValue<string>().ShouldBe("suspect");
        jump["findings"]![0]!["formula"]!.GetValue<string>().ShouldContain("0.300");

        await IsShown(scenario, "", "suspect", null, false);
        var before = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

        var review = await BringBack(scenario, "2024-01-10");

        await IsShown(scenario, "", "valid", review, true);
        await IsShown(scenario, before, "suspect", null, false);
        await WasKnownThen(scenario, before, review, revision);

        month = await Month(scenario, "2024-01", found => Valid(found) == 26, "the month is restated with the jump");
        month["revision"]!.GetValue<int>().ShouldBe(revision + 1);
        month["result"]!["quality"]![0]!["byReview"]!.GetValue<int>().ShouldBe(1);
        var decided = (await Latest(scenario, "2024-01-10"))["outcomes"]!.AsArray().Single(outcome => outcome!["indicator"]!.GetValue<string>() == Phosphorus)!;
        (decided["review"]!.GetValue<string>(), decided["reason"]!.GetValue<string>()).ShouldBe((review, "当日暴雨，比对样一致"));
        await KeepsFromThirdProvinces(scenario);
        await VoidsByALaterRevision(scenario, review);
    }

    [Fact]
    public async Task The_superior_rules_where_the_other_side_objects()
    {
        using var scenario = await Scenario.Unsigned(_stack, "ruled");
        await StateRules(scenario);
        await scenario.Push(Frames(scenario, "2024-01", 31));
        var revision = (await Month(scenario, "2024-01", found => Valid(found) == 25, "January is closed"))["revision"]!.GetValue<int>();
        var id = await Propose(scenario, "valid", "2024-01-21", "2024-01-22");
        var path = $"/stations/{scenario.Station}/reviews/{id}";

        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/consent", new { reason = "同意" })).ShouldBeRefused(HttpStatusCode.Conflict, "not-confirmed");
        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/confirmation", new { reason = "属实" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-province");
        (await scenario.DownstreamBureau.Post(_stack.Monitoring, $"{path}/confirmation", new { reason = "属实" })).ShouldBeOk();
        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/objection", new { reason = "探头未校准" })).ShouldBeOk().Json["awaits"]!.AsArray().Count.ShouldBe(2);
        (await scenario.DownstreamBureau.Post(_stack.Monitoring, $"{path}/ruling", new { upheld = true, reason = "采纳" })).ShouldBeRefused(HttpStatusCode.Forbidden, "superior-only");
        var ruled = (await scenario.Superior.Post(_stack.Monitoring, $"{path}/ruling", new { upheld = false, reason = "证据不足" })).ShouldBeOk().Json;

        ruled["review"]!["state"]!.GetValue<string>().ShouldBe("dismissed");
        ruled["review"]!["opinions"]!.AsArray().Select(opinion => opinion!["reason"]!.GetValue<string>()).ShouldBe(["属实", "探头未校准", "证据不足"]);
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/sections/{scenario.Section}/reviews?state=ended")).ShouldBeOk().Json.AsArray().Count.ShouldBe(1);
        (await Month(scenario, "2024-01", found => Valid(found) == 25, "nothing has changed"))["revision"]!.GetValue<int>().ShouldBe(revision);
    }

    [Fact]
    public async Task Frames_of_the_next_month_show_that_a_sensor_was_frozen_at_the_end_of_this_one()
    {
        using var scenario = await Scenario.Unsigned(_stack, "edge");
        await StateRules(scenario);
        await scenario.Push(Frames(scenario, "2024-03", 30).Append(Frame(scenario, "2024-03-31", "0.0180")));
        await Month(scenario, "2024-03", found => Valid(found) == 25, "March is closed");

        await scenario.Push([Frame(scenario, "2024-04-01", "0.0180"), Frame(scenario, "2024-04-02", "0.0180"), Frame(scenario, "2024-04-03", "0.0180")]);

        // 30 and 31 March and three days of April are one row: its first stands, the others are found.
        await Month(scenario, "2024-03", found => Valid(found) == 24, "March is restated after frames of April");
        (await Month(scenario, "2024-04", found => Valid(found) == 0, "April has frozen readings only"))["result"]!["quality"]![0]!["suspect"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task Rules_hold_only_where_they_are_stated_and_every_problem_is_told()
    {
        using var scenario = await Scenario.Unsigned(_stack, "stated");
        var path = $"/stations/{scenario.Station}/quality";
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, path)).ShouldBeOk().Json["statements"]!.AsArray().ShouldBeEmpty();
        var offered = (await scenario.Auditor.Get(_stack.Monitoring, "/quality/defaults")).ShouldBeOk().Json;
        offered["source"]!.GetValue<string>().ShouldContain("unconfirmed");

        var broken = (await scenario.Superior.Put(_stack.Monitoring, path, new
        {
            from = "2024-01",
            rules = new
            {
                source = "试用规则",
                indicators = new Dictionary<string, object> { [Phosphorus] = new { range = new { from = "2", to = "1" } }, ["水色"] = new { missing = new { hours = "24" } } },
            },
        })).ShouldBe(HttpStatusCode.UnprocessableEntity).Json;
        broken["errors"]!.AsArray().Select(error => error!["field"]!.GetValue<string>()).ShouldBe(["rules.indicators.总磷.range", "rules.indicators.水色"], ignoreOrder: true);

        (await scenario.Superior.Put(_stack.Monitoring, path, new { from = "2024-01", defaults = offered["edition"]!.GetValue<string>() })).ShouldBeOk();
        var stated = (await scenario.UpstreamBureau.Get(_stack.Monitoring, path)).ShouldBeOk().Json["statements"]!.AsArray().Single()!;
        stated["rules"]!["indicators"]!.AsObject().Select(own => own.Key).ShouldBe(["高锰酸盐指数", "氨氮", "总磷", "总氮"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_value_is_held_against_the_neighbouring_station_in_the_same_slot()
    {
        using var scenario = await Scenario.Unsigned(_stack, "balance");
        var neighbour = $"UP-{scenario.Station}";
        (await scenario.Superior.Put(_stack.Monitoring, $"/stations/{neighbour}", new
        {
            name = "上游站", section = scenario.Section, @operator = scenario.Operator.Organisation, indicators = new[] { Phosphorus }, everyHours = 24, monthShare = "0.01", inServiceFrom = "2024-01-01",
        })).ShouldBeOk();
        (await scenario.Superior.Put(_stack.Monitoring, $"/stations/{scenario.Station}/quality", new
        {
            from = "2024-01",
            rules = new { source = "试用规则", indicators = new { }, balance = new { neighbour, ratios = new Dictionary<string, object> { [Phosphorus] = new { from = "0.5", to = "2" } } } },
        })).ShouldBeOk();
        await scenario.Push([Frame(scenario, "2024-01-05", "0.100")]);
        await Month(scenario, "2024-01", found => Valid(found) == 1, "without a value of the neighbour there is nothing to compare with");

        await scenario.Push([new { station = neighbour, time = "2024-01-05T09:00:00+08:00", readings = new Dictionary<string, string> { [Phosphorus] = "0.010" } }]);

        var found = await Month(scenario, "2024-01", month => month["result"]!["quality"]![0]!["suspect"]!.GetValue<int>() == 1, "the value is ten times that of the neighbour");
        found["result"]!["quality"]![0]!["byRule"]!["quality.balance"]!.GetValue<int>().ShouldBe(1);
    }

    /// <summary>SensorThings and the CSV say of the jump what its month says.</summary>
    private async Task IsShown(Scenario scenario, string knownAt, string outcome, string? review, bool counts)
    {
        var known = knownAt.Length == 0 ? "" : $"&knownAt={knownAt}";
        var stream = $"/sensorthings/v1.1/Datastreams('{scenario.Station}:{Phosphorus}')/Observations?$filter=phenomenonTime eq 2024-01-10T00:00:00Z{known}";
        var quality = (await scenario.UpstreamBureau.Get(_stack.Monitoring, stream)).ShouldBeOk().Json["value"]![0]!["resultQuality"]!;
        (quality["outcome"]!.GetValue<string>(), quality["review"]?.GetValue<string>(), quality["counts"]!.GetValue<bool>()).ShouldBe((outcome, review, counts));
        var csv = (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/series.csv?from=2024-01-10&to=2024-01-10&indicator={Phosphorus}{known}")).ShouldBeOk().Text;
        csv.TrimEnd().ShouldEndWith($" {outcome},{review}");
    }

    /// <summary>What stands now was not known before the review, whatever is asked.</summary>
    private async Task WasKnownThen(Scenario scenario, string before, string review, int revision)
    {
        var (station, section) = ($"/stations/{scenario.Station}", $"/sections/{scenario.Section}");
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{section}/reviews")).ShouldBeOk().Text.ShouldContain(review);
        foreach (var path in new[] { $"{station}/reviews", $"{section}/reviews" })
            (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{path}?knownAt={before}")).ShouldBeOk().Json.AsArray().ShouldBeEmpty();
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{section}/months/2024-01/evaluation?knownAt={before}")).ShouldBeOk().Json["revision"]!.GetValue<int>().ShouldBe(revision);
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{section}/months/2024-01/evaluation?knownAt=2024-01-01T00:00:00Z")).ShouldBeRefused(HttpStatusCode.NotFound, "month-not-closed");
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{station}?knownAt=2024-01-01T00:00:00Z")).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-station");
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{station}?knownAt={before}")).ShouldBeOk();
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{section}/months?knownAt={before}")).ShouldBeOk().Json[0]!["revision"]!.GetValue<int>().ShouldBe(revision);
        foreach (var path in new[] { $"{section}/months", "/stations" })
            (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{path}?knownAt=2024-01-01T00:00:00Z")).ShouldBeOk().Json.AsArray().ShouldBeEmpty();
        foreach (var path in new[] { "/warnings", "/incidents" })
            (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{path}?knownAt={before}")).ShouldBeOk().Json.AsArray().ShouldBeEmpty();
        foreach (var path in new[] { "/warnings", "/incidents", station, $"{section}/reviews", $"{section}/months/2024-01/evaluation" })
            (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{path}?knownAt=yesterday")).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-time");
    }

    /// <summary>Operator, province, other side; the reasons are there for both provinces at every step.</summary>
    private async Task<string> BringBack(Scenario scenario, string day)
    {
        var id = await Propose(scenario, "valid", day);
        (await Propose(scenario, "valid", day)).ShouldBe(id);
        var path = $"/stations/{scenario.Station}/reviews/{id}";
        var confirmed = (await scenario.DownstreamBureau.Post(_stack.Monitoring, $"{path}/confirmation", new { reason = "实地核查，确有暴雨" })).ShouldBeOk().Json["review"]!;
        confirmed["state"]!.GetValue<string>().ShouldBe("awaitingConsent");
        var compared = confirmed["compared"]!["means"]!.AsArray().Single(mean => mean!["indicator"]!.GetValue<string>() == Phosphorus)!;
        (compared["validBefore"]!.GetValue<int>(), compared["validAfter"]!.GetValue<int>()).ShouldBe((25, 26));

        foreach (var reader in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau, scenario.UpstreamFinance, scenario.Operator, scenario.Superior, scenario.Auditor })
            (await reader.Get(_stack.Monitoring, $"/sections/{scenario.Section}/reviews?state=open")).ShouldBeOk().Text.ShouldContain("实地核查，确有暴雨");
        Valid(await Month(scenario, "2024-01", _ => true, "January is there")).ShouldBe(25);
        (await scenario.DownstreamBureau.Post(_stack.Monitoring, $"{path}/consent", new { reason = "同意" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-other-side");
        var consented = (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/consent", new { reason = "对方数据可信" })).ShouldBeOk().Json["review"]!;
        consented["state"]!.GetValue<string>().ShouldBe("inEffect");
        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/consent", new { reason = "对方数据可信" })).ShouldBeOk();
        return id;
    }

    private async Task KeepsFromThirdProvinces(Scenario scenario)
    {
        using var third = new Actor("360000-EE-quality", Keys.New());
        await scenario.RegisterOrganisation(third, "江西省生态环境厅", "bureau", "360000");
        await Eventually.Succeeds(() => third.Get(_stack.Monitoring, "/sections"), "monitoring knows the third bureau's key");
        foreach (var path in new[] { $"/stations/{scenario.Station}/reviews", $"/sections/{scenario.Section}/reviews", $"/stations/{scenario.Station}/quality", $"/stations/{scenario.Station}/days/2024-01-10" })
            (await third.Get(_stack.Monitoring, path)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-section");
        (await third.Post(_stack.Monitoring, $"/stations/{scenario.Station}/reviews", await Proposal(scenario, "invalid", "2024-01-09"))).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-section");
    }

    private async Task VoidsByALaterRevision(Scenario scenario, string review)
    {
        await scenario.Push([Frame(scenario, "2024-01-10", "0.400")]);

        await Month(scenario, "2024-01", found => Valid(found) == 25, "the verdict says nothing of the new revision");
        var shown = (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/reviews")).ShouldBeOk().Json.AsArray().Single()!;
        shown["review"]!["id"]!.GetValue<string>().ShouldBe(review);
        shown["superseded"]!.GetValue<string>().ShouldContain("void");
    }

    private async Task StateRules(Scenario scenario)
    {
        var body = new
        {
            from = "2024-01",
            rules = new
            {
                source = "试用规则",
                indicators = new Dictionary<string, object> { [Phosphorus] = new { change = new { perHour = "0.001" }, persistence = new { values = 4, hours = "72" } } },
            },
        };
        (await scenario.DownstreamBureau.Put(_stack.Monitoring, $"/stations/{scenario.Station}/quality", body)).ShouldBeRefused(HttpStatusCode.Forbidden, "superior-only");
        for (var sent = 0; sent < 2; sent++)
            (await scenario.Superior.Put(_stack.Monitoring, $"/stations/{scenario.Station}/quality", body)).ShouldBeOk().Json["statements"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>One frame a day: on the 10th a jump, from the 20th to the 25th a frozen sensor, otherwise no two days alike.</summary>
    private static IEnumerable<object> Frames(Scenario scenario, string month, int days) =>
        from day in Enumerable.Range(1, days)
        select Frame(scenario, $"{month}-{day:D2}", day switch
        {
            10 => "0.300",
            >= 20 and <= 25 => "0.0200",
            30 => "0.0180",
            _ => (0.015m + (day * 0.0001m)).ToString(CultureInfo.InvariantCulture),
        });

    private static object Frame(Scenario scenario, string day, string phosphorus) => new
    {
        station = scenario.Station, time = $"{day}T08:00:00+08:00", readings = new Dictionary<string, string>(Scenario.CleanWater) { [Phosphorus] = phosphorus },
    };

    private async Task<string> Propose(Scenario scenario, string verdict, params string[] days) =>
        (await scenario.Operator.Post(_stack.Monitoring, $"/stations/{scenario.Station}/reviews", await Proposal(scenario, verdict, days))).ShouldBeOk().Json["review"]!["id"]!.GetValue<string>();

    private async Task<object> Proposal(Scenario scenario, string verdict, params string[] days)
    {
        var readings = new List<object>();
        foreach (var day in days)
            readings.Add(new { time = $"{day}T08:00:00+08:00", contentSha256 = (await Latest(scenario, day))["contentSha256"]!.GetValue<string>(), indicators = new[] { "w21011" } });
        return new { verdict, reason = "当日暴雨，比对样一致", readings, evidence = new[] { new { name = "比对报告.pdf", sha256 = new string('c', 64) } } };
    }

    private async Task<JsonNode> Latest(Scenario scenario, string day) =>
        (await scenario.Operator.Get(_stack.Monitoring, $"/stations/{scenario.Station}/days/{day}")).ShouldBeOk().Json["frames"]![0]!["revisions"]!.AsArray()[^1]!;

    private Task<JsonNode> Month(Scenario scenario, string month, Func<JsonNode, bool> holds, string what) => Eventually.Get(
        async () =>
        {
            var answer = await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/sections/{scenario.Section}/months/{month}");
            return (int)answer.Status == 200 && holds(answer.Json) ? answer.Json : null;
        },
        what);

    private static int Valid(JsonNode month) => month["result"]!["means"]!.AsArray().Single(mean => mean!["indicator"]!.GetValue<string>() == Phosphorus)!["valid"]!.GetValue<int>();
}
