using System.Collections.Immutable;
using System.Security.Cryptography;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>PUT /stations/{code}/hj212</c>: how a station speaks HJ 212. For the superior and the station's operator; and for the bureaus of the section's two
/// regions, as far as the first statement goes.
/// </summary>
public static class StateHj212Access
{
    /// <param name="Mn">Device number, unique among all stations.</param>
    /// <param name="Version"><c>2005</c>, <c>2017</c>, <c>surface-water</c> or <c>2025</c>.</param>
    /// <param name="Password">Left out, the password stays as it is.</param>
    /// <param name="Crc"><c>standard</c>, <c>modbus</c>, <c>modbus-swapped</c>; the standard's alone where left out.</param>
    /// <param name="Charset"><c>utf-8</c> or <c>gbk</c>; <c>utf-8</c> where left out.</param>
    /// <param name="St">System codes; <c>21</c> where left out.</param>
    /// <param name="Command">2011, 2051, 2061 or 2031; where left out 2061 for surface water and 2011 for the others.</param>
    public sealed record Body(
        string Mn, string Version, string? Password = null, IReadOnlyList<string>? Crc = null, string? Charset = null, IReadOnlyList<string>? St = null,
        int? Command = null)
    {
        // The generated text would show the password.
        public override string ToString() => $"{Mn} {Version}";
    }

    internal static void MapStateHj212Access(this IEndpointRouteBuilder app) =>
        app.MapPut("/stations/{code}/hj212", Put).WithTags("hj212").WithSummary("登记 HJ 212 接入 State how a station speaks HJ 212")
            .WithDescription("Exactly one data command makes the station's frames, because a frame is one station and one instant; data of other commands are refused, not acknowledged.")
            .Produces<ReadHj212Access.Profile>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(
        string code, Body body, Caller caller, IDocumentStore store, Hj212Directory directory, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var outcome = await store.Work((session, token) => State(session, code, body, caller, salt, now, token), cancel);
        if (outcome.Rejection is { } rejection) return rejection.ToResult();
        if (outcome.Changed) await directory.Refresh(cancel);
        return TypedResults.Ok(ReadHj212Access.Profile.Of(outcome.State!));
    }

    private static async Task<Outcome<Hj212Access>> State(
        IDocumentSession session, string code, Body body, Caller caller, string salt, DateTimeOffset now, CancellationToken cancel)
    {
        var (listing, rejection) = await session.FindRun(code, caller, cancel);
        if (listing is null) return new(null, 0, false, rejection);
        // Of two stations that state one device number at once, the later one finds it taken.
        await session.Lock($"hj212-mn/{body.Mn}", cancel);
        var owner = await session.Query<Hj212Line>().Where(line => line.Mn == body.Mn && line.Id != code).Select(line => line.Id).FirstOrDefaultAsync(cancel);
        var outcome = await session.Decide<Hj212Access>(
            Hj212Access.Stream(code),
            Hj212Access.Apply,
            access => Hj212Access.Decide(access, new Hj212Access.State(
                code, body.Mn, body.Password, body.Version, body.Crc, body.Charset, body.St, body.Command, salt, caller.Organisation, now,
                caller.Role == Role.Superior || listing.Operator == caller.Organisation, owner)),
            cancel);
        if (outcome is not { Changed: true, State: { } state }) return outcome;
        var password = body.Password ?? (await session.LoadAsync<Hj212Line>(code, cancel))!.Password;
        session.Store(new Hj212Line(code, state.Mn, password, state.Version, [.. state.Crc], state.Charset, [.. state.St], state.Command));
        await session.SaveChangesAsync(cancel);
        return outcome;
    }

    /// <summary>A station, if the caller may say how it is spoken with: its operator, the superior, and the bureaus of the section's two regions.</summary>
    internal static async Task<(StationListing? Listing, Rejection? Rejection)> FindRun(
        this IQuerySession session, string code, Caller caller, CancellationToken cancel)
    {
        var (listing, rejection) = await session.Find(code, caller, cancel);
        if (listing is null) return (null, rejection);
        if (listing.Operator == caller.Organisation) return (listing, null);
        var section = await session.LoadAsync<KnownSection>(listing.Section, cancel);
        return section is not null && section.MayBeRunBy(caller)
            ? (listing, null)
            : (null, new(Refusal.Forbidden, "not-your-station", $"Station {code} is spoken with by its operator {listing.Operator}, the superior and the bureaus of its section; {caller.Organisation} is {caller.Role}."));
    }
}
