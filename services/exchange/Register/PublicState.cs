using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// What the register shows of terms, results and payments. The parties' own words (reasons of objections, references of payments) are left out: the
/// agreement discloses what came of the period, not the correspondence about it. Amounts are fen as text.
/// </summary>
public static class PublicState
{
    /// <param name="basins">Codes of the basins that the sections lie in, as far as they are known.</param>
    public static JsonObject Scope(KnownTerms signed, CheckedTerms terms, IEnumerable<string> basins) => terms.Disclosed.IsEmpty
        ? new() { ["revision"] = signed.Revision, ["disclosure"] = new JsonArray() }
        : new()
        {
            ["revision"] = signed.Revision, ["disclosure"] = Texts(terms.Disclosed), ["title"] = terms.Title, ["documentSha256"] = signed.DocumentSha256,
            ["signedOn"] = Day(Case.ChinaDate(signed.SignedAt)), ["term"] = new JsonObject { ["from"] = Day(terms.From), ["to"] = Day(terms.To) },
            ["parties"] = new JsonArray([.. terms.Parties.Select(party => new JsonObject { ["name"] = party.Key, ["region"] = party.Value, ["province"] = Sides.Name(party.Value) })]),
            ["basins"] = Texts(basins),
        };

    public static JsonObject Terms(KnownTerms signed) => new()
    {
        ["revision"] = signed.Revision, ["signedOn"] = Day(Case.ChinaDate(signed.SignedAt)), ["documentSha256"] = signed.DocumentSha256, ["document"] = JsonNode.Parse(signed.Document),
    };

    /// <summary>Null while nothing has been assessed.</summary>
    public static JsonObject? Results(Case c) => c.Assessment is not { } assessment ? null : new()
    {
        ["period"] = c.Period, ["status"] = Status(c), ["settledOn"] = c.SettledOn is { } day ? Day(day) : null, ["corrections"] = c.Corrections,
        ["objected"] = c.OpenObjection is not null, ["confirmedBy"] = Texts(c.Confirmations.Keys),
        ["assessment"] = Of(assessment), ["restatement"] = c.Restatement is { } noted ? Of(noted.Assessment) : null,
        ["obligations"] = new JsonArray([.. c.Obligations.Select(o => new JsonObject
        {
            ["number"] = o.Number, ["clause"] = o.Clause, ["from"] = o.From, ["to"] = o.To, ["amountFen"] = $"{o.AmountFen}", ["isDue"] = o.DueOn is not null, ["waived"] = o.Waiver is not null,
        })]),
    };

    /// <summary>Null while nothing is due.</summary>
    public static JsonObject? Payments(Case c) => c.Standing.IsEmpty ? null : new()
    {
        ["period"] = c.Period,
        ["obligations"] = new JsonArray([.. c.Standing.Select(o => Obligation(c, o))]),
    };

    /// <summary>What became of an obligation, in a word. Entries of before waivers were shown say nothing of them.</summary>
    public static string Standing(JsonNode obligation) => IsWaived(obligation) ? "免收" : obligation["isDue"]!.GetValue<bool>() ? "已确定" : "待确认";

    public static bool IsWaived(JsonNode obligation) => obligation["waived"]?.GetValue<bool>() == true;

    private static JsonObject Obligation(Case c, Obligation o) => new()
    {
        ["number"] = o.Number, ["clause"] = o.Clause, ["from"] = o.From, ["fromProvince"] = Province(c, o.From), ["to"] = o.To, ["toProvince"] = Province(c, o.To),
        ["amountFen"] = $"{o.AmountFen}", ["obligedOn"] = Day(o.ObligedOn!.Value), ["dueOn"] = Day(o.DueOn!.Value), ["notice"] = o.Notice,
        ["unpaidFen"] = $"{o.OutstandingFen}", ["waived"] = o.Waiver is not null,
        ["payments"] = new JsonArray([.. o.Payments.Where(payment => payment.ConfirmedAt is not null).Select(payment => new JsonObject
        {
            ["amountFen"] = $"{payment.AmountFen}", ["paidOn"] = Day(payment.PaidOn), ["confirmedOn"] = Day(Case.ChinaDate(payment.ConfirmedAt!.Value)),
        })]),
    };

    private static JsonObject Of(Case.Assessed a)
    {
        var text = Explanation.Text(a.Explanation);
        return new()
        {
            ["revision"] = a.Revision, ["termsRevision"] = a.TermsRevision, ["assessedOn"] = Day(Case.ChinaDate(a.At)), ["determined"] = a.IsDetermined,
            ["values"] = new JsonArray([.. AssessedValues.Of(a.Explanation).Select(value => new JsonObject { ["name"] = value.Name, ["value"] = value.Value, ["unit"] = value.Unit })]),
            ["payments"] = new JsonArray([.. a.Payments.Select(p => new JsonObject { ["clause"] = p.Clause, ["from"] = p.From, ["to"] = p.To, ["amountFen"] = p.AmountFen is { } fen ? $"{fen}" : null })]),
            ["gaps"] = Texts(a.Gaps.Select(gap => $"{gap.Section} {gap.Month} {gap.Indicator}：{gap.Reason}")),
            ["rulesEdition"] = a.RulesEdition, ["explanationSha256"] = OwedNotice.ExplanationSha256(a), ["explanation"] = text,
        };
    }

    /// <summary>As people say it.</summary>
    private static string Status(Case c) => c switch
    {
        { Correction: not null } => "更正待确认",
        { Status: CaseStatus.Undetermined } => "不能确定",
        { Status: CaseStatus.Assessed, OpenObjection: not null } => "异议处理中",
        { Status: CaseStatus.Assessed } => "待确认",
        { Status: CaseStatus.Due } => "已结算，待付款",
        { Status: CaseStatus.Closed } => "已结清",
        _ => "待重新评估",
    };

    /// <summary>Of a party; a pot of the agreement lies in none.</summary>
    private static string? Province(Case c, string name) => c.Parties.TryGetValue(name, out var region) ? Sides.Name(region) : null;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
