using Basin.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212HistoryTests
{
    private static readonly DateTimeOffset From = new(2024, 4, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = From.AddHours(4);

    private readonly FakeTimeProvider _clock = new(Hj212Station.Now);
    private readonly Hj212Profile _profile = Hj212Station.Profile();
    private readonly Hj212Requests _requests;
    private readonly HistoryRequests _history;

    public Hj212HistoryTests()
    {
        _requests = new(station => station == "JK-01" ? _profile : null, _clock);
        _history = Hj212History.Of(_requests, station => station == "JK-01" ? _profile : null);
    }

    [Fact]
    public void A_station_can_be_asked_while_it_is_connected_and_nothing_else_is_asked_of_it()
    {
        _history.CanAsk("JK-01").ShouldBeFalse();
        _requests.Connected("JK-01", new(_ => true));
        _history.CanAsk("JK-01").ShouldBeTrue();
        _history.CanAsk("JK-02").ShouldBeFalse();
        _history.Ask("JK-01", From, To).ShouldBeNull();
        _history.CanAsk("JK-01").ShouldBeFalse();
    }

    [Fact]
    public void What_came_of_a_request_is_said_when_it_is_over()
    {
        _requests.Connected("JK-01", new(_ => true));
        _history.Ask("JK-01", From, To).ShouldBeNull();
        _history.Answer("JK-01", From, To, Hj212Station.Now).ShouldBeNull();
        _requests.Heard(new(_profile, Hj212Standard.Commands.Result, _requests.Of("JK-01")[0].Number, 100));
        _history.Answer("JK-01", From, To, Hj212Station.Now).ShouldBe("没有数据 no data");
    }

    [Theory]
    [InlineData(0, FrameWay.BackFill)]
    [InlineData(239, FrameWay.BackFill)]
    [InlineData(240, FrameWay.Live)]
    [InlineData(-1, FrameWay.Live)]
    public void A_frame_that_was_asked_for_may_be_old(int minutes, FrameWay way)
    {
        _requests.Connected("JK-01", new(_ => true));
        _history.Ask("JK-01", From, To).ShouldBeNull();
        Hj212History.WayOf(_requests, new("JK-01", From.AddMinutes(minutes), StationState.Normal, [])).ShouldBe(way);
    }
}
