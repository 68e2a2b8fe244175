using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

public sealed class ResendDayTests
{
    private static readonly DateOnly Day = new(2024, 5, 2);
    private static readonly Slot[] Slots = [.. Slot.OfDay(Day, 4)];
    private static readonly DateTimeOffset At = new(2024, 5, 2, 16, 0, 0, TimeSpan.Zero);

    private static object[] Run(IEnumerable<object> given, ResendDay.Ask command) => Twice.Run<ResendDay, ResendDay.Ask>(ResendDay.Apply, ResendDay.Decide, given, command);

    private static ResendDay.Ask Ask(DateTimeOffset at, params int[] missing) => new("JK-01", Day, [.. missing.Select(place => Slots[place])], at);

    [Fact]
    public void Neighbouring_slots_go_into_one_request() =>
        Run([], Ask(At, 0, 1, 4)).ShouldBe(
        [
            new ResendDay.Event.Asked("JK-01", Day, 1, Slots[0].From, Slots[1].To, 1, At),
            new ResendDay.Event.Asked("JK-01", Day, 2, Slots[4].From, Slots[4].To, 1, At),
        ]);

    [Fact]
    public void A_slot_is_asked_for_again_after_its_pause_and_not_before()
    {
        var first = Run([], Ask(At, 2));
        Run(first, Ask(At + ResendDay.Pauses[0] - TimeSpan.FromSeconds(1), 2)).ShouldBeEmpty();
        Run(first, Ask(At + ResendDay.Pauses[0], 2)).ShouldHaveSingleItem().ShouldBeOfType<ResendDay.Event.Asked>().Try.ShouldBe(2);
    }

    [Fact]
    public void A_slot_is_asked_for_a_bounded_number_of_times()
    {
        var (events, at) = (new List<object>(), At);
        for (var round = 0; round < 100; round++, at += TimeSpan.FromHours(25)) events.AddRange(Run(events, Ask(at, 2)));
        events.Count.ShouldBe(ResendDay.TriesMax);
    }

    [Fact]
    public void An_answer_is_kept_once_and_an_unknown_request_has_none()
    {
        var asked = Run([], Ask(At, 2));
        var answer = new ResendDay.Answer(1, "执行成功", At.AddSeconds(9));
        var answered = Twice.Run<ResendDay, ResendDay.Answer>(ResendDay.Apply, ResendDay.Decide, asked, answer).ShouldHaveSingleItem();
        ResendDay.Apply(ResendDay.Apply(null, asked[0]), answered)!.Requests[0].Answer.ShouldBe("执行成功");
        Twice.Refused<ResendDay, ResendDay.Answer>(ResendDay.Apply, ResendDay.Decide, asked, answer with { Number = 2 }).Code.ShouldBe("no-such-request");
    }
}
