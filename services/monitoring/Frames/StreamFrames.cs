using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Basin.Hosting;
using Basin.Rules;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /readings/stream</c>: years of frames in one request, one JSON frame a line (<c>application/x-ndjson</c>, gzip or not), without a limit on
/// their number. Lines are taken chunk by chunk, each committed whole and then answered by one line; a connection that breaks off leaves the
/// answered chunks stored, and the rest is simply sent again. While the database is slow the request is read slowly.
/// </summary>
public static class StreamFrames
{
    /// <summary>Longest line, bytes.</summary>
    public const int LineBytesMax = 64 * 1024;

    /// <summary>Lines of a chunk, at most.</summary>
    public const int ChunkLines = 1_000;

    /// <summary>A chunk that has as many bytes is closed, however few its lines.</summary>
    public const int ChunkBytes = 1024 * 1024;

    /// <summary>Chunks that are read while one is committed.</summary>
    public const int ChunksAhead = 2;

    /// <summary>Most bytes of a whole stream, unpacked: far more than a century of a station, an end for whoever packs a bomb, and a bound to the number of lines.</summary>
    public const long BytesMax = int.MaxValue;

    /// <summary>What became of a chunk of lines.</summary>
    /// <param name="First">Number of its first line, from 0; empty lines are counted too.</param>
    /// <param name="Lines">Lines it holds.</param>
    /// <param name="Results">One for each frame that was not accepted as new, with the line as its index; all others were accepted as revision 1.</param>
    /// <param name="Receipt">Null when nothing of the chunk was taken.</param>
    public sealed record Chunk(
        long First, int Lines, BatchAnswer.Tally Counts, IReadOnlyList<BatchAnswer.Result> Results,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BatchReceipt? Receipt);

    /// <summary>Last line of the answer. Without it the answer is not complete.</summary>
    /// <param name="Lines">Lines that were answered.</param>
    /// <param name="Broken">Why the stream was given up after those lines; null when all of it was taken.</param>
    public sealed record End(long Lines, BatchAnswer.Tally Total, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Broken = null);

    public static void MapStreamFrames(this IEndpointRouteBuilder app) =>
        app.MapPost("/readings/stream", Post).WithTags("readings").WithMetadata(new UnboundedBody())
            .WithSummary("补录读数 Take years of frames, one JSON frame a line (application/x-ndjson, gzip or not); answered chunk by chunk after each commit")
            .WithDescription($"Each chunk of {ChunkLines} lines, or fewer of {ChunkBytes} bytes, is answered by one line with the frames that were not accepted as new, and its signed receipt; the last line says how many lines were answered. A line has at most {LineBytesMax} bytes. With an `Idempotency-Key` the same stream sent again is answered the same, chunk by chunk.")
            .Accepts<object>("application/x-ndjson")
            .Produces<Chunk>(200, "application/x-ndjson").ProducesProblem(400).ProducesProblem(403).ProducesProblem(415);

    private static async Task<IResult> Post(HttpContext http, Caller caller, Intake intake, SigningKey key, IOptions<JsonOptions> json, TimeProvider clock)
    {
        if (caller.Role != Role.Operator)
            return new Rejection(Refusal.Forbidden, "role-not-allowed", $"Only a station's operator sends readings; {caller.Organisation} is {caller.Role}.").ToResult();
        if (http.Request.ContentType?.Split(';')[0].Trim() is not ("application/x-ndjson" or "application/jsonl"))
            return TypedResults.Problem($"The body must be application/x-ndjson, not '{http.Request.ContentType}'.", statusCode: 415, title: "not-ndjson", type: "urn:basin:problem:not-ndjson");
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            return TypedResults.Problem($"The body's encoding is gzip or none, not '{encoding}'.", statusCode: 415, title: "unknown-encoding", type: "urn:basin:problem:unknown-encoding");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;

        var idempotencyKey = http.Request.Headers["Idempotency-Key"].ToString();
        if (AcceptFrames.KeyProblem(idempotencyKey) is { } unusable) return unusable.ToResult();

        var taking = new Taking(http, caller, intake, key, idempotencyKey, json.Value.SerializerOptions, clock);
        if (encoding != "gzip") await taking.Run(Lines(http.Request.Body), () => true);
        else
        {
            await using var packed = new WatchedStream(http.Request.Body);
            await using var unpacked = new WatchedStream(new GZipStream(packed, CompressionMode.Decompress));
            await taking.Run(Lines(unpacked), () => packed.LastFour == unpacked.Count);
        }

        return Results.Empty;
    }

