using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basin.Hosting;
using Marten;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Basin.Exchange;

/// <summary>Pushes new notices to the addresses finance departments registered; what cannot be pushed is kept to be pulled.</summary>
public sealed class PushNotices(IDocumentStore store, NoticeReceivers receivers, TimeProvider clock, ILogger<PushNotices> log) : BackgroundService
{
    private const int DeliveriesAtOnceMax = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than all tries of one push together.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, PushWaiting, stoppingToken);

    private async Task PushWaiting(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession();
        var waiting = await session.Query<NoticeDelivery>()
            .Where(d => d.Status == DeliveryStatus.Waiting && d.ClaimedUntil < now)
            .OrderBy(d => d.Id)
            .Take(DeliveriesAtOnceMax)
            .ToListAsync(cancel);
        await Task.WhenAll(waiting.Select(delivery => Push(delivery, cancel)));
    }

    private async Task Push(NoticeDelivery delivery, CancellationToken cancel)
    {
        if (!await TryClaim(delivery, cancel)) return;
        await using var session = store.QuerySession();
        var notice = (await session.Load<Notice>(Notice.Stream(delivery.Notice), Notice.Apply, cancel)).State;
        var receiver = await session.LoadAsync<KnownOrganisation>(delivery.Organisation, cancel);
        if (notice is null || receiver?.NoticeUrl is null)
            await End(delivery, DeliveryStatus.KeptForPull, "no address is registered any more", 0, cancel);
        else
        {
            var (status, answer, attempts) = await receivers.Push(receiver.NoticeUrl, notice, cancel);
            await End(delivery, status, answer, attempts, cancel);
        }
    }

    private async Task<bool> TryClaim(NoticeDelivery delivery, CancellationToken cancel)
    {
        delivery.ClaimedUntil = clock.GetUtcNow() + Claim;
        return await TryStore(delivery, cancel);
    }

    private async Task End(NoticeDelivery delivery, DeliveryStatus status, string answer, int attempts, CancellationToken cancel)
    {
        (delivery.Status, delivery.LastAnswer, delivery.EndedAt) = (status, answer, clock.GetUtcNow());
        delivery.Attempts += attempts;
        Log.Pushed(log, delivery.Notice, delivery.Organisation, status, delivery.Attempts, answer);
        await TryStore(delivery, cancel);
    }

    private async Task<bool> TryStore(NoticeDelivery delivery, CancellationToken cancel)
    {
        await using var session = store.Open();
        session.UpdateRevision(delivery, delivery.Version + 1);
        try
        {
            await session.SaveChangesAsync(cancel);
            return true;
        }
        catch (JasperFx.ConcurrencyException)
        {
            return false;
        }
    }
}

/// <summary>The network side of pushing: who may be reached, how often it is tried, what is sent.</summary>
public sealed class NoticeReceivers : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>Four tries within about a minute, 10 s each, with jitter; a refusal by the receiver (4xx but 408 and 429) is not tried again.</summary>
    private static readonly ResiliencePipeline<HttpResponseMessage> Retry = new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromSeconds(15),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                .Handle<HttpRequestException>(problem => problem.InnerException is not ForbiddenAddressException)
                .Handle<TimeoutRejectedException>()
                .HandleResult(answer => (int)answer.StatusCode >= 500 || answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
        })
        .AddTimeout(TimeSpan.FromSeconds(10))
        .Build();

    private readonly HttpClient _client;
    private readonly bool _allowPrivate;

    /// <param name="allowPrivate">Whether addresses in loopback, private and link-local networks may be pushed to; only for a closed network.</param>
    public NoticeReceivers(bool allowPrivate)
    {
        _allowPrivate = allowPrivate;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = Connect,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<(DeliveryStatus Status, string Answer, int Attempts)> Push(string url, Notice notice, CancellationToken cancel)
    {
        var attempts = 0;
        try
        {
            using var answer = await Retry.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = Body(notice) };
                    request.Headers.Add("Basin-Notice", notice.Id);
                    // What the receiver says beyond its status is not read.
                    return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                },
                cancel);
            return (answer.IsSuccessStatusCode ? DeliveryStatus.Delivered : DeliveryStatus.KeptForPull, $"HTTP {(int)answer.StatusCode}", attempts);
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutRejectedException or UriFormatException or InvalidOperationException)
        {
            return (DeliveryStatus.KeptForPull, (problem.InnerException ?? problem).Message, attempts);
        }
    }

    public void Dispose() => _client.Dispose();

    private static ByteArrayContent Body(Notice notice) =>
        new(JsonSerializer.SerializeToUtf8Bytes(NoticeView.Of(notice), NoticeView.Json)) { Headers = { ContentType = Json } };

    /// <summary>The address is judged after the name was resolved and is the one connected to, so that no name can lead inside later.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var allowed = _allowPrivate ? addresses : [.. addresses.Where(Networks.IsPublic)];
        if (allowed.Length == 0) throw new ForbiddenAddressException($"The address {context.DnsEndPoint.Host} is in a private or loopback network.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class ForbiddenAddressException(string message) : Exception(message);
}

/// <summary>Which addresses belong to the public internet (RFC 6890, and of IPv6 only what IANA has allotted as global unicast).</summary>
public static class Networks
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(plain)) return false;
        return !NotPublic.Any(network => network.Contains(plain));
    }
}
