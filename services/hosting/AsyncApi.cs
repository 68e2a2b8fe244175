using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using MassTransit.RabbitMqTransport;

namespace Basin.Hosting;

/// <summary>What a service sends to systems outside through a queue of each receiver's own.</summary>
/// <param name="Name">One word.</param>
/// <param name="Address">Name of the queue; a part in braces is the <paramref name="Parameter"/>.</param>
/// <param name="Parameter">Name and meaning of the part of the address that differs.</param>
/// <param name="Message">Its name.</param>
/// <param name="Headers">Name and meaning of each header.</param>
/// <param name="Payload">The type that is written as JSON, by <paramref name="Json"/>.</param>
public sealed record QueueOffer(
    string Name, string Address, (string Name, string Meaning) Parameter, string Description, string Message, IReadOnlyDictionary<string, string> Headers, Type Payload, JsonSerializerOptions Json);

/// <summary>
/// AsyncAPI 3.0 document of a service: what it offers to systems outside at the broker. Schemas are made from the very types that are sent.
/// </summary>
public static class AsyncApi
{
    public const string Path = "/asyncapi/v1.json";

    private const string EnvelopeType = "application/vnd.masstransit+json", AmqpVersion = "0.3.0";

    /// <param name="queues">Queues with plain JSON.</param>
    /// <param name="offered">Messages that whoever is let in binds a queue to, each with an exchange of its own.</param>
    public static JsonObject Document(string service, IEnumerable<QueueOffer> queues, IEnumerable<Type> offered)
    {
        var (channels, operations, messages) = (new JsonObject(), new JsonObject(), new JsonObject());
        void Add(string name, JsonObject channel, string message, JsonObject description)
        {
            channel["messages"] = new JsonObject { [message] = Reference($"components/messages/{message}") };
            channels[name] = channel;
            operations[$"send-{name}"] = new JsonObject
            {
                ["action"] = "send", ["channel"] = Reference($"channels/{name}"), ["messages"] = new JsonArray(Reference($"channels/{name}/messages/{message}")),
                ["bindings"] = Amqp(new() { ["deliveryMode"] = 2 }),
            };
            messages[message] = description;
        }

        foreach (var queue in queues) Add(queue.Name, Channel(queue), queue.Message, Message(queue));
        foreach (var type in offered) Add(type.Name, Channel(type), type.Name, Message(type));
        return new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = $"Basin {service}", ["version"] = "v1" },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject
            {
                ["broker"] = new JsonObject { ["host"] = "{host}", ["protocol"] = "amqp", ["variables"] = new JsonObject { ["host"] = new JsonObject { ["description"] = "Host and port, from the operator." } } },
            },
            ["channels"] = channels,
            ["operations"] = operations,
            ["components"] = new JsonObject { ["messages"] = messages },
        };
    }

    private static JsonObject Channel(QueueOffer queue) => new()
    {
        ["address"] = queue.Address,
        ["description"] = queue.Description,
        ["parameters"] = new JsonObject { [queue.Parameter.Name] = new JsonObject { ["description"] = queue.Parameter.Meaning } },
        ["bindings"] = Amqp(new()
        {
            ["is"] = "queue", ["queue"] = new JsonObject { ["name"] = queue.Address, ["durable"] = true, ["exclusive"] = false, ["autoDelete"] = false },
        }),
    };

    private static JsonObject Channel(Type message) => new()
    {
        ["address"] = "",
        ["description"] = $"Bind a queue of your own to this exchange. Until somebody does, the newest messages are in the queue {Bus.OfferedQueue}.",
        ["bindings"] = Amqp(new()
        {
            ["is"] = "routingKey", ["exchange"] = new JsonObject { ["name"] = new RabbitMqMessageNameFormatter().GetMessageName(message), ["type"] = "fanout", ["durable"] = true, ["autoDelete"] = false },
        }),
    };

    private static JsonObject Message(QueueOffer queue) => new()
    {
        ["name"] = queue.Message,
        ["contentType"] = "application/json",
        ["description"] = "The property message-id is the same whenever the same message comes again.",
        ["headers"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. queue.Headers.Keys.Select(name => (JsonNode)name)]),
            ["properties"] = new JsonObject(queue.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)Text(header.Value)))),
        },
        ["payload"] = Schema(queue.Payload, queue.Json),
        ["bindings"] = Amqp(new() { ["contentEncoding"] = "utf-8", ["messageType"] = queue.Message }),
    };

    private static JsonObject Message(Type type) => new()
    {
        ["name"] = type.Name,
        ["contentType"] = EnvelopeType,
        ["description"] = "The property message-id, and messageId in the body, are the same whenever the same message comes again.",
        ["payload"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("messageId", "messageType", "message"),
            ["properties"] = new JsonObject
            {
                ["messageId"] = new JsonObject { ["type"] = "string", ["format"] = "uuid" },
                ["messageType"] = new JsonObject { ["type"] = "array", ["contains"] = new JsonObject { ["const"] = $"urn:message:{new RabbitMqMessageNameFormatter().GetMessageName(type)}" } },
                ["message"] = Schema(type, JsonSerializerOptions.Web),
                ["sentTime"] = new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            },
        },
        ["bindings"] = Amqp(new() { ["contentEncoding"] = "utf-8", ["messageType"] = type.Name }),
    };

    private static JsonNode Schema(Type type, JsonSerializerOptions json) =>
        new JsonSerializerOptions(json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }.GetJsonSchemaAsNode(type, new() { TreatNullObliviousAsNonNullable = true });

    private static JsonObject Amqp(JsonObject binding)
    {
        binding["bindingVersion"] = AmqpVersion;
        return new() { ["amqp"] = binding };
    }

    private static JsonObject Text(string meaning) => new() { ["type"] = "string", ["description"] = meaning };

    private static JsonObject Reference(string place) => new() { ["$ref"] = $"#/{place}" };
}
