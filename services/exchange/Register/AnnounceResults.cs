using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /cases/{agreement}/{period}/announcement</c>: the common superior, or a party's bureau, has the settled result announced: a numbered, signed
/// paper that anybody may read. Once for each settled assessment, however often it is asked.
/// </summary>
public static class AnnounceResults
{
    /// <param name="Notice">Id of the announcement; it is read at <paramref name="Address"/>.</param>
    public sealed record Answer(string Agreement, string Period, int Assessment, string Notice, string Address);

    public static void MapAnnounceResults(this IEndpointRouteBuilder app) =>
        app.MapPost("/cases/{agreement}/{period}/announcement", Post)
            .RequireRole(Role.Superior, Role.Bureau)
            .WithTags("notices")
            .WithSummary("发布公告 Announce what a case has settled, where the agreement lets results be public")
            .Produces<Answer>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(string agreement, string period, Caller caller, IDocumentStore store, SignNotices notices, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        var (found, outcome) = await store.Work(
            async (session, token) =>
            {
                var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, token);
                var signed = await session.Query<KnownTerms>().Where(terms => terms.Agreement == agreement).OrderByDescending(terms => terms.Revision).FirstOrDefaultAsync(token);
                var terms = signed is null ? null : SignedTerms.Read(agreement, signed.Document, signed.DocumentSha256);
                var command = new Announcement.Issue(found, terms?.Disclosed ?? [], caller.Role == Role.Superior ? null : caller.Region, "", caller.Organisation, at);
                var stream = Announcement.Stream(agreement, period);
                var (before, version) = await session.Load<Announcement>(stream, Announcement.Apply, token);
                // Numbers are taken only for what will be issued.
                if (Announcement.Decide(before, command) is not { Rejection: null, Events.IsEmpty: false })
                    return (found, session.Decide(stream, before, version, Announcement.Apply, state => Announcement.Decide(state, command)));
                var months = await session.LoadManyAsync<KnownSectionMonth>(token, [.. found!.Assessment!.Facts.Select(fact => fact.KnownId)]);
                var facts = AnnouncementText.Of(found, terms!, months, Case.ChinaDate(at));
                var owed = OwedNotice.Of(found, facts, $"{NoticeKind.Announcement}/{agreement}/{period}/{found.Assessment.Revision}", at);
                var issued = command with { Notice = (await notices.Issue(session, [owed], at, token))[0] };
                var outcome = session.Decide(stream, before, version, Announcement.Apply, state => Announcement.Decide(state, issued));
                await session.SaveChangesAsync(token);
                return (found, outcome);
            },
            cancel);
        if (outcome.Rejection is { } rejection) return rejection.ToResult();
        var revision = found!.Assessment!.Revision;
        var notice = outcome.State!.Notices[revision];
        return TypedResults.Ok(new Answer(agreement, period, revision, notice, $"/public/announcements/{notice}"));
    }
}
