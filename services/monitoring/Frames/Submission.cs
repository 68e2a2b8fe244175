using System.Collections.Immutable;
using System.IO.Compression;
using Basin.Hosting;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>One frame as somebody handed it over.</summary>
/// <param name="Raw">The bytes as they came; empty where they are part of the submission's <see cref="Batch"/>.</param>
public sealed record Submitted(Frame Frame, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Computed once, by whoever hands over, so that the lanes of the intake only decide and write.</summary>
    public string ContentSha256 { get; } = Frame.ContentSha256();

    public string ReadingText { get; } = Monitoring.ReadingText.Write(Frame.Readings);
}

/// <summary>What one sender hands over at once, committed in one transaction.</summary>
/// <param name="Organisation">Who sends; only its own stations' frames are taken.</param>
/// <param name="Batch">The bytes all frames came in, kept and receipted as one; null where each frame has its own.</param>
/// <param name="AllOrNothing">One frame that is refused refuses all.</param>
/// <param name="Way">How they came, which decides how old they may be.</param>
public sealed record Submission(
    string Organisation, ImmutableArray<Submitted> Frames, BatchBytes? Batch = null, bool AllOrNothing = false, FrameWay Way = FrameWay.Pushed);

/// <summary>The bytes of a batch as they came.</summary>
/// <param name="ContentSha256">SHA-256 of the uncompressed bytes, hexadecimal in lower case.</param>
/// <param name="Compressed">The bytes, compressed with gzip.</param>
/// <param name="Frames">Frames they hold, readable or not.</param>
/// <param name="Key">The sender's <c>Idempotency-Key</c>; null where it gave none.</param>
/// <param name="Answer">What the sender is answered, kept with the key and given again when the key comes again; null without a key.</param>
public sealed record BatchBytes(string ContentSha256, ReadOnlyMemory<byte> Compressed, int Frames, string? Key = null, Func<ImmutableArray<Taken>, byte[]>? Answer = null)
{
    public static BatchBytes Of(ReadOnlySpan<byte> bytes, int frames)
    {
        using var compressed = new MemoryStream(bytes.Length / 4);
        // Fastest: frames repeat their own words so much that more effort saves little.
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return new(Signatures.Sha256(bytes), compressed.GetBuffer().AsMemory(0, (int)compressed.Length), frames);
    }
}

/// <summary>What became of a submission.</summary>
/// <param name="Frames">One each, in their order; empty when it was answered before under its key.</param>
/// <param name="Position">The batch's place in the log, as <see cref="TakenBatch"/> has it. Null where no batch was given or nothing of it was taken.</param>
/// <param name="ReceivedAt">When it was taken, UTC.</param>
/// <param name="AnsweredBefore">The answer that was kept with the key; null when the key is new.</param>
/// <param name="Rejection">Why the whole submission was refused; null when it was not.</param>
public sealed record Receipt(
    ImmutableArray<Taken> Frames, long? Position, DateTimeOffset ReceivedAt, ReadOnlyMemory<byte>? AnsweredBefore = null, Rejection? Rejection = null);

/// <summary>More waits to be committed than may wait; nothing of the submission was taken.</summary>
public sealed class IntakeFullException() : BusyException("More frames wait to be written than may wait.");
