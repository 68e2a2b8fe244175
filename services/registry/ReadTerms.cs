using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Basin.Registry;

/// <summary>
/// <c>GET /agreements/{no}/terms/text</c> and <c>GET /agreements/{no}/terms/difference</c>: an agreement's document as people read it, and what
/// changed between two of its revisions. Revisions that were only drafts stay with those who may read drafts, also once the agreement is signed.
/// </summary>
public static class ReadTerms
{
    /// <param name="From">Revision before.</param>
    /// <param name="To">Revision compared with it.</param>
    /// <param name="Changes">In the order of the text: clauses by number, values and formulas by name, single fields by label.</param>
    /// <param name="Unchanged">How many things both revisions state alike.</param>
    public sealed record DifferenceView(int From, int To, IReadOnlyList<TermsChange> Changes, int Unchanged);

    public static void MapReadTerms(this IEndpointRouteBuilder app)
    {
        app.MapGet("/agreements/{no}/terms/text", Text).WithTags("agreements")
            .WithSummary("条款文本 The document as numbered Chinese text, to lay beside the signed paper; of an earlier revision with revision=N")
            .Produces<string>(contentType: "text/plain").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/agreements/{no}/terms/difference", Difference).WithTags("agreements")
            .WithSummary("条款比较 What changed between two revisions (from, to), clause by clause: JSON, or Chinese text with Accept: text/plain")
            .Produces<DifferenceView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> Text(
        string no, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken cancel, string? knownAt = null, int? revision = null)
    {
        var (agreement, _, refused) = await ReadAgreements.Load(no, knownAt, caller, session, clock, cancel);
        if (refused is not null) return refused.ToResult();
        if (revision is null || revision == agreement!.Revision) return Written(() => Plain(TermsText.Of(agreement!.Document)));
        var (revisions, unreadable) = await Revisions(session, agreement, caller, knownAt, cancel, (revision.Value, "revision"));
        return unreadable?.ToResult() ?? Written(() => Plain(TermsText.Of(revisions!.Documents[revision.Value])));
    }

    private static async Task<IResult> Difference(
        string no, Caller caller, HttpRequest request, IQuerySession session, TimeProvider clock, CancellationToken cancel, int? from = null, int? to = null, string? knownAt = null)
    {
        if (from is not { } before || to is not { } after)
            return new Rejection(Refusal.Malformed, "missing-revision", "from and to are the two revisions to compare, such as ?from=1&to=2.", from is null ? "from" : "to").ToResult();
        var (agreement, _, refused) = await ReadAgreements.Load(no, knownAt, caller, session, clock, cancel);
        if (refused is not null) return refused.ToResult();
        var (revisions, unreadable) = await Revisions(session, agreement!, caller, knownAt, cancel, (before, "from"), (after, "to"));
        if (unreadable is not null) return unreadable.ToResult();
        var asText = request.Headers.Accept.ToString().StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
        return Written(() =>
        {
            var difference = TermsDifference.Of(revisions!.Documents[before], revisions.Documents[after]);
            return asText ? Plain(difference.Text()) : TypedResults.Ok(new DifferenceView(before, after, difference.Changes, difference.Unchanged));
        });
    }

    private static async Task<(AgreementRevisions? Revisions, Rejection? Refused)> Revisions(
        IQuerySession session, Agreement agreement, Caller caller, string? knownAt, CancellationToken cancel, params (int Revision, string Field)[] asked)
    {
        if (MayNotRead(caller, agreement, asked) is { } refused) return (null, refused);
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return (null, malformed);
        var (revisions, _) = await session.Load<AgreementRevisions>(Agreement.Stream(agreement.No), AgreementRevisions.Apply, cancel, moment);
        return (revisions, asked.Select(one => revisions!.Refused(agreement.No, one.Revision, one.Field)).FirstOrDefault(problem => problem is not null));
    }

    /// <summary>Why a caller who may read the agreement may not read one of these revisions; null where nothing is in the way.</summary>
    public static Rejection? MayNotRead(Caller caller, Agreement agreement, IEnumerable<(int Revision, string Field)> asked)
    {
        if (AgreementView.MayReadDrafts(caller, agreement)) return null;
        var (draft, field) = asked.FirstOrDefault(one => one.Revision != agreement.Revision);
        return field is null
            ? null
            : new(Refusal.Forbidden, "draft-of-others",
                $"{agreement.No} was signed as revision {agreement.Revision}; its drafts are readable by its parties, the superior and the auditor, and {caller.Organisation} of {caller.Region} is none of them.", field, $"{draft}");
    }

    /// <summary>A document with a field that the text has no words for is said to have one, rather than shown without it.</summary>
    private static IResult Written(Func<IResult> write)
    {
        try
        {
            return write();
        }
        catch (FormatException problem)
        {
            return new Rejection(Refusal.NotAllowed, "not-writable", problem.Message, "document").ToResult();
        }
    }

    private static ContentHttpResult Plain(string text) => TypedResults.Text(text, "text/plain", Encoding.UTF8);
}
