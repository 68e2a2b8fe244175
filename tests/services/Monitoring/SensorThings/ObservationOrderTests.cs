using Basin.Monitoring;
using CsCheck;

namespace Basin.Services.Tests.Monitoring.SensorThings;

public sealed class ObservationOrderTests
{
    private static readonly Gen<Entity.Observation> Observations = Gen.Select(
        Gen.OneOfConst("pH", "氨氮"), Gen.Int[0, 5], Gen.Int[1, 3],
        (indicator, hour, revision) => World.Observation(new(indicator, (hour + revision) % 3 == 0 ? null : ((hour * revision) - 3) / 10m), hour, revision));

    private static readonly Gen<ObservationOrder> Orders = Gen.Select(
        Gen.OneOfConst("phenomenonTime", "resultTime", "result", "id"), Gen.Bool, (path, descending) => Of($"{path}{(descending ? " desc" : "")}"));

    private static ObservationOrder Of(string orderby) =>
        EntityQuery.TryParse(EntityKind.Observation, [new("$orderby", orderby)], out var query, out _) ? ObservationOrder.Of(query.OrderBy, true) : throw new InvalidOperationException();

    [Fact]
    public void No_two_observations_have_the_same_place() =>
        Gen.Select(Observations, Observations, Orders).Sample((one, other, order) => (order.Compare(one, other) == 0).ShouldBe(one.Id == other.Id));

    [Fact]
    public void A_cursor_holds_the_place_it_was_made_of() =>
        Gen.Select(Observations, Orders).Sample((observation, order) =>
            order.Read(order.CursorAt(observation))!.Value.Zip(order.Keys, (value, key) => Filter.Order(value, key.Read(observation))).ShouldAllBe(same => same == 0));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("WyJhIl0")]
    [InlineData("bnVsbA")]
    [InlineData("W251bGwsbnVsbCxudWxsLG51bGxd")]
    public void A_cursor_of_somebody_elses_making_is_not_read(string cursor) => Of("phenomenonTime").Read(cursor).ShouldBeNull();

    [Theory]
    [InlineData("phenomenonTime desc", "f.time desc,f.station collate \"C\" desc,r.indicator collate \"C\" desc,f.revision desc")]
    [InlineData("result", "(r.value is not null),coalesce(r.value, 0),f.time,f.station collate \"C\",r.indicator collate \"C\",f.revision")]
    [InlineData("resultTime desc,phenomenonTime", "f.received_at desc,f.time,f.station collate \"C\",r.indicator collate \"C\",f.revision")]
    [InlineData("id", "f.station collate \"C\",r.indicator collate \"C\",f.time,f.revision")]
    public void The_order_goes_down_to_the_identity(string orderby, string keys) =>
        string.Join(',', Of(orderby).Keys.Select(key => $"{key.Sql}{(key.Descending ? " desc" : "")}")).ShouldBe(keys);

    [Fact]
    public void Without_revisions_a_correction_does_not_move_a_frame() =>
        ObservationOrder.Of([], false).Compare(World.Observation(new("pH", 7m)), World.Observation(new("pH", 8m), revision: 2)).ShouldBe(0);

    [Theory]
    [InlineData("ST-1:氨氮:2024-03-01T00:00:00Z:1", true)]
    [InlineData("ST-1:氨氮:2024-03-01T00:00:00Z", false)]
    [InlineData("ST-1:氨氮:2024-03-01T00:00:00+08:00:1", false)]
    [InlineData("ST-1:氨氮:2024-03-01T00:00:00Z:-1", false)]
    [InlineData("ST-1:氨氮", false)]
    public void An_observations_id_is_read_back(string text, bool isRead)
    {
        ObservationId.TryParse(text, out var id).ShouldBe(isRead);
        (id?.ToString()).ShouldBe(isRead ? text : null);
    }
}
