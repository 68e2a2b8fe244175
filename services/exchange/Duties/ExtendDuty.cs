using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /duties/{agreement}/{name}/{period}/extensions</c>: either side asks for a later due day, and the bureau of the other grants or denies it.</summary>
public static class ExtendDuty
{
    /// <param name="DueOn">The last day that is asked for, later than the present one.</param>
    public sealed record Body(DateOnly DueOn, string Reason);

    public sealed record DenialBody(string Reason);

    public static void MapExtendDuty(this IEndpointRouteBuilder app)
    {
        var extensions = app.MapGroup("/duties/{agreement}/{name}/{period}/extensions").RequireRole(Role.Bureau).WithTags("duties");
        extensions.MapPost("/", Ask).WithSummary("请求延期 Ask for a later due day")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        extensions.MapPost("/{number:int}/consent", Grant).WithSummary("同意延期 Grant what the other side asked for")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        extensions.MapPost("/{number:int}/denial", Deny).WithSummary("不同意延期 Deny what the other side asked for")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Ask(
        string agreement, string name, string period, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.AskExtension(body.DueOn, body.Reason, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);

    private static async Task<IResult> Grant(
        string agreement, string name, string period, int number, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.GrantExtension(number, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);

    private static async Task<IResult> Deny(
        string agreement, string name, string period, int number, DenialBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.DenyExtension(number, body.Reason, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);
}
