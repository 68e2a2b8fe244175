using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>A line that cannot be read as a payment, and why; it is listed and nothing is made of it.</summary>
/// <param name="Line">Where it stands in the file, from 1; in a table the row, as a spreadsheet counts them.</param>
public sealed record UnreadLine(int Line, string Sentence);

/// <summary>A treasury's statement as it was read: what it says, and what in it could not be read.</summary>
public sealed record Statement(ImmutableArray<StatementLine> Lines, ImmutableArray<UnreadLine> Unread)
{
    /// <summary>Lines of one statement, inclusive, read or not.</summary>
    public const int LinesMax = 2000;

    /// <summary>Longest text of a field, characters.</summary>
    public const int FieldCharactersMax = 200;

    internal static Rejection TooLong => new(Refusal.NotAllowed, "too-many-lines", $"对账单过长 A statement has at most {LinesMax} lines; send it in parts.");

    internal static Rejection NotReadable(string sentence) => new(Refusal.Malformed, "malformed-statement", sentence);

    /// <summary>
    /// An amount in yuan, with or without 元 behind it, with or without separators of thousands, each of which has to be in its place. Null for anything else: a word
    /// or a sign in any other place, such as in 12元50, may mean another amount than the digits alone.
    /// </summary>
    internal static Money? Amount(string text)
    {
        var plain = text.Trim();
        if (plain.EndsWith('元')) plain = plain[..^1].TrimEnd();
        var whole = plain.Split('.')[0];
        var groups = whole.Split(',');
        if (groups.Length > 1 && (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(group => group.Length != 3))) return null;
        try
        {
            var amount = Money.FromYuanText(plain[..whole.Length].Replace(",", "", StringComparison.Ordinal) + plain[whole.Length..]);
            return amount > Money.Zero ? amount : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
