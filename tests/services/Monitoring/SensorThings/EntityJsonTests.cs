using System.Text;
using System.Text.Json.Nodes;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring.SensorThings;

/// <summary>What clients get, letter by letter, and that it has what SensorThings 1.1 (18-088, tables 3 to 21) makes mandatory.</summary>
public sealed class EntityJsonTests
{
    private static readonly EntityJson Json = new("http://b/sensorthings/v1.1", []);

    private static string Written(Entity entity, params (string Name, string Value)[] options) => Encoding.UTF8.GetString(Json.One(Node(entity, options)));

    private static EntityNode Node(Entity entity, params (string Name, string Value)[] options) => new(entity, Query(entity.Kind, options));

    private static EntityQuery Query(EntityKind kind, params (string Name, string Value)[] options) =>
        EntityQuery.TryParse(kind, options.Select(option => KeyValuePair.Create(option.Name, option.Value)), out var query, out var rejection) ? query : throw new InvalidOperationException(rejection.Sentence);

    [Fact]
    public void A_thing_is_a_station() => Written(World.First).ShouldBe(
        """
        {"@iot.id":"ST-1","@iot.selfLink":"http://b/sensorthings/v1.1/Things('ST-1')","name":"自动站ST-1","description":"街口断面的水质自动站 Automatic water-quality station at section S-1",
        "properties":{"section":"S-1","sectionName":"街口","basin":"XAJ","operator":"OP-1","source":"自动站","everyHours":4,"monthShare":0.50,"inServiceFrom":"2024-01-01","revision":2},
        "Datastreams@iot.navigationLink":"http://b/sensorthings/v1.1/Things('ST-1')/Datastreams","Locations@iot.navigationLink":"http://b/sensorthings/v1.1/Things('ST-1')/Locations",
        "HistoricalLocations@iot.navigationLink":"http://b/sensorthings/v1.1/Things('ST-1')/HistoricalLocations"}
        """.ReplaceLineEndings(""));

