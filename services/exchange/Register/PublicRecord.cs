using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// What of one agreement anybody may see (公开登记簿): entries that are only ever added, each chained to the one before it. The register shows nothing that
/// is not in an entry. What is public is said by the terms, revision after revision; where a revision withdraws something, the entries about it stay in the
/// chain and are withheld.
/// </summary>
/// <param name="Id">Agreement number.</param>
/// <param name="TermsRevision">The revision whose disclosure holds.</param>
/// <param name="Disclosed">Words of <see cref="Disclosure"/>.</param>
/// <param name="IsPublic">Whether anything is disclosed.</param>
/// <param name="Since">When each disclosed part became public.</param>
/// <param name="Latest">The newest entry of each part and period.</param>
public sealed record PublicRecord(
    string Id,
    int TermsRevision,
    ImmutableArray<string> Disclosed,
    bool IsPublic,
    ImmutableSortedDictionary<string, DateTimeOffset> Since,
    int LastNumber,
    string LastSha256,
    ImmutableSortedDictionary<string, PublicRecord.Shown> Latest)
{
    /// <summary>公开范围: the part that says what is public. It is shown whatever is.</summary>
    public const string Scope = "公开范围";

    public static string Stream(string agreement) => $"public-record/{agreement}";

    public static string Key(string part, string period) => $"{part}/{period}";

    /// <summary>Where the newest entry of a part and period stands.</summary>
    /// <param name="CaseVersion">Events of the case that it takes into account; 0 where it is not about a case.</param>
    public sealed record Shown(int Number, string Part, string Period, string StateSha256, long CaseVersion);

    public abstract record Event
    {
        private Event()
        {
        }

        /// <param name="Part">A word of <see cref="Disclosure"/>, or <see cref="Scope"/>.</param>
        /// <param name="Period">Empty where it is about no one period.</param>
        /// <param name="Content">Canonical JSON (RFC 8785): what is shown, and what <paramref name="ContentSha256"/> is the hash of.</param>
        /// <param name="StateSha256">Hash of the <c>state</c> within the content, so that the same state is not entered twice.</param>
        /// <param name="TermsRevision">Of an entry about the scope; null for every other.</param>
        /// <param name="Disclosed">What is public from this entry on; null with <paramref name="TermsRevision"/>.</param>
        [EventName("register_entered.v1")]
        public sealed record Entered(
            string Agreement, int Number, string Part, string Period, long CaseVersion, string Content, string ContentSha256, string StateSha256, string PreviousSha256, string Sha256,
            DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TermsRevision = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? Disclosed = null) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        /// <summary>A signed revision of the terms says what is public.</summary>
        /// <param name="State">What everybody may know of the agreement; nothing but the revision where nothing is disclosed.</param>
        public sealed record StateScope(string Agreement, int TermsRevision, ImmutableArray<string> Disclosed, JsonObject State, DateTimeOffset At) : Command;

        /// <summary>Something that is public has come to another state.</summary>
        /// <param name="Kind">What brought it there, such as 评估.</param>
        /// <param name="At">When it did.</param>
        public sealed record Enter(string Part, string Period, string Kind, JsonObject State, long CaseVersion, DateTimeOffset At) : Command;
    }

    public static Decision Decide(PublicRecord? record, Command command) => (record, command) switch
    {
        (_, Command.StateScope scope) => Decide(record, scope),
        (null, _) => Decision.Refuse(Refusal.NotFound, "not-public", "Nothing of this agreement is public."),
        ({ } r, Command.Enter entry) => Decide(r, entry),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    public static PublicRecord? Apply(PublicRecord? record, object happened)
    {
        if (happened is not Event.Entered e) return record;
        var disclosed = e.Disclosed ?? record?.Disclosed ?? [];
        var since = record?.Since ?? ImmutableSortedDictionary<string, DateTimeOffset>.Empty.WithComparers(StringComparer.Ordinal);
        var latest = record?.Latest ?? ImmutableSortedDictionary<string, Shown>.Empty.WithComparers(StringComparer.Ordinal);
        return new(
            e.Agreement, e.TermsRevision ?? record?.TermsRevision ?? 0, disclosed, !disclosed.IsEmpty,
            e.Disclosed is null ? since : disclosed.ToImmutableSortedDictionary(part => part, part => since.TryGetValue(part, out var earlier) ? earlier : e.At, StringComparer.Ordinal),
            e.Number, e.Sha256, latest.SetItem(Key(e.Part, e.Period), new(e.Number, e.Part, e.Period, e.StateSha256, e.CaseVersion)));
    }

    /// <summary>Whether an entry's content may be shown.</summary>
    public bool Shows(string part) => part == Scope || Disclosed.Contains(part);

    private static Decision Decide(PublicRecord? record, Command.StateScope scope)
    {
        if (scope.TermsRevision <= (record?.TermsRevision ?? 0)) return Decision.Nothing;
        // An agreement of which nothing was ever public is not in the register: not even that it says so.
        if (record is null && scope.Disclosed.IsEmpty) return Decision.Nothing;
        var kind = record is null ? "公开" : scope.Disclosed.IsEmpty ? "撤回公开" : record.Disclosed.SequenceEqual(scope.Disclosed) ? "修订" : "变更公开范围";
        return Decision.Of(Entry(record, scope.Agreement, Scope, "", kind, scope.State, 0, scope.At) with { TermsRevision = scope.TermsRevision, Disclosed = scope.Disclosed });
    }

    private static Decision Decide(PublicRecord record, Command.Enter entry)
    {
        if (record.Latest.GetValueOrDefault(Key(entry.Part, entry.Period)) is { } shown && (shown.StateSha256 == Sha256(entry.State) || (entry.CaseVersion > 0 && entry.CaseVersion <= shown.CaseVersion)))
            return Decision.Nothing;
        if (!record.Disclosed.Contains(entry.Part)) return Decision.Refuse(Refusal.Conflict, "not-disclosed", $"{record.Id} does not disclose {entry.Part}.", "part", entry.Part);
        return Decision.Of(Entry(record, record.Id, entry.Part, entry.Period, entry.Kind, entry.State, entry.CaseVersion, entry.At));
    }

    private static Event.Entered Entry(PublicRecord? record, string agreement, string part, string period, string kind, JsonObject state, long caseVersion, DateTimeOffset at)
    {
        var (number, previous) = ((record?.LastNumber ?? 0) + 1, record?.LastSha256 ?? RegisterChain.NoPredecessor);
        var content = new JsonObject { ["agreement"] = agreement, ["part"] = part, ["kind"] = kind, ["period"] = period, ["at"] = Instant(at), ["state"] = state.DeepClone() };
        var (canonical, sha256) = (CanonicalJson.Of(content.ToJsonString()), Sha256(content));
        return new(agreement, number, part, period, caseVersion, canonical, sha256, Sha256(state), previous, RegisterChain.Sha256(previous, number, sha256), at);
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static string Sha256(JsonObject content) => Signatures.Sha256(Encoding.UTF8.GetBytes(CanonicalJson.Of(content.ToJsonString())));
}
