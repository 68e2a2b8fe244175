using System.Collections.Immutable;
using System.Text;

namespace Basin.Exchange;

/// <summary>
/// Breaks a paragraph into lines: between Chinese characters, never within a number or a word unless it is as long as a hash; no line begins with
/// a closing mark or ends with an opening one.
/// </summary>
public static class LineBreaking
{
    private const string NeverFirst = "，。、；：？！）〕》」』】”’…％%,.;:?!)]}";
    private const string NeverLast = "（〔《「『【“‘([{";

    /// <summary>What is longer, such as a hash or a signature, is parted anywhere.</summary>
    private const int PieceCharactersMax = 24;

    /// <summary>Signs that stay with the number before them.</summary>
    private const string AfterNumber = "元年月日号次万亿";

    /// <param name="widths">Width of each character.</param>
    /// <param name="first">Room in the first line.</param>
    /// <param name="other">Room in every other line.</param>
    /// <param name="words">What is not parted either, as in a title; none for running text.</param>
    /// <returns>The lines, none of them wider than its room.</returns>
    public static ImmutableArray<string> Of(string text, Func<Rune, int> widths, int first, int other, IReadOnlyCollection<string>? words = null)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var piece in Pieces(text, words ?? []).SelectMany(piece => Fitting(piece, widths, other)))
        {
            var width = Width(piece, widths);
            if (line.Length > 0 && used + width > (lines.Count == 0 ? first : other))
            {
                lines.Add(line.ToString().TrimEnd(' '));
                line.Clear();
                used = 0;
                if (piece == " ") continue;
            }

            line.Append(piece);
            used += width;
        }

        if (line.Length > 0 || lines.Count == 0) lines.Add(line.ToString());
        return lines.ToImmutable();
    }

    public static int Width(string text, Func<Rune, int> widths) => text.EnumerateRunes().Sum(widths);

    /// <summary>What is never parted.</summary>
    private static List<string> Pieces(string text, IReadOnlyCollection<string> words)
    {
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var next = words.FirstOrDefault(word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0) ?? Rune.GetRuneAt(text, at).ToString();
            if (pieces.Count > 0 && Joins(pieces[^1], next)) pieces[^1] += next;
            else pieces.Add(next);
            at += next.Length;
        }

        return pieces;
    }

    private static bool Joins(string piece, string next)
    {
        var last = piece[^1];
        if (NeverLast.Contains(last) || NeverFirst.Contains(next[0])) return true;
        if (last == ' ' || next[0] == ' ') return false;
        if (last < 0x80 && next[0] < 0x80) return true;
        return char.IsAsciiDigit(last) && AfterNumber.Contains(next[0]);
    }

    private static List<string> Fitting(string piece, Func<Rune, int> widths, int room) =>
        piece.Length <= PieceCharactersMax && Width(piece, widths) <= room ? [piece] : Parted(piece);

    /// <summary>Between any two characters, but for marks that begin no line.</summary>
    private static List<string> Parted(string piece)
    {
        var parts = new List<string>();
        foreach (var rune in piece.EnumerateRunes())
        {
            if (parts.Count > 0 && !rune.IsAscii && NeverFirst.Contains(rune.ToString(), StringComparison.Ordinal)) parts[^1] += rune.ToString();
            else parts.Add(rune.ToString());
        }

        return parts;
    }
}
