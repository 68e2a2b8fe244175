using System.Collections.Immutable;
using System.Text;

namespace Basin.Exchange;

/// <summary>Type faces of official papers (GB/T 9704-2012, 5.2.2 and clause 7).</summary>
public enum PaperFace
{
    /// <summary>小标宋: mark of the authority, title.</summary>
    Title,

    /// <summary>仿宋: the body.</summary>
    Body,

    /// <summary>黑体: headings of the first level.</summary>
    Heading,

    /// <summary>宋体: page numbers and what no other face has.</summary>
    Song,
}

public enum PaperInk
{
    Black,
    Red,
    Grey,
}

/// <summary>One page; lengths in micrometres from its upper left corner.</summary>
public sealed record PaperPage(ImmutableArray<PlacedText> Texts, ImmutableArray<PlacedRule> Rules, ImmutableArray<PlacedBox> Boxes, ImmutableArray<PlacedCircle> Circles);

/// <summary>Characters on one baseline, each at a place of its own.</summary>
/// <param name="Xs">Left edge of each character, one for each rune of <paramref name="Text"/>.</param>
/// <param name="End">Right edge of the last character.</param>
public sealed record PlacedText(PaperFace Face, PaperInk Ink, int Size, string Text, ImmutableArray<int> Xs, int Baseline, int End)
{
    /// <summary>Chinese faces are drawn in a square of which this much, in thousandths, lies above the baseline.</summary>
    public const int AboveBaseline = 880;

    /// <summary>Each character as wide as it is.</summary>
    /// <param name="widths">Advance of a character in a face, in thousandths of the size.</param>
    public static PlacedText Of(PaperFace face, PaperInk ink, int size, string text, int x, int baseline, Func<PaperFace, Rune, int> widths)
    {
        var xs = ImmutableArray.CreateBuilder<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            xs.Add(x);
            x += widths(face, rune) * size / 1000;
        }

        return new(face, ink, size, text, xs.ToImmutable(), baseline, x);
    }
}

/// <summary>A horizontal line; <paramref name="Y"/> is its middle.</summary>
public sealed record PlacedRule(PaperInk Ink, int X, int Y, int Width, int Thickness);

public sealed record PlacedBox(int X, int Y, int Width, int Height);

/// <summary>Where the seal goes: a thin dashed circle.</summary>
public sealed record PlacedCircle(int X, int Y, int Radius);
