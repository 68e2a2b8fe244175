using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /fund-use/{agreement}/{period}/{region}/questions</c>: a party that is not the receiver, whoever else pays, or the common superior questions a use or that none
/// was reported; <c>…/questions/{number}/answer</c>: the receiving side answers.
/// </summary>
public static class QuestionUse
{
    /// <param name="Reference">The report that is questioned; left out for the use as a whole.</param>
    public sealed record Body(string Reason, string? Reference = null);

    public sealed record AnswerBody(string Text, IReadOnlyList<Evidence>? Evidence = null);

    public static void MapQuestionUse(this IEndpointRouteBuilder app)
    {
        var questions = app.MapGroup("/fund-use/{agreement}/{period}/{region}/questions").WithTags("fund use");
        questions.MapPost("/", Ask).RequireRole(Role.Bureau, Role.Finance, Role.Superior).WithSummary("质询 Question a use, or the use as a whole")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        questions.MapPost("/{number:int}/answer", Answer).RequireRole(Role.Bureau, Role.Finance).WithSummary("答复质询 Answer a question about one's own use")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static Task<IResult> Ask(
        string agreement, string period, string region, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return store.DecideFund(
            agreement, period, region, caller,
            found => new FundUse.Command.Question(body.Reference, body.Reason, NameOf(found.Case, caller), caller.Organisation, at),
            cancel);
    }

    /// <summary>The party that asks, or whoever else pays, such as by guiding support; null for the superior, who belongs to none.</summary>
    private static string? NameOf(Case found, Caller caller) =>
        caller.Role == Role.Superior ? null : found.PartyOf(caller.Region) ?? found.Accounts.First(account => account.Value == caller.Region).Key;

    private static Task<IResult> Answer(
        string agreement, string period, string region, int number, AnswerBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return store.DecideFund(
            agreement, period, region, caller, _ => new FundUse.Command.Answer(number, body.Text, [.. body.Evidence ?? []], caller.Region, caller.Organisation, at), cancel);
    }
}
