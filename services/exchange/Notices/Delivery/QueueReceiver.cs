namespace Basin.Exchange;

/// <summary>
/// A finance department wants its notices in a queue of its own at the broker. Stated here and not at the registry, because the queue belongs to the exchange
/// and no other service needs to know. Id: organisation code.
/// </summary>
/// <param name="Name">Name of the queue.</param>
public sealed record QueueReceiver(string Id, string Name, DateTimeOffset Since)
{
    public const string NamePrefix = "basin-finance-";

    public static QueueReceiver Of(string organisation, DateTimeOffset since) => new(organisation, NamePrefix + organisation, since);
}
