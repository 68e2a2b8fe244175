using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Basin.Hosting;

/// <summary>Pushes JSON to addresses that others registered: who may be reached, and how often it is tried at once.</summary>
public sealed class Pushing : IDisposable
{
    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(10);
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly ResiliencePipeline<HttpStatusCode> _tries;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;

    /// <param name="allowed">Which addresses may be pushed to.</param>
    /// <param name="triesMax">Tries in a row of one push, 10 s each, with jitter between them; a refusal by the receiver (4xx but 408 and 429) is not tried again. From 2.</param>
    public Pushing(AllowedNetworks allowed, int triesMax, TimeProvider clock)
    {
        (Allowed, _clock) = (allowed, clock);
        _tries = new ResiliencePipelineBuilder<HttpStatusCode> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpStatusCode>
            {
                MaxRetryAttempts = triesMax - 1,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromSeconds(15),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpStatusCode>()
                    // What a name leads to does not change within seconds.
                    .Handle<HttpRequestException>(problem => problem.InnerException is not ForbiddenAddressException)
                    .Handle<TimeoutRejectedException>()
                    .HandleResult(status => OutcomeOf(status) == PushOutcome.Failed),
            })
            .AddTimeout(TryMax)
            .Build();
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 16, // KiB
            ConnectCallback = Connect,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public AllowedNetworks Allowed { get; }

    /// <param name="url">Absolute, http or https.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="header">A header that names what is pushed.</param>
    /// <param name="id">Its value, percent-encoded, the same whenever the same thing is pushed again.</param>
    /// <param name="more">Further headers, made for each try anew; ASCII.</param>
    public async Task<PushAnswer> Post(
        string url, byte[] json, string header, string id, CancellationToken cancel, Func<IEnumerable<KeyValuePair<string, string>>>? more = null)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
            return new(PushOutcome.Barred, "the address is no http or https address", []);
        var tries = new List<PushTry>();
        PushAnswer Of(PushOutcome outcome) => new(outcome, tries.Count > 0 ? tries[^1].Answer : "no try was made", tries);
        try
        {
            return Of(OutcomeOf(await _tries.ExecuteAsync(
                async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
                    // A header holds ASCII only, and names from the world do not.
                    request.Headers.Add(header, Uri.EscapeDataString(id));
                    foreach (var (name, value) in more?.Invoke() ?? []) request.Headers.Add(name, value);
                    // A receiver that answers twice must not have its second answer taken for that to the next push.
                    request.Headers.ConnectionClose = true;
                    return await Try(request, tries, token);
                },
                cancel)));
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutRejectedException)
        {
            return Of(PushOutcome.Failed);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpStatusCode> Try(HttpRequestMessage request, List<PushTry> tries, CancellationToken cancel)
    {
        var (at, began) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        var answer = $"no answer within {TryMax.TotalSeconds:F0} s";
        try
        {
            // What the receiver says beyond its status is not read.
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            answer = $"HTTP {(int)response.StatusCode}";
            return response.StatusCode;
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            answer = (problem.InnerException ?? problem).Message;
            throw;
        }
        finally
        {
            tries.Add(new(at, answer, (long)_clock.GetElapsedTime(began).TotalMilliseconds));
        }
    }

    private static PushOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => PushOutcome.Taken,
        410 => PushOutcome.Gone,
        408 or 429 or >= 500 => PushOutcome.Failed,
        _ => PushOutcome.Refused,
    };

    /// <summary>
    /// The address is judged after the name was resolved and is the one connected to, so that no name can lead inside later. Nothing is sent to one that is not
    /// allowed; that is a failure like any other, because a name server that is being changed, or lies for a minute, must not cost a receiver its notice.
    /// </summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        IPAddress[] allowed = [.. addresses.Where(Allowed.Allows)];
        if (allowed.Length == 0) throw new ForbiddenAddressException($"Nothing was sent: {context.DnsEndPoint.Host} leads into a private or loopback network.");
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
