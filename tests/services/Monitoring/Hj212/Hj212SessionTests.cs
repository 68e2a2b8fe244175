using System.Collections.Immutable;
using Basin.Monitoring;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212SessionTests
{
    private const string Hour = "DataTime=20240531160000;w01001-Avg=7.06,w01001-Flag=N;w21011-Avg=0.049,w21011-Flag=N";
    private static readonly DateTimeOffset At = new(2024, 5, 31, 8, 0, 0, TimeSpan.Zero);

    private static Hj212Step One(Hj212Profile profile, byte[] packet) => Hj212Station.Hear(profile, packet).ShouldHaveSingleItem();

    private static Hj212Step.Store Stored(string parameters, string version = "surface-water", int? command = null)
    {
        var profile = Hj212Station.Profile(version, command);
        return One(profile, Hj212Station.Packet(parameters, profile.Command)).ShouldBeOfType<Hj212Step.Store>();
    }

    private static Hj212Step.Fault Refused(string parameters, string version = "surface-water") =>
        One(Hj212Station.Profile(version), Hj212Station.Packet(parameters, Hj212Standard.Dialect(version).UsualCommand)).ShouldBeOfType<Hj212Step.Fault>();

    [Fact]
    public void A_packet_of_data_is_a_frame_with_its_bytes()
    {
        var packet = Hj212Station.Packet(Hour);
        var store = One(Hj212Station.Profile(), packet).ShouldBeOfType<Hj212Step.Store>();
        store.Frame.ShouldSay(new Frame("JK-01", At, StationState.Normal, [new("pH", 7.06m), new("总磷", 0.049m)]));
        store.Station.Operator.ShouldBe("OP-1");
        store.Raw.ShouldBe(packet[..^2]);
    }

    [Theory]
    [InlineData(2011, "Rtd")]
    [InlineData(2051, "Avg")]
    [InlineData(2061, "Avg")]
    [InlineData(2031, "Avg")]
    public void Each_data_command_has_its_value(int command, string value)
    {
        var frame = Stored($"DataTime=20240531160000;w01001-Cou=9,w01001-Min=6,w01001-{value}=7.06,w01001-Max=8,w01001-SampleTime=20240531155500", "2017", command).Frame;
        (frame.Time, frame.Readings.ShouldHaveSingleItem()).ShouldBe((At, new Reading("pH", 7.06m)));
    }

    [Theory]
    [InlineData(2011)]
    [InlineData(2051)]
    [InlineData(2031)]
    public void A_value_of_another_period_never_stands_in_the_place_of_the_hour(int command)
    {
        var fault = One(Hj212Station.Profile(), Hj212Station.Packet(Hour, command)).ShouldBeOfType<Hj212Step.Fault>();
        fault.Kind.ShouldBe(Hj212Fault.NotKept);
        Hj212Station.TextOf(fault.Answer).ShouldContain("CN=9014");
        Hj212Station.TextOf(fault.Answer).ShouldContain("CP=&&QnRtn=2&&");
        fault.Why.ShouldBe($"The frames of JK-01 are the values of 2061; those of {command} are not kept.");
    }

    public static TheoryData<string, string> Acknowledgements => new()
    {
        { "2005", "ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=0;CP=&&QN=20240531160000123&&" },
        { "2017", "QN=20240531160000123;ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=4;CP=&&&&" },
        { "surface-water", "QN=20240531160000123;ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=1&&" },
        { "2025", "QN=20240531160000123;ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&&&" },
    };

    [Theory]
    [MemberData(nameof(Acknowledgements))]
    public void The_profile_and_not_the_flag_decides_the_form_of_the_answer(string version, string segment) =>
        Stored(Hour.Replace("Avg", Hj212Standard.DataCommand(Hj212Standard.Dialect(version).UsualCommand)!.Value, StringComparison.Ordinal), version)
            .Sender.Acknowledged().ShouldBe(Hj212Encoder.Packet(segment));

    [Theory]
    [InlineData("8", Hj212Station.Number)]
    [InlineData("4", Hj212Station.Number)]
    [InlineData(null, Hj212Station.Number)]
    [InlineData(null, null)]
    [InlineData("9", null)]
    public void What_asks_for_no_answer_is_stored_without_one(string? flag, string? number)
    {
        var store = One(Hj212Station.Profile(), Hj212Station.Packet(Hour, flag: flag, number: number)).ShouldBeOfType<Hj212Step.Store>();
        store.Sender.Acknowledged().ShouldBeNull();
        store.Sender.Busy().ShouldBeNull();
    }

    [Fact]
    public void Only_the_surface_water_dialect_has_a_word_for_busy()
    {
        Hj212Station.TextOf(Stored(Hour).Sender.Busy()).ShouldContain("CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=9&&");
        Stored(Hour, "2017", 2061).Sender.Busy().ShouldBeNull();
    }

    public static TheoryData<string, byte[], Hj212Fault, string?, int?> Faults => new()
    {
        { "wrong password", Hj212Station.Packet(Hour, pw: "other"), Hj212Fault.WrongPassword, "JK-01", 3 },
        { "unknown device", Hj212Station.Packet(Hour, mn: "NOBODY"), Hj212Fault.UnknownMn, null, 4 },
        { "device in another case", Hj212Station.Packet(Hour, mn: "basin-test-0001"), Hj212Fault.UnknownMn, null, 4 },
        { "wrong system", Hj212Station.Packet(Hour, st: "31"), Hj212Fault.WrongSystem, "JK-01", 5 },
        { "data in the system of interaction", Hj212Station.Packet(Hour, st: "91"), Hj212Fault.WrongSystem, "JK-01", 5 },
        { "flag that is no number", Hj212Station.Packet(Hour, flag: "9x"), Hj212Fault.WrongFlag, "JK-01", null },
        { "flag beyond a byte", Hj212Station.Packet(Hour, flag: "257"), Hj212Fault.WrongFlag, "JK-01", null },
        { "short request number", Hj212Station.Packet(Hour, number: "2024"), Hj212Fault.WrongNumber, "JK-01", 7 },
        { "unknown command", Hj212Station.Packet("", command: 4321), Hj212Fault.UnknownCommand, "JK-01", 8 },
        { "quality control", Hj212Station.Packet(Hour, command: 2062), Hj212Fault.NotKept, "JK-01", 2 },
        { "MODBUS where it is not allowed", Hj212Station.Packet(Hour, crc: Hj212Crc.Modbus), Hj212Fault.BadCrc, "JK-01", 99 },
        { "wrong check", Hj212Corpus.Packets["wrong check"], Hj212Fault.BadCrc, "JK-01", 99 },
        { "length too short", Hj212Corpus.Packets["length too short"], Hj212Fault.BadLength, null, null },
        { "length too long", Hj212Corpus.Packets["length too long"], Hj212Fault.BadLength, "JK-01", 100 },
        { "length beyond the limit", Hj212Corpus.Packets["length beyond the limit"], Hj212Fault.BadLength, "JK-01", 100 },
        { "no parameters", Hj212Corpus.Packets["no parameters"], Hj212Fault.Malformed, "JK-01", 100 },
        { "empty segment", Hj212Corpus.Packets["empty segment"], Hj212Fault.Malformed, null, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_gets_the_return_code_of_the_standard(string name, byte[] packet, Hj212Fault kind, string? station, int? code)
    {
        var fault = One(Hj212Station.Profile(), packet).ShouldBeOfType<Hj212Step.Fault>();
        (fault.Kind, fault.Station).ShouldBe((kind, station), name);
        if (code is null) fault.Answer.ShouldBeNull(name);
        else Hj212Station.TextOf(fault.Answer).ShouldContain($"CP=&&QnRtn={code}&&", customMessage: name);
    }

    [Fact]
    public void The_check_has_another_code_in_the_other_editions()
    {
        var packet = Hj212Corpus.Packets["wrong check"];
        foreach (var version in (string[])["2005", "2017", "2025"])
            Hj212Station.TextOf(One(Hj212Station.Profile(version), packet).ShouldBeOfType<Hj212Step.Fault>().Answer).ShouldContain("CN=9011", customMessage: version);
        Hj212Station.TextOf(One(Hj212Station.Profile("2017"), packet).ShouldBeOfType<Hj212Step.Fault>().Answer).ShouldContain("CP=&&QnRtn=9&&");
        Hj212Station.TextOf(One(Hj212Station.Profile("2005"), packet).ShouldBeOfType<Hj212Step.Fault>().Answer).ShouldContain($"CP=&&QN={Hj212Station.Number};QnRtn=9&&");
    }

    [Fact]
    public void A_wrong_password_is_never_answered_by_the_right_one() =>
        Hj212Station.TextOf(One(Hj212Station.Profile(), Hj212Station.Packet(Hour, pw: "other")).ShouldBeOfType<Hj212Step.Fault>().Answer)
            .ShouldNotContain(Hj212Station.Password);

    [Theory]
    [InlineData(Hj212Crc.Modbus)]
    [InlineData(Hj212Crc.ModbusSwapped)]
    public void A_check_that_the_profile_allows_is_taken_and_answered_alike(Hj212Crc crc)
    {
        var profile = Hj212Station.Profile(checks: [Hj212Crc.Standard, crc]);
        var store = One(profile, Hj212Station.Packet(Hour, crc: crc)).ShouldBeOfType<Hj212Step.Store>();
        var answer = store.Sender.Acknowledged()!;
        answer.ShouldBe(Hj212Encoder.Packet(answer.AsSpan()[6..^6], crc));
    }

    [Theory]
    [InlineData("surface-water", 9015)]
    [InlineData("2025", 9015)]
    [InlineData("2005", 9021)]
    public void A_heartbeat_is_answered(string version, int command)
    {
        var notice = One(Hj212Station.Profile(version), Hj212Station.Packet("", command, st: "91")).ShouldBeOfType<Hj212Step.Notice>();
        notice.AsksTime.ShouldBeFalse();
        Hj212Station.TextOf(notice.Answer).ShouldContain("CN=9013");
    }

    [Fact]
    public void A_station_may_ask_for_the_time() =>
        One(Hj212Station.Profile("2017"), Hj212Corpus.Packets["asks for the time"]).ShouldBeOfType<Hj212Step.Notice>().AsksTime.ShouldBeTrue();

    [Theory]
    [InlineData("answer to a request", 9011, 1)]
    [InlineData("result of a request", 9012, 100)]
    [InlineData("result in the form of 2005", 9012, 1)]
    public void What_a_station_answers_names_the_request(string name, int command, int code)
    {
        var said = One(Hj212Station.Profile(), Hj212Corpus.Packets[name]).ShouldBeOfType<Hj212Step.Said>();
        (said.Command, said.Number, said.Code).ShouldBe((command, Hj212Station.Number, code));
    }

    [Fact]
    public void Factors_of_2005_are_known_by_their_own_codes()
    {
        Stored("DataTime=20240531160000;001-Avg=7.06,001-Flag=N;060-Avg=0.25;101-Avg=0.1;w01019-Avg=2", "2005").Frame.Readings
            .Select(reading => reading.Indicator).ShouldBe(["pH", "氨氮", "总磷", "高锰酸盐指数"]);
        Refused("DataTime=20240531160000;001-Avg=7.06", "2017").Why.ShouldBe("No factor of 2061 is an indicator of Basin-indicators-1.");
    }

    [Theory]
    [InlineData("COD-Avg=1")]
    [InlineData("pH-Avg=7")]
    [InlineData("w01006-Avg=7")]
    [InlineData("x-Avg=7")]
    [InlineData("DataType=1")]
    public void A_factor_that_is_no_indicator_is_no_error_beside_one_that_is(string field)
    {
        Stored($"{Hour};{field}").Frame.Readings.Count.ShouldBe(2);
        Refused($"DataTime=20240531160000;{field}").Kind.ShouldBe(Hj212Fault.NotKept);
    }

    public static TheoryData<string, string?, string, string?> Readings => new()
    {
        { "w21003-Avg=0.250", "0.250", "N", null },
        { "w21003-avg=0.250,w21003-flag=n", "0.250", "N", null },
        { "w21003-Flag=M", null, "M", null },
        { "w21003-Avg=--,w21003-Flag=D", null, "D", null },
        { "w21003-Avg=,w21003-Flag=B", null, "B", null },
        { "w21003-Avg=NaN", null, "N", null },
        { "w21003-Avg=<0.025", null, "N", "0.025" },
        { "w21003-Avg=0.025L", null, "N", "0.025" },
        { "w21003-Avg=0.2,w21003-Flag=S", "0.2", "S", null },
        { "w21003-Avg=0.2,w21003-Flag=L", "0.2", "T", null },
        { "w21003-Avg=0.2,w21003-Flag=hd", "0.2", "M", null },
        { "w21003-Avg=0.2,w21003-Flag=?", "0.2", "D", null },
        { "w21003-Avg=-0.2", "-0.2", "N", null },
    };

    [Theory]
    [MemberData(nameof(Readings))]
    public void A_value_is_read_with_its_flag(string field, string? value, string flag, string? limit)
    {
        var reading = Stored($"DataTime=20240531160000;{field};w01001-Avg=7").Frame.Readings[0];
        (reading.Value?.ToString(), reading.Flag, reading.DetectionLimit?.ToString()).ShouldBe((value, flag, limit));
    }

    public static TheoryData<string, string, StationState> States => new()
    {
        { "F", "F", StationState.Stopped },
        { "M", "M", StationState.Maintenance },
        { "M", "F", StationState.Maintenance },
        { "N", "M", StationState.Normal },
        { "D", "D", StationState.Normal },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void The_station_is_stopped_or_in_maintenance_when_every_reading_says_so(string first, string second, StationState state) =>
        Stored($"DataTime=20240531160000;w01001-Avg=7,w01001-Flag={first};w21011-Flag={second}").Frame.State.ShouldBe(state);

    public static TheoryData<string, string> Unreadable => new()
    {
        { "w01001-Avg=7", "The message has no DataTime." },
        { "DataTime=2024-05-31;w01001-Avg=7", "DataTime is written yyyyMMddHHmmss; '2024-05-31' was sent." },
        { "DataTime=20240532000000;w01001-Avg=7", "DataTime is written yyyyMMddHHmmss; '20240532000000' was sent." },
        { "DataTime=19891231235959;w01001-Avg=7", "DataTime is written yyyyMMddHHmmss; '19891231235959' was sent." },
        { "DataTime=20250602080001;w01001-Avg=7", "DataTime 20250602080001 is more than 366 days after 20240601080000: the station's clock is ahead." },
        { "DataTime=20240531160000;DataTime=20240531200000;w01001-Avg=7", "The message has two times, 20240531160000 and 20240531200000." },
        { "DataTime=20240531160000;w01001-Avg=7;w01001-Avg=8", "w01001-Avg is said twice: 7 and 8." },
        { "DataTime=20240531160000;w01001-Avg=seven", "pH 'seven' is no decimal number." },
        { "DataTime=20240531160000;w01001-Avg=<7", "pH has no detection limit." },
        { "DataTime=20240531160000;w21011-Avg=0.3L", "A detection limit of 总磷 is above 0 and at most 0.2 mg/L; 0.3 was given." },
        { "DataTime=20240531160000;w01001", "The parameters are not fields of the form name=value." },
        { "DataTime=20240531160000", "No factor of 2061 is an indicator of Basin-indicators-1." },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_read_is_refused_and_not_acknowledged(string parameters, string why)
    {
        var fault = Refused(parameters);
        (fault.Kind, fault.Why).ShouldBe((Hj212Fault.NotKept, why));
        Hj212Station.TextOf(fault.Answer).ShouldContain("QnRtn=2");
    }

    [Fact]
    public void The_last_time_that_is_not_the_future_is_taken() =>
        Stored("DataTime=20240601081000;w01001-Avg=7").Frame.Time.ShouldBe(Hj212Station.Now.AddMinutes(10));

    [Fact]
    public void A_comma_for_a_semicolon_is_understood() =>
        Stored(Hour.Replace(';', ',')).Frame.ContentSha256().ShouldBe(Stored(Hour).Frame.ContentSha256());

    [Fact]
    public void An_implausible_value_is_kept_and_held_for_people()
    {
        var frame = Stored("DataTime=20240531160000;w01001-Avg=91.98;w21011-Avg=0.1").Frame;
        var station = new Station("JK-01", 1, "街口站", "JK", "OP-1", ["pH", "总磷"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2020, 1, 1), null);
        station.HoldReason(frame, FrameWay.BackFill, frame.Time)!.Reason.ShouldBe("pH 91.98 is not plausible.");
    }

    [Fact]
    public void Text_is_read_in_the_character_set_of_the_profile()
    {
        var profile = Hj212Station.Profile() with { Charset = Hj212Charset.Gbk };
        var packet = Hj212Encoder.Packet($"QN={Hj212Station.Number};ST=21;CN=2061;PW=PW4test;MN={Hj212Station.Mn};Flag=9;CP=&&{Hour};w01006-Info=//清洗#管路//&&", charset: Hj212Charset.Gbk);
        Hj212Station.Hear(profile, Hj212Station.ByteByByte(packet)).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Store>().Frame.Readings.Count.ShouldBe(2);
        One(Hj212Station.Profile(), packet).ShouldBeOfType<Hj212Step.Store>();
        Hj212Charset.Of("gbk").GetString([0xC7, 0xE5]).ShouldBe("清");
    }

    [Fact]
    public void A_profile_does_not_show_its_password() => Hj212Station.Profile().ToString().ShouldNotContain(Hj212Station.Password);

    [Fact]
    public void After_ten_wrong_passwords_in_a_minute_the_right_one_is_not_looked_at_from_there_until_the_minute_is_over()
    {
        var clock = new FakeTimeProvider(Hj212Station.Now);
        var guesses = new Hj212Guesses(clock);
        for (var count = 0; count < Hj212Guesses.PerMinuteMax; count++)
        {
            guesses.MayTry("10.0.0.1", "JK-01").ShouldBeTrue();
            guesses.Wrong("10.0.0.1", "JK-01");
        }

        Hj212Session From(string address) => new(_ => Hj212Station.Profile(), station => guesses.MayTry(address, station));
        var connected = From("10.0.0.2");
        Hj212Station.Hear(connected, [Hj212Station.Packet(Hour)]).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Store>("another address is not held back");
        for (var count = 0; count < Hj212Guesses.PerMinuteMax; count++) guesses.Wrong("10.0.0.2", "JK-01");
        Hj212Station.Hear(connected, [Hj212Station.Packet(Hour)]).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Store>("nor is a connection on which the station has spoken");
        Hj212Station.Hear(From("10.0.0.1"), [Hj212Station.Packet(Hour)]).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Fault>().Kind.ShouldBe(Hj212Fault.WrongPassword);
        clock.Advance(TimeSpan.FromMinutes(1));
        Hj212Station.Hear(From("10.0.0.1"), [Hj212Station.Packet(Hour)]).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Store>();
    }
}
