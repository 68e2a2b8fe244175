using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations/{code}/hj212</c>: how a station speaks HJ 212 and what was heard of it; never its password. <c>GET /hj212/strangers</c>: the addresses
/// that unknown devices speak from, for the superior and auditors.
/// </summary>
public static class ReadHj212Access
{
    /// <summary>How a station speaks, without its password.</summary>
    public sealed record Profile(
        string Station, int Revision, string Mn, string Version, IReadOnlyList<string> Crc, string Charset, IReadOnlyList<string> St, int Command)
    {
        public static Profile Of(Hj212Access access) =>
            new(access.Station, access.Revision, access.Mn, access.Version, access.Crc, access.Charset, access.St, access.Command);
    }

    /// <param name="Connected">Whether a connection of the station is open in this process.</param>
    /// <param name="Good">Packets that were understood.</param>
    /// <param name="Stored">Frames that were committed, the same frame sent again included.</param>
    /// <param name="Faults">Packets that were not taken, by kind; kinds without any are left out.</param>
    public sealed record Traffic(
        bool Connected, DateTimeOffset? LastHeard, long Good, long Stored, IReadOnlyDictionary<string, long> Faults,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Hj212LastFault? LastFault);

    public sealed record Answer(Profile Profile, Traffic Traffic);

    internal static void MapReadHj212Access(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations/{code}/hj212", One).WithTags("hj212").WithSummary("HJ 212 接入与计数 How a station speaks HJ 212, and its packets by outcome")
            .Produces<Answer>().ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/hj212/strangers", Strangers).RequireRole(Role.Superior, Role.Auditor).WithTags("hj212")
            .WithSummary("未登记设备 Addresses that packets of no registered device came from, in this process since it started")
            .Produces<IReadOnlyList<Hj212Traffic.Stranger>>();
    }

    private static async Task<IResult> One(
        string code, Caller caller, IQuerySession session, Hj212Traffic traffic, Hj212Requests requests, CancellationToken cancel)
    {
        var (_, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        var (access, _) = await session.Load<Hj212Access>(Hj212Access.Stream(code), Hj212Access.Apply, cancel);
        if (access is null) return new Rejection(Refusal.NotFound, "no-hj212", $"Nobody has stated how station {code} speaks HJ 212.", "station", code).ToResult();
        var tally = (await session.LoadAsync<Hj212Tally>(code, cancel) ?? Hj212Tally.None(code)).Plus(traffic.Since(code));
        return TypedResults.Ok(new Answer(
            Profile.Of(access),
            new(requests.IsConnected(code), tally.LastHeard, tally.Good, tally.Stored,
                tally.Faults.ToDictionary(fault => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{fault.Key}"), fault => fault.Value), tally.LastFault)));
    }

    private static IReadOnlyList<Hj212Traffic.Stranger> Strangers(Hj212Traffic traffic) => traffic.Strangers;
}
