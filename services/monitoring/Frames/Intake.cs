using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Basin.Hosting;
using Basin.Rules;
using Marten;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// The one place where frames are taken, whichever way they came. What waits is committed together, so a thousand senders of single frames share one
/// write to the disk; each is answered after the commit that holds its frames. What waits is bounded: beyond that a sender is told to come again.
/// </summary>
public sealed class Intake(
    NpgsqlDataSource database, IDocumentStore store, FrameTables tables, StationProfiles profiles, Closing closing, TimeProvider clock, ILogger<Intake> log) : BackgroundService
{
    /// <summary>Frames that may wait; some seconds of work.</summary>
    public const int FramesWaitingMax = 50_000;

    /// <summary>Frames of one group, unless a single submission has more.</summary>
    public const int GroupFramesMax = 2_000;

    /// <summary>Groups under way at once: while one waits for the disk, another decides.</summary>
    public const int Lanes = 3;

    /// <summary>How long an answer is kept with its <c>Idempotency-Key</c>.</summary>
    public static readonly TimeSpan KeysKept = TimeSpan.FromDays(7);

    /// <summary>A group smaller than this waits a moment for company: one transaction for ten senders costs little more than for one.</summary>
    private const int GroupFramesSmall = 200;

    private static readonly TimeSpan CompanyWait = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan TurnInterval = TimeSpan.FromMilliseconds(20);

    private static readonly Counter<int> FramesTaken = Telemetry.Meter.CreateCounter<int>("basin.monitoring.frames", "{frame}", "Frames by outcome.");

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    private readonly NotedMonths _touched = new();
    private readonly NewestFrames _newest = new();
    private readonly SemaphoreSlim _gathering = new(1);
    private int _framesWaiting;

    private sealed record Waiting(Submission Submission, TaskCompletionSource<Receipt> Done, string? Cause);

    /// <summary>Completes after the commit. When it fails, nothing of the submission was stored, or the commit's own answer was lost: it may be sent again.</summary>
    /// <exception cref="IntakeFullException">More waits than may.</exception>
    public Task<Receipt> Take(Submission submission, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Interlocked.Add(ref _framesWaiting, submission.Frames.Length) > FramesWaitingMax)
        {
            Interlocked.Add(ref _framesWaiting, -submission.Frames.Length);
            throw new IntakeFullException();
        }

        var waiting = new Waiting(submission, new(TaskCreationOptions.RunContinuationsAsynchronously), Activity.Current?.Id);
        return _waiting.Writer.TryWrite(waiting) ? waiting.Done.Task : throw new IntakeFullException();
    }

    /// <summary>The same for a sender that can wait for its turn.</summary>
    public async Task<Receipt> TakeInTurn(Submission submission, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TurnInterval, clock);
        while (Volatile.Read(ref _framesWaiting) > FramesWaitingMax / 2) await timer.WaitForNextTickAsync(cancel);
        return await Take(submission, cancel);
    }

    public override void Dispose()
    {
        _gathering.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(() => Work(stoppingToken), CancellationToken.None)));

    private async Task Work(CancellationToken stop)
    {
        var group = new List<Waiting>();
        try
        {
            while (true)
            {
                await Gather(group, stop);
                await Commit(group, stop);
                Interlocked.Add(ref _framesWaiting, -Frames(group));
                group.Clear();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was under way was rolled back; its senders send it again to the next process.
            foreach (var waiting in group) waiting.Done.TrySetCanceled(stop);
        }
    }

    /// <summary>Takes what waits, one lane at a time so that groups are as large as they can be.</summary>
    private async Task Gather(List<Waiting> group, CancellationToken stop)
    {
        await _gathering.WaitAsync(stop);
        try
        {
            await _waiting.Reader.WaitToReadAsync(stop);
            TakeWaiting(group);
            if (Frames(group) >= GroupFramesSmall) return;
            using var company = new PeriodicTimer(CompanyWait, clock);
            await company.WaitForNextTickAsync(stop);
            TakeWaiting(group);
        }
        finally
        {
            _gathering.Release();
        }
    }

    private void TakeWaiting(List<Waiting> group)
    {
        for (var frames = Frames(group); frames < GroupFramesMax && _waiting.Reader.TryRead(out var next); frames += next.Submission.Frames.Length) group.Add(next);
    }

    private static int Frames(List<Waiting> group) => group.Sum(waiting => waiting.Submission.Frames.Length);

    private async Task Commit(List<Waiting> group, CancellationToken stop)
    {
        try
        {
            var tries = 0;
            var receipts = await Streams.Again(token => Commit([.. group.Select(waiting => waiting.Submission)], group[^1].Cause, lookUpAll: tries++ > 0, token), stop);
            for (var place = 0; place < group.Count; place++) group[place].Done.TrySetResult(receipts[place]);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // A sender is not to suffer from what another one sent.
            if (group.Count > 1 && !Streams.IsAway(problem)) foreach (var waiting in group) await Commit([waiting], stop);
            else foreach (var waiting in group) waiting.Done.TrySetException(problem);
            if (group.Count == 1) Log.FramesFailed(log, problem, group[0].Submission.Organisation, group[0].Submission.Frames.Length);
        }
    }

    private async Task<ImmutableArray<Receipt>> Commit(ImmutableArray<Submission> group, string? cause, bool lookUpAll, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var frames = group.SelectMany(submission => submission.Frames).Select(submitted => submitted.Frame).ToList();
        await tables.Ensure(frames.Select(frame => frame.Month).Distinct(), now, cancel);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var deciding = await Known(connection, transaction, group, frames, lookUpAll, now, cancel);
        ImmutableArray<Receipt> receipts = [.. group.Select(deciding.Take)];
        await FrameLog.Append(connection, deciding.Rows, cancel);
        await Batches.Append(connection, transaction, deciding.Batches, cancel);
        var touched = _touched.News(deciding.Touched, now);
        if (touched.Count > 0)
        {
            await using var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
            await session.Touch(touched, closing, now, cause, cancel);
            await session.SaveChangesAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
        _touched.Written(touched, now);
        _newest.Learn(deciding.Rows);
        foreach (var (outcome, count) in receipts.SelectMany(receipt => receipt.Frames).CountBy(taken => taken.Outcome))
            FramesTaken.Add(count, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        return receipts;
    }

    // Everything that has to be known to decide, asked in one round trip.
    private async Task<Deciding> Known(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ImmutableArray<Submission> group, List<Frame> frames, bool lookUpAll, DateTimeOffset now,
        CancellationToken cancel)
    {
        await using var questions = new Questions(connection, transaction);
        var stations = profiles.Ask(questions, frames.Select(frame => frame.Station));
        var (positions, answers) = Batches.Ask(questions, group, now);
        _newest.Ask(questions, frames.Select(frame => frame.Station), stations);
        var histories = FrameLog.AskHistories(
            questions, frames.Where(frame => lookUpAll || _newest.MayBeInLog(frame)).Select(frame => new FrameLog.Key(frame.Station, frame.Time)));
        await questions.Answer(cancel);
        return new(stations, histories, positions, answers, now);
    }
}
