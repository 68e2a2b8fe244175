using System.CommandLine;
using System.Net.Http.Headers;

namespace Basin.Cli;

/// <summary><c>basin call</c>: one authenticated request; prints the answer's body, and a status of 400 or more on standard error.</summary>
public static class CallCommand
{
    public static Command Build(CommandStreams streams)
    {
        var method = new Argument<string>("METHOD") { Description = "GET, PUT, POST, DELETE" };
        var url = new Argument<string>("URL") { Description = "地址 Absolute address" };
        var key = new Option<string>("--key") { Description = "私钥 Private key in PEM", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "机构代码 Organisation code", Required = true };
        var body = new Option<string?>("--body") { Description = "JSON 文件，- 为标准输入 JSON file, - for standard input" };
        var accept = new Option<string?>("--accept") { Description = "所要的格式 Media type of the answer, such as text/html" };
        var command = new Command("call", "以机构身份调用服务 Call a service as an organisation") { method, url, key, organisation, body, accept };
        command.SetAction(async (parsed, cancel) =>
        {
            var keys = await Keys.Load(parsed.GetRequiredValue(key), streams);
            if (!Uri.TryCreate(parsed.GetRequiredValue(url), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new CommandFailureException($"'{parsed.GetRequiredValue(url)}' is no http or https address.");
            using var request = new HttpRequestMessage(new HttpMethod(parsed.GetRequiredValue(method).ToUpperInvariant()), address);
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", keys.Token(parsed.GetRequiredValue(organisation), TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5)));
            if (parsed.GetValue(accept) is { } type && !request.Headers.TryAddWithoutValidation("Accept", type))
                throw new CommandFailureException($"'{type}' is no media type.");
            if (parsed.GetValue(body) is { } path)
            {
                request.Content = new ByteArrayContent(await Files.Read(path, streams));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            return await Send(request, streams, cancel);
        });
        return command;
    }

    private static async Task<int> Send(HttpRequestMessage request, CommandStreams streams, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            using var answer = await client.SendAsync(request, cancel);
            await streams.Bytes.WriteAsync(await answer.Content.ReadAsByteArrayAsync(cancel), cancel);
            await streams.Bytes.FlushAsync(cancel);
            if ((int)answer.StatusCode < 400) return CommandLine.Done;
            await streams.Error.WriteLineAsync($"basin: {request.Method} {request.RequestUri}: {(int)answer.StatusCode} {answer.ReasonPhrase}");
            return CommandLine.Refused;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            throw new CommandFailureException($"{request.RequestUri}: {problem.Message}", CommandLine.Refused);
        }
    }
}
