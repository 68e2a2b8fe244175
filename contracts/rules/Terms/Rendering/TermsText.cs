using System.Text;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>
/// A document as numbered Chinese text that a legal officer lays beside the signed agreement; <see cref="TermsTextReader"/> reads it back.
/// Formulas and free texts stand letter for letter. What the document leaves to its defaults is said in a remark in brackets.
/// </summary>
public static class TermsText
{
    private const string Indent = "　　";

    /// <summary>The text, in the order in which the members of objects stand in <paramref name="json"/>.</summary>
    /// <param name="json">The document; it need not be one that can be signed.</param>
    /// <exception cref="FormatException">It is no document, is too long, or has a field or value that the text has no words for; the message names it.</exception>
    public static string Of(string json)
    {
        var text = Write(Document(json));
        // A text that a reader would take for another document is worse than none.
        if (TermsTextReader.Read(text).Json is not { } back || CanonicalJson.Of(back) != CanonicalJson.Of(json)) throw new FormatException("文件不能原样写成文本。");
        return text;
    }

    /// <summary>The document taken apart; refuses fields that no article is for.</summary>
    internal static JsonObject Document(string json)
    {
        if (json.Length > TermsLimits.DocumentCharactersMax) throw new FormatException($"文件有{json.Length}个字符，最多{TermsLimits.DocumentCharactersMax}个。");
        CanonicalJson.Of(json);
        var document = JsonNode.Parse(json) as JsonObject ?? throw new FormatException("文件应为一个JSON对象。");
        WrittenShape.Object(document, "$", TextArticles.All.SelectMany(article => article.Fields).Prepend(TextArticles.Title));
        return document;
    }

    private static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        if (document.TryGetPropertyValue(TextArticles.Title, out var title)) text.Append('《').Append(InlineText.Escaped(WrittenShape.Text(title, TextArticles.Title))).Append("》\n");
        var number = 0;
        foreach (var article in TextArticles.All)
        {
            var entries = article.Entries(document).ToList();
            if (entries.Count == 0) continue;
            number++;
            text.Append('\n').Append(TextHeading.Of(number, article)).Append('\n');
            WriteEntries(article.Layout, entries, text);
        }

        return text.ToString();
    }

    private static void WriteEntries(TextLayout layout, List<TextEntry> entries, StringBuilder text)
    {
        for (var index = 0; index < entries.Count; index++)
        {
            if (layout == TextLayout.Spaced && index > 0) text.Append('\n');
            var isNumbered = layout == TextLayout.Numbered && entries[index].Lines is not [InlineText.None];
            var number = isNumbered ? NumberedLines.Of(index + 1) : "";
            foreach (var line in entries[index].Lines)
            {
                text.Append(Indent).Append(number).Append(line).Append('\n');
                number = "";
            }
        }
    }
}
