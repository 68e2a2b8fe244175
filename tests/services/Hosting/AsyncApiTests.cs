using System.Text.Json.Nodes;
using Basin.Exchange;
using Basin.Hosting;
using Basin.Messages.Monitoring.V1;

namespace Basin.Services.Tests.Hosting;

public sealed class AsyncApiTests
{
    private static readonly JsonObject Exchange = AsyncApi.Document("exchange", [FinanceQueues.Described], ExchangeOutbound.Messages.Offered);
    private static readonly JsonObject Monitoring = AsyncApi.Document("monitoring", [], global::Basin.Monitoring.MonitoringOutbound.Messages.Offered);

    [Fact]
    public void Every_message_that_is_offered_outside_is_described_with_its_very_members()
    {
        Monitoring["components"]!["messages"]!.AsObject().Select(message => message.Key).ShouldBe([nameof(StationWarned), nameof(StationWarningEnded)], ignoreOrder: true);
        foreach (var type in new[] { typeof(StationWarned), typeof(StationWarningEnded) })
            Monitoring["components"]!["messages"]![type.Name]!["payload"]!["properties"]!["message"]!["properties"]!.AsObject().Select(member => member.Key)
                .ShouldBe(type.GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]), ignoreOrder: true);
    }

    [Fact]
    public void A_notice_in_a_queue_is_described_as_it_is_pulled()
    {
        var payload = Exchange["components"]!["messages"]!["notice"]!["payload"]!["properties"]!.AsObject();
        payload.Select(member => member.Key).ShouldBe(["id", "cursor", "content", "contentSha256", "keyId", "signature", "signatures", "receipts"]);
        var channel = Exchange["channels"]!["financeQueue"]!;
        channel["address"]!.GetValue<string>().ShouldBe("basin-finance-{organisation}");
        channel["bindings"]!["amqp"]!["queue"]!["durable"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void An_exchange_is_named_as_the_broker_knows_it() =>
        Monitoring["channels"]!["StationWarned"]!["bindings"]!["amqp"]!["exchange"]!["name"]!.GetValue<string>().ShouldBe("Basin.Messages.Monitoring.V1:StationWarned");

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (var document in new[] { Exchange, Monitoring })
            foreach (var reference in References(document))
                reference[2..].Split('/').Aggregate((JsonNode?)document, (at, part) => at?[part]).ShouldNotBeNull(reference);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [member.Value!.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