    private static PipeReader Lines(Stream body) => PipeReader.Create(body, new(bufferSize: LineBytesMax));

    /// <summary>Lines that have been read, with what they hold.</summary>
    private sealed record ReadLines(long First, int Count, ReadOnlyMemory<byte> Bytes, ImmutableArray<FrameBatch.Entry> Entries);

    /// <summary>
    /// One stream under way: one end reads lines while the other commits and answers them. Chunks are committed one after the other, because a later
    /// line may correct an earlier one.
    /// </summary>
    private sealed class Taking(HttpContext http, Caller caller, Intake intake, SigningKey key, string idempotencyKey, JsonSerializerOptions json, TimeProvider clock)
    {
        private readonly Channel<ReadLines> _read = Channel.CreateBounded<ReadLines>(ChunksAhead);
        private BatchAnswer.Tally _total = new(0, 0, 0, 0, 0);
        private long _answered;
        private string? _unread;
        private string? _untaken;

        public async Task Run(PipeReader body, Func<bool> isWhole)
        {
            http.Response.ContentType = "application/x-ndjson";
            var answering = Answer();
            try
            {
                await Read(body, isWhole);
            }
            catch (StreamTooLongException problem)
            {
                _unread = problem.Message;
            }
            catch (Exception problem) when (problem is InvalidDataException or BadHttpRequestException)
            {
                _unread = "The body is not gzip, or a part of it did not arrive.";
            }
            finally
            {
                _read.Writer.Complete();
            }

            await answering;
            await Write(new End(_answered, _total, _untaken ?? _unread));
        }

        private async Task Read(PipeReader body, Func<bool> isWhole)
        {
            var (chunk, first, count, total) = (new ArrayBufferWriter<byte>(), 0L, 0, 0L);
            for (var ended = false; !ended && _untaken is null;)
            {
                var read = await body.ReadAsync(http.RequestAborted);
                var (rest, last) = (read.Buffer, read.IsCompleted);
                while (Next(ref rest, last, out var line))
                {
                    if (line.Length > LineBytesMax) throw new StreamTooLongException($"Line {first + count} has more than {LineBytesMax} bytes.");
                    if ((total += line.Length) > BytesMax) throw new StreamTooLongException($"The body has more than {BytesMax} bytes.");
                    foreach (var part in line) chunk.Write(part.Span);
                    if (++count < ChunkLines && chunk.WrittenCount < ChunkBytes) continue;
                    await Hand(chunk, first, count);
                    (chunk, first, count) = (new(), first + count, 0);
                }

                if (rest.Length > LineBytesMax) throw new StreamTooLongException($"Line {first + count} has more than {LineBytesMax} bytes.");
                body.AdvanceTo(rest.Start, rest.End);
                ended = last;
            }

            if (_untaken is null && !isWhole())
            {
                _unread = "The body breaks off: it is not one whole gzip file, or several joined to one, which are sent one by one. Its last line may be cut, so the lines after the last answered one were not taken.";
                return;
            }

            if (count > 0) await Hand(chunk, first, count);
        }

