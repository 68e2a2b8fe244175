using JasperFx;

namespace Basin.Exchange;

/// <summary>
/// The pushing of one notice to one finance department. It is work to do, not a fact about money: the notice itself can always be pulled.
/// Id: <c>{notice}/{organisation}</c>.
/// </summary>
public sealed class NoticeDelivery : IRevisioned
{
    public required string Id { get; init; }

    public required string Notice { get; init; }

    public required string Organisation { get; init; }

    public DeliveryStatus Status { get; set; }

    public int Attempts { get; set; }

    /// <summary>Another copy of the service is at it until then.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Status code or failure of the last attempt; never a body.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>Held by the store: two copies cannot claim the same delivery.</summary>
    public int Version { get; set; }

    public static NoticeDelivery New(string notice, KnownOrganisation receiver) =>
        new() { Id = $"{notice}/{receiver.Id}", Notice = notice, Organisation = receiver.Id };
}

public enum DeliveryStatus
{
    /// <summary>To be pushed.</summary>
    Waiting,

    /// <summary>The receiver answered with success.</summary>
    Delivered,

    /// <summary>All tries failed, or the address is not allowed; the notice waits to be pulled.</summary>
    KeptForPull,
}
