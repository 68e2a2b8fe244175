using Basin.Monitoring;
using Basin.Rules;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212RequestsTests
{
    private static readonly DateTimeOffset From = new(2024, 5, 30, 16, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2024, 5, 31, 15, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Hj212Station.Now);
    private readonly List<string> _sent = [];
    private readonly Hj212Speaker _speaker;
    private readonly Hj212Requests _requests;
    private Hj212Profile _profile = Hj212Station.Profile();

    public Hj212RequestsTests()
    {
        _requests = new(station => station == "JK-01" ? _profile : null, _clock);
        _speaker = new(packet =>
        {
            _sent.Add(Hj212Station.TextOf(packet));
            return true;
        });
    }

    private Hj212Conversation Ask()
    {
        _requests.Connected("JK-01", _speaker);
        var asked = _requests.RequestResend("JK-01", 2061, From, To);
        asked.Rejection.ShouldBeNull();
        return asked.Conversation!;
    }

    private void Hear(string number, int command, int? code) => _requests.Heard(new(_profile, command, number, code));

    [Fact]
    public void A_request_for_history_names_its_times_in_china_time_and_carries_the_password()
    {
        Ask().Stage.ShouldBe(Hj212Stage.Asked);
        _sent.ShouldBe([Hj212Station.TextOf(Hj212Encoder.Packet(
            "QN=20240601080000000;ST=21;CN=2061;PW=PW4test;MN=BASIN-TEST-0001;Flag=9;CP=&&BeginTime=20240531000000;EndTime=20240531230000&&"))]);
    }

    [Fact]
    public void A_time_is_asked_for_while_its_request_lasts_and_some_minutes_after_and_then_no_longer()
    {
        _requests.WasAsked("JK-01", From).ShouldBeFalse();
        var number = Ask().Number;
        _requests.WasAsked("JK-01", From).ShouldBeTrue();
        _requests.WasAsked("JK-01", To.AddSeconds(1)).ShouldBeFalse();
        Hear(number, 9012, 1);
        _clock.Advance(Hj212Requests.LateAnswerMost - TimeSpan.FromSeconds(1));
        _requests.WasAsked("JK-01", To).ShouldBeTrue("what was on its way still comes in");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _requests.WasAsked("JK-01", To).ShouldBeFalse("a clock that jumps back into that time is no answer");
    }

    [Fact]
    public void The_clock_is_set_to_the_time_of_the_server()
    {
        _requests.Connected("JK-01", _speaker);
        _requests.SetTime("JK-01").Rejection.ShouldBeNull();
        _sent.ShouldHaveSingleItem().ShouldContain("CN=1012;PW=PW4test;MN=BASIN-TEST-0001;Flag=9;CP=&&SystemTime=20240601080000&&");
    }

    [Fact]
    public void A_station_is_asked_with_the_check_it_uses_itself()
    {
        _speaker.Crc = Hj212Crc.Modbus;
        Ask();
        var packet = Hj212Station.Bytes(_sent[0]);
        packet.ShouldBe(Hj212Encoder.Packet(packet.AsSpan()[6..^6], Hj212Crc.Modbus));
    }

    [Theory]
    [InlineData("JK-02", 2061, 0, "no-hj212")]
    [InlineData("JK-01", 2011, 0, "no-history")]
    [InlineData("JK-01", 2062, 0, "no-history")]
    [InlineData("JK-01", 2051, 0, "other-command")]
    [InlineData("JK-01", 2061, -1, "invalid-range")]
    [InlineData("JK-01", 2061, 32, "invalid-range")]
    [InlineData("JK-01", 2061, 31, "station-not-connected")]
    public void What_cannot_be_asked_is_refused(string station, int command, int days, string code) =>
        _requests.RequestResend(station, command, From, From.AddDays(days)).Rejection!.Code.ShouldBe(code);

    [Fact]
    public void A_connection_that_takes_nothing_is_a_refusal()
    {
        _requests.Connected("JK-01", new(_ => false));
        _requests.RequestResend("JK-01", 2061, From, To).Rejection!.Code.ShouldBe("station-busy");
        _requests.Of("JK-01").ShouldHaveSingleItem().Stage.ShouldBe(Hj212Stage.Failed);
    }

    [Fact]
    public void One_request_at_a_time_is_under_way()
    {
        var first = Ask();
        var second = _requests.RequestResend("JK-01", 2061, From, To).Rejection!;
        (second.Kind, second.Code).ShouldBe((Refusal.Conflict, "request-under-way"));
        Hear(first.Number, 9012, 1);
        _requests.RequestResend("JK-01", 2061, From, To).Conversation!.Number.ShouldNotBe(first.Number);
        _requests.Of("JK-01").Select(known => known.Stage).ShouldBe([Hj212Stage.Asked, Hj212Stage.Done]);
    }

    [Fact]
    public void A_station_answers_sends_and_says_how_it_ended()
    {
        var asked = Ask();
        _requests.HeardFrame("JK-01", From);
        _requests.Of("JK-01")[0].Frames.ShouldBe(0);
        Hear(asked.Number, 9011, 1);
        _requests.HeardFrame("JK-01", From);
        _requests.HeardFrame("JK-01", From);
        (_requests.Of("JK-01")[0].Stage, _requests.Of("JK-01")[0].Frames).ShouldBe((Hj212Stage.Ready, 2));
        _requests.HeardFrame("JK-01", To.AddSeconds(1));
        _requests.Of("JK-01")[0].Frames.ShouldBe(2, "a frame of another time is no answer");
        Hear(asked.Number, 9012, 1);
        (_requests.Of("JK-01")[0].Stage, _requests.Of("JK-01")[0].Code).ShouldBe((Hj212Stage.Done, 1));
        _requests.HeardFrame("JK-01", To);
        _requests.Of("JK-01")[0].Frames.ShouldBe(3, "its commit took longer than the end of the request");
        Hear(asked.Number, 9012, 2);
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.Done);
    }

    [Theory]
    [InlineData(9011, 2, Hj212Stage.Refused)]
    [InlineData(9011, 3, Hj212Stage.Refused)]
    [InlineData(9011, null, Hj212Stage.Ready)]
    [InlineData(9013, null, Hj212Stage.Ready)]
    [InlineData(9012, 100, Hj212Stage.NoData)]
    [InlineData(9012, 5, Hj212Stage.Failed)]
    [InlineData(9012, null, Hj212Stage.Failed)]
    [InlineData(9014, null, Hj212Stage.Asked)]
    public void An_answer_has_its_stage(int command, int? code, Hj212Stage stage)
    {
        Hear(Ask().Number, command, code);
        _requests.Of("JK-01")[0].Stage.ShouldBe(stage);
    }

    [Fact]
    public void An_answer_to_another_request_changes_nothing_and_one_without_number_is_for_the_open_one()
    {
        Ask();
        Hear("20200101000000000", 9012, 1);
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.Asked);
        _requests.Heard(new(_profile, 9012, null, 1));
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.Done);
    }

    [Fact]
    public void A_request_that_is_not_answered_is_sent_three_times_more()
    {
        Ask();
        for (var second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _requests.Tick();
        }

        _sent.Count.ShouldBe(4);
        _sent.Distinct().ShouldHaveSingleItem();
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.TimedOut);
    }

    [Fact]
    public void A_station_that_breaks_off_is_given_up_a_minute_later()
    {
        Hear(Ask().Number, 9011, 1);
        _clock.Advance(TimeSpan.FromSeconds(50));
        _requests.HeardFrame("JK-01", From);
        _clock.Advance(TimeSpan.FromSeconds(59));
        _requests.Tick();
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.Ready);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _requests.Tick();
        _requests.Of("JK-01")[0].Stage.ShouldBe(Hj212Stage.TimedOut);
        _sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_station_is_asked_over_the_connection_it_spoke_on_last()
    {
        _requests.Connected("JK-01", new(_ => false));
        _requests.Connected("JK-01", _speaker);
        _requests.Disconnected("JK-01", new(_ => false));
        _requests.IsConnected("JK-01").ShouldBeTrue();
        Ask();
        _requests.Disconnected("JK-01", _speaker);
        _requests.IsConnected("JK-01").ShouldBeFalse();
    }

    [Fact]
    public void Only_some_ended_requests_are_remembered()
    {
        for (var number = 0; number < 2 * Hj212Requests.RememberedMax; number++) Hear(Ask().Number, 9012, 1);
        _requests.Of("JK-01").Count.ShouldBe(Hj212Requests.RememberedMax);
        _sent.Distinct().Count().ShouldBe(2 * Hj212Requests.RememberedMax);
    }

    [Fact]
    public void In_the_edition_of_2005_the_flag_has_no_version()
    {
        _profile = Hj212Station.Profile("2005", 2061);
        Ask();
        _sent[0].ShouldContain("Flag=1;");
    }

    [Fact]
    public void Counts_add_up_and_the_latest_fault_stands()
    {
        var now = Hj212Station.Now;
        var traffic = new Hj212Traffic();
        traffic.Heard("JK-01", now);
        traffic.Heard("JK-01", now.AddSeconds(1));
        traffic.Stored("JK-01");
        traffic.Fault("JK-01", "10.0.0.1", Hj212Fault.BadCrc, null, now);
        traffic.Fault("JK-01", "10.0.0.1", Hj212Fault.BadCrc, null, now.AddSeconds(2));
        traffic.Fault("JK-01", "10.0.0.1", Hj212Fault.WrongPassword, null, now.AddSeconds(1));
        traffic.Fault(null, "10.0.0.1", Hj212Fault.UnknownMn, null, now);
        var tally = traffic.Since("JK-01");
        (tally.Good, tally.Stored, tally.LastHeard, tally.LastFault).ShouldBe((2, 1, now.AddSeconds(1), new Hj212LastFault(Hj212Fault.BadCrc, null, now.AddSeconds(2))));
        tally.Faults.ShouldBe(new Dictionary<Hj212Fault, long> { [Hj212Fault.BadCrc] = 2, [Hj212Fault.WrongPassword] = 1 }, ignoreOrder: true);
        Twice.Text(System.Text.Json.JsonSerializer.Deserialize<Hj212Tally>(Twice.Text(tally), Twice.Stored)!).ShouldBe(Twice.Text(tally));
        traffic.Strangers.ShouldHaveSingleItem().ShouldBe(new("10.0.0.1", 1, now, Hj212Fault.UnknownMn));
        for (var number = 0; number < Hj212Traffic.StrangersMax + 50; number++) traffic.Fault(null, $"10.1.0.{number}", Hj212Fault.BadCrc, null, now.AddSeconds(number));
        traffic.Strangers.Count.ShouldBe(Hj212Traffic.StrangersMax);
    }
}
