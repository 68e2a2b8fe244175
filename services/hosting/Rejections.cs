using System.Text.Json;
using System.Text.RegularExpressions;
using Basin.Rules;
using Basin.Rules.Terms;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basin.Hosting;

/// <summary>The one map from refusals to HTTP: ProblemDetails (RFC 9457) with a stable type.</summary>
public static partial class Rejections
{
    public static int StatusOf(Refusal kind) => kind switch
    {
        Refusal.Malformed => StatusCodes.Status400BadRequest,
        Refusal.Forbidden => StatusCodes.Status403Forbidden,
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.Conflict => StatusCodes.Status409Conflict,
        Refusal.NotAllowed => StatusCodes.Status422UnprocessableEntity,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown refusal"),
    };

    public static IResult ToResult(this Rejection rejection) =>
        TypedResults.Problem(Details(StatusOf(rejection.Kind), rejection.Code, rejection.Sentence, rejection.Field, rejection.Value));

    /// <summary>Several refusals of one request, each with its field and value; the status is that of the first.</summary>
    public static IResult ToResult(this IReadOnlyList<Rejection> rejections)
    {
        if (rejections.Count == 1) return rejections[0].ToResult();
        var details = Details(StatusOf(rejections[0].Kind), rejections[0].Code, $"{rejections.Count} problems; the first: {rejections[0].Sentence}", null, null);
        details.Extensions["errors"] = rejections
            .Select(r => new { code = r.Code, detail = r.Sentence, field = r.Field, value = r.Value })
            .ToArray();
        return TypedResults.Problem(details);
    }

    /// <summary>A document that cannot be signed as it stands, with everything that is wrong with it, wherever it was sent.</summary>
    /// <param name="problems">At least one; their places are within <c>document</c>.</param>
    public static IResult ToResult(this IReadOnlyList<Problem> problems)
    {
        var place = problems[0].Place.Length == 0 ? "document" : $"document.{problems[0].Place}";
        var details = Details(
            StatusOf(Refusal.NotAllowed), "document-not-signable", $"The document has {problems.Count} problem(s); the first: {problems[0].Sentence}", place, null);
        details.Extensions["problems"] = problems;
        return TypedResults.Problem(details);
    }

    public static async Task Write(HttpContext http, int status, string code, string sentence, string? field = null, string? value = null)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(Details(status, code, sentence, field, value), options: null, contentType: "application/problem+json");
    }

    /// <summary>Says in words what the framework answered with a status alone.</summary>
    internal static Task WriteBare(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Write(http, 413, "body-too-large", $"The body is over the limit of {Limits.RequestBodyBytesMax} bytes."),
        StatusCodes.Status415UnsupportedMediaType => Write(http, 415, "not-json", $"The body is sent as '{http.Request.ContentType}'; it must be application/json."),
        var status => Write(http, status, "no-such-address", $"{http.Request.Method} {http.Request.Path} is not answered here."),
    };

    private static ProblemDetails Details(int status, string code, string sentence, string? field, string? value)
    {
        var details = new ProblemDetails { Status = status, Type = $"urn:basin:problem:{code}", Title = code, Detail = sentence };
        if (field is not null) details.Extensions["field"] = field;
        if (value is not null) details.Extensions["value"] = value.Length <= 200 ? value : value[..200] + "…";
        return details;
    }

    /// <summary>Unreadable requests are the caller's problem and named as such; anything else is ours, logged, and shown without internals.</summary>
    internal static async Task Handle(HttpContext http)
    {
        var problem = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        switch (problem)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await Write(http, StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body is over the limit of {Limits.RequestBodyBytesMax} bytes.");
                break;
            case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
                or { InnerException: PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } }:
                await Write(http, StatusCodes.Status400BadRequest, "malformed-text", "A text holds a character that cannot be stored, such as U+0000.");
                break;
            case BadHttpRequestException { InnerException: JsonException json }:
                var found = JsonProblem.Of(json, await Kept(http));
                await Write(http, StatusCodes.Status400BadRequest, "malformed-json", found.Sentence, found.Field, found.Value);
                break;
            case BadHttpRequestException bad when Parameter().Match(bad.Message) is { Success: true } parameter:
                await Write(http, StatusCodes.Status400BadRequest, "malformed-parameter", $"'{parameter.Groups["value"].Value}' cannot be read as {parameter.Groups["name"].Value}.",
                    parameter.Groups["name"].Value, parameter.Groups["value"].Value);
                break;
            case BadHttpRequestException bad when bad.Message.Contains("no body was provided", StringComparison.Ordinal):
                await Write(http, StatusCodes.Status400BadRequest, "malformed-json", "The body is empty; this request needs one, as application/json.");
                break;
            case BadHttpRequestException bad:
                await Write(http, bad.StatusCode, "malformed-request", bad.Message);
                break;
            case RefusedException { Rejection: var refused }:
                await Write(http, StatusOf(refused.Kind), refused.Code, refused.Sentence, refused.Field, refused.Value);
                break;
            case BusyException busy:
                http.Response.Headers.RetryAfter = "1";
                await Write(http, StatusCodes.Status503ServiceUnavailable, "busy", $"{busy.Message} Nothing was stored. Send the request again in a second.");
                break;
            case not null when Streams.IsConflict(problem):
                http.Response.Headers.RetryAfter = "1";
                await Write(http, StatusCodes.Status503ServiceUnavailable, "busy", "Others are writing to the same thing; nothing was stored. Send the request again in a second.");
                break;
            case not null when Streams.IsAway(problem):
                Log.RequestFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Basin.Hosting.Requests"), problem, http.Request.Method, http.Request.Path);
                http.Response.Headers.RetryAfter = "5";
                await Write(http, StatusCodes.Status503ServiceUnavailable, "unavailable", "The service's database does not answer at present. Send the request again in some seconds: what was stored already is recognised.");
                break;
            default:
                if (problem is not null)
                    Log.RequestFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Basin.Hosting.Requests"), problem, http.Request.Method, http.Request.Path);
                await Write(http, StatusCodes.Status500InternalServerError, "internal-error", "The request failed inside the service. Send it again: what was stored already is recognised.");
                break;
        }
    }

    /// <summary>The framework's words for a query or path value it cannot read, which name our types as well.</summary>
    [GeneratedRegex(@"^Failed to bind parameter ""\S+ (?<name>\w+)"" from ""(?<value>.*)""\.$", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    /// <summary>The body again, as far as it was kept for being read twice.</summary>
    private static async Task<byte[]> Kept(HttpContext http)
    {
        if (!http.Request.Body.CanSeek) return [];
        http.Request.Body.Position = 0;
        using var kept = new MemoryStream();
        await http.Request.Body.CopyToAsync(kept, http.RequestAborted);
        return kept.ToArray();
    }
}
