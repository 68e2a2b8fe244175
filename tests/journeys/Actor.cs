using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>An organisation that calls the APIs with tokens it signs itself, written here without the product's own code.</summary>
public sealed class Actor(string organisation, Keys keys) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };

    public string Organisation => organisation;

    public Keys Keys => keys;

    /// <summary>Send every writing call twice and insist that the second one is answered like the first.</summary>
    public static bool SendTwice { get; set; }

    /// <summary>Keep sending a call while the service is away; what the answer is does not matter then, only that there is one.</summary>
    public static bool Patient { get; set; }

    public Task<Answer> Get(ServiceProcess service, string path, string? accept = null) => Send(HttpMethod.Get, service, path, null, accept);

    public Task<Answer> Put(ServiceProcess service, string path, object body) => Write(HttpMethod.Put, service, path, body);

    public Task<Answer> Post(ServiceProcess service, string path, object? body = null) => Write(HttpMethod.Post, service, path, body);

    public Task<Answer> Delete(ServiceProcess service, string path) => Write(HttpMethod.Delete, service, path, null);

    public async Task<Answer> PostRaw(ServiceProcess service, string path, byte[] body, string? traceparent = null)
    {
        using var request = Request(HttpMethod.Post, new Uri(service.Address, path), body, null);
        if (traceparent is not null) request.Headers.Add("traceparent", traceparent);
        return await Answered(request);
    }

    public string Token(TimeSpan? life = null, string audience = "basin", string? issuer = null, string[]? critical = null, string? algorithm = null)
    {
        var now = DateTimeOffset.UtcNow;
        var head = critical is null ? Encode(new { alg = algorithm ?? keys.Suite, typ = "JWT", kid = keys.Id }) : Encode(new { alg = algorithm ?? keys.Suite, typ = "JWT", kid = keys.Id, crit = critical });
        var claims = Encode(new
        {
            iss = issuer ?? organisation,
            aud = audience,
            iat = now.ToUnixTimeSeconds(),
            exp = (now + (life ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds(),
        });
        return $"{head}.{claims}.{keys.Sign(Encoding.ASCII.GetBytes($"{head}.{claims}"))}";
    }

    public async Task<Answer> GetWithToken(ServiceProcess service, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Answered(request);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Answer> Write(HttpMethod method, ServiceProcess service, string path, object? body)
    {
        var first = await Send(method, service, path, body);
        // A refusal may be about something the service has not heard of yet; only what was carried out must be carried out again without effect.
        if (!SendTwice || (int)first.Status >= 300) return first;
        var second = await Send(method, service, path, body);
        second.Status.ShouldBe(first.Status, $"{method} {path} sent twice: {second.Text}");
        return first;
    }

    private async Task<Answer> Send(HttpMethod method, ServiceProcess service, string path, object? body, string? accept = null)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, body is JsonNode ? JsonSerializerOptions.Default : JsonSerializerOptions.Web);
        var deadline = DateTime.UtcNow + Eventually.Deadline;
        while (true)
        {
            try
            {
                using var request = Request(method, new Uri(service.Address, path), bytes, accept);
                var answer = await Answered(request);
                if (!Patient || answer.Status < HttpStatusCode.InternalServerError || DateTime.UtcNow > deadline) return answer;
            }
            catch (Exception problem) when (Patient && problem is HttpRequestException or TaskCanceledException && DateTime.UtcNow < deadline)
            {
                // The service was killed under the call; whether it was carried out is unknown, which is the point.
            }

            await Task.Delay(150);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, byte[]? body, string? accept)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        if (accept is not null) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private async Task<Answer> Answered(HttpRequestMessage request)
    {
        using var answer = await _client.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? MediaType)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public Answer ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    public Answer ShouldBeOk()
    {
        ((int)Status).ShouldBeInRange(200, 299, Text);
        return this;
    }

    /// <summary>A refusal with this stable type.</summary>
    public Answer ShouldBeRefused(HttpStatusCode status, string code)
    {
        Status.ShouldBe(status, Text);
        MediaType.ShouldBe("application/problem+json", Text);
        Json["type"]!.GetValue<string>().ShouldBe($"urn:basin:problem:{code}", Text);
        return this;
    }
}
