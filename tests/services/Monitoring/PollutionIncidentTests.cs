using Basin.Monitoring;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

public sealed class PollutionIncidentTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 3, 4, 0, 0, TimeSpan.Zero);
    private static readonly PollutionIncident.Actor Up = new("340000-EE", "340000");
    private static readonly PollutionIncident.Actor Down = new("330000-EE", "330000");
    private static readonly PollutionIncident.Actor Superior = new("100000", null);
    private static readonly PollutionIncident.Open Open = new("SJ-2024-1", "JK", "340000", "330000", "总磷超标", At.AddDays(-2), "JK-01/OverTarget/总磷/1", Down, At);
    private static readonly PollutionIncident.Sample Sample = new(At.AddHours(-3), ["张三"], [new("JK-M", At.AddHours(-3))], null, Up, At);
    private static readonly PollutionIncident.Judge Confirm = new(true, new(2024, 6, 1), new(2024, 6, 2), "上游泄漏", Up, At);

    private static object[] Run<T>(IEnumerable<object> given, Func<PollutionIncident?, T, Decision> decide, T command) => Twice.Run<PollutionIncident, T>(PollutionIncident.Apply, decide, given, command);

    private static Rejection Refused<T>(IEnumerable<object> given, Func<PollutionIncident?, T, Decision> decide, T command) => Twice.Refused<PollutionIncident, T>(PollutionIncident.Apply, decide, given, command);

    private static List<object> Opened() => [.. Run<PollutionIncident.Open>([], PollutionIncident.Decide, Open)];

    private static List<object> Sampled()
    {
        var events = Opened();
        events.AddRange(Run<PollutionIncident.Sample>(events, PollutionIncident.Decide, Sample));
        events.AddRange(Run<PollutionIncident.Sample>(events, PollutionIncident.Decide, Sample with { By = Down, People = ["李四"], Frames = [], ReportSha256 = new('a', 64) }));
        return events;
    }

    [Fact]
    public void Both_sides_in_the_same_words_confirm_an_incident_and_close_it()
    {
        var events = Sampled();
        events.AddRange(Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm));
        events.Aggregate(default(PollutionIncident), PollutionIncident.Apply)!.Finding.ShouldBeNull();
        events.AddRange(Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm with { By = Down, Reason = "同意" }));
        events[^1].ShouldBe(new PollutionIncident.Event.Confirmed("SJ-2024-1", "JK", new(2024, 6, 1), new(2024, 6, 2), "同意", "340000-EE、330000-EE", At));
        Run<PollutionIncident.Close>(events, PollutionIncident.Decide, new(Up, At)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Sides_that_say_different_days_have_decided_nothing_until_one_says_as_the_other()
    {
        var events = Sampled();
        events.AddRange(Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm));
        events.AddRange(Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm with { By = Down, To = new(2024, 6, 1) }));
        events[^1].ShouldBeOfType<PollutionIncident.Event.OpinionGiven>();
        Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm with { By = Down }).Length.ShouldBe(2);
    }

    [Fact]
    public void The_superior_decides_alone_and_what_was_decided_stays()
    {
        var events = Opened();
        events.AddRange(Run<PollutionIncident.Judge>(events, PollutionIncident.Decide, new(false, null, null, "仪器故障", Superior, At)));
        events[^1].ShouldBeOfType<PollutionIncident.Event.Dismissed>();
        Refused<PollutionIncident.Judge>(events, PollutionIncident.Decide, Confirm with { By = Superior }).Code.ShouldBe("decided");
        Refused<PollutionIncident.Sample>(events, PollutionIncident.Decide, Sample).Code.ShouldBe("decided");
    }

    [Fact]
    public void The_sides_confirm_after_joint_sampling_only_and_dismiss_without()
    {
        Refused<PollutionIncident.Judge>(Opened(), PollutionIncident.Decide, Confirm).Code.ShouldBe("not-sampled-jointly");
        Run<PollutionIncident.Judge>(Opened(), PollutionIncident.Decide, Confirm with { IsIncident = false, From = null, To = null }).ShouldHaveSingleItem();
        Run<PollutionIncident.Judge>(Opened(), PollutionIncident.Decide, Confirm with { By = Superior }).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("another region", "not-a-side")]
    [InlineData("the superior samples", "not-a-side")]
    [InlineData("other content for the same sampling", "sampling-recorded")]
    [InlineData("no evidence", "no-evidence")]
    [InlineData("not a hash", "invalid-hash")]
    [InlineData("in the future", "not-yet")]
    [InlineData("nobody", "invalid-people")]
    public void A_sampling_that_cannot_be_recorded_is_refused(string what, string code)
    {
        var command = what switch
        {
            "another region" => Sample with { By = new("360000-EE", "360000") },
            "the superior samples" => Sample with { By = Superior },
            "other content for the same sampling" => Sample with { People = ["王五"] },
            "no evidence" => Sample with { SampledAt = At.AddHours(-2), Frames = [] },
            "not a hash" => Sample with { SampledAt = At.AddHours(-2), ReportSha256 = "A" },
            "in the future" => Sample with { SampledAt = At.AddSeconds(1) },
            _ => Sample with { SampledAt = At.AddHours(-2), People = [] },
        };
        Refused<PollutionIncident.Sample>(Sampled(), PollutionIncident.Decide, command).Code.ShouldBe(code);
    }

    [Fact]
    public void An_open_incident_is_not_closed_and_its_number_is_not_used_twice()
    {
        Refused<PollutionIncident.Close>(Opened(), PollutionIncident.Decide, new(Up, At)).Code.ShouldBe("not-decided");
        Refused<PollutionIncident.Open>(Opened(), PollutionIncident.Decide, Open with { Title = "另一件事" }).Code.ShouldBe("incident-exists");
        Refused<PollutionIncident.Judge>([], PollutionIncident.Decide, Confirm).Kind.ShouldBe(Refusal.NotFound);
    }
}
