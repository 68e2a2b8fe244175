using System.Text.Json;
using Basin.Hosting;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

public sealed class MonitoringEventSamples
{
    private const string Result = """{"section":"JK","month":"2024-05","waterBody":"River","means":[{"indicator":"总磷","mean":"0.0490","unit":"mg/L","valid":30,"expected":31,"reason":null}],"class":"Ⅱ","classReason":null,"decidingIndicators":["总磷"],"readingsSha256":"e3","rulesEdition":"GB 3838-2002","stations":[{"code":"JK-01","revision":1}]}""";
    private const string Steps = """{"rule":"month.section","name":"月度(JK, 2024-05)","formula":null,"value":"Ⅱ","unit":null,"citation":null,"because":[]}""";

    private const string Quality = """[{"station":"JK-01","revision":1,"valid":30,"suspect":1,"invalid":0,"byReview":1,"byRule":{"quality.change":1}}]""";
    private const string Rules = """{"source":"试用规则","indicators":{"总磷":{"range":{"from":"0","to":"2.0","outcome":"Invalid"},"change":{"perHour":"0.05","sharePerHour":null,"heldBy":3,"outcome":"Suspect"},"persistence":{"values":6,"hours":"20","tolerance":"0.001","outcome":"Suspect"},"missing":{"hours":"24"}}},"handSet":"Suspect","saturation":{"percentMost":"200","outcome":"Suspect"},"parts":[{"part":"氨氮","whole":"总氮","tolerance":"0.1","share":"0.1","outcome":"Suspect"}],"balance":{"neighbour":"JK-02","ratios":{"总磷":{"from":"0.2","to":"5"}},"outcome":"Suspect"}}""";
    private const string Compared = """{"month":"2024-05","isOver":true,"classBefore":"Ⅱ","classAfter":null,"means":[{"indicator":"总磷","before":"0.049","after":null,"validBefore":30,"validAfter":29}]}""";

    private static readonly Dictionary<string, string> Literals = new()
    {
        ["station_stated.v1"] = """{"code":"JK-01","revision":1,"name":"街口站","section":"JK","operator":"OP-1","indicators":["pH","总磷"],"everyHours":4,"monthShare":"0.50","ranges":{"总磷":{"from":"0","to":"2.0"}},"inServiceFrom":"2020-05-11","inServiceTo":null,"by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""",
        ["resend_asked.v1"] = """{"station":"JK-01","day":"2024-06-01","number":1,"from":"2024-06-01T00:00:00+08:00","to":"2024-06-01T04:00:00+08:00","try":1,"at":"2024-06-01T00:00:00+00:00"}""",
        ["resend_answered.v1"] = """{"number":1,"answer":"执行成功","at":"2024-06-01T00:00:00+00:00"}""",
        ["warning_rules_stated.v1"] = """{"section":"JK","revision":1,"targetClass":"Ⅲ","riseFactor":"3","riseOver":6,"silentSlots":null,"endAfter":1,"by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""",
        ["warning_opened.v1"] = """{"number":1,"section":"JK","station":"JK-01","kind":"OverTarget","indicator":"总磷","value":"0.3","target":"Ⅲ类 ≤0.2 mg/L","begin":"2024-06-01T00:00:00+00:00","at":"2024-06-01T00:00:00+00:00"}""",
        ["warning_ended.v1"] = """{"number":1,"endedAt":"2024-06-01T08:00:00+00:00","value":"0.1","withdrawn":false,"at":"2024-06-01T08:00:00+00:00"}""",
        ["incident_opened.v1"] = """{"no":"SJ-2024-1","section":"JK","upstreamRegion":"340000","downstreamRegion":"330000","title":"总磷超标","since":"2024-06-01T00:00:00+00:00","warning":null,"by":"330000-EE","at":"2024-06-01T08:00:00+00:00"}""",
        ["incident_sampled.v1"] = """{"sample":{"region":"340000","sampledAt":"2024-06-01T02:00:00+00:00","people":["张三"],"frames":[{"station":"JK-M","time":"2024-06-01T02:00:00+00:00"}],"reportSha256":null,"by":"340000-EE","at":"2024-06-01T08:00:00+00:00"}}""",
        ["incident_opinion_given.v1"] = """{"opinion":{"region":"340000","isIncident":true,"from":"2024-06-01","to":"2024-06-02","reason":"上游泄漏","by":"340000-EE","at":"2024-06-03T00:00:00+00:00"}}""",
        ["incident_confirmed.v1"] = """{"no":"SJ-2024-1","section":"JK","from":"2024-06-01","to":"2024-06-02","reason":"上游泄漏","by":"340000-EE、330000-EE","at":"2024-06-03T00:00:00+00:00"}""",
        ["incident_dismissed.v1"] = """{"reason":"仪器故障","by":"100000","at":"2024-06-03T00:00:00+00:00"}""",
        ["incident_closed.v1"] = """{"by":"340000-EE","at":"2024-06-03T00:00:00+00:00"}""",
        ["station_hj212_stated.v1"] = """{"station":"JK-01","revision":1,"mn":"A110000_0001","version":"surface-water","crc":["standard","modbus"],"charset":"utf-8","st":["21"],"command":2061,"passwordSalt":"ab","passwordHash":"cd","by":"OP-1","at":"2024-06-01T00:00:00+00:00"}""",
        ["section_month_closed.v1"] = $$"""{"revision":1,"result":{{Result}},"steps":{{Steps}},"by":"monitoring","at":"2024-06-11T00:00:00+00:00"}""",
        ["section_month_restated.v1"] = $$"""{"revision":2,"result":{{Result}},"steps":{{Steps}},"by":"monitoring","at":"2024-06-11T00:00:00+00:00"}""",
        ["station_quality_stated.v1"] = $$"""{"station":"JK-01","revision":1,"from":"2024-05","rules":{{Rules}},"by":"100000","at":"2024-06-01T00:00:00+00:00"}""",
        ["review_proposed.v1"] = """{"id":"0123456789abcdef","station":"JK-01","section":"JK","upstreamRegion":"340000","downstreamRegion":"330000","month":"2024-05","verdict":"Valid","frames":[{"time":"2024-05-31T00:00:00+00:00","contentSha256":"ab","indicators":["总磷"]}],"reason":"现场核查属实","evidence":[{"name":"现场照片.jpg","sha256":"cd"}],"by":"OP-1","region":"330000","at":"2024-06-01T00:00:00+00:00"}""",
        ["review_confirmed.v1"] = $$"""{"by":"330000-EE","region":"330000","reason":"属实","compared":{{Compared}},"at":"2024-06-01T00:00:00+00:00"}""",
        ["review_rejected.v1"] = """{"by":"330000-EE","region":"330000","reason":"无据","at":"2024-06-01T00:00:00+00:00"}""",
        ["review_consented.v1"] = """{"by":"340000-EE","region":"340000","reason":"同意","at":"2024-06-01T00:00:00+00:00"}""",
        ["review_objected.v1"] = """{"by":"340000-EE","region":"340000","reason":"不同意","at":"2024-06-01T00:00:00+00:00"}""",
        ["review_ruled.v1"] = $$"""{"by":"100000","upheld":true,"reason":"裁定采纳","compared":{{Compared}},"at":"2024-06-01T00:00:00+00:00"}""",
        ["review_took_effect.v1"] = """{"at":"2024-06-01T00:00:00+00:00"}""",
        ["section_month_announced_again.v1"] = $$"""{"revision":2,"result":{{Result}},"statedAt":"2024-06-11T00:00:00+00:00","askedAt":"2024-07-01T00:00:00+00:00"}""",
    };

