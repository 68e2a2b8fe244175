using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Enters into the register what has become public, agreement by agreement, soon after it happened. It stands beside the way of the money: what cannot be
/// entered is logged and comes round again, and holds up nothing else.
/// </summary>
public sealed class KeepRegister(IDocumentStore store, TimeProvider clock, ILogger<KeepRegister> log) : BackgroundService
{
    private const int DueAtOnceMax = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, Round, stoppingToken);

    private async Task Round(CancellationToken cancel)
    {
        var failed = new List<string>();
        while (await Due(failed, cancel) is { Count: > 0 } due)
        {
            foreach (var agreement in due.GroupBy(one => one.Agreement, StringComparer.Ordinal))
            {
                try
                {
                    await Enter(agreement.Key, [.. agreement], cancel);
                }
                catch (Exception problem) when (!cancel.IsCancellationRequested && !Streams.IsAway(problem))
                {
                    Log.RegisterFailed(log, problem, agreement.Key);
                    failed.Add(agreement.Key);
                }
            }
        }
    }

    private async Task<IReadOnlyList<RegisterDue>> Due(List<string> failed, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Query<RegisterDue>().Where(due => !due.Agreement.IsOneOf(failed)).OrderBy(due => due.Id).Take(DueAtOnceMax).ToListAsync(cancel);
    }

    private Task Enter(string agreement, IReadOnlyList<RegisterDue> due, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            // Copies of the service take turns, so that the chain has one end.
            await session.Lock($"register/{agreement}", token);
            // Every entry is one event, so the record as it was stored tells the length of its log; folding it would read every content again.
            var before = await session.LoadAsync<PublicRecord>(agreement, token);
            var chain = new Chain(before);
            await EnterTerms(session, agreement, chain, token);
            if (chain.Record is { IsPublic: true })
            {
                foreach (var period in await Periods(session, agreement, due, token)) await EnterCase(session, agreement, period, chain, token);
            }

            session.AppendAt(PublicRecord.Stream(agreement), before?.LastNumber ?? 0, chain.Entered);
            session.Store(chain.Entered.Select(RegisterEntry.Of).ToArray());
            if (chain.Entered.Count > 0) session.Store(chain.Record!);
            foreach (var done in due) session.Delete<RegisterDue>(done.Id);
        },
        cancel);

    private static async Task EnterTerms(IDocumentSession session, string agreement, Chain chain, CancellationToken cancel)
    {
        var known = chain.Record?.TermsRevision ?? 0;
        foreach (var signed in await session.Query<KnownTerms>().Where(terms => terms.Agreement == agreement && terms.Revision > known).OrderBy(terms => terms.Revision).ToListAsync(cancel))
        {
            var terms = SignedTerms.Read(agreement, signed.Document, signed.DocumentSha256);
            var sections = await session.LoadManyAsync<KnownSection>(cancel, [.. terms.Sections.Values.Distinct(StringComparer.Ordinal)]);
            var basins = sections.Select(section => section.Basin).OfType<string>().Distinct().Order(StringComparer.Ordinal);
            chain.Add(new PublicRecord.Command.StateScope(agreement, signed.Revision, terms.Disclosed, PublicState.Scope(signed, terms, basins), signed.SignedAt));
            if (terms.Disclosed.Contains(Disclosure.Terms)) chain.Add(new PublicRecord.Command.Enter(Disclosure.Terms, "", "签署", PublicState.Terms(signed), 0, signed.SignedAt));
        }
    }

    private static async Task<IEnumerable<string>> Periods(IQuerySession session, string agreement, IReadOnlyList<RegisterDue> due, CancellationToken cancel) =>
        due.All(one => one.Period is not null)
            ? due.Select(one => one.Period!).Distinct().Order(StringComparer.Ordinal)
            : await session.Query<CaseListing>().Where(c => c.Agreement == agreement).OrderBy(c => c.Period).Select(c => c.Period).ToListAsync(cancel);

    private static async Task EnterCase(IQuerySession session, string agreement, string period, Chain chain, CancellationToken cancel)
    {
        var events = await session.Events.FetchStreamAsync(Case.Stream(agreement, period), token: cancel);
        var commits = events.GroupBy(e => e.Timestamp).Select(commit => new PublicChanges.Commit(commit.Max(e => e.Version), commit.Key, [.. commit.OrderBy(e => e.Version).Select(e => e.Data)]));
        foreach (var change in PublicChanges.Of(chain.Record!, [.. commits.OrderBy(commit => commit.Version)])) chain.Add(change);
    }

    /// <summary>The record as it grows.</summary>
    private sealed class Chain(PublicRecord? record)
    {
        public PublicRecord? Record { get; private set; } = record;

        public List<PublicRecord.Event.Entered> Entered { get; } = [];

        public void Add(PublicRecord.Command command)
        {
            var decision = PublicRecord.Decide(Record, command);
            if (decision.Rejection is { } refused) throw new RefusedException(refused);
            foreach (var entered in decision.Events)
            {
                Record = PublicRecord.Apply(Record, entered);
                Entered.Add((PublicRecord.Event.Entered)entered);
            }
        }
    }
}
