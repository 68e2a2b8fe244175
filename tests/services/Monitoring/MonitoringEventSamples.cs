using System.Text.Json;
using Basin.Hosting;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

public sealed class MonitoringEventSamples
{
    private const string Result = """{"section":"JK","month":"2024-05","waterBody":"River","means":[{"indicator":"总磷","mean":"0.0490","unit":"mg/L","valid":30,"expected":31,"reason":null}],"class":"Ⅱ","classReason":null,"decidingIndicators":["总磷"],"readingsSha256":"e3","rulesEdition":"GB 3838-2002","stations":[{"code":"JK-01","revision":1}]}""";
    private const string Steps = """{"rule":"month.section","name":"月度(JK, 2024-05)","formula":null,"value":"Ⅱ","unit":null,"citation":null,"because":[]}""";

    private static readonly Dictionary<string, string> Literals = new()
    {
        ["station_stated.v1"] = """{"code":"JK-01","revision":1,"name":"街口站","section":"JK","operator":"OP-1","indicators":["pH","总磷"],"everyHours":4,"monthShare":"0.50","ranges":{"总磷":{"from":"0","to":"2.0"}},"inServiceFrom":"2020-05-11","inServiceTo":null,"by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""",
        ["station_hj212_stated.v1"] = """{"station":"JK-01","revision":1,"mn":"A110000_0001","version":"surface-water","crc":["standard","modbus"],"charset":"utf-8","st":["21"],"command":2061,"passwordSalt":"ab","passwordHash":"cd","by":"OP-1","at":"2024-06-01T00:00:00+00:00"}""",
        ["section_month_closed.v1"] = $$"""{"revision":1,"result":{{Result}},"steps":{{Steps}},"by":"monitoring","at":"2024-06-11T00:00:00+00:00"}""",
        ["section_month_restated.v1"] = $$"""{"revision":2,"result":{{Result}},"steps":{{Steps}},"by":"monitoring","at":"2024-06-11T00:00:00+00:00"}""",
        ["section_month_announced_again.v1"] = $$"""{"revision":2,"result":{{Result}},"statedAt":"2024-06-11T00:00:00+00:00","askedAt":"2024-07-01T00:00:00+00:00"}""",
    };

    [Theory]
    [InlineData(typeof(Station.Event.Stated), """{"code":"JK-S1","revision":1,"name":"街口采样点","section":"JK","operator":"OP-2","indicators":["总磷"],"everyHours":24,"monthShare":"0.5","ranges":{},"inServiceFrom":"2020-05-11","inServiceTo":null,"by":"100000","at":"2024-06-01T00:00:00+00:00","source":"采测分离"}""")]
    [InlineData(typeof(MonthResult), """{"section":"JK","month":"2024-05","waterBody":"River","means":[{"indicator":"总磷","mean":"0.15","unit":"mg/L","valid":30,"expected":31,"reason":null,"validDays":30},{"indicator":"流量","mean":"10","unit":"m³/s","valid":30,"expected":31,"reason":null,"validDays":30}],"class":"Ⅲ","classReason":null,"decidingIndicators":["总磷"],"readingsSha256":"e3","rulesEdition":"GB 3838-2002","stations":[{"code":"JK-01","revision":1}],"source":"联合监测","volume":{"value":"26784000","unit":"m³","valid":30,"expected":31,"reason":null},"loads":[{"indicator":"总磷","load":"4.0176","unit":"吨","reason":null}],"sources":["自动站","联合监测"]}""")]
    public void What_was_added_later_reads_back_where_it_is_there(Type type, string literal) =>
        Twice.Text(JsonSerializer.Deserialize(literal, type, Twice.Stored).ShouldNotBeNull()).ShouldBe(literal);

    [Fact]
    public void Every_event_reads_back_as_it_was_stored()
    {
        var types = Store.EventTypes(typeof(Station).Assembly).ToDictionary(known => known.Name, known => known.Type);
        types.Keys.ShouldBe(Literals.Keys, ignoreOrder: true);
        foreach (var (name, type) in types)
            Twice.Text(JsonSerializer.Deserialize(Literals[name], type, Twice.Stored).ShouldNotBeNull()).ShouldBe(Literals[name], name);
    }
}
