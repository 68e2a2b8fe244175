namespace Basin.Rules.Settlement.Ledger;

public enum AccountKind
{
    /// <summary>签约方: a party, by the GB/T 2260 code of its region; one account however many agreements it has signed.</summary>
    Party,

    /// <summary>资金池: a pot of one agreement.</summary>
    Pot,

    /// <summary>清算户: what a basin's parties settle with each other through it; nothing ever stays on it.</summary>
    Clearing,
}

/// <summary>An account of the ledger (账户). Its id says what it is: <c>party:340000</c>, <c>pot:CS-2018:共同资金</c>, <c>clearing:XAJ</c>.</summary>
public sealed record Account
{
    private Account(AccountKind kind, string id, string holder, string? pot) => (Kind, Id, Holder, PotName) = (kind, id, holder, pot);

    public AccountKind Kind { get; }

    public string Id { get; }

    /// <summary>Region code of a party, agreement number of a pot, basin code of a clearing account.</summary>
    public string Holder { get; }

    /// <summary>Name of a pot as its agreement writes it; null for other accounts.</summary>
    public string? PotName { get; }

    public static Account Party(string region) => new(AccountKind.Party, $"party:{region}", region, null);

    public static Account Pot(string agreement, string name) => new(AccountKind.Pot, $"pot:{agreement}:{name}", agreement, name);

    /// <param name="basin">Basin code; the agreement's own number where its sections lie in no one known basin.</param>
    public static Account Clearing(string basin) => new(AccountKind.Clearing, $"clearing:{basin}", basin, null);

    /// <summary>Reads an id back; null where it is none.</summary>
    public static Account? Of(string id) => id.Split(':', 3) switch
    {
        ["party", { Length: > 0 } region] => Party(region),
        ["pot", { Length: > 0 } agreement, { Length: > 0 } name] => Pot(agreement, name),
        ["clearing", { Length: > 0 } basin] => Clearing(basin),
        _ => null,
    };

    public override string ToString() => Id;
}
