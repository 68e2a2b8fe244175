using System.Reflection;
using Basin.Hosting;
using Basin.Registry;
using Weasel.Core;

namespace Basin.Services.Tests.Registry;

/// <summary>What is stored stays readable: each event under its name, as literal text, there and back.</summary>
public sealed class EventSampleTests
{
    private static readonly Marten.Services.SystemTextJsonSerializer Json = new() { EnumStorage = EnumStorage.AsString, Casing = Casing.CamelCase };

    public static TheoryData<string, string> Samples => new()
    {
        { "organisation_stated.v1", """{"code":"340000-FIN","revision":2,"name":"安徽省财政厅","role":"finance","region":"340000","noticeUrl":"https://fin.example/n","by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "organisation_key_added.v1", """{"code":"340000-FIN","name":"安徽省财政厅","role":"finance","region":"340000","keyId":"k1","publicKeyPem":"pem","by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "organisation_key_revoked.v1", """{"code":"340000-FIN","keyId":"k1","by":"340000-FIN","at":"2024-06-01T00:00:00+00:00"}""" },
        { "basin_stated.v1", """{"code":"XAJ","revision":1,"name":"新安江流域","by":"100000-MEE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "section_stated.v1", """{"code":"340000-330000-JK","revision":1,"name":"街口","aliases":["鸠坑口"],"basin":"XAJ","waterBody":"River","upstreamRegion":"340000","downstreamRegion":"330000","by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "agreement_drafted.v1", """{"no":"A-1","revision":1,"document":"{}","documentSha256":"44","title":"协议","parties":[{"name":"皖","region":"340000"}],"sections":[{"name":"街口","code":"340000-330000-JK"}],"from":"2020-01-01","to":"2020-12-31","by":"340000-EE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "agreement_signatures_cleared.v1", """{"no":"A-1","revision":1,"regions":["340000"],"by":"330000-EE","at":"2024-06-01T00:00:00+00:00"}""" },
        { "agreement_party_signed.v1", """{"no":"A-1","revision":1,"documentSha256":"44","region":"340000","organisation":"340000-EE","keyId":"k1","signature":"s","at":"2024-06-01T00:00:00+00:00"}""" },
        { "agreement_signed.v1", """{"no":"A-1","revision":1,"document":"{}","documentSha256":"44","at":"2024-06-01T00:00:00+00:00"}""" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_event_is_stored_and_read_as_this_text(string name, string text)
    {
        var type = Store.EventTypes(typeof(Organisation).Assembly).Single(known => known.Name == name).Type;
        using var stored = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var read = Json.FromJson(type, stored);
        Plain(Json.ToJson(read)).ShouldBe(Plain(text));
    }

    [Fact]
    public void Every_event_type_has_a_sample() =>
        Store.EventTypes(typeof(Organisation).Assembly).Select(known => known.Name).Order(StringComparer.Ordinal)
            .ShouldBe(Samples.Select(sample => sample.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_event_record_has_a_name() =>
        typeof(Organisation).Assembly.GetTypes().Where(type => type.DeclaringType?.Name == "Event" && !type.IsAbstract)
            .ShouldAllBe(type => type.GetCustomAttribute<Basin.Rules.EventNameAttribute>() != null);

    /// <summary>Escapes and blanks of JSON are not part of what is promised; names, order and values are.</summary>
    private static string Plain(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
