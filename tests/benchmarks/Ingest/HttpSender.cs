using System.Net;
using System.Net.Http.Headers;

namespace Basin.Benchmarks.Ingest;

/// <summary>Posts payloads over a fixed number of kept connections; the same client for Basin and for InfluxDB.</summary>
public sealed class HttpSender : IDisposable
{
    private readonly HttpClient _client;

    public HttpSender(int connections) => _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>The body of an answer that is <paramref name="expected"/>; anything else ends the measurement.</summary>
    public async Task<byte[]> Post(Uri address, ReadOnlyMemory<byte> body, string type, AuthenticationHeaderValue? authorization, HttpStatusCode expected, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new(type);
        request.Headers.Authorization = authorization;
        using var answer = await _client.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsByteArrayAsync(cancel);
        return answer.StatusCode == expected
            ? text
            : throw new MeasurementFailedException($"{address}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(500, text.Length)))}");
    }

    public void Dispose() => _client.Dispose();
}
