using System.Text.Json;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Registry;

/// <summary>
/// <c>PUT /agreements/{no}/draft</c>: a party's bureau drafts an agreement or amends the draft. A document that does not state the seven items of
/// art. 17, or whose formulas do not check, is refused with everything that is wrong with it at once. Signed agreements that pay for the same
/// water are told, so that the parties can name each other's numbers before they sign.
/// </summary>
public static class DraftAgreement
{
    /// <summary>Drafts whose meaning is worked out at once; others wait their turn, because it takes a processor for a second or two.</summary>
    private const int AtOnceMax = 1;

    private static readonly SemaphoreSlim s_turn = new(AtOnceMax);

    /// <param name="Document">The agreement's document, a JSON object.</param>
    /// <param name="Amends">The revision that the drafter saw and replaces; 0 or absent for the first draft.</param>
    public sealed record Body(JsonElement Document, int Amends = 0);

    public static void MapDraftAgreement(this IEndpointRouteBuilder app) =>
        app.MapPut("/agreements/{no}/draft", Put).RequireRole(Role.Bureau)
            .WithTags("agreements").WithSummary("起草或修改协议 Draft an agreement or amend its draft; all problems are reported at once")
            .Produces<AgreementView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(string no, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var check = CheckedTerms.Read(body.Document.GetRawText());
        if (check.Terms is not { } terms) return check.Problems.ToResult();
        var now = clock.GetUtcNow();
        var unserved = NotServed(terms).Concat(await Unregistered(terms, store, cancel)).ToList();
        if (unserved.Count > 0) return unserved.ToResult();
        var outcome = await store.Decide<Agreement>(
            Agreement.Stream(no),
            Agreement.Apply,
            agreement => Agreement.Decide(agreement, new Agreement.Command.Draft(
                no, body.Amends, terms.Canonical, terms.Sha256, terms.Title,
                [.. terms.Parties.Select(party => new Agreement.Party(party.Key, party.Value))],
                [.. terms.Sections.Select(section => new Agreement.SectionName(section.Key, section.Value))],
                terms.From, terms.To, caller.Organisation, caller.Region, now)),
            cancel,
            AgreementListing.Keep);
        if (outcome.Rejection is { } rejection) return rejection.ToResult();
        // Sending the draft of others word for word changes nothing, and must not show who has signed it.
        if (!AgreementView.MayRead(caller, outcome.State!)) return AgreementView.NotForYou(caller, no).ToResult();
        await using var session = store.QuerySession();
        var overlaps = await session.Overlaps(outcome.State!, cancel);
        return TypedResults.Ok(AgreementView.Of(outcome.State!, now) with { Overlaps = overlaps, Meaning = await Meaning(check, cancel) });
    }

    private static async Task<DraftMeaning> Meaning(TermsCheck check, CancellationToken cancel)
    {
        await s_turn.WaitAsync(cancel);
        try
        {
            return DraftMeaning.Of(check);
        }
        finally
        {
            s_turn.Release();
        }
    }

    /// <summary>
    /// What the language can say and the services do not carry out: somebody has to pay out of a pot and say what has come in, unless it comes out even once
    /// everything is set off.
    /// </summary>
    public static IReadOnlyList<Problem> NotServed(CheckedTerms terms) =>
    [
        .. terms.PotsLeftOver.Select(pot => new Problem(
            "clauses", 0, 0, "pot-not-settled", $"资金“{pot}”的收支在轧差后不恒为零：应在资金(funds)中写明管理方(keeper)，并写明余额结转(rest: 结转)。")),
    ];

    /// <summary>Sections that the registry does not know, and party regions nobody could sign for.</summary>
    private static async Task<IReadOnlyList<Problem>> Unregistered(CheckedTerms terms, IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var codes = terms.Sections.Values.Where(Codes.IsCode).Distinct().ToArray();
        var known = (await session.LoadManyAsync<SectionListing>(cancel, codes)).Select(section => section.Id).ToHashSet();
        var regions = terms.Parties.Values.ToArray();
        var bureaus = (await session.Query<OrganisationListing>().Where(o => o.Role == Role.Bureau && o.Region.IsOneOf(regions)).ToListAsync(cancel))
            .Select(bureau => bureau.Region).ToHashSet();
        return
        [
            .. terms.Sections.Where(section => !known.Contains(section.Value))
                .Select(section => new Problem($"sections.{section.Key}", 0, 0, "section-not-registered", $"断面“{section.Key}”的代码“{section.Value}”尚未登记。")),
            .. terms.Parties.Where(party => !bureaus.Contains(party.Value))
                .Select(party => new Problem($"parties.{party.Key}", 0, 0, "bureau-not-registered", $"签约方“{party.Key}”（{party.Value}）尚无登记的生态环境部门，无人可以签署。")),
        ];
    }
}