        private static bool Next(ref ReadOnlySequence<byte> rest, bool last, out ReadOnlySequence<byte> line)
        {
            var end = rest.PositionOf((byte)'\n') is { } found ? rest.GetPosition(1, found) : last ? rest.End : rest.Start;
            line = rest.Slice(0, end);
            rest = rest.Slice(end);
            return !line.IsEmpty;
        }

        private async Task Hand(ArrayBufferWriter<byte> chunk, long first, int count)
        {
            var entries = ImmutableArray.CreateBuilder<FrameBatch.Entry>(count);
            var (rest, now) = (chunk.WrittenMemory, clock.GetUtcNow());
            for (var number = first; !rest.IsEmpty; number++)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                var line = end < 0 ? rest : rest[..end];
                rest = end < 0 ? default : rest[(end + 1)..];
                // Some editors put a mark before the first line that says it is UTF-8.
                if (number == 0 && line.Span.StartsWith("\ufeff"u8)) line = line["\ufeff"u8.Length..];
                if (line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0) entries.Add(FrameBatch.ReadLine(line, (int)number, now));
            }

            await _read.Writer.WriteAsync(new(first, count, chunk.WrittenMemory, entries.ToImmutable()), http.RequestAborted);
        }

        private async Task Answer()
        {
            await foreach (var lines in _read.Reader.ReadAllAsync(http.RequestAborted))
            {
                // What follows a chunk that failed is not taken: it may rest on it.
                if (_untaken is not null) continue;
                try
                {
                    var chunk = await Take(lines);
                    await Write(chunk);
                    _answered = lines.First + lines.Count;
                    _total = _total.Plus(chunk.Counts);
                }
                catch (RefusedException problem)
                {
                    _untaken = problem.Message;
                }
                catch (Exception problem) when (problem is not OperationCanceledException)
                {
                    _untaken = Streams.IsAway(problem)
                        ? $"The database does not answer at present. Send again from line {_answered} on in some seconds."
                        : $"The lines from {_answered} on could not be stored. Send them again: what was stored already is recognised.";
                }
            }
        }

        private async Task<Chunk> Take(ReadLines lines)
        {
            var frames = lines.Entries.Where(entry => entry.Frame is not null).Select(entry => new Submitted(entry.Frame!, default)).ToImmutableArray();
            if (frames.IsEmpty) return Of(BatchAnswer.Of(lines.Entries, []), null);
            var bytes = BatchBytes.Of(lines.Bytes.Span, lines.Entries.Length);
            // Each chunk has a key of its own, so that a stream sent again is answered the same as far as it got.
            if (idempotencyKey.Length > 0)
                bytes = bytes with { Key = $"{idempotencyKey}/{lines.First}", Answer = taken => JsonSerializer.SerializeToUtf8Bytes(Of(BatchAnswer.Of(lines.Entries, taken), null), json) };
            var receipt = await intake.TakeInTurn(new(caller.Organisation, frames, bytes, Way: FrameWay.BackFill), http.RequestAborted);
            if (receipt.Rejection is { } rejection) throw new RefusedException(rejection);
            if (receipt.AnsweredBefore is { } before)
            {
                var answered = JsonSerializer.Deserialize<Chunk>(before.Span, json)!;
                return answered with { Receipt = BatchReceipt.Of(receipt, caller.Organisation, bytes, answered.Counts, key) };
            }

            var answer = BatchAnswer.Of(lines.Entries, receipt.Frames);
            return Of(answer, receipt.Position is null ? null : BatchReceipt.Of(receipt, caller.Organisation, bytes, answer.Counts, key));

            Chunk Of(BatchAnswer answer, BatchReceipt? receipt) =>
                new(lines.First, lines.Count, answer.Counts, [.. answer.Results.Where(result => result.Outcome != FrameOutcome.Accepted)], receipt);
        }

        private async Task Write<T>(T line)
        {
            http.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(line, json));
            http.Response.BodyWriter.Write("\n"u8);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
    }

    private sealed class StreamTooLongException(string sentence) : Exception(sentence);
}
