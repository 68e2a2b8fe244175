using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212JoinerTests
{
    private static byte[] Part(int number, int count, string field, string? request = Hj212Station.Number, string time = "20240531160000", string flag = "11") =>
        Hj212Station.Packet($"DataTime={time};{field}", flag: request is null ? null : flag, number: request, more: $"PNUM={count};PNO={number};");

    private static List<Hj212Step> Hear(params byte[][] packets) => Hj212Station.Hear(Hj212Station.Profile(), packets);

    private static Hj212Step.Store Joined(params byte[][] packets) => Hear(packets).OfType<Hj212Step.Store>().ShouldHaveSingleItem();

    private static readonly byte[] First = Part(1, 2, "w01001-Avg=7.06");
    private static readonly byte[] Second = Part(2, 2, "w21011-Avg=0.049");

    [Fact]
    public void A_message_in_parts_is_one_frame_and_answered_once()
    {
        var steps = Hear(First, Second);
        steps[0].ShouldBeOfType<Hj212Step.Waiting>();
        var store = steps[1].ShouldBeOfType<Hj212Step.Store>();
        store.Frame.Readings.ShouldBe([new("pH", 7.06m), new("总磷", 0.049m)]);
        store.Raw.ShouldBe([.. First[..^2], .. Second[..^2]]);
        Hj212Station.TextOf(store.Sender.Acknowledged()).ShouldContain($"QN={Hj212Station.Number};ST=91;CN=9014");
    }

    [Fact]
    public void Parts_may_come_in_any_order_and_twice()
    {
        var expected = Joined(First, Second);
        foreach (var packets in (byte[][][])[[Second, First], [First, First, Second], [Second, Second, First]])
        {
            var store = Joined(packets);
            (store.Frame.ContentSha256(), Convert.ToHexString(store.Raw)).ShouldBe((expected.Frame.ContentSha256(), Convert.ToHexString(expected.Raw)));
        }
    }

    [Fact]
    public void A_message_that_is_sent_again_whole_is_whole_again() => Hear(First, Second, First, Second).OfType<Hj212Step.Store>().Count().ShouldBe(2);

    [Fact]
    public void Without_a_request_number_the_time_of_the_data_tells_messages_apart()
    {
        var steps = Hear(
            Part(1, 2, "w01001-Avg=7", null), Part(1, 2, "w01001-Avg=8", null, "20240531200000"), Part(2, 2, "w21011-Avg=0.2", null, "20240531200000"),
            Part(2, 2, "w21011-Avg=0.1", null));
        steps.OfType<Hj212Step.Store>().Select(store => (store.Frame.Time.Hour, store.Frame.Readings[0].Value, store.Frame.Readings[1].Value))
            .ShouldBe([(12, 8m, 0.2m), (8, 7m, 0.1m)]);
    }

    [Fact]
    public void Old_and_new_parts_never_make_one_message() =>
        Joined(Part(1, 2, "w01001-Avg=1"), Part(1, 2, "w01001-Avg=2"), Part(2, 2, "w21011-Avg=0.2")).Frame.Readings[0].Value.ShouldBe(2m);

    [Fact]
    public void Parts_of_two_requests_are_two_messages() =>
        Hear(First, Part(2, 2, "w21011-Avg=0.1", "20240531160000124")).ShouldAllBe(step => step is Hj212Step.Waiting);

    [Theory]
    [InlineData(1, 33, Hj212Fault.NotKept)]
    [InlineData(3, 2, Hj212Fault.Malformed)]
    [InlineData(0, 2, Hj212Fault.Malformed)]
    public void A_part_beyond_the_message_or_the_limit_is_refused(int number, int count, Hj212Fault kind) =>
        Hear(Part(number, count, "w01001-Avg=7")).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Fault>().Kind.ShouldBe(kind);

    [Fact]
    public void A_message_of_one_part_is_whole() => Joined(Part(1, 1, "w01001-Avg=7")).Frame.Readings.Count.ShouldBe(1);

    [Fact]
    public void A_message_may_have_as_many_parts_as_the_limit_says() =>
        Joined([.. Enumerable.Range(1, Hj212Joiner.PartsMax).Select(number => Part(number, Hj212Joiner.PartsMax, number == 7 ? "w01001-Avg=7" : "w01006-Avg=1"))])
            .Frame.Readings.Count.ShouldBe(1);

    [Fact]
    public void What_never_becomes_whole_is_forgotten_after_its_time_and_when_room_is_needed()
    {
        var profile = Hj212Station.Profile();
        var session = new Hj212Session(_ => profile);
        Hj212Station.Hear(session, [First]);
        session.Forget(Hj212Station.Now + Hj212Joiner.PartsWithin).ShouldBe(0);
        session.Forget(Hj212Station.Now + Hj212Joiner.PartsWithin + TimeSpan.FromMilliseconds(1)).ShouldBe(1);
        Hj212Station.Hear(session, [Second]).ShouldHaveSingleItem().ShouldBeOfType<Hj212Step.Waiting>();

        var joiner = new Hj212Joiner();
        for (var number = 0; number < 3 * Hj212Joiner.MessagesMax; number++)
        {
            var head = Hj212Head.Read(Hj212Station.Bytes($"QN=2024053116000{number:D4};CN=2061;MN=A;CP=&&&&"), out _);
            joiner.Take(new(head, 2, 1, "", null, []), Hj212Station.Now.AddSeconds(number)).ShouldBeNull();
        }

        joiner.Waiting.ShouldBe(Hj212Joiner.MessagesMax);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(40, 4)]
    public void What_a_simulated_station_sends_in_parts_is_joined_to_what_it_meant(int factors, int parts)
    {
        var profile = Hj212Station.Profile();
        var fields = Enumerable.Range(1, factors).Select(number => $"w9{number:D4}-Avg=1.000,w9{number:D4}-Min=1.000,w9{number:D4}-Max=1.000,w9{number:D4}-Flag=N").Append("w01001-Avg=7.06,w01001-Flag=N");
        var packets = Hj212Encoder.Upload(profile, 2061, Hj212Station.Number, new(2024, 5, 31, 8, 0, 0, TimeSpan.Zero), [.. fields]);
        packets.Count.ShouldBe(parts);
        var store = Joined([.. packets]);
        store.Frame.Readings.ShouldBe([new Reading("pH", 7.06m)]);
        store.Sender.Acknowledged().ShouldNotBeNull();
    }
}
