using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Basin.Hosting;

/// <summary>What came of a push.</summary>
/// <param name="Taken">Whether the receiver answered with success.</param>
/// <param name="Answer">Status code or failure of the last try; never a body.</param>
/// <param name="Tries">How often it was tried.</param>
public sealed record PushAnswer(bool Taken, string Answer, int Tries);

/// <summary>Pushes JSON to addresses that others registered: who may be reached, and how often it is tried.</summary>
public sealed class Pushing : IDisposable
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

    /// <param name="allowPrivate">Whether addresses in loopback, private and link-local networks may be pushed to; only for a closed network.</param>
    public Pushing(bool allowPrivate)
    {
        AllowsPrivate = allowPrivate;
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

    public bool AllowsPrivate { get; }

    /// <param name="url">Absolute, http or https.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="header">A header that names what is pushed.</param>
    /// <param name="id">Its value, percent-encoded, the same whenever the same thing is pushed again.</param>
    /// <param name="more">Further headers, made for each try anew; ASCII.</param>
    public async Task<PushAnswer> Post(
        string url, byte[] json, string header, string id, CancellationToken cancel, Func<IEnumerable<KeyValuePair<string, string>>>? more = null)
    {
        var tries = 0;
        try
        {
            using var answer = await Retry.ExecuteAsync(
                async token =>
                {
                    tries++;
                    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(json) { Headers = { ContentType = Json } } };
                    // A header holds ASCII only, and names from the world do not.
                    request.Headers.Add(header, Uri.EscapeDataString(id));
                    foreach (var (name, value) in more?.Invoke() ?? []) request.Headers.Add(name, value);
                    // What the receiver says beyond its status is not read.
                    return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                },
                cancel);
            return new(answer.IsSuccessStatusCode, $"HTTP {(int)answer.StatusCode}", tries);
        }
        catch (Exception problem) when (problem is HttpRequestException or TimeoutRejectedException or UriFormatException or InvalidOperationException)
        {
            return new(false, (problem.InnerException ?? problem).Message, tries);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The address is judged after the name was resolved and is the one connected to, so that no name can lead inside later.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var allowed = AllowsPrivate ? addresses : [.. addresses.Where(Networks.IsPublic)];
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
