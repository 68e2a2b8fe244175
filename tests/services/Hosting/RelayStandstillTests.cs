using Basin.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Hosting;

public sealed class RelayStandstillTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_relay_that_is_looked_at_all_along_is_known_to_stand_still_at_the_first_question()
    {
        var standstill = new RelayStandstill(_clock);
        standstill.Look(10, TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromHours(1));
        standstill.Look(20, TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.Zero);
        for (var second = 5; second <= 40; second += 5)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            standstill.Look(20, TimeSpan.FromSeconds(second + 1)).ShouldBe(TimeSpan.FromSeconds(second));
        }
    }

    [Fact]
    public void An_event_that_has_just_come_is_not_late_however_long_there_was_nothing_to_do()
    {
        var standstill = new RelayStandstill(_clock);
        standstill.Look(10, TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromHours(1));
        standstill.Look(10, TimeSpan.FromSeconds(2)).ShouldBe(TimeSpan.FromSeconds(2));
    }
}
