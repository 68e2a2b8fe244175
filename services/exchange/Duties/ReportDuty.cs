using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /duties/{agreement}/{name}/{period}/reports</c>: the bureau of the party that owes a duty reports that it was carried out, with the proof; and
/// <c>…/reports/{number}/acceptance</c> and <c>…/refusal</c>: the other side's bureau answers.
/// </summary>
public static class ReportDuty
{
    /// <param name="FulfilledOn">The day it was carried out, not after today.</param>
    /// <param name="Evidence">The files that prove it, by their SHA-256; at least one.</param>
    public sealed record Body(DateOnly FulfilledOn, string Text, IReadOnlyList<Evidence> Evidence);

    public sealed record RefusalBody(string Reason);

    public static void MapReportDuty(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/duties/{agreement}/{name}/{period}/reports").RequireRole(Role.Bureau).WithTags("duties");
        reports.MapPost("/", Report).WithSummary("报告履行 Report that a duty was carried out, with its proof")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        reports.MapPost("/{number:int}/acceptance", Accept).WithSummary("验收通过 Accept a report; silence accepts nothing unless the terms say so")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        reports.MapPost("/{number:int}/refusal", Refuse).WithSummary("验收不通过 Refuse a report; the duty is open again")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Report(
        string agreement, string name, string period, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.Report(body.FulfilledOn, body.Text, [.. body.Evidence], caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);

    private static async Task<IResult> Accept(
        string agreement, string name, string period, int number, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.Accept(number, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);

    private static async Task<IResult> Refuse(
        string agreement, string name, string period, int number, RefusalBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.Refuse(number, body.Reason, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);
}
