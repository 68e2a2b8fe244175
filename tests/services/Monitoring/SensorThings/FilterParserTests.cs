using Basin.Monitoring;
using CsCheck;

namespace Basin.Services.Tests.Monitoring.SensorThings;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("phenomenonTime ge 2024-03-01T00:00:00Z and phenomenonTime lt 2024-04-01T00:00:00.000Z")]
    [InlineData("phenomenonTime gt 2024-03-01T08:00:00+08:00")]
    [InlineData("phenomenonTime gt '2024-03-01T08:00:00+08:00'")]
    [InlineData("phenomenonTime ge 2024-03-01")]
    [InlineData("2024-03-01T00:00:00Z le phenomenonTime")]
    [InlineData("result gt 0.15")]
    [InlineData("result gt -0.5 or not (result eq null)")]
    [InlineData("not not (result ne null and (result lt 1 or result gt 2))")]
    [InlineData("Datastream/id eq 'ST-1:氨氮'")]
    [InlineData("Datastream/@iot.id eq 'ST-1:氨氮' and Datastream/Thing/properties/section eq 'S-1'")]
    [InlineData("substringof('氨', Datastream/ObservedProperty/name)")]
    [InlineData("contains(Datastream/ObservedProperty/name,'氨') eq true")]
    [InlineData("startswith(tolower(Datastream/name),'st') ne false")]
    [InlineData("endswith(id,':1')")]
    [InlineData("resultQuality/latest")]
    [InlineData("resultQuality/latest eq true and resultQuality/flag eq 'N'")]
    [InlineData("FeatureOfInterest/name eq '''quoted'''")]
    [InlineData("  ( result eq 1 )  ")]
    public void Filters_of_observations_that_are_read(string text) =>
        FilterParser.TryParse(text, EntityKind.Observation, out _, out var rejection).ShouldBeTrue(rejection?.Sentence);

    [Theory]
    [InlineData(EntityKind.Thing, "startswith(name,'街') and properties/everyHours le 4")]
    [InlineData(EntityKind.Thing, "Datastreams/ObservedProperty/name eq '氨氮'")]
    [InlineData(EntityKind.Datastream, "Thing/id eq 'ST-1' and unitOfMeasurement/symbol eq 'mg/L'")]
    [InlineData(EntityKind.ObservedProperty, "properties/evaluated and properties/hj212 ne null")]
    [InlineData(EntityKind.FeatureOfInterest, "properties/upstreamRegion eq '340000'")]
    [InlineData(EntityKind.Sensor, "Datastreams/Thing/name eq 'x'")]
    public void Filters_of_other_entities_that_are_read(EntityKind kind, string text) =>
        FilterParser.TryParse(text, kind, out _, out var rejection).ShouldBeTrue(rejection?.Sentence);

    [Theory]
    [InlineData("", 1, "a property, a value or a function")]
    [InlineData("result", 7, "eq, ne, gt, ge, lt or le")]
    [InlineData("result gtt 5", 8, "eq, ne, gt, ge, lt or le")]
    [InlineData("result gt", 10, "a property, a value or a function")]
    [InlineData("result gt 5 and", 16, "a property, a value or a function")]
    [InlineData("result gt 5 6", 13, "and, or, or the end")]
    [InlineData("result gt 5)", 12, "and, or, or the end")]
    [InlineData("(result gt 5", 13, "and, or, or )")]
    [InlineData("result gt 'five'", 11, "a number to compare with")]
    [InlineData("result gt null", 11, "eq or ne before null")]
    [InlineData("result gt 1.2.3", 11, "a decimal, or a time with its offset")]
    [InlineData("phenomenonTime gt 5", 19, "a time to compare with")]
    [InlineData("phenomenonTime gt 2024-03-01T00:00:00", 19, "a time with its offset")]
    [InlineData("phenomenonTime gt 2024-03-01T08:00:00 08:00", 19, "in a URL the plus is written %2B")]
    [InlineData("phenomenonTime gt 'soon'", 19, "a time to compare with")]
    [InlineData("name eq 'x'", 1, "a property of Observations (id, phenomenonTime")]
    [InlineData("Datastream/nam eq 'x'", 1, "a property of Datastreams (id, name")]
    [InlineData("FeatureOfInterest/feature eq 'x'", 1, "a property of FeaturesOfInterest")]
    [InlineData("Datastream/Observations/result gt 5", 1, "one of a set of Observations")]
    [InlineData("Datastream/ObservedProperty/Datastreams/name eq 'x'", 1, "does not lead from ObservedProperty to all its Datastreams")]
    [InlineData("contains(name)", 10, "a property of Observations")]
    [InlineData("contains(Datastream/name)", 25, ",")]
    [InlineData("contains(result,'x')", 10, "a text")]
    [InlineData("substringof('x',Datastream/name) eq 5", 37, "true or false")]
    [InlineData("geo.intersects(FeatureOfInterest/feature,'POINT(1 1)') eq true", 1, "functions of geometry are not offered")]
    [InlineData("st_within(Thing/x,'y')", 1, "functions of geometry are not offered")]
    [InlineData("year(phenomenonTime) eq 2024", 1, "contains, substringof, startswith")]
    [InlineData("result add 1 gt 5", 8, "arithmetic is not offered")]
    [InlineData("result eq 'x", 13, "the single quote that ends the text")]
    [InlineData("result eq 1; drop table frames", 12, "a name, a number, a time or a text")]
    [InlineData("result eq 1 -- x", 13, "a name, a number, a time or a text")]
    [InlineData("resultQuality/counts eq true", 1, "resultQuality/counts comes of judging a whole month")]
    [InlineData("resultQuality/outcome eq 'valid'", 1, "not filtered by")]
    [InlineData("resultQuality/latest gt true", 25, "eq or ne before null, true and false")]
    public void Filters_that_are_not_read_are_refused_with_the_place_and_what_was_expected(string text, int place, string expected)
    {
        FilterParser.TryParse(text, EntityKind.Observation, out _, out var rejection).ShouldBeFalse();
        (rejection!.Code, rejection.Field, rejection.Value).ShouldBe(("malformed-query", "$filter", text));
        rejection.Sentence.ShouldStartWith($"$filter, character {place}: ");
        rejection.Sentence.ShouldContain(expected);
    }

    [Fact]
    public void Nesting_and_length_have_limits()
    {
        string Nested(int depth) => $"{new('(', depth)}result eq 1{new(')', depth)}";
        FilterParser.TryParse(Nested(FilterParser.DepthMax - 1), EntityKind.Observation, out _, out _).ShouldBeTrue();
        FilterParser.TryParse(Nested(FilterParser.DepthMax), EntityKind.Observation, out _, out var deep).ShouldBeFalse();
        deep!.Sentence.ShouldContain($"at most {FilterParser.DepthMax} nested conditions");
        FilterParser.TryParse($"id eq '{new('x', FilterParser.LengthMax - 8)}'", EntityKind.Observation, out _, out _).ShouldBeTrue();
        FilterParser.TryParse($"id eq '{new('x', FilterParser.LengthMax - 7)}'", EntityKind.Observation, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void And_binds_closer_than_or_and_not_closest()
    {
        FilterParser.TryParse("not result eq 1 or result eq 2 and result eq 3", EntityKind.Observation, out var filter, out _).ShouldBeTrue();
        var either = filter.ShouldBeOfType<Filter.Or>();
        either.Left.ShouldBeOfType<Filter.Not>();
        either.Right.ShouldBeOfType<Filter.And>();
    }

    [Fact]
    public void Nothing_that_is_sent_breaks_the_parser() =>
        Check.Sample(
            Gen.OneOfConst("result", "eq", "gt", "and", "or", "not", "(", ")", ",", "'", "'x'", "5", "-", "2024-03-01", "null", "true", "contains", "tolower", "/", "@iot.id", "Datastream/name", " ", "%")
                .Array[0, 12].Select(words => string.Join(' ', words)),
            text => FilterParser.TryParse(text, EntityKind.Observation, out var filter, out var rejection) ? filter is not null && rejection is null : filter is null && rejection is not null);
}