    [Fact]
    public void A_datastream_is_a_station_and_an_indicator()
    {
        var node = Node(World.Stream("ST-1:氨氮"));
        node.Times = (World.Time, World.Time.AddHours(4));
        Encoding.UTF8.GetString(Json.One(node)).ShouldBe(
            """
            {"@iot.id":"ST-1:氨氮","@iot.selfLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')","name":"自动站ST-1 氨氮 NH3-N","description":"自动站ST-1的氨氮读数 Readings of NH3-N at station ST-1",
            "observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement":{"name":"毫克每升 milligram per litre","symbol":"mg/L","definition":"http://www.opengis.net/def/uom/UCUM/0/mg%2FL"},
            "properties":{"station":"ST-1","section":"S-1","indicator":"氨氮","symbol":"NH3-N","hj212":"w21003"},"phenomenonTime":"2024-03-01T00:00:00Z/2024-03-01T04:00:00Z",
            "Thing@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')/Thing","Sensor@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')/Sensor",
            "ObservedProperty@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')/ObservedProperty",
            "Observations@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')/Observations"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_sensor_is_the_instrument_with_its_range() => Written(new Entity.Sensor(World.Stream("ST-1:氨氮")), ("$select", "id,name,description,encodingType,metadata,properties")).ShouldBe(
        """
        {"@iot.id":"ST-1:氨氮","@iot.selfLink":"http://b/sensorthings/v1.1/Sensors('ST-1%3A%E6%B0%A8%E6%B0%AE')","name":"自动站ST-1 氨氮分析仪","description":"自动站ST-1测定氨氮的仪器 Instrument for NH3-N at station ST-1",
        "encodingType":"text/html","metadata":"量程 measuring range: 0 – 20.0 mg/L","properties":{"rangeFrom":0,"rangeTo":20.0}}
        """.ReplaceLineEndings(""));

    [Fact]
    public void An_observed_property_is_an_indicator() => Written(new Entity.ObservedProperty(Indicators.Find("氨氮"))).ShouldBe(
        """
        {"@iot.id":"氨氮","@iot.selfLink":"http://b/sensorthings/v1.1/ObservedProperties('%E6%B0%A8%E6%B0%AE')","name":"氨氮","definition":"urn:basin:indicator:w21003","description":"氨氮 NH3-N, HJ 212 w21003",
        "properties":{"symbol":"NH3-N","unit":"mg/L","hj212":"w21003","evaluated":true,"edition":"Basin-indicators-1"},
        "Datastreams@iot.navigationLink":"http://b/sensorthings/v1.1/ObservedProperties('%E6%B0%A8%E6%B0%AE')/Datastreams"}
        """.ReplaceLineEndings(""));

    [Fact]
    public void A_feature_of_interest_is_a_section_whose_place_is_not_known() => Written(new Entity.FeatureOfInterest("S-1", World.Section)).ShouldBe(
        """
        {"@iot.id":"S-1","@iot.selfLink":"http://b/sensorthings/v1.1/FeaturesOfInterest('S-1')","name":"街口","description":"断面 Section S-1","encodingType":"application/geo+json",
        "feature":{"type":"Feature","geometry":null,"properties":{"section":"S-1"}},"properties":{"basin":"XAJ","waterBody":"river","upstreamRegion":"340000","downstreamRegion":"330000"},
        "Observations@iot.navigationLink":"http://b/sensorthings/v1.1/FeaturesOfInterest('S-1')/Observations"}
        """.ReplaceLineEndings(""));

    [Fact]
    public void An_observation_is_a_reading_with_every_digit_it_was_sent_with() => Written(World.Observation(new("pH", 7.060m), judged: new(QualityOutcome.Valid, null, true))).ShouldBe(
        $$"""
        {"@iot.id":"ST-1:pH:2024-03-01T00:00:00Z:1","@iot.selfLink":"http://b/sensorthings/v1.1/Observations('ST-1%3ApH%3A2024-03-01T00%3A00%3A00Z%3A1')",
        "phenomenonTime":"2024-03-01T00:00:00Z","resultTime":"2024-03-01T00:07:00.25Z","result":7.060,
        "resultQuality":{"flag":"N","state":"normal","belowDetection":false,"revision":1,"latest":true,"outcome":"valid","counts":true},"parameters":{"revision":1,"contentSha256":"{{new string('a', 64)}}","operator":"OP-1"},
        "Datastream@iot.navigationLink":"http://b/sensorthings/v1.1/Observations('ST-1%3ApH%3A2024-03-01T00%3A00%3A00Z%3A1')/Datastream",
        "FeatureOfInterest@iot.navigationLink":"http://b/sensorthings/v1.1/Observations('ST-1%3ApH%3A2024-03-01T00%3A00%3A00Z%3A1')/FeatureOfInterest"}
        """.ReplaceLineEndings(""));

    [Theory]
    [InlineData(null, "0.0250", "N", null, StationState.Normal, true, """{"result":null,"resultQuality":{"flag":"N","state":"normal","belowDetection":true,"detectionLimit":0.0250,"revision":1,"latest":true,"counts":false}}""")]
    [InlineData(null, null, "M", null, StationState.Maintenance, true, """{"result":null,"resultQuality":{"flag":"M","state":"maintenance","belowDetection":false,"revision":1,"latest":true,"counts":false}}""")]
    [InlineData("-0.10", null, "N", "Outside.", StationState.Normal, true, """{"result":-0.10,"resultQuality":{"flag":"N","state":"normal","belowDetection":false,"revision":1,"latest":true,"held":"Outside.","counts":false}}""")]
    [InlineData("1", null, "N", null, StationState.Normal, false, """{"result":1,"resultQuality":{"flag":"N","state":"normal","belowDetection":false,"revision":1,"latest":false,"counts":false}}""")]
    public void How_it_was_taken_stands_beside_the_result(string? value, string? limit, string flag, string? held, StationState state, bool latest, string json) => Written(
        World.Observation(new("氨氮", value is null ? null : decimal.Parse(value), flag, limit is null ? null : decimal.Parse(limit)), held: held, state: state, latest: latest), ("$select", "result,resultQuality")).ShouldBe(json);

    [Theory]
    [InlineData(QualityOutcome.Valid, null, true, """ "outcome":"valid","counts":true""")]
    [InlineData(QualityOutcome.Valid, "r1", false, """ "outcome":"valid","review":"r1","counts":false""")]
    [InlineData(QualityOutcome.Suspect, null, false, """ "outcome":"suspect","counts":false""")]
    [InlineData(QualityOutcome.Invalid, "r1", false, """ "outcome":"invalid","review":"r1","counts":false""")]
    public void What_quality_control_and_people_say_stands_beside_the_result(QualityOutcome outcome, string? review, bool counts, string json) => Written(
        World.Observation(new("氨氮", 1m), judged: new(outcome, review, counts)), ("$select", "resultQuality")).ShouldBe(
        $$$"""{"resultQuality":{"flag":"N","state":"normal","belowDetection":false,"revision":1,"latest":true,{{{json.TrimStart()}}}}}""");

    [Fact]
    public void The_root_names_every_set_and_what_is_conformed_to()
    {
        var root = JsonNode.Parse(Json.Root())!;
        root["value"]!.AsArray().Select(set => $"{set!["name"]} {set["url"]}").ShouldBe(
            new[] { "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "Observations", "ObservedProperties", "FeaturesOfInterest" }.Select(name => $"{name} http://b/sensorthings/v1.1/{name}"), ignoreOrder: true);
        root["serverSettings"]!["conformance"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldContain("http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel");
    }

    [Theory]
    [InlineData(EntityKind.Thing, "name description", "Datastreams Locations HistoricalLocations")]
    [InlineData(EntityKind.Datastream, "name description observationType unitOfMeasurement", "Thing Sensor ObservedProperty Observations")]
    [InlineData(EntityKind.Sensor, "name description encodingType metadata", "Datastreams")]
    [InlineData(EntityKind.ObservedProperty, "name definition description", "Datastreams")]
    [InlineData(EntityKind.FeatureOfInterest, "name description encodingType feature", "Observations")]
    [InlineData(EntityKind.Observation, "phenomenonTime result resultTime", "Datastream FeatureOfInterest")]
    public void Every_entity_has_what_the_standard_makes_mandatory(EntityKind kind, string properties, string ways)
    {
        var all = kind == EntityKind.Observation ? [World.Observation(new("pH", 7m)), World.Observation(new("pH", null, "M"))] : World.View.All(kind).ToList();
        all.ShouldNotBeEmpty();
        foreach (var json in all.Select(entity => JsonNode.Parse(Written(entity))!.AsObject()))
        {
            foreach (var name in properties.Split(' ').Concat(["@iot.id", "@iot.selfLink"])) json.ContainsKey(name).ShouldBeTrue($"{kind}.{name}");
            foreach (var way in ways.Split(' ')) json[$"{way}@iot.navigationLink"]!.GetValue<string>().ShouldEndWith($"/{way}");
        }
    }

    [Fact]
    public void Every_indicator_has_a_unit_and_a_definition_of_its_own()
    {
        foreach (var indicator in Indicators.All) UnitsOfMeasurement.Of(indicator.Unit).Symbol.ShouldBe(indicator.Unit);
        Indicators.All.Select(indicator => EntityKind.ObservedProperty.Property("definition")!.Read(new Entity.ObservedProperty(indicator))).ShouldBeUnique();
    }

    [Fact]
    public void The_link_to_the_next_page_keeps_every_option_but_what_was_skipped()
    {
        var query = Query(EntityKind.Observation, ("$filter", "result gt 0.5 and Datastream/id eq 'ST-1:氨氮'"), ("$skip", "3"), ("$top", "1"), ("$count", "true"));
        var page = new EntityPage([new(World.Observation(new("pH", 7m)), query with { Select = ["result"] })], 9, "next+one");
        var json = new EntityJson("http://b", [new("knownAt", "2024-06-01T08:00:00+08:00"), new("revisions", "all")]);
        Encoding.UTF8.GetString(json.Set(page, query, "http://b/Observations")).ShouldBe(
            """
            {"@iot.count":9,"@iot.nextLink":"http://b/Observations?$filter=result%20gt%200.5%20and%20Datastream%2Fid%20eq%20%27ST-1%3A%E6%B0%A8%E6%B0%AE%27&$top=1&$count=true
            &knownAt=2024-06-01T08%3A00%3A00%2B08%3A00&revisions=all&$skiptoken=next%2Bone","value":[{"result":7}]}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Expanded_entities_stand_within_with_their_own_count_and_next_page()
    {
        var node = Node(World.First, ("$select", "name"), ("$expand", "Datastreams($select=id,ObservedProperty;$top=1;$count=true;$expand=Thing($select=name))"));
        var inner = node.Query.Expand.Single().Query;
        var stream = new EntityNode(World.Stream("ST-1:pH"), inner);
        stream.Within["Thing"] = new([new(World.First, inner.Expand.Single().Query)], null, null);
        node.Within["Datastreams"] = new([stream], 2, "ST-1:pH");
        Encoding.UTF8.GetString(Json.One(node)).ShouldBe(
            """
            {"name":"自动站ST-1","Datastreams":[{"@iot.id":"ST-1:pH","@iot.selfLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3ApH')","Thing":{"name":"自动站ST-1"},
            "ObservedProperty@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3ApH')/ObservedProperty"}],"Datastreams@iot.count":2,
            "Datastreams@iot.nextLink":"http://b/sensorthings/v1.1/Things('ST-1')/Datastreams?$select=id%2CObservedProperty&$top=1&$count=true&$expand=Thing%28%24select%3Dname%29&$skiptoken=ST-1%3ApH"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Arrays_hold_the_observations_of_each_stream()
    {
        var query = Query(EntityKind.Observation, ("$resultFormat", "dataArray"), ("$select", "phenomenonTime,result"));
        var page = new EntityPage([.. new[] { World.Observation(new("pH", 7.0m)), World.Observation(new("氨氮", 0.5m)), World.Observation(new("pH", null, "M"), hour: 4) }.Select(one => new EntityNode(one, query))], null, null);
        Encoding.UTF8.GetString(Json.Set(page, query, "http://b/Observations")).ShouldBe(
            """
            {"value":[{"Datastream@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3ApH')","components":["phenomenonTime","result"],"dataArray@iot.count":2,
            "dataArray":[["2024-03-01T00:00:00Z",7.0],["2024-03-01T04:00:00Z",null]]},
            {"Datastream@iot.navigationLink":"http://b/sensorthings/v1.1/Datastreams('ST-1%3A%E6%B0%A8%E6%B0%AE')","components":["phenomenonTime","result"],"dataArray@iot.count":1,"dataArray":[["2024-03-01T00:00:00Z",0.5]]}]}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("name", """{"name":"自动站ST-1"}""", "自动站ST-1")]
    [InlineData("properties", null, null)]
    [InlineData("id", """{"id":"ST-1"}""", "ST-1")]
    public void One_property_alone(string name, string? json, string? raw)
    {
        var bytes = Json.Property(Node(World.First), name)!;
        if (json is not null) Encoding.UTF8.GetString(bytes).ShouldBe(json);
        if (raw is not null) EntityJson.Raw(bytes).ShouldBe(raw);
    }

    [Fact]
    public void A_stream_without_observations_has_no_times() => Json.Property(Node(World.Stream("ST-1:pH")), "phenomenonTime").ShouldBeNull();
}
