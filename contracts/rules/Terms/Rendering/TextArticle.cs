using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>What stands under one name in an article: a clause, a formula, a value; the unit in which two documents are compared.</summary>
/// <param name="Key">The number or name that it goes by; empty where the article holds one thing only.</param>
/// <param name="Lines">Its lines in the text, without the indentation of the article.</param>
/// <param name="IsRemark">Whether it only says what the document does not.</param>
internal sealed record TextEntry(string Key, ImmutableArray<string> Lines, bool IsRemark = false);

/// <summary>How the entries of an article are set out.</summary>
internal enum TextLayout
{
    Plain,

    /// <summary>Each entry begins with its number: <c>1. </c>.</summary>
    Numbered,

    /// <summary>A blank line between entries.</summary>
    Spaced,
}

/// <summary>
/// One article (条目) of the text and the fields of the document that stand in it: how they are written, and how they are read back, side by
/// side.
/// </summary>
/// <param name="title">In Chinese; unique.</param>
/// <param name="item">Which item of 条例 art. 17 it states, such as 第一项; null for the others.</param>
/// <param name="fields">The members of the document that it holds.</param>
internal abstract class TextArticle(string title, string? item, params string[] fields)
{
    /// <summary>Inside an entry, what belongs to its first line.</summary>
    protected const string Indent = "　　";

    public string Title => title;

    public string? Item => item;

    public IReadOnlyList<string> Fields => fields;

    public virtual TextLayout Layout => TextLayout.Plain;

    /// <summary>Whether the order of the entries is part of the document.</summary>
    public virtual bool IsOrdered => false;

    /// <summary>The entries in their order; none where the document says nothing that belongs here.</summary>
    /// <exception cref="FormatException">The document holds something that the text has no words for.</exception>
    public abstract IEnumerable<TextEntry> Entries(JsonObject document);

    /// <summary>Reads the article into the document.</summary>
    public abstract void Read(TextBody body, JsonObject document);

    protected static TextEntry Entry(string key, params IEnumerable<string> lines) => new(key, [.. lines]);

    /// <summary>For an object or list that is there but empty, which is not the same as none.</summary>
    protected static TextEntry Nothing { get; } = new("", [InlineText.None]);
}
