using System.Collections.Immutable;
using JasperFx;

namespace Basin.Monitoring;

/// <summary>
/// The pushing of one statement about a warning to one bureau. It is work to do: the warning itself can always be read. Id:
/// <c>{warning}/{opened or ended}/{organisation}</c>.
/// </summary>
public sealed class WarningDelivery : IRevisioned
{
    /// <summary>Pauses after the first, second … push that failed, each of which was several tries; after the last one it is given up.</summary>
    public static readonly ImmutableArray<TimeSpan> Pauses =
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    public required string Id { get; init; }

    /// <summary>Id of the warning.</summary>
    public required string Warning { get; init; }

    /// <summary>Whether it tells the end.</summary>
    public required bool IsEnd { get; init; }

    public required string Organisation { get; init; }

    /// <summary>What is told, in canonical JSON (RFC 8785).</summary>
    public required string Content { get; init; }

    public WarningDeliveryStatus Status { get; set; }

    /// <summary>Pushes that failed.</summary>
    public int Failed { get; set; }

    /// <summary>Tries in all pushes together.</summary>
    public int Attempts { get; set; }

    /// <summary>Not pushed before; while a copy of the service is at it, when another may take over.</summary>
    public DateTimeOffset NextAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Status code or failure of the last try; never a body.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>Held by the store: two copies cannot claim the same delivery.</summary>
    public int Version { get; set; }

    public static string IdOf(string warning, bool isEnd, string organisation) => $"{warning}/{(isEnd ? "ended" : "opened")}/{organisation}";

    /// <summary>What follows a push.</summary>
    public void Conclude(bool taken, string answer, int tries, DateTimeOffset now)
    {
        (LastAnswer, Attempts) = (answer, Attempts + tries);
        if (!taken) Failed++;
        Status = taken ? WarningDeliveryStatus.Delivered : Failed > Pauses.Length ? WarningDeliveryStatus.GivenUp : WarningDeliveryStatus.Waiting;
        if (Status == WarningDeliveryStatus.Waiting) NextAt = now + Pauses[Failed - 1];
        else EndedAt = now;
    }
}

public enum WarningDeliveryStatus
{
    /// <summary>To be pushed.</summary>
    Waiting,

    /// <summary>The receiver answered with success.</summary>
    Delivered,

    /// <summary>All pushes failed; the warning waits to be read.</summary>
    GivenUp,
}
