using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// Decides a group of submissions one after the other on what is known, and gathers what has to be written. What one submission adds is known to the
/// next, as if each had been committed alone.
/// </summary>
/// <param name="stations">Stations of the frames; one that nobody has stated is not among them.</param>
/// <param name="histories">Frames that are in the log already.</param>
/// <param name="positions">Positions to give to batches.</param>
/// <param name="answers">Batches that were answered under the same key before.</param>
/// <param name="now">When the group is received, UTC.</param>
public sealed class Deciding(
    IReadOnlyDictionary<string, StationListing> stations, Dictionary<FrameLog.Key, FrameHistory> histories, Queue<long> positions,
    Dictionary<(string Organisation, string Key), Batches.Answered> answers, DateTimeOffset now)
{
    public List<FrameLog.Row> Rows { get; } = [];

    public List<Batches.Row> Batches { get; } = [];

    public HashSet<(string Section, YearMonth Month)> Touched { get; } = [];

    public Receipt Take(Submission submission)
    {
        if (submission.Batch?.Key is { } key && answers.TryGetValue((submission.Organisation, key), out var before))
            return before.ContentSha256 == submission.Batch.ContentSha256
                ? new([], before.Position, before.ReceivedAt, before.Answer)
                : new([], null, now, null, new(
                    Refusal.NotAllowed, "idempotency-key-reused", $"The Idempotency-Key was used on {before.ReceivedAt:O} for another body; a new body takes a new key.", "Idempotency-Key", key));

        var position = submission.Batch is null ? (long?)null : positions.Dequeue();
        var (first, known) = (Rows.Count, new Dictionary<FrameLog.Key, FrameHistory?>());
        var taken = submission.Frames.Select(submitted => Take(submitted, submission, position, known)).ToImmutableArray();
        if (submission.AllOrNothing && taken.Any(frame => frame.Outcome == FrameOutcome.Refused))
        {
            Undo(first, known);
            return new(taken, null, now);
        }

        Keep(submission, taken, position);
        return new(taken, taken.All(frame => frame.Outcome == FrameOutcome.Refused) ? null : position, now);
    }

    private Taken Take(Submitted submitted, Submission submission, long? position, Dictionary<FrameLog.Key, FrameHistory?> before)
    {
        var frame = submitted.Frame;
        if (!stations.TryGetValue(frame.Station, out var listing))
            return Taken.Refuse(new(Refusal.NotAllowed, "unknown-station", $"There is no station '{frame.Station}'.", "station", frame.Station));
        var station = listing.Station;
        if (station.SenderProblem(frame, submission.Organisation) is { } foreign) return Taken.Refuse(foreign);

        var key = new FrameLog.Key(frame.Station, frame.Time);
        var history = histories.GetValueOrDefault(key, FrameHistory.None);
        var taken = history.Decide(frame, submitted.ContentSha256, station.HoldReason(frame, submission.Way, now));
        if (!taken.IsStored) return taken;
        before.TryAdd(key, histories.GetValueOrDefault(key));
        var held = taken.Hold?.Reason;
        histories[key] = history.With(submitted.ContentSha256, held);
        Rows.Add(new(submitted, taken.Revision!.Value, held, submission.Organisation, now, position, submitted.Raw.IsEmpty ? null : submitted.Raw));
        return taken;
    }

    private void Keep(Submission submission, ImmutableArray<Taken> taken, long? position)
    {
        for (var place = 0; place < taken.Length; place++)
        {
            var frame = submission.Frames[place].Frame;
            if (!taken[place].ChangesItsMonth) continue;
            var listing = stations[frame.Station];
            Touched.Add((listing.Section, frame.Month));
            Touched.UnionWith(JudgedSections.Around(listing.Judges, frame.Time, YearMonth.Of(listing.Station.InServiceFrom)));
        }

        if (submission.Batch is not { } batch || taken.All(frame => frame.Outcome == FrameOutcome.Refused)) return;
        Batches.Add(new(position!.Value, now, submission.Organisation, batch.Frames, taken.Count(frame => frame.IsStored), batch, batch.Answer?.Invoke(taken)));
        if (batch.Key is { } key) answers[(submission.Organisation, key)] = new(batch.ContentSha256, position.Value, now, Batches[^1].Answer!);
    }

    private void Undo(int first, Dictionary<FrameLog.Key, FrameHistory?> before)
    {
        Rows.RemoveRange(first, Rows.Count - first);
        foreach (var (key, history) in before)
        {
            if (history is null) histories.Remove(key);
            else histories[key] = history;
        }
    }
}
