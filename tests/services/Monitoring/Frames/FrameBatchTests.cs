using System.Text;
using System.Text.Json;
using Basin.Monitoring;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class FrameBatchTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static FrameBatch Parse(string json)
    {
        FrameBatch.TryParse(Encoding.UTF8.GetBytes(json), Now, out var batch, out var rejection).ShouldBeTrue(rejection?.Sentence);
        return batch!;
    }

    private static FrameBatch.Entry One(string readings, string time = "2024-05-31T08:00:00+08:00", string more = "") =>
        Parse($$"""{"frames":[{"station":"JK-01","time":"{{time}}"{{more}},"readings":{{readings}}}]}""").Entries.ShouldHaveSingleItem();

    private static Rejection Whole(string json)
    {
        FrameBatch.TryParse(Encoding.UTF8.GetBytes(json), Now, out var batch, out var rejection).ShouldBeFalse();
        batch.ShouldBeNull();
        return rejection!;
    }

    [Theory]
    [InlineData("1.850", "1.850")]
    [InlineData("\"1.850\"", "1.850")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e-3", "0.001")]
    [InlineData("\"2.5E+1\"", "25")]
    [InlineData("0.12345678901234567890", "0.12345678901234567890")]
    [InlineData("{\"value\":\"3.0\"}", "3.0")]
    [InlineData("{\"value\":3.0,\"flag\":\"N\",\"detectionLimit\":\"0.01\"}", "3.0")]
    [InlineData("-0.0", "0.0")]
    public void A_value_is_kept_exactly_as_its_text_says(string value, string expected)
    {
        var reading = One($$"""{"总磷":{{value}}}""").Frame.ShouldNotBeNull().Readings.ShouldHaveSingleItem();
        reading.Value!.Value.ToString().ShouldBe(expected);
        reading.Flag.ShouldBe("N");
    }

    [Theory]
    [InlineData("流量", "-300000", true)]
    [InlineData("流量", "-300000.1", false)]
    [InlineData("flow", "12.5", true)]
    [InlineData("水位", "-200", true)]
    [InlineData("水位", "9000.1", false)]
    [InlineData("总磷", "-0.1", false)]
    public void Water_may_run_upstream_and_stand_below_the_sea_and_nothing_else_is_below_zero(string indicator, string value, bool taken) =>
        (One($$"""{"{{indicator}}":"{{value}}"}""").Frame is not null).ShouldBe(taken);

    [Theory]
    [InlineData("\"--\"")]
    [InlineData("\"*\"")]
    [InlineData("null")]
    [InlineData("{\"value\":null,\"flag\":\"M\"}")]
    [InlineData("{\"value\":null,\"detectionLimit\":0.02}")]
    [InlineData("{\"value\":\"--\",\"detectionLimit\":\"0.02\"}")]
    [InlineData("{\"value\":\"*\",\"flag\":\"N\",\"detectionLimit\":\"0.02\"}")]
    public void What_was_not_measured_is_taken_without_value(string value) => One($$"""{"总磷":{{value}}}""").Frame!.Readings[0].Measured().ShouldBeNull();

    [Fact]
    public void A_detection_limit_without_a_value_is_no_finding_but_must_be_a_number()
    {
        One("""{"总磷":{"value":"--","detectionLimit":"0.02"}}""").Frame!.Readings[0].SaysNothing.ShouldBeTrue();
        One("""{"总磷":{"value":"--","detectionLimit":"x"}}""").Refused!.Field.ShouldBe("frames[0].readings.总磷.detectionLimit");
    }

    [Theory]
    [InlineData("\"<0.02\"")]
    [InlineData("\"0.02L\"")]
    [InlineData("{\"value\":\"<0.02\"}")]
    public void A_value_below_the_detection_limit_keeps_the_limit(string value) => One($$"""{"氨氮":{{value}}}""").Frame!.Readings[0].ShouldBe(new Reading("氨氮", null, "N", 0.02m));

    [Theory]
    [InlineData("氨氮", "<0.0001", null)]
    [InlineData("氨氮", "<1.0", null)]
    [InlineData("氨氮", "1.01L", "at most 1.0 mg/L")]
    [InlineData("氨氮", "<0", "above 0")]
    [InlineData("总磷", "<0.2", null)]
    [InlineData("总磷", "<0.21", "at most 0.2 mg/L")]
    [InlineData("叶绿素a", "<0.5", null)]
    public void A_detection_limit_is_above_zero_and_can_show_class_three(string indicator, string value, string? sentence)
    {
        var entry = One($$"""{"{{indicator}}":"{{value}}"}""");
        (entry.Frame is null).ShouldBe(sentence is not null);
        if (sentence is null) return;
        (entry.Refused!.Code, entry.Refused.Value).ShouldBe(("implausible-detection-limit", value));
        entry.Refused.Sentence.ShouldContain(sentence);
    }

    public static TheoryData<string, string, string, string?> BadReadings => new()
    {
        { """{"硫磺":1}""", "unknown-indicator", "硫磺", "1" },
        { """{"CODMn":-1}""", "implausible-value", "CODMn", "-1" },
        { """{"pH":15}""", "implausible-value", "pH", "15" },
        { """{"pH":"14.01"}""", "implausible-value", "pH", "14.01" },
        { """{"pH":"<1"}""", "no-detection-limit", "pH", "<1" },
        { """{"TP":"NaN"}""", "invalid-value", "TP", "NaN" },
        { """{"TP":"Infinity"}""", "invalid-value", "TP", "Infinity" },
        { """{"TP":"1,5"}""", "invalid-value", "TP", "1,5" },
        { """{"TP":" 1"}""", "invalid-value", "TP", " 1" },
        { """{"TP":"+1"}""", "invalid-value", "TP", "+1" },
        { """{"TP":"１"}""", "invalid-value", "TP", "１" },
        { """{"TP":"1."}""", "invalid-value", "TP", "1." },
        { """{"TP":".5"}""", "invalid-value", "TP", ".5" },
        { """{"TP":"0x1"}""", "invalid-value", "TP", "0x1" },
        { """{"TP":""}""", "invalid-value", "TP", "" },
        { """{"TP":"<"}""", "invalid-value", "TP", "" },
        { """{"TP":0.123456789012345678901}""", "invalid-value", "TP", "0.123456789012345678901" },
        { """{"TP":1234567890123456789012345678901234567890}""", "invalid-value", "TP", "1234567890123456789012345678901234567890" },
        { """{"TP":1e-21}""", "invalid-value", "TP", "1e-21" },
        { """{"TP":1e999}""", "invalid-value", "TP", "1e999" },
        { """{"TP":1e99999999999}""", "invalid-value", "TP", "1e99999999999" },
        { """{"TP":true}""", "invalid-value", "TP", "true" },
        { """{"TP":[1]}""", "invalid-value", "TP", "[1]" },
        { """{"TP":1,"总磷":2}""", "duplicate-indicator", "总磷", "2" },
        { """{"TP":1,"TP":1}""", "duplicate-indicator", "TP", "1" },
        { """{"TP":{"flag":"N"}}""", "missing-field", "TP.value", null },
        { """{"TP":{"value":1,"flag":"Q"}}""", "invalid-flag", "TP.flag", "Q" },
        { """{"TP":{"value":1,"flag":""}}""", "invalid-flag", "TP.flag", "" },
        { """{"TP":{"value":1,"unit":"mg"}}""", "unknown-field", "TP.unit", null },
        { """{"TP":{"value":1,"value":2}}""", "duplicate-field", "TP.value", null },
        { """{"TP":{"value":"0.01","detectionLimit":"0.02"}}""", "below-detection", "TP.detectionLimit", "0.02" },
        { """{"TP":{"value":"<0.02","detectionLimit":"0.02"}}""", "duplicate-field", "TP.detectionLimit", "0.02" },
    };

    [Theory]
    [MemberData(nameof(BadReadings))]
    public void A_bad_reading_refuses_its_frame_with_field_and_value(string readings, string code, string field, string? value)
    {
        var entry = One(readings);
        entry.Frame.ShouldBeNull();
        (entry.Refused!.Code, entry.Refused.Field, entry.Refused.Value).ShouldBe((code, $"frames[0].readings.{field}", value));
    }

    [Theory]
    [InlineData("2024-06-01T08:10:00+08:00", null)]
    [InlineData("2024-06-01T08:10:01+08:00", "time-in-future")]
    [InlineData("2024-05-31T23:00:00Z", null)]
    [InlineData("2024-05-31T23:00Z", null)]
    [InlineData("2024-05-31T23:00:00.000Z", null)]
    [InlineData("2024-05-31T23:00:00.5Z", "invalid-time")]
    [InlineData("2024-05-31T23:00:00", "invalid-time")]
    [InlineData("2024-05-31 23:00:00Z", "invalid-time")]
    [InlineData("2024-02-30T23:00:00Z", "invalid-time")]
    [InlineData("0001-01-01T00:00:00+08:00", "invalid-time")]
    [InlineData("1989-12-31T23:59:59+08:00", "time-too-early")]
    [InlineData("1990-01-01T00:00:00+08:00", null)]
    [InlineData("", "invalid-time")]
    public void A_time_has_an_offset_and_whole_seconds_and_is_not_in_the_future(string time, string? code)
    {
        var entry = One("""{"TP":"0.1"}""", time);
        (entry.Refused?.Code).ShouldBe(code);
        (entry.Refused?.Field).ShouldBe(code is null ? null : "frames[0].time");
        (entry.Frame is null).ShouldBe(code is not null);
    }

    [Theory]
    [InlineData("正常", StationState.Normal)]
    [InlineData("维护", StationState.Maintenance)]
    [InlineData("停站", StationState.Stopped)]
    public void States_are_read_as_published(string state, StationState expected) =>
        One("""{"TP":"--"}""", more: $",\"state\":\"{state}\"").Frame!.State.ShouldBe(expected);

    [Fact]
    public void A_frame_names_the_revision_it_amends()
    {
        One("""{"TP":"0.1"}""", more: ",\"amends\":2").Frame!.Amends.ShouldBe(2);
        One("""{"TP":"0.1"}""").Frame!.Amends.ShouldBeNull();
        One("""{"TP":"0.1"}""", more: ",\"amends\":2").Frame!.ContentSha256().ShouldBe(One("""{"TP":"0.1"}""").Frame!.ContentSha256());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    [InlineData("null")]
    [InlineData("\"2\"")]
    public void What_is_amended_is_a_whole_number_from_one(string amends)
    {
        var refused = One("""{"TP":"0.1"}""", more: $",\"amends\":{amends}").Refused!;
        (refused.Code, refused.Field, refused.Value).ShouldBe(("invalid-amends", "frames[0].amends", amends.Trim('"')));
    }

    [Theory]
    [InlineData("5", "malformed-frame", "frames[0]")]
    [InlineData("{}", "missing-field", "frames[0].station")]
    [InlineData("""{"station":7,"time":"2024-05-31T08:00:00Z","readings":{}}""", "invalid-code", "frames[0].station")]
    [InlineData("""{"station":"a\u0000","time":"2024-05-31T08:00:00Z","readings":{}}""", "invalid-code", "frames[0].station")]
    [InlineData("""{"station":"A","readings":{}}""", "missing-field", "frames[0].time")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z"}""", "missing-field", "frames[0].readings")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z","readings":{}}""", "no-readings", "frames[0].readings")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z","readings":[]}""", "malformed-frame", "frames[0].readings")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z","state":"坏","readings":{"TP":1}}""", "invalid-state", "frames[0].state")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z","time":"2024-05-31T08:00:00Z","readings":{"TP":1}}""", "duplicate-field", "frames[0].time")]
    [InlineData("""{"station":"A","time":"2024-05-31T08:00:00Z","readings":{"TP":1},"mn":"x"}""", "unknown-field", "frames[0].mn")]
    public void A_frame_of_the_wrong_form_is_refused_alone(string frame, string code, string field)
    {
        var batch = Parse($$$"""{"frames":[{{{frame}}},{"station":"B","time":"2024-05-31T08:00:00Z","readings":{"TP":1}}]}""");
        (batch.Entries[0].Refused!.Code, batch.Entries[0].Refused!.Field).ShouldBe((code, field));
        batch.Entries[1].Frame.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "malformed-json")]
    [InlineData("{\"frames\":[{\"station\":", "malformed-json")]
    [InlineData("{\"frames\":[{\"readings\":{\"pH\":NaN}}]}", "malformed-json")]
    [InlineData("{\"frames\":[]} x", "malformed-json")]
    [InlineData("{\"frames\":[\"\\ud800\"]}", "malformed-json")]
    [InlineData("{\"frames\":[[[[[[[[[1]]]]]]]]]}", "malformed-json")]
    [InlineData("[]", "malformed-batch")]
    [InlineData("{}", "malformed-batch")]
    [InlineData("{\"frames\":{}}", "malformed-batch")]
    [InlineData("{\"frames\":[],\"x\":1}", "unknown-field")]
    [InlineData("{\"frames\":[],\"frames\":[]}", "duplicate-field")]
    public void A_body_that_is_no_batch_is_malformed(string json, string code)
    {
        Whole(json).Code.ShouldBe(code);
        Whole(json).Kind.ShouldBe(Refusal.Malformed);
    }

    [Fact]
    public void Bytes_that_are_not_unicode_are_malformed()
    {
        FrameBatch.TryParse(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, Now, out _, out var rejection).ShouldBeFalse();
        rejection!.Code.ShouldBe("malformed-json");
    }

    [Fact]
    public void An_empty_and_an_oversized_batch_are_refused()
    {
        Whole("""{"frames":[]}""").Code.ShouldBe("no-frames");
        Whole($$"""{"frames":[{{string.Join(',', Enumerable.Repeat("1", FrameBatch.FramesMax + 1))}}]}""").Value.ShouldBe("5001");
    }

    [Theory]
    [InlineData("{\"frames\":\n[oops]}", "line 2, byte 1", "frames[0]", "oops")]
    [InlineData("{\"frames\":[{\"time\":\"x\"},{\"readings\":{\"TP\":1,\"pH\":NaN}}]}", "sent as null", "frames[1].readings.pH", "NaN")]
    [InlineData("{\"frames\":[{\"readings\":{\"pH\":[1,2,-Infinity]}}]}", "sent as null", "frames[0].readings.pH[2]", "-Infinity")]
    [InlineData("{\"frames\":[{\"station\":", "ends too early", "frames[0].station", null)]
    [InlineData("", "ends too early", null, null)]
    public void The_place_of_a_json_error_is_named(string json, string words, string? field, string? value)
    {
        var refused = Whole(json);
        refused.Sentence.ShouldContain(words);
        (refused.Field, refused.Value).ShouldBe((field, value));
    }

    [Fact]
    public void Any_text_is_answered_without_an_exception() =>
        Gen.OneOf(Gen.String, Gen.String.Select(text => JsonSerializer.Serialize(new { frames = new object[] { text, new { station = "A", time = text, readings = new { pH = text } } } })))
            .Sample(text => { FrameBatch.TryParse(Encoding.UTF8.GetBytes(text), Now, out _, out _); });

    [Fact]
    public void Every_decimal_within_the_limits_is_read_exactly() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 18]).Sample((digits, scale) =>
        {
            var value = new decimal(unchecked((int)digits), (int)(digits >> 32), 0, false, (byte)scale);
            ReadingRules.TryDecimal(value.ToString(), out var read, out _).ShouldBeTrue();
            read.ToString().ShouldBe(value.ToString());
        });

    [Fact]
    public void Any_split_of_a_batch_into_smaller_ones_gives_the_same_days()
    {
        var frame = Gen.Select(Gen.Int[1, 3], Gen.Int[0, 47], Gen.Int[0, 20], (station, hour, value) =>
            $$$"""{"station":"S{{{station}}}","time":"2024-05-{{{29 + (hour / 24)}}}T{{{hour % 24:D2}}}:00:00+08:00","readings":{"pH":"{{{value}}}"}}""");
        Gen.Select(frame.Array[1, 30], Gen.Int[1, 10]).Sample((frames, size) =>
            Days(frames.Chunk(size)).ShouldBe(Days([frames])));
    }

    private static string Days(IEnumerable<string[]> batches) => FrameHistoryTests.Histories(
        batches.SelectMany(batch => Parse($$"""{"frames":[{{string.Join(',', batch)}}]}""").Entries).Where(entry => entry.Frame is not null).Select(entry => entry.Frame!));
}
