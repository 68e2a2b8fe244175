using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Basin.Journeys;

/// <summary>Messages as another edition of a service would send them: written here, without the product's own types, straight into a queue.</summary>
internal sealed class RawMessages(Servers servers, string queue)
{
    private const string Envelope = "application/vnd.masstransit+json";

    /// <param name="type">Such as <c>Basin.Messages.Monitoring.V1:SectionMonthStated</c>.</param>
    public Task Send(string type, object message) => Send(JsonSerializer.SerializeToUtf8Bytes(new
    {
        messageId = Guid.NewGuid(), messageType = new[] { $"urn:message:{type}" }, message,
    }));

    public Task Send(string body) => Send(Encoding.UTF8.GetBytes(body));

    public async Task SendMany(string type, IEnumerable<object> messages)
    {
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var some in messages.Chunk(200))
            await Task.WhenAll(some.Select(message => Publish(channel, JsonSerializer.SerializeToUtf8Bytes(new { messageId = Guid.NewGuid(), messageType = new[] { $"urn:message:{type}" }, message })).AsTask()));
    }

    private async Task Send(byte[] body)
    {
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await Publish(channel, body);
    }

    private ValueTask Publish(IChannel channel, byte[] body) =>
        channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { ContentType = Envelope, Persistent = true }, body);

    private Task<IConnection> Connect() => new ConnectionFactory { Uri = servers.Broker }.CreateConnectionAsync();
}
