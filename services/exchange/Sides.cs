using Basin.Rules;

namespace Basin.Exchange;

/// <summary>What those who owe and are owed are called on public papers and in statistics.</summary>
public static class Sides
{
    public const string Centre = "中央";

    /// <summary>The province of a region; the whole country is the centre.</summary>
    public static string Name(string region) => region == Regions.Country ? Centre : Regions.NameOf(region);

    /// <summary>
    /// A party by its province. Who gives guiding support and a pot by the agreement's own name, with whose money it is or who keeps it where the name does not
    /// say so: 引导资金（中央财政部门管理）.
    /// </summary>
    public static string Name(Case found, string side)
    {
        if (found.Parties.TryGetValue(side, out var region)) return Name(region);
        if (found.Rules.Guides.TryGetValue(side, out region)) return side.Contains(Name(region), StringComparison.Ordinal) ? side : $"{side}（{Name(region)}）";
        return found.Rules.Pots.TryGetValue(side, out region) ? $"{side}（{Name(region)}财政部门管理）" : side;
    }
}
