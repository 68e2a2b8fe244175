using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>What a batch is answered, frame by frame.</summary>
/// <param name="Receipt">The service's signed statement that it took the batch; null when the answer is kept, where it is signed anew.</param>
public sealed record BatchAnswer(
    IReadOnlyList<BatchAnswer.Result> Results, BatchAnswer.Tally Counts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BatchReceipt? Receipt = null)
{
    /// <summary>What became of a frame. A duplicate that does not count, because it is held or because a later revision stands, says so in <c>reason</c>.</summary>
    /// <param name="Index">Place in the batch, from 0.</param>
    /// <param name="Revision">The frame's revision; null when it was refused.</param>
    /// <param name="Reason">Why it was refused, is held, or changed nothing and does not count.</param>
    /// <param name="Field">What the refusal or hold is about, such as <c>frames[3].readings.pH</c>.</param>
    /// <param name="Code">Stable name of the refusal.</param>
    public sealed record Result(
        int Index, string? Station, string? Time, FrameOutcome Outcome,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

    public sealed record Tally(int Accepted, int Duplicate, int Revision, int Held, int Refused)
    {
        /// <summary>Those that made a new row of the log.</summary>
        [JsonIgnore]
        public int Stored => Accepted + Revision + Held;

        public Tally Plus(Tally other) => new(
            Accepted + other.Accepted, Duplicate + other.Duplicate, Revision + other.Revision, Held + other.Held, Refused + other.Refused);

        public static Tally Of(IReadOnlyList<Result> results)
        {
            var counts = results.CountBy(result => result.Outcome).ToDictionary();
            return new(
                counts.GetValueOrDefault(FrameOutcome.Accepted), counts.GetValueOrDefault(FrameOutcome.Duplicate), counts.GetValueOrDefault(FrameOutcome.Revision),
                counts.GetValueOrDefault(FrameOutcome.Held), counts.GetValueOrDefault(FrameOutcome.Refused));
        }
    }

    /// <param name="entries">The batch as it was read.</param>
    /// <param name="taken">What became of the frames that could be read, in their order.</param>
    public static BatchAnswer Of(ImmutableArray<FrameBatch.Entry> entries, ImmutableArray<Taken> taken)
    {
        var next = 0;
        var results = entries.Select(entry => entry.Frame is null ? Refused(entry, entry.Refused!) : Of(entry, taken[next++])).ToList();
        return new(results, Tally.Of(results));
    }

    /// <summary>Why nothing of the batch was kept: the caller may not send any of its frames, or each of them is refused. Null when some frame was taken.</summary>
    public IReadOnlyList<Rejection>? Refusals()
    {
        if (Counts.Refused < Results.Count) return null;
        var kind = Results.All(result => result.Code is "not-your-station" or "before-your-service") ? Refusal.Forbidden : Refusal.NotAllowed;
        return [.. Results.Select(result => new Rejection(kind, result.Code!, result.Reason!, result.Field, result.Value))];
    }

    private static Result Of(FrameBatch.Entry entry, Taken taken)
    {
        if (taken.Rejection is { } rejection) return Refused(entry, rejection with { Field = At(entry, rejection.Field) });
        return new(entry.Index, entry.Station, entry.Time, taken.Outcome, taken.Revision, taken.Hold?.Reason, At(entry, taken.Hold?.Field), taken.Hold?.Value);
    }

    private static string? At(FrameBatch.Entry entry, string? field) => field is null ? null : $"frames[{entry.Index}].{field}";

    private static Result Refused(FrameBatch.Entry entry, Rejection refused) =>
        new(entry.Index, entry.Station, entry.Time, FrameOutcome.Refused, null, refused.Sentence, refused.Field, refused.Value, refused.Code);
}