    [Theory]
    [InlineData(typeof(Station.Event.Stated), """{"code":"JK-S1","revision":1,"name":"街口采样点","section":"JK","operator":"OP-2","indicators":["总磷"],"everyHours":24,"monthShare":"0.5","ranges":{},"inServiceFrom":"2020-05-11","inServiceTo":null,"by":"100000","at":"2024-06-01T00:00:00+00:00","source":"采测分离"}""")]
    [InlineData(typeof(MonthResult), """{"section":"JK","month":"2024-05","waterBody":"River","means":[{"indicator":"总磷","mean":"0.15","unit":"mg/L","valid":30,"expected":31,"reason":null,"validDays":30},{"indicator":"流量","mean":"10","unit":"m³/s","valid":30,"expected":31,"reason":null,"validDays":30}],"class":"Ⅲ","classReason":null,"decidingIndicators":["总磷"],"readingsSha256":"e3","rulesEdition":"GB 3838-2002","stations":[{"code":"JK-01","revision":1}],"source":"联合监测","volume":{"value":"26784000","unit":"m³","valid":30,"expected":31,"reason":null},"loads":[{"indicator":"总磷","load":"4.0176","unit":"吨","reason":null}],"sources":["自动站","联合监测"]}""")]
    public void What_was_added_later_reads_back_where_it_is_there(Type type, string literal) =>
        Twice.Text(JsonSerializer.Deserialize(literal, type, Twice.Stored).ShouldNotBeNull()).ShouldBe(literal);

    [Fact]
    public void A_month_with_quality_control_reads_back_as_it_was_stored()
    {
        var literal = Result.Replace("\"revision\":1}]}", $"\"revision\":1}}],\"quality\":{Quality}}}", StringComparison.Ordinal);
        Twice.Text(JsonSerializer.Deserialize<MonthResult>(literal, Twice.Stored).ShouldNotBeNull()).ShouldBe(literal);
    }

    [Fact]
    public void Every_event_reads_back_as_it_was_stored()
    {
        var types = Store.EventTypes(typeof(Station).Assembly).ToDictionary(known => known.Name, known => known.Type);
        types.Keys.ShouldBe(Literals.Keys, ignoreOrder: true);
        foreach (var (name, type) in types)
            Twice.Text(JsonSerializer.Deserialize(Literals[name], type, Twice.Stored).ShouldNotBeNull()).ShouldBe(Literals[name], name);
    }
}
