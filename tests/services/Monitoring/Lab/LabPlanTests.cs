using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring.Lab;

public sealed class LabPlanTests
{
    private static readonly DateTimeOffset Received = new(2024, 5, 20, 0, 0, 0, TimeSpan.Zero);

    private static Station Point(string code = "A-1", string operates = "LAB", DateTimeOffset? since = null, string source = DataSource.Separated) => new(
        code, 1, "庙咀里采样点", "MKL", operates, ["氨氮", "总磷"], 24, 0.01m, ImmutableSortedDictionary<string, MeasuringRange>.Empty.Add("氨氮", new(0, 100)), new(2024, 1, 1), null, since, source);

    private static Dictionary<string, LabPoint> Points(params Station[] stations) =>
        (stations.Length == 0 ? [Point()] : stations).ToDictionary(station => station.Code, station => new LabPoint(station, ["MKL", "庙咀里", "定南水站"], WaterBody.River));

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse($"{day}T00:00:00+08:00").ToUniversalTime();

    private static StoredFrame Stored(string day, int revision, string nh3, string tp = "0.1", string? held = null)
    {
        var frame = new Frame("A-1", At(day), StationState.Normal, [new("氨氮", decimal.Parse(nh3)), new("总磷", decimal.Parse(tp))]);
        return new(frame.Station, frame.Time, revision, frame.State, frame.Readings, frame.ContentSha256(), held, "LAB", Received);
    }

    private static LabPlan Plan(string rows, StoredFrame[] known, Dictionary<string, LabPoint>? points = null, string heading = "采样点代码,断面,采样日期,氨氮,总磷")
    {
        var file = LabFileTests.Read($"{heading}\n{rows}");
        var plan = LabPlan.Of(file, points ?? Points(), "LAB", known);
        Twice.Text(LabPlan.Of(file, points ?? Points(), "LAB", known)).ShouldBe(Twice.Text(plan));
        return plan;
    }

    private static LabPlan.Row One(string rows, params StoredFrame[] known)
    {
        var plan = Plan(rows, known);
        plan.Problems.First.ShouldBeEmpty();
        return plan.Rows.ShouldHaveSingleItem();
    }

