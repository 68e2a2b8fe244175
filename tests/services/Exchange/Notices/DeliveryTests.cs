using Basin.Exchange;
using Basin.Hosting;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Exchange;

public sealed class DeliveryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);
    private static readonly KnownOrganisation Receiver = new("340000-FIN", 1, "安徽省财政厅", "finance", "340000", "https://fin.example.cn/");

    [Theory]
    [InlineData(1, 15, 30)]
    [InlineData(2, 30, 60)]
    [InlineData(7, 960, 1920)]
    [InlineData(8, 1800, 3600)]
    [InlineData(1_000, 1800, 3600)]
    public void A_pause_doubles_up_to_the_longest_and_chance_takes_at_most_half_of_it(int failures, int least, int most)
    {
        BackOff.Pause(NoticeDelivery.FirstPause, NoticeDelivery.LongestPause, failures, 0m).TotalSeconds.ShouldBe(least);
        BackOff.Pause(NoticeDelivery.FirstPause, NoticeDelivery.LongestPause, failures, 0.999999m).TotalSeconds.ShouldBeInRange(most - 1, most);
    }

    [Fact]
    public void No_pause_leaves_its_bounds() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 999_999]).Sample((failures, chance) =>
            BackOff.Pause(NoticeDelivery.FirstPause, NoticeDelivery.LongestPause, failures, chance / 1_000_000m) is var pause
            && pause >= NoticeDelivery.FirstPause / 2 && pause < NoticeDelivery.LongestPause);

    [Theory]
    [InlineData(PushOutcome.Taken, 0, DeliveryStatus.Delivered)]
    [InlineData(PushOutcome.Gone, 0, DeliveryStatus.KeptForPull)]
    [InlineData(PushOutcome.Barred, 0, DeliveryStatus.KeptForPull)]
    [InlineData(PushOutcome.Failed, 0, DeliveryStatus.Waiting)]
    [InlineData(PushOutcome.Refused, 0, DeliveryStatus.Waiting)]
    [InlineData(PushOutcome.Failed, 72 * 3600 - 1, DeliveryStatus.Waiting)]
    [InlineData(PushOutcome.Failed, 72 * 3600, DeliveryStatus.KeptForPull)]
    [InlineData(PushOutcome.Refused, 72 * 3600, DeliveryStatus.KeptForPull)]
    [InlineData(PushOutcome.Taken, 100 * 3600, DeliveryStatus.Delivered)]
    public void A_delivery_ends_with_success_with_nowhere_to_go_or_after_the_horizon(PushOutcome outcome, int afterSeconds, DeliveryStatus status)
    {
        var delivery = New("A", 1, Start);
        delivery.Conclude(Answered(outcome, Start), Start.AddSeconds(afterSeconds), 0.5m);
        (delivery.Status, delivery.EndedAt is null, delivery.Attempts).ShouldBe((status, status == DeliveryStatus.Waiting, 1));
    }

    [Fact]
    public void The_newest_tries_are_kept_and_all_are_counted()
    {
        var delivery = New("A", 1, Start);
        for (var i = 0; i < 150; i++) delivery.Conclude(Answered(PushOutcome.Failed, Start.AddMinutes(i)), Start.AddMinutes(i), 0m);
        (delivery.Attempts, delivery.Tries.Count, delivery.Tries[^1].At).ShouldBe((150, NoticeDelivery.TriesKeptMax, Start.AddMinutes(149)));
    }

    [Fact]
    public void A_replay_begins_anew_and_keeps_the_tries()
    {
        var delivery = New("A", 1, Start);
        delivery.Conclude(Answered(PushOutcome.Gone, Start), Start, 0m);
        delivery.Replay(Start.AddDays(10));
        (delivery.Status, delivery.EndedAt, delivery.NextTryAt, delivery.Tries.Count).ShouldBe((DeliveryStatus.Waiting, null, Start.AddDays(10), 1));
        delivery.IsPastHorizon(Start.AddDays(12)).ShouldBeFalse();
    }

    [Fact]
    public void There_is_a_delivery_for_each_way_the_receiver_wants()
    {
        var notice = new NoticeListing("2026-1", 2026000001, ["340000"], "XAJ", "2024", 1);
        var queue = QueueReceiver.Of(Receiver.Id, Start);
        NoticeDelivery.For(notice, Receiver, queue, Start).Select(delivery => (delivery.Id, delivery.Queue)).ShouldBe(
            [("2026-1/340000-FIN", null), ("2026-1/340000-FIN/queue", "basin-finance-340000-FIN")]);
        NoticeDelivery.For(notice, Receiver with { NoticeUrl = null }, queue, Start).ShouldHaveSingleItem().Queue.ShouldNotBeNull();
        NoticeDelivery.For(notice, Receiver with { NoticeUrl = null }, null, Start).ShouldBeEmpty();
    }

    [Fact]
    public void Of_each_case_only_its_first_notice_may_go_and_only_some_at_once()
    {
        var circuit = new DeliveryCircuit { Id = Receiver.Id };
        NoticeDelivery[] waiting = [.. Enumerable.Range(0, 20).Select(i => New($"{i / 2}", i, Start))];
        circuit.Ready(waiting, Start).Select(delivery => delivery.Cursor).ShouldBe([0, 2, 4, 6]);
        waiting[0].NextTryAt = Start.AddSeconds(1);
        circuit.Ready(waiting, Start).Select(delivery => delivery.Cursor).ShouldBe([2, 4, 6, 8], "what waits for its time holds back its own case only");
    }

    [Fact]
    public void After_some_failures_in_a_row_a_receiver_pauses_until_a_probe_goes_through()
    {
        var circuit = new DeliveryCircuit { Id = Receiver.Id };
        NoticeDelivery[] waiting = [New("A", 1, Start), New("B", 2, Start)];
        for (var i = 1; i < DeliveryCircuit.FailuresMax; i++) circuit.Conclude([PushOutcome.Failed, PushOutcome.Failed], Start, 0m);
        circuit.IsOpen.ShouldBeFalse();
        circuit.Conclude([PushOutcome.Failed], Start, 0m);
        circuit.IsOpen.ShouldBeTrue();

        waiting[0].NextTryAt = Start.AddHours(2);
        waiting[1].NextTryAt = Start.AddHours(1);
        circuit.Ready(waiting, circuit.PausedUntil.AddTicks(-1)).ShouldBeEmpty();
        circuit.Ready(waiting, circuit.PausedUntil).ShouldHaveSingleItem().ShouldBe(waiting[1], "the next in time is the probe, whatever its own pause");

        (waiting[0].TriedAt, waiting[1].TriedAt) = (Start, Start);
        circuit.Conclude([PushOutcome.Refused], Start.AddMinutes(1), 0m);
        circuit.IsOpen.ShouldBeFalse("a receiver that refuses is there");
        circuit.Ready(waiting, Start.AddMinutes(1)).ShouldBe(waiting);
    }

    [Fact]
    public void One_success_among_failures_keeps_the_circuit_closed()
    {
        var circuit = new DeliveryCircuit { Id = Receiver.Id };
        for (var i = 0; i < 10; i++) circuit.Conclude([PushOutcome.Failed, PushOutcome.Taken, PushOutcome.Failed], Start, 0m);
        circuit.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void A_receiver_that_is_down_for_a_day_gets_everything_in_order_per_case_minutes_after_it_is_back()
    {
        var world = new World(now => now >= Start.AddDays(1) ? PushOutcome.Taken : PushOutcome.Failed);
        for (var i = 0; i < 300; i++) world.Issue(New($"case-{i % 20}", i, Start.AddMinutes(4 * i)));
        world.RunUntil(Start.AddDays(1));
        world.Arrived.ShouldBeEmpty();
        world.Deliveries.Sum(delivery => delivery.Attempts).ShouldBeLessThan(700, "a receiver that is down is probed, not stormed");

        world.RunUntil(Start.AddDays(1) + DeliveryCircuit.LongestPause + TimeSpan.FromSeconds(10));
        world.Arrived.Count.ShouldBe(300);
        foreach (var ofCase in world.Arrived.GroupBy(delivery => delivery.Case)) ofCase.Select(delivery => delivery.Cursor).ShouldBeInOrder();
    }

    [Fact]
    public void A_receiver_that_never_comes_back_is_tried_for_72_hours_and_everything_is_kept_for_pull()
    {
        var world = new World(_ => PushOutcome.Failed);
        for (var i = 0; i < 50; i++) world.Issue(New($"case-{i % 5}", i, Start.AddMinutes(i)));
        world.RunUntil(Start + NoticeDelivery.Horizon - TimeSpan.FromMinutes(1));
        world.Deliveries.ShouldAllBe(delivery => delivery.Status == DeliveryStatus.Waiting);
        world.LastTryAt.ShouldBeGreaterThan(Start + NoticeDelivery.Horizon - TimeSpan.FromMinutes(10));
        world.RunUntil(Start + NoticeDelivery.Horizon + TimeSpan.FromHours(1));
        world.Deliveries.ShouldAllBe(delivery => delivery.Status == DeliveryStatus.KeptForPull && delivery.EndedAt - delivery.Since >= NoticeDelivery.Horizon && delivery.LastAnswer != null);
    }

    [Fact]
    public void A_notice_that_is_refused_holds_up_its_own_case_only_and_that_for_72_hours()
    {
        var world = new World((_, delivery) => delivery.Cursor == 0 ? PushOutcome.Refused : PushOutcome.Taken);
        for (var i = 0; i < 10; i++) world.Issue(New($"case-{i % 2}", i, Start.AddSeconds(30 * i)));
        world.RunUntil(Start.AddMinutes(10));
        world.Arrived.Select(delivery => delivery.Cursor).ShouldBe([1, 3, 5, 7, 9]);
        world.RunUntil(Start + NoticeDelivery.Horizon + TimeSpan.FromHours(2));
        world.Arrived.Select(delivery => delivery.Cursor).ShouldBe([1, 3, 5, 7, 9, 2, 4, 6, 8]);
        world.Deliveries[0].Status.ShouldBe(DeliveryStatus.KeptForPull);
        world.Deliveries[0].Attempts.ShouldBeInRange(72, 160, "the pause grows to an hour");
    }

    [Fact]
    public void A_receiver_that_refused_everything_for_a_day_gets_everything_when_it_takes_one()
    {
        var world = new World(now => now >= Start.AddDays(1) ? PushOutcome.Taken : PushOutcome.Refused);
        for (var i = 0; i < 30; i++) world.Issue(New($"case-{i % 10}", i, Start.AddMinutes(i)));
        world.RunUntil(Start.AddDays(1));
        world.Arrived.ShouldBeEmpty();
        world.RunUntil(Start.AddDays(1) + NoticeDelivery.LongestPause);
        world.Arrived.Count.ShouldBe(30);
        (world.LastTryAt - world.Deliveries.Min(delivery => delivery.EndedAt)).ShouldBe(TimeSpan.Zero, "the first success wakes the others");
    }

    private static NoticeDelivery New(string ofCase, int cursor, DateTimeOffset at) =>
        new() { Id = $"2026-{cursor}/{Receiver.Id}", Notice = $"2026-{cursor}", Organisation = Receiver.Id, Case = ofCase, Cursor = cursor, Since = at, NextTryAt = at };

    private static PushAnswer Answered(PushOutcome outcome, DateTimeOffset at) => new(outcome, $"{outcome}", [new(at, $"{outcome}", 5)]);

    /// <summary>One receiver and what waits for it, with the clock in our hands: what the service does, without its store.</summary>
    private sealed class World(Func<DateTimeOffset, NoticeDelivery, PushOutcome> receiver)
    {
        private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

        private readonly FakeTimeProvider _clock = new(Start);
        private readonly Random _chance = new(7);
        private DeliveryCircuit _circuit = new() { Id = Receiver.Id };

        public World(Func<DateTimeOffset, PushOutcome> receiver)
            : this((now, _) => receiver(now))
        {
        }

        public List<NoticeDelivery> Deliveries { get; } = [];

        public List<NoticeDelivery> Arrived { get; } = [];

        public DateTimeOffset LastTryAt { get; private set; }

        public void Issue(NoticeDelivery delivery) => Deliveries.Add(delivery);

        public void RunUntil(DateTimeOffset end)
        {
            for (; _clock.GetUtcNow() <= end; _clock.Advance(Step))
                while (Waiting() is { Count: > 0 } waiting && _circuit.Ready(waiting, _clock.GetUtcNow()) is { Count: > 0 } ready)
                    Round(waiting, ready);
        }

        private List<NoticeDelivery> Waiting() => [.. Deliveries.Where(delivery => delivery.Status == DeliveryStatus.Waiting && delivery.Since <= _clock.GetUtcNow()).OrderBy(delivery => delivery.Cursor)];

        private void Round(List<NoticeDelivery> waiting, IReadOnlyList<NoticeDelivery> ready)
        {
            var now = LastTryAt = _clock.GetUtcNow();
            ready.Select(delivery => delivery.Case).ShouldBeUnique();
            foreach (var delivery in ready)
            {
                var outcome = receiver(now, delivery);
                if (outcome == PushOutcome.Taken) Arrived.Add(delivery);
                delivery.Conclude(Answered(outcome, now), now, Chance());
            }

            _circuit.Conclude([.. ready.Select(delivery => Enum.Parse<PushOutcome>(delivery.LastAnswer!))], now, Chance());
            if (!_circuit.IsOpen) return;
            foreach (var late in waiting.Except(ready).Where(delivery => delivery.IsPastHorizon(now))) late.GiveUp(now);
        }

        private decimal Chance() => _chance.Next(1_000_000) / 1_000_000m;
    }
}
