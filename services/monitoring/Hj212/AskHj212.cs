using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /stations/{code}/hj212/resend</c> and <c>/time</c>: asks a station over its open connection to send its frames of a range of times once more,
/// or sets its clock. For the station's operator, the superior and the bureaus of its section. <c>GET /stations/{code}/hj212/requests</c>: how it ended.
/// </summary>
public static class AskHj212
{
    /// <param name="Command">The data command of the station's profile: 2031, 2051 or 2061.</param>
    /// <param name="From">First time, inclusive, ISO 8601 with its offset.</param>
    /// <param name="To">Last time, inclusive.</param>
    public sealed record Body(int Command, string From, string To);

    internal static void MapAskHj212(this IEndpointRouteBuilder app)
    {
        app.MapPost("/stations/{code}/hj212/resend", Resend).WithTags("hj212").WithSummary("请求补传 Ask a station to send its frames of a range of times once more")
            .Produces<Hj212Conversation>(StatusCodes.Status202Accepted).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        app.MapPost("/stations/{code}/hj212/time", SetTime).WithTags("hj212").WithSummary("校时 Set a station's clock to the server's")
            .Produces<Hj212Conversation>(StatusCodes.Status202Accepted).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        app.MapGet("/stations/{code}/hj212/requests", All).WithTags("hj212").WithSummary("对站请求 Requests to a station and how they stand, the latest first, in this process since it started")
            .Produces<IReadOnlyList<Hj212Conversation>>().ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> Resend(
        string code, Body body, Caller caller, IQuerySession session, Hj212Requests requests, CancellationToken cancel)
    {
        if (Moment.Read("from", body.From, out var from) is { } noFrom) return noFrom.ToResult();
        if (Moment.Read("to", body.To, out var to) is { } noTo) return noTo.ToResult();
        var (_, rejection) = await session.FindRun(code, caller, cancel);
        return rejection?.ToResult() ?? Answer(code, requests.RequestResend(code, body.Command, from!.Value, to!.Value));
    }

    private static async Task<IResult> SetTime(string code, Caller caller, IQuerySession session, Hj212Requests requests, CancellationToken cancel)
    {
        var (_, rejection) = await session.FindRun(code, caller, cancel);
        return rejection?.ToResult() ?? Answer(code, requests.SetTime(code));
    }

    private static async Task<IResult> All(string code, Caller caller, IQuerySession session, Hj212Requests requests, CancellationToken cancel)
    {
        var (_, rejection) = await session.Find(code, caller, cancel);
        return rejection?.ToResult() ?? TypedResults.Ok(requests.Of(code));
    }

    private static IResult Answer(string code, Hj212Requests.Asked asked) =>
        asked.Rejection?.ToResult() ?? TypedResults.Accepted($"/stations/{code}/hj212/requests", asked.Conversation);
}
