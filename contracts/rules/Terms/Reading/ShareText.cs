using System.Text.Json;

namespace Basin.Rules.Terms;

/// <summary>Shares as documents write them: whole numbers (1:5:4), or percentages that make a whole (85.78% and 14.22%).</summary>
internal static class ShareText
{
    /// <summary>Shares of a hundred per cent, so that four decimals of a per cent are whole numbers.</summary>
    private const long WholeShares = 100 * SharesPerPercent;
    private const long SharesPerPercent = 10_000;

    /// <summary>The shares of an object's members, each above zero, in the order in which they are written; what is none is a problem.</summary>
    public static List<(string Name, long Share, string Text)> ReadAll(Fields members, IEnumerable<string> names, ProblemList problems)
    {
        var shares = new List<(string Name, long Share, string Text)>();
        var percentages = 0;
        foreach (var name in names)
        {
            if (members.Shape(name) is not (JsonValueKind.String or JsonValueKind.Number))
            {
                problems.Add(members.At(name), "share", "份额应为整数或百分比。");
                continue;
            }

            var text = members.Raw(name);
            if (text.EndsWith('%')) percentages++;
            if (Read(text) is { } share) shares.Add((name, share, text));
            else problems.Add(members.At(name), "share", $"份额“{text}”应为1至{TermsLimits.ShareMax}的整数，或至多四位小数的百分比。");
        }

        if (percentages > 0 && percentages < shares.Count) problems.Add(members.Place, "shares-mixed", "份额应全部写成整数，或全部写成百分比。");
        else if (percentages > 0 && shares.Sum(share => share.Share) is var sum and not WholeShares)
            problems.Add(members.Place, "shares-not-whole", $"各份额合计{DecimalText.Of((decimal)sum / SharesPerPercent)}%，不是100%。");
        return shares;
    }

    private static long? Read(string text)
    {
        if (Fields.IsDigits(text) && long.TryParse(text, out var share) && share is >= 1 and <= TermsLimits.ShareMax) return share;
        if (!text.EndsWith('%') || !DecimalText.TryParse(text[..^1], out var percent) || percent <= 0 || percent > 100) return null;
        var parts = percent * SharesPerPercent;
        return parts == decimal.Truncate(parts) ? (long)parts : null;
    }
}