    [Fact]
    public void Everything_wrong_with_a_file_is_told_at_once_whether_in_its_cells_its_points_or_its_rows()
    {
        var plan = Plan("A-1,,2024-05-06,abc,0.1\nB-9,,2024-05-06,0.2,0.1\nA-1,别处,2024-05-07,0.2,-1\nA-1,,2024-05-07,0.2,0.1\n", []);
        plan.Problems.First.Select(problem => (problem.Cell, problem.Code)).ShouldBe(
            [("D2", "invalid-value"), ("A3", "unknown-station"), ("B4", "wrong-section"), ("E4", "implausible-value"), ("A5", "duplicate-sample")]);
        plan.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void A_sample_not_seen_before_is_new()
    {
        var row = One("A-1,,2024-05-06,0.2,0.1\n");
        (row.Number, row.Outcome, row.Revision, row.Reason, row.Changes.Count).ShouldBe((2, LabOutcome.New, 1, null, 0));
        row.Time.ToString("O").ShouldBe("2024-05-06T00:00:00.0000000+08:00");
    }

    [Theory]
    [InlineData("0.2")]
    [InlineData("0.200")]
    public void A_sample_with_the_same_content_changes_nothing(string value) =>
        One($"A-1,,2024-05-06,{value},0.1\n", Stored("2024-05-06", 1, "0.2")).ShouldSay(new LabPlan.Row(2, "A-1", At("2024-05-06").ToOffset(TimeSpan.FromHours(8)), LabOutcome.Same, 1, null, null, []));

    [Fact]
    public void A_sample_with_other_content_is_a_revision_and_says_what_it_changes()
    {
        var row = One("A-1,,2024-05-06,<0.02,\n", Stored("2024-05-06", 1, "0.3"), Stored("2024-05-06", 2, "0.20"));
        (row.Outcome, row.Revision).ShouldBe((LabOutcome.Revision, 3));
        row.Changes.ShouldBe([new("氨氮", "0.2", "<0.02"), new("总磷", "0.1", null)]);
    }

    [Fact]
    public void What_was_corrected_since_does_not_come_back_with_an_old_file()
    {
        var row = One("A-1,,2024-05-06,0.3,0.1\n", Stored("2024-05-06", 1, "0.3"), Stored("2024-05-06", 2, "0.2"));
        (row.Outcome, row.Revision).ShouldBe((LabOutcome.Same, 1));
        row.Reason.ShouldNotBeNull().ShouldContain("revision 2");
    }

    [Theory]
    [InlineData("A-1,,2023-12-31,0.2,0.1\n", "C2", "in service")]
    [InlineData("A-1,,2024-05-06,101,0.1\n", "D2", "measuring range")]
    public void A_sample_that_the_profile_does_not_allow_is_held_and_says_why(string rows, string cell, string reason)
    {
        var row = One(rows);
        (row.Outcome, row.Cell).ShouldBe((LabOutcome.Held, cell));
        row.Reason.ShouldNotBeNull().ShouldContain(reason);
    }

    [Fact]
    public void An_indicator_that_the_point_does_not_have_holds_the_sample()
    {
        var row = Plan("A-1,2024-05-06,0.2,8\n", [], heading: "采样点代码,采样日期,氨氮,溶解氧").Rows.ShouldHaveSingleItem();
        (row.Outcome, row.Cell).ShouldBe((LabOutcome.Held, "D2"));
    }

    [Theory]
    [InlineData("B-9,,2024-05-06,0.2,0.1\n", "A2", "unknown-station")]
    [InlineData("A-2,,2024-05-06,0.2,0.1\n", "A2", "not-your-station")]
    [InlineData("A-3,,2024-05-06,0.2,0.1\n", "C2", "before-your-service")]
    [InlineData("A-1,街口,2024-05-06,0.2,0.1\n", "B2", "wrong-section")]
    [InlineData("A-1,MKL,2024-05-06,0.2,0.1\n", null, null)]
    [InlineData("A-1,庙咀里,2024-05-06,0.2,0.1\n", null, null)]
    [InlineData("A-1,定南水站,2024-05-06,0.2,0.1\n", null, null)]
    [InlineData("A-3,,2024-05-08,0.2,0.1\n", null, null)]
    [InlineData("A-4,,2024-05-06,0.2,0.1\n", "A2", "automatic-station")]
    [InlineData("A-5,,2024-05-06,0.2,0.1\n", null, null)]
    [InlineData("A-6,,2024-05-06,0.2,0.1\n", null, null)]
    public void Only_own_points_of_their_own_section_are_taken(string rows, string? cell, string? code)
    {
        var plan = Plan(rows, [], Points(Point(), Point("A-2", "OTHER"), Point("A-3", since: At("2024-05-07")), Point("A-4", source: DataSource.Stations), Point("A-5", source: DataSource.Joint), Point("A-6", source: DataSource.Manual)));
        (plan.Problems.First.FirstOrDefault()?.Cell, plan.Problems.First.FirstOrDefault()?.Code).ShouldBe((cell, code));
        plan.Rows.Length.ShouldBe(code is null ? 1 : 0);
    }

    [Fact]
    public void Problems_of_the_file_and_of_its_points_are_named_together()
    {
        var plan = Plan("B-9,,2024-05-06,0.2,0.1\nA-1,街口,2024-05-06,0.2,0.1\n", []);
        plan.Problems.First.Select(problem => $"{problem.Cell} {problem.Code}").ShouldBe(["A2 unknown-station", "B3 wrong-section"]);
        (plan.Rows.Length, plan.Problems.Count).ShouldBe((0, 2));
    }

    [Fact]
    public void A_sample_revised_a_hundred_times_is_refused()
    {
        var known = Enumerable.Range(1, FrameHistory.RevisionsMax).Select(revision => Stored("2024-05-06", revision, $"0.{1000 + revision}")).ToArray();
        Plan("A-1,,2024-05-06,0.2,0.1\n", known).Problems.First.ShouldHaveSingleItem().Code.ShouldBe("too-many-revisions");
        Plan("A-1,,2024-05-06,0.2,0.1\n", known[..^1]).Rows.ShouldHaveSingleItem().Revision.ShouldBe(FrameHistory.RevisionsMax);
    }

    [Fact]
    public void Each_frame_names_the_revision_it_was_planned_upon_so_that_whoever_was_faster_is_not_overwritten()
    {
        var file = LabFileTests.Read("采样点代码,采样日期,氨氮,总磷\nA-1,2024-05-06,0.2,0.1\nA-1,2024-05-07,0.2,0.1\nA-1,2024-05-08,0.2,0.1\n");
        StoredFrame[] known = [Stored("2024-05-07", 1, "0.3"), Stored("2024-05-08", 1, "0.2")];
        var frames = LabPlan.FramesOf(file, LabPlan.Of(file, Points(), "LAB", known).Rows).ToList();
        frames.Select(frame => frame.Amends).ShouldBe([0, 1, null]);

        var others = FrameHistory.None.With("another's", null);
        others.Decide(frames[0], frames[0].ContentSha256(), null).Rejection!.Code.ShouldBe("stale-amends");
        var revised = FrameHistory.None.With(known[0].ContentSha256, null).With("another's", null);
        revised.Decide(frames[1], frames[1].ContentSha256(), null).Rejection!.Code.ShouldBe("stale-amends");
        // The very same sample from elsewhere does no harm, and a commit sent again finds its own.
        FrameHistory.None.With(frames[0].ContentSha256(), null).Decide(frames[0], frames[0].ContentSha256(), null).Outcome.ShouldBe(FrameOutcome.Duplicate);
    }

    [Theory]
    [InlineData("0.2", "0.2", "2024-05-06", true)]
    [InlineData("0.2", "0.25", "2024-05-06", false)]
    public void A_plan_made_again_shows_whether_anything_has_changed(string then, string now, string day, bool same)
    {
        var (before, after) = (Plan("A-1,,2024-05-06,0.3,0.1\n", [Stored(day, 1, then)]), Plan("A-1,,2024-05-06,0.3,0.1\n", same ? [Stored(day, 1, now)] : [Stored(day, 1, then), Stored(day, 2, now)]));
        LabPlan.DoTheSame(before.Rows, after.Rows).ShouldBe(same);
    }

    private static string[] Warnings(string rows, params StoredFrame[] known) => [.. Plan(rows, known).Warnings.First.Select(warning => $"{warning.Cell} {warning.Code}")];

    [Theory]
    [InlineData("1.0", null)]
    [InlineData("1.01", "D2 over-class-three")]
    public void A_value_over_class_three_is_worth_a_look(string value, string? warning) =>
        Warnings($"A-1,,2024-05-06,{value},0.2\n").ShouldBe(warning is null ? [] : [warning]);

    [Theory]
    [InlineData("0.499", null)]
    [InlineData("0.5", "D2 many-times-last-month")]
    public void A_value_five_times_that_of_last_month_is_worth_a_look(string value, string? warning) =>
        Warnings($"A-1,,2024-05-06,{value},0.1\n", Stored("2024-03-06", 1, "0.001"), Stored("2024-04-06", 1, "9"), Stored("2024-04-06", 2, "0.05"), Stored("2024-04-20", 1, "0.15")).ShouldBe(warning is null ? [] : [warning]);

    [Fact]
    public void Last_month_may_stand_in_the_same_file() =>
        Warnings("A-1,,2024-04-06,0.1,0.1\nA-1,,2024-05-06,0.5,0.1\n").ShouldBe(["D3 many-times-last-month"]);

    [Fact]
    public void A_sample_that_lacks_what_its_point_measures_and_a_second_one_of_the_day_are_worth_a_look()
    {
        Warnings("A-1,,2024-05-06,0.2,\n").ShouldBe(["A2 indicators-missing"]);
        Warnings("A-1,,2024-05-06 08:30,0.2,0.1\n", Stored("2024-05-06", 1, "0.2")).ShouldBe(["C2 another-sample-that-day"]);
    }
}
