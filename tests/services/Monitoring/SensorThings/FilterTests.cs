using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring.SensorThings;

public sealed class FilterTests
{
    private static Filter Parsed(string text, EntityKind kind = EntityKind.Observation) =>
        FilterParser.TryParse(text, kind, out var filter, out var rejection) ? filter : throw new InvalidOperationException(rejection.Sentence);

    private static string[] Fitting(EntityKind kind, string text)
    {
        var filter = Parsed(text, kind);
        return [.. World.View.All(kind).Where(entity => filter.Reduce(field => World.View.Values(entity, field.Way, field.Property)) == Filter.True).Select(entity => entity.Id)];
    }

    [Theory]
    [InlineData(EntityKind.Thing, "properties/section eq 'S-1'", "ST-1 ST-2")]
    [InlineData(EntityKind.Thing, "properties/section ne 'S-1'", "ST-3")]
    [InlineData(EntityKind.Thing, "properties/everyHours ge 4 and properties/everyHours lt 5", "ST-1 ST-2 ST-3")]
    [InlineData(EntityKind.Thing, "properties/everyHours gt 4", "")]
    [InlineData(EntityKind.Thing, "properties/inServiceTo eq null", "ST-1 ST-2 ST-3")]
    [InlineData(EntityKind.Thing, "properties/inServiceTo gt '2024'", "")]
    [InlineData(EntityKind.Thing, "not (properties/inServiceTo gt '2024')", "ST-1 ST-2 ST-3")]
    [InlineData(EntityKind.Thing, "id eq 'ST-2' or endswith(name,'3')", "ST-2 ST-3")]
    [InlineData(EntityKind.Thing, "Datastreams/ObservedProperty/name eq 'pH'", "ST-1")]
    [InlineData(EntityKind.Datastream, "Thing/properties/sectionName eq '街口' and ObservedProperty/properties/hj212 eq 'w21003'", "ST-1:氨氮 ST-2:氨氮")]
    [InlineData(EntityKind.Datastream, "toupper(properties/symbol) eq 'PH'", "ST-1:pH")]
    [InlineData(EntityKind.FeatureOfInterest, "contains(name,'街')", "S-1")]
    [InlineData(EntityKind.Sensor, "properties/rangeTo eq 20", "ST-1:氨氮 ST-2:氨氮 ST-3:氨氮")]
    public void Entities_in_view_are_filtered(EntityKind kind, string text, string ids) =>
        Fitting(kind, text).ShouldBe(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void What_is_known_of_a_stream_is_decided_and_the_rest_is_left_to_the_log()
    {
        var filter = Parsed("(Datastream/Thing/id eq 'ST-1' or result gt 5) and FeatureOfInterest/id eq 'S-1' and phenomenonTime ge 2024-03-01");
        Filter Rest(string stream) => filter.Reduce(field => World.View.OfObservations(World.Stream(stream), field));
        Rest("ST-1:pH").ShouldBe(Parsed("phenomenonTime ge 2024-03-01"));
        Rest("ST-2:氨氮").ShouldBeOfType<Filter.And>();
        Rest("ST-3:氨氮").ShouldBe(Filter.False);
    }

    [Theory]
    [InlineData("phenomenonTime ge 2024-03-01T00:00:00Z and phenomenonTime lt 2024-04-01T00:00:00Z", "2024-03-01", "2024-04-01")]
    [InlineData("2024-03-01T00:00:00Z lt phenomenonTime and result gt 5", "2024-03-01", null)]
    [InlineData("phenomenonTime eq 2024-03-01T00:00:00Z", "2024-03-01", "2024-03-01")]
    [InlineData("phenomenonTime ge 2024-03-01T00:00:00Z and phenomenonTime ge 2024-02-01T00:00:00Z", "2024-03-01", null)]
    [InlineData("phenomenonTime ge 2024-03-01T00:00:00Z or result gt 5", null, null)]
    [InlineData("not (phenomenonTime ge 2024-03-01T00:00:00Z)", null, null)]
    [InlineData("phenomenonTime ne 2024-03-01T00:00:00Z", null, null)]
    public void Bounds_of_time_are_what_every_fitting_observation_keeps(string text, string? from, string? to)
    {
        var (first, last) = Parsed(text).Times();
        (first?.ToString("yyyy-MM-dd"), last?.ToString("yyyy-MM-dd")).ShouldBe((from, to));
    }

    [Theory]
    [InlineData("result ne 5", "(r.value is distinct from $N)")]
    [InlineData("result eq null", "(r.value is null)")]
    [InlineData("result gt 5 and not (resultQuality/flag eq 'N')", "(coalesce(r.value > $N, false) and (not coalesce(r.flag collate \"C\" = $N, false)))")]
    [InlineData("contains(resultQuality/held,'range')", "coalesce(position($N in f.held) > 0, false)")]
    [InlineData("phenomenonTime lt 2024-03-01", "coalesce(f.time < $N, false)")]
    public void What_remains_becomes_sql_in_which_every_value_is_a_parameter(string text, string condition)
    {
        var ask = ObservationAsk.Of([World.Stream("ST-1:氨氮")], Parsed(text), World.View, null, false, ObservationOrder.Of([], false));
        System.Text.RegularExpressions.Regex.Replace(ObservationSql.PerStream(ask, 10, 0).Text, @"\$\d+", "$N").ShouldContain($"p.part = 0 and {condition}");
    }

    [Fact]
    public void No_text_of_a_request_stands_in_the_sql()
    {
        const string hostile = "x'' or 1=1; drop table frames; --";
        var ask = ObservationAsk.Of(
            [World.Stream("ST-1:氨氮")], Parsed($"resultQuality/held eq '{hostile}' or endswith(resultQuality/held,'{hostile}') or id gt '{hostile}'"), World.View, null, false, ObservationOrder.Of([], false));
        foreach (var sql in new[] { ObservationSql.PerStream(ask, 10, 0), ObservationSql.Across(ask, 10), ObservationSql.Count(ask) })
        {
            sql.Text.ShouldNotContain("drop");
            sql.Text.ShouldNotContain("ST-1");
            sql.Parameters.Count(parameter => parameter.Value as string == hostile.Replace("''", "'", StringComparison.Ordinal)).ShouldBe(3);
            sql.Text.ShouldContain($"${sql.Parameters.Count}");
            sql.Text.ShouldNotContain($"${sql.Parameters.Count + 1}");
        }
    }
}
