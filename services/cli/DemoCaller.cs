using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basin.Cli;

/// <summary>One organisation at the telephone: signs its tokens, asks, waits where the services are still telling each other.</summary>
public sealed class DemoCaller(HttpClient client, string organisation, Keys keys)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeProvider Clock = TimeProvider.System;

    public Keys Keys => keys;

    public async Task<JsonNode> Call(HttpMethod method, string address, JsonNode? body, CancellationToken cancel) =>
        Read(method, address, await Send(method, address, body, "application/json", cancel));

    public async Task<string> Text(string address, CancellationToken cancel)
    {
        var answer = await Send(HttpMethod.Get, address, null, "text/plain", cancel);
        return (int)answer.Status < 400 ? answer.Text : throw Refused(HttpMethod.Get, address, answer);
    }

    /// <summary>Asks again while the service has not heard yet of the key, the section or the case; then as <see cref="Call"/>.</summary>
    public async Task<JsonNode> CallPatiently(HttpMethod method, string address, JsonNode? body, CancellationToken cancel)
    {
        var until = Clock.GetUtcNow() + Patience;
        while (true)
        {
            var answer = await Send(method, address, body?.DeepClone(), "application/json", cancel);
            if (!NotHeardYet(answer) || Clock.GetUtcNow() >= until) return Read(method, address, answer);
            await Task.Delay(Pause, Clock, cancel);
        }
    }

    /// <summary>Reads until <paramref name="enough"/>; the last answer when patience ends.</summary>
    public async Task<JsonNode> Until(string address, Func<JsonNode, bool> enough, CancellationToken cancel)
    {
        var until = Clock.GetUtcNow() + Patience;
        while (true)
        {
            var answer = await CallPatiently(HttpMethod.Get, address, null, cancel);
            if (enough(answer) || Clock.GetUtcNow() >= until) return answer;
            await Task.Delay(Pause, Clock, cancel);
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> Send(HttpMethod method, string address, JsonNode? body, string accept, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new("Bearer", keys.Token(organisation, Clock.GetUtcNow(), TimeSpan.FromMinutes(5)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await client.SendAsync(request, cancel);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception problem) when (problem is HttpRequestException || (problem is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new CommandFailureException($"{method} {address}: {problem.Message}", CommandLine.Refused);
        }
    }

    private static bool NotHeardYet((HttpStatusCode Status, string Text) answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
        || (answer.Status == HttpStatusCode.UnprocessableEntity && answer.Text.Contains("urn:basin:problem:unknown-", StringComparison.Ordinal));

    private static JsonNode Read(HttpMethod method, string address, (HttpStatusCode Status, string Text) answer)
    {
        if ((int)answer.Status >= 400) throw Refused(method, address, answer);
        try
        {
            return JsonNode.Parse(answer.Text)!;
        }
        catch (JsonException)
        {
            throw new CommandFailureException($"{method} {address}: the answer is not JSON.", CommandLine.Refused);
        }
    }

    private static CommandFailureException Refused(HttpMethod method, string address, (HttpStatusCode Status, string Text) answer)
    {
        string? detail = null;
        try
        {
            detail = JsonNode.Parse(answer.Text)?["detail"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            // Not a problem document; the status says enough.
        }

        return new($"{method} {Uri.UnescapeDataString(address)}: {(int)answer.Status} {detail}", CommandLine.Refused);
    }
}
