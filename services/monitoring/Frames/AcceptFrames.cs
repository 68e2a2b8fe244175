using System.Collections.Immutable;
using System.Text.Json;
using Basin.Hosting;
using Basin.Rules;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /readings</c>: frames of the caller's own stations as one JSON body. All good frames of the batch are committed in one transaction and only
/// then acknowledged; the bad ones are reported one by one. For years of back-fill see <see cref="StreamFrames"/>.
/// </summary>
public static class AcceptFrames
{
    /// <summary>Longest <c>Idempotency-Key</c>, characters.</summary>
    public const int KeyLengthMax = 200;

    public static void MapAcceptFrames(this IEndpointRouteBuilder app) =>
        app.MapPost("/readings", Post).WithTags("readings").WithSummary("推送读数 Take a batch of frames; the answer comes after the commit, with the outcome of each and a signed receipt")
            .WithDescription(
                $$"""
                At most {{Limits.RequestBodyBytesMax}} bytes. A detection limit beside a value that was not measured is not kept.
                Other content for an instant already known is the next revision; content seen before changes nothing, unless `"amends": n` names the latest revision n, which it then replaces.
                With an `Idempotency-Key` (at most {{KeyLengthMax}} characters, kept {{Intake.KeysKept.TotalDays:F0}} days) the same request sent again is answered the same; another body under it is refused.
                """)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = FrameBatchSchema.Body();
                return Task.CompletedTask;
            })
            .Produces<BatchAnswer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> Post(HttpRequest request, Caller caller, Intake intake, SigningKey key, IOptions<JsonOptions> json, TimeProvider clock, CancellationToken cancel)
    {
        if (caller.Role != Role.Operator)
            return new Rejection(Refusal.Forbidden, "role-not-allowed", $"Only a station's operator sends readings; {caller.Organisation} is {caller.Role}.").ToResult();
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
            return TypedResults.Problem($"The body is sent as it is, not packed as '{encoding}'; /readings/stream takes gzip.", statusCode: 415, title: "unknown-encoding", type: "urn:basin:problem:unknown-encoding");
        if (!request.HasJsonContentType())
            return TypedResults.Problem($"The body must be application/json, not '{request.ContentType}'.", statusCode: 415, title: "not-json", type: "urn:basin:problem:not-json");
        var idempotencyKey = request.Headers["Idempotency-Key"].ToString();
        if (KeyProblem(idempotencyKey) is { } unusable) return unusable.ToResult();

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (!FrameBatch.TryParse(bytes, clock.GetUtcNow(), out var batch, out var rejection)) return rejection.ToResult();

        var frames = batch.Entries.Where(entry => entry.Frame is not null).Select(entry => new Submitted(entry.Frame!, default)).ToImmutableArray();
        var sent = BatchBytes.Of(bytes.Span, batch.Entries.Length);
        if (idempotencyKey.Length > 0)
            sent = sent with { Key = idempotencyKey, Answer = taken => JsonSerializer.SerializeToUtf8Bytes(BatchAnswer.Of(batch.Entries, taken), json.Value.SerializerOptions) };
        var receipt = await intake.Take(new(caller.Organisation, frames, sent), cancel);
        if (receipt.Rejection is { } refused) return refused.ToResult();
        var answer = receipt.AnsweredBefore is { } before
            ? JsonSerializer.Deserialize<BatchAnswer>(before.Span, json.Value.SerializerOptions)!
            : BatchAnswer.Of(batch.Entries, receipt.Frames);
        if (answer.Refusals() is { } refusals) return refusals.ToResult();
        return TypedResults.Ok(answer with { Receipt = BatchReceipt.Of(receipt, caller.Organisation, sent, answer.Counts, key) });
    }

    /// <summary>What is wrong with an <c>Idempotency-Key</c>; null where it can be used, or none was given.</summary>
    internal static Rejection? KeyProblem(string key) => key.Length <= KeyLengthMax && key.All(c => c is > ' ' and <= '~')
        ? null
        : new(Refusal.Malformed, "invalid-idempotency-key", $"An Idempotency-Key has 1 to {KeyLengthMax} visible ASCII characters.", "Idempotency-Key", key);
}
