using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Registry;

/// <summary>
/// An organisation (机构) and its public keys. Code, role and region are what others rely on and never change; name and notice address may.
/// Keys live in the same stream, so that "the last key" is decided against all of them at once. A revoked key stays known with its times:
/// what it signed before remains verifiable.
/// </summary>
public sealed record Organisation(
    string Code,
    int Revision,
    string Name,
    string Role,
    string Region,
    string? NoticeUrl,
    string RegisteredBy,
    IReadOnlyList<Organisation.Key> Keys)
{
    /// <summary>Keys of one organisation, revoked ones included.</summary>
    public const int KeysMax = 50;

    /// <summary>Stands for the service's settings in events of old, as who registered the first superior; so nobody may bear it.</summary>
    public const string ReservedCode = "configuration";

    public static string Stream(string code) => $"organisation/{code}";

    /// <param name="AddedAt">The key is good from here, inclusive.</param>
    /// <param name="RevokedAt">Nothing signed at or after this time is accepted; null while the key is good.</param>
    /// <param name="Holder">The person who holds the key (持有人), by name or staff number; null where nobody said so.</param>
    public sealed record Key(string KeyId, string PublicKeyPem, DateTimeOffset AddedAt, DateTimeOffset? RevokedAt, string? Holder = null);

    public Key? KeyOf(string keyId) => Keys.FirstOrDefault(key => key.KeyId == keyId);

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("organisation_stated.v1")]
        public sealed record Stated(
            string Code, int Revision, string Name, string Role, string Region, string? NoticeUrl, string By, DateTimeOffset At) : Event;

        /// <summary>Says whose key it is in full, because other services learn from this event alone whom they will hear.</summary>
        [EventName("organisation_key_added.v1")]
        public sealed record KeyAdded(
            string Code, string Name, string Role, string Region, string KeyId, string PublicKeyPem, string By, DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Holder = null) : Event;

        [EventName("organisation_key_revoked.v1")]
        public sealed record KeyRevoked(string Code, string KeyId, string By, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        /// <param name="NoticeUrl">Null leaves the address as it is; <see cref="ChangeNoticeUrl"/> removes it. Given by others at the first registration only.</param>
        /// <param name="IsReachable">Whether notices may be pushed to what the address names.</param>
        public sealed record State(
            string Code, string Name, string Role, string Region, string? NoticeUrl, string By, bool BySuperior, DateTimeOffset At, bool IsReachable = true) : Command;

        /// <param name="IsReachable">Whether notices may be pushed to what the address names.</param>
        public sealed record ChangeNoticeUrl(string Code, string? NoticeUrl, string By, DateTimeOffset At, bool IsReachable = true) : Command;

        /// <param name="Owner">Organisation for which this key is registered already; null when nobody has it.</param>
        /// <param name="Holder">Null where nothing is said of it: a key that an organisation adds itself is then held by the person who adds it.</param>
        /// <param name="Person">Who adds it: the holder of the key it was asked with, or the organisation's code where that key names none.</param>
        public sealed record AddKey(
            string Code, string KeyId, string PublicKeyPem, string? Owner, string By, bool BySuperior, DateTimeOffset At, string? Holder = null, string? Person = null) : Command;

        public sealed record RevokeKey(string Code, string KeyId, string By, bool BySuperior, DateTimeOffset At) : Command;
    }

    public static Decision Decide(Organisation? organisation, Command command) => command switch
    {
        Command.State c => Decide(organisation, c),
        Command.ChangeNoticeUrl c => Decide(organisation, c),
        Command.AddKey c => Decide(organisation, c),
        Command.RevokeKey c => Decide(organisation, c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    private static Decision Decide(Organisation? organisation, Command.State command)
    {
        if (organisation is not null && Says(organisation, command)) return Decision.Nothing;
        if (!Codes.IsCode(command.Code)) return Decision.Refuse(Refusal.NotAllowed, "invalid-code", Codes.Rule, "code", command.Code);
        if (command.Code == ReservedCode)
            return Decision.Refuse(Refusal.NotAllowed, "reserved-code", $"No organisation is called {ReservedCode}; the word stands for the settings of the service.", "code", command.Code);
        if (!Codes.IsName(command.Name)) return Decision.Refuse(Refusal.NotAllowed, "invalid-name", Codes.NameRule, "name", command.Name);
        if (!Rules.Role.All.Contains(command.Role))
            return Decision.Refuse(Refusal.NotAllowed, "invalid-role", $"A role is one of {string.Join(", ", Rules.Role.All)}.", "role", command.Role);
        if (!Codes.IsRegion(command.Region)) return Decision.Refuse(Refusal.NotAllowed, "invalid-region", Codes.RegionRule, "region", command.Region);
        // All superiors rule on every agreement of the installation, so there is one level of them: the first one's, see FirstSuperior.
        if (organisation is null && command.Role == Rules.Role.Superior && command.Region != Regions.Country)
            return Decision.Refuse(Refusal.NotAllowed, "superior-region", $"The common superior of this installation is that of {Regions.Country}, so every other superior is too; here: {command.Region}.", "region", command.Region);
        if (command.NoticeUrl is { } url && !Codes.IsUrl(url)) return Decision.Refuse(Refusal.NotAllowed, "invalid-notice-url", Codes.UrlRule, "noticeUrl", url);
        if (command.NoticeUrl is { } inside && inside != organisation?.NoticeUrl && !command.IsReachable)
            return Decision.Refuse(Refusal.NotAllowed, "notice-url-not-allowed", Codes.NetworkRule, "noticeUrl", inside);
        if (organisation is not null && organisation.Role != command.Role)
            return Decision.Refuse(Refusal.Conflict, "role-is-fixed", $"{command.Code} is registered as {organisation.Role}; the role of an organisation never changes.", "role", command.Role);
        if (organisation is not null && organisation.Region != command.Region)
            return Decision.Refuse(Refusal.Conflict, "region-is-fixed", $"{command.Code} is registered in {organisation.Region}; the region of an organisation never changes.", "region", command.Region);
        if (organisation is not null && command.NoticeUrl is { } moved && moved != organisation.NoticeUrl && command.By != organisation.Code)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"Only {organisation.Code} itself says where its notices go; {command.By} asked.", "noticeUrl", moved);
        if (organisation is not null && command.Name != organisation.Name && !command.BySuperior && command.By != organisation.RegisteredBy)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"{organisation.Code} is renamed by the superior or by {organisation.RegisteredBy} who registered it; {command.By} asked.", "name", command.Name);

        return Decision.Of(new Event.Stated(
            command.Code, (organisation?.Revision ?? 0) + 1, command.Name, command.Role, command.Region, command.NoticeUrl ?? organisation?.NoticeUrl, command.By, command.At));
    }

    private static Decision Decide(Organisation? organisation, Command.ChangeNoticeUrl command)
    {
        if (organisation is null) return Unknown(command.Code);
        if (organisation.NoticeUrl == command.NoticeUrl) return Decision.Nothing;
        if (command.By != organisation.Code)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"Only {organisation.Code} itself says where its notices go; {command.By} asked.");
        if (command.NoticeUrl is { } url && !Codes.IsUrl(url)) return Decision.Refuse(Refusal.NotAllowed, "invalid-notice-url", Codes.UrlRule, "url", url);
        if (command.NoticeUrl is { } inside && !command.IsReachable) return Decision.Refuse(Refusal.NotAllowed, "notice-url-not-allowed", Codes.NetworkRule, "url", inside);

        return Decision.Of(new Event.Stated(
            organisation.Code, organisation.Revision + 1, organisation.Name, organisation.Role, organisation.Region, command.NoticeUrl, command.By, command.At));
    }

    private static Decision Decide(Organisation? organisation, Command.AddKey command)
    {
        if (organisation is null) return Unknown(command.Code);
        if (organisation.KeyOf(command.KeyId) is { RevokedAt: null } known && (command.Holder is null || command.Holder == known.Holder)) return Decision.Nothing;
        if (organisation.Role == Rules.Role.Superior && !command.BySuperior && command.By != organisation.Code)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"Keys of the superior {organisation.Code} are added by a superior only, whoever registered it; {command.By} asked.");
        if (!command.BySuperior && command.By != organisation.Code && command.By != organisation.RegisteredBy)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"Keys of {organisation.Code} are added by the superior, by {organisation.RegisteredBy} who registered it, or by itself; {command.By} asked.");
        if (organisation.KeyOf(command.KeyId) is { RevokedAt: { } revokedAt })
            return Decision.Refuse(Refusal.Conflict, "key-revoked", $"The key {command.KeyId} was revoked at {revokedAt:O} and is never accepted again; make a new one.", "publicKeyPem");
        if (command.Owner is { } owner && owner != organisation.Code)
            return Decision.Refuse(Refusal.Conflict, "key-of-another", $"The key {command.KeyId} is registered for another organisation; every organisation needs keys of its own.", "publicKeyPem");
        if (organisation.KeyOf(command.KeyId) is { } held)
            return Decision.Refuse(Refusal.Conflict, "holder-differs", $"The key {command.KeyId} is registered for {held.Holder ?? "nobody in particular"}; a key never changes hands: revoke it and make a new one.", "holder", command.Holder!);
        if (command.Holder is { } holder && !Codes.IsHolder(holder)) return Decision.Refuse(Refusal.NotAllowed, "invalid-holder", Codes.HolderRule, "holder", holder);
        // Otherwise one person could act as another, whether that one holds a key already or not, and do alone what two have to do.
        if (command.Holder is { } named && command.By == organisation.Code && named != command.Person)
            return Decision.Refuse(Refusal.Forbidden, "another-holder", $"{command.Person ?? organisation.Code} of {organisation.Code} adds keys of its own only; a key of {named} is added by {NamesHolders(organisation)}.", "holder", named);
        if (organisation.Keys.Count >= KeysMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-keys", $"{organisation.Code} has {organisation.Keys.Count} keys, revoked ones included; at most {KeysMax} are kept.", "publicKeyPem");

        return Decision.Of(new Event.KeyAdded(
            organisation.Code, organisation.Name, organisation.Role, organisation.Region, command.KeyId, command.PublicKeyPem, command.By, command.At, HolderOf(organisation, command)));
    }

    /// <summary>Null for the person without a name, whom all keys of the organisation that name no holder belong to.</summary>
    private static string? HolderOf(Organisation organisation, Command.AddKey command) =>
        command.Holder ?? (command.By == organisation.Code && command.Person != organisation.Code ? command.Person : null);

    private static string NamesHolders(Organisation organisation) =>
        organisation.Role == Rules.Role.Superior ? "another superior, or by the settings of the service" : $"the superior or by {organisation.RegisteredBy}";

    private static Decision Decide(Organisation? organisation, Command.RevokeKey command)
    {
        if (organisation is null) return Unknown(command.Code);
        if (!command.BySuperior && command.By != organisation.Code)
            return Decision.Refuse(Refusal.Forbidden, "not-your-organisation", $"Keys of {organisation.Code} are revoked by the superior or by itself; {command.By} asked.");
        if (organisation.KeyOf(command.KeyId) is { RevokedAt: not null }) return Decision.Nothing;
        if (organisation.KeyOf(command.KeyId) is null)
            return Decision.Refuse(Refusal.NotFound, "unknown-key", $"{organisation.Code} has no key {command.KeyId}.", "keyId", command.KeyId);
        if (organisation.Role == Rules.Role.Superior && command.By == organisation.Code && organisation.Keys.Count(key => key.RevokedAt is null) == 1)
            return Decision.Refuse(Refusal.Conflict, "last-superior-key", $"{command.KeyId} is the only good key of the superior {organisation.Code}; add another before revoking it.", "keyId", command.KeyId);

        return Decision.Of(new Event.KeyRevoked(organisation.Code, command.KeyId, command.By, command.At));
    }

    public static Organisation? Apply(Organisation? organisation, object happened) => (happened, organisation) switch
    {
        (Event.Stated e, null) => new(e.Code, e.Revision, e.Name, e.Role, e.Region, e.NoticeUrl, e.By, []),
        (Event.Stated e, { } known) => known with { Revision = e.Revision, Name = e.Name, NoticeUrl = e.NoticeUrl },
        (Event.KeyAdded e, { } known) => known with { Keys = [.. known.Keys, new(e.KeyId, e.PublicKeyPem, e.At, null, e.Holder)] },
        (Event.KeyRevoked e, { } known) => known with { Keys = [.. known.Keys.Select(key => key.KeyId == e.KeyId ? key with { RevokedAt = e.At } : key)] },
        _ => organisation,
    };

    private static bool Says(Organisation organisation, Command.State command) =>
        (organisation.Name, organisation.Role, organisation.Region, organisation.NoticeUrl)
            == (command.Name, command.Role, command.Region, command.NoticeUrl ?? organisation.NoticeUrl);

    private static Rejection Unknown(string code) => new(Refusal.NotFound, "unknown-organisation", $"No organisation {code} is registered.", "code", code);
}
