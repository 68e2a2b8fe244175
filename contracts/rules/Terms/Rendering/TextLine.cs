namespace Basin.Rules.Terms;

/// <summary>A line of the text without its indentation.</summary>
/// <param name="Number">From 1.</param>
internal readonly record struct TextLine(int Number, string Text)
{
    public bool IsRemark => Text.StartsWith(InlineText.Remark, StringComparison.Ordinal);
}

/// <summary>The one way in which reading a line fails; caught where its article is read, never seen outside.</summary>
internal sealed class TextLineException(int line, string sentence) : Exception(sentence)
{
    public int Line { get; } = line;
}
