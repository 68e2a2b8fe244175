using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring.SensorThings;

public sealed class EntityQueryTests
{
    private static EntityQuery Parsed(EntityKind kind, params (string Name, string Value)[] options) =>
        EntityQuery.TryParse(kind, options.Select(option => KeyValuePair.Create(option.Name, option.Value)), out var query, out var rejection) ? query : throw new InvalidOperationException(rejection.Sentence);

    [Fact]
    public void Without_options_a_page_of_all_is_asked_for()
    {
        var query = Parsed(EntityKind.Thing);
        (query.Filter, query.PageSize, query.Skip, query.Count, query.Cursor).ShouldBe((null, EntityQuery.TopUsual, 0, false, null));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("1001", 1000)]
    public void A_larger_top_than_the_largest_page_gives_the_largest_page(string top, int size) =>
        Parsed(EntityKind.Observation, ("$top", top)).PageSize.ShouldBe(size);

    [Fact]
    public void Expansions_go_into_one_another_with_options_of_their_own()
    {
        var query = Parsed(EntityKind.Thing, ("$expand", "Datastreams($filter=name eq 'a,b;(c)';$expand=Observations($top=1;$orderby=phenomenonTime desc),ObservedProperty($select=name))"));
        var streams = query.Expand.Single();
        streams.Way.Name.ShouldBe("Datastreams");
        streams.Query.Filter.ShouldNotBeNull();
        var (observations, property) = (streams.Query.Expand[0], streams.Query.Expand[1]);
        (observations.Query.Top, observations.Query.OrderBy.Single().Descending, observations.Query.OrderBy.Single().Field.Property.Path).ShouldBe((1, true, "phenomenonTime"));
        property.Query.Select!.Value.ShouldBe(["name"]);
    }

    [Fact]
    public void A_longer_way_is_one_expansion_within_the_other()
    {
        var query = Parsed(EntityKind.Observation, ("$expand", "Datastream($select=unitOfMeasurement),Datastream/ObservedProperty($select=name),FeatureOfInterest"));
        query.Expand.Select(one => one.Way.Name).ShouldBe(["Datastream", "FeatureOfInterest"]);
        query.Expand[0].Query.Select!.Value.ShouldBe(["unitOfMeasurement"]);
        query.Expand[0].Query.Expand.Single().Query.Select!.Value.ShouldBe(["name"]);
    }

    [Fact]
    public void Names_of_options_are_read_in_any_case() => Parsed(EntityKind.Observation, ("$orderBy", "result"), ("$ResultFormat", "dataArray")).DataArray.ShouldBeTrue();

    [Theory]
    [InlineData(EntityKind.Thing, "$filter", "name eq", "character 8")]
    [InlineData(EntityKind.Thing, "$orderby", "name up", "followed by asc or desc")]
    [InlineData(EntityKind.Thing, "$orderby", "nam", "a property of Things")]
    [InlineData(EntityKind.Observation, "$orderby", "resultQuality/flag", "Observations are ordered by")]
    [InlineData(EntityKind.Thing, "$orderby", "name,name,name,name,name", "at most 4")]
    [InlineData(EntityKind.Thing, "$top", "-1", "whole number")]
    [InlineData(EntityKind.Thing, "$top", "ten", "whole number")]
    [InlineData(EntityKind.Thing, "$skip", "10001", "0 to 10000")]
    [InlineData(EntityKind.Thing, "$count", "yes", "true or false")]
    [InlineData(EntityKind.Thing, "$select", "name,nam", "'nam' is no property of Things")]
    [InlineData(EntityKind.Thing, "$expand", "Observations", "'Observations' is no way from Things")]
    [InlineData(EntityKind.Thing, "$expand", "Datastreams($top=1", "do not match")]
    [InlineData(EntityKind.Thing, "$expand", "Datastreams($top)", "is not a list of options")]
    [InlineData(EntityKind.Thing, "$expand", "Datastreams($skiptoken=x)", "is no option here")]
    [InlineData(EntityKind.Thing, "$expand", "Datastreams/Thing/Datastreams/Thing/Datastreams", "at most 4 deep")]
    [InlineData(EntityKind.Observation, "$resultFormat", "CSV", "series.csv")]
    [InlineData(EntityKind.Thing, "$resultFormat", "dataArray", "for Observations")]
    [InlineData(EntityKind.Thing, "$fliter", "x", "is no option here")]
    [InlineData(EntityKind.Thing, "knowAt", "x", "is no option here")]
    public void What_is_not_understood_is_refused_and_never_left_out(EntityKind kind, string name, string value, string why)
    {
        EntityQuery.TryParse(kind, [new(name, value)], out _, out var rejection).ShouldBeFalse();
        rejection!.Code.ShouldBe("malformed-query");
        rejection.Sentence.ShouldContain(why);
    }

    [Fact]
    public void An_option_is_given_once()
    {
        EntityQuery.TryParse(EntityKind.Thing, [new("$top", "1"), new("$top", "2")], out _, out var rejection).ShouldBeFalse();
        rejection!.Sentence.ShouldContain("twice");
    }

    [Theory]
    [InlineData("Things", "Thing:set")]
    [InlineData("Things('ST-1')", "Thing:ST-1")]
    [InlineData("Things('ST-1')/Datastreams", "Thing:ST-1 Datastream:set")]
    [InlineData("Things('ST-1')/Datastreams('ST-1:氨氮')/Observations", "Thing:ST-1 Datastream:ST-1:氨氮 Observation:set")]
    [InlineData("Observations('ST-1:氨氮:2024-03-01T00:00:00Z:1')/Datastream/Thing", "Observation:ST-1:氨氮:2024-03-01T00:00:00Z:1 Datastream:one Thing:one")]
    [InlineData("Datastreams('x')/unitOfMeasurement", "Datastream:x .unitOfMeasurement")]
    [InlineData("Things('x')/name/$value", "Thing:x .name raw")]
    [InlineData("Things('it''s (one)/two')/Datastreams/$ref", "Thing:it's (one)/two Datastream:set refs")]
    [InlineData("Locations", "Location:set")]
    public void Resource_paths(string path, string read)
    {
        ResourcePath.TryParse(path, out var resource, out var rejection).ShouldBeTrue(rejection?.Sentence);
        string.Join(' ', resource!.Steps.Select(step => $"{step.Kind}:{step.Key ?? (step.IsSet ? "set" : "one")}")
            .Concat(resource.Property is { } property ? [$".{property}"] : []).Concat(resource.IsRaw ? ["raw"] : []).Concat(resource.IsReferences ? ["refs"] : [])).ShouldBe(read);
    }

    [Theory]
    [InlineData("Stations", "is no set of entities")]
    [InlineData("Things(1)", "is no set of entities")]
    [InlineData("Things('')", "is no set of entities")]
    [InlineData("Things('x", "do not match")]
    [InlineData("Things/Datastreams", "without a key")]
    [InlineData("Things('x')/Observations", "leads nowhere from Things")]
    [InlineData("Things('x')/nam", "leads nowhere from Things")]
    [InlineData("Things('x')/name/name", "does not follow a property")]
    [InlineData("Things('x')/name/$value/more", "Nothing follows $value")]
    [InlineData("Datastreams('x')/Thing('y')", "leads nowhere")]
    public void Resource_paths_that_lead_nowhere(string path, string why)
    {
        ResourcePath.TryParse(path, out _, out var rejection).ShouldBeFalse();
        rejection!.Kind.ShouldBe(Rules.Refusal.NotFound);
        rejection.Sentence.ShouldContain(why);
    }
}
