namespace Basin.Services.Tests;

public sealed class MessageSamples
{
    private static readonly Dictionary<Type, string> Literals = new()
    {
        [typeof(Messages.Registry.V1.OrganisationKeyAdded)] = """{"organisation":"330000-EE","organisationName":"浙江省生态环境厅","role":"bureau","region":"330000","keyId":"k","publicKeyPem":"PEM","addedAt":"2026-01-10T02:00:00+00:00","holder":"张三"}""",
        [typeof(Messages.Registry.V1.OrganisationKeyRevoked)] = """{"organisation":"330000-EE","keyId":"k","revokedAt":"2026-01-10T02:00:00+00:00"}""",
        [typeof(Messages.Registry.V1.OrganisationStated)] = """{"organisation":"330000-FIN","revision":1,"name":"浙江省财政厅","role":"finance","region":"330000","noticeUrl":null}""",
        [typeof(Messages.Registry.V1.SectionStated)] = """{"section":"JK","revision":1,"name":"街口","aliases":["鸠坑口"],"basin":"XAJ","waterBody":"river","upstreamRegion":"340000","downstreamRegion":"330000"}""",
        [typeof(Messages.Registry.V1.AgreementSigned)] = """{"agreement":"XAJ","revision":1,"document":"{}","documentSha256":"44136f","signedAt":"2026-01-10T02:00:00+00:00"}""",
        [typeof(Messages.Monitoring.V1.SectionMonthStated)] = """{"section":"JK","month":"2024-12","revision":1,"waterBody":"river","means":[{"indicator":"总磷","mean":"0.0315","unit":"mg/L","valid":30,"expected":31,"reason":null,"halfLimits":null,"validDays":30}],"class":"Ⅱ","decidingIndicators":["总磷"],"readingsSha256":"ab","statedAt":"2026-01-10T02:00:00+00:00","source":"采测分离","volume":{"value":"26784000","unit":"m³","valid":30,"expected":31,"reason":null},"sources":["自动站","采测分离"]}""",
        [typeof(Messages.Monitoring.V1.IndicatorMean)] = """{"indicator":"总磷","mean":null,"unit":"mg/L","valid":3,"expected":31,"reason":"3 of 31","halfLimits":"0.0025","validDays":null}""",
        [typeof(Messages.Monitoring.V1.VolumeStated)] = """{"value":null,"unit":"m³","valid":3,"expected":31,"reason":"3 of 31"}""",
        [typeof(Messages.Monitoring.V1.StationWarned)] = """{"warning":"JK-01/OverTarget/总磷/1","section":"JK","station":"JK-01","kind":"OverTarget","indicator":"总磷","value":"0.8","target":"Ⅲ","begin":"2024-06-01T00:00:00+00:00","at":"2024-06-01T00:05:00+00:00"}""",
        [typeof(Messages.Monitoring.V1.StationWarningEnded)] = """{"warning":"JK-01/OverTarget/总磷/1","endedAt":"2024-06-01T04:00:00+00:00","value":"0.05","withdrawn":false,"at":"2024-06-01T04:05:00+00:00"}""",
        [typeof(Messages.Monitoring.V1.IncidentConfirmed)] = """{"incident":"SJ-2024-1","section":"JK","from":"2024-06-01","to":"2024-06-02","by":"340000-EE、330000-EE","at":"2024-06-03T02:00:00+00:00"}""",
        [typeof(Messages.Exchange.V1.SectionMonthsAsked)] = """{"agreement":"XAJ","period":"2024","missing":[{"section":"JK","month":"2024-12"}],"askedAt":"2026-01-10T02:00:00+00:00"}""",
        [typeof(Messages.Exchange.V1.AskedSectionMonth)] = """{"section":"JK","month":"2024-12"}""",
    };

    [Fact]
    public void Every_message_reads_back_as_it_was_sent()
    {
        var types = typeof(Messages.Registry.V1.AgreementSigned).Assembly.GetTypes().Where(type => type is { IsPublic: true, IsClass: true }).ToList();
        types.ShouldBe(Literals.Keys, ignoreOrder: true);
        foreach (var type in types) Samples.ShouldReadBack(type, Literals[type]);
    }
}
