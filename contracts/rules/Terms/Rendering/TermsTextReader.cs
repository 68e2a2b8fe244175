using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>What came of reading a text.</summary>
/// <param name="Json">The document as JSON; null if, and only if, there are problems. Whether it can be signed is another question: <see cref="CheckedTerms.Read"/>.</param>
/// <param name="Problems">In the order of lines.</param>
public sealed record TermsTextReading(string? Json, ImmutableArray<LineProblem> Problems);

/// <summary>
/// Reads what <see cref="TermsText"/> wrote, also after people changed it. Headings begin a line, everything under them is indented, by whatever
/// blanks; blank lines, the numbers of articles and formulas, and remarks that begin with （未写明 mean nothing.
/// </summary>
public sealed class TermsTextReader
{
    /// <summary>A document's longest text: every character may be written by its code.</summary>
    public const int CharactersMax = 8 * TermsLimits.DocumentCharactersMax;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly LineProblems _problems = new();
    private readonly JsonObject _document = [];
    private readonly Dictionary<TextArticle, TextBody> _bodies = [];
    private TextBody? _body;

    private TermsTextReader()
    {
    }

    /// <summary>Never throws on bad input; reports every line that cannot be read.</summary>
    public static TermsTextReading Read(string text)
    {
        if (text.Length > CharactersMax) return new(null, [new(1, $"文本有{text.Length}个字符，最多{CharactersMax}个。")]);
        var reader = new TermsTextReader();
        var number = 0;
        foreach (var line in text.Split('\n')) reader.Line(line, ++number);
        foreach (var (article, body) in reader._bodies) article.Read(body, reader._document);
        return reader.Reading();
    }

    private TermsTextReading Reading()
    {
        if (!_problems.IsEmpty) return new(null, _problems.InOrder());
        if (_document.Count == 0) return new(null, [new(1, "文本中没有任何条目。")]);
        return new(_document.ToJsonString(s_json), []);
    }

    private void Line(string text, int number)
    {
        var line = new TextLine(number, text.Trim());
        if (HasHalfCharacter(text)) _problems.Add(number, "这一行有半个字符。");
        if (line.Text.Length == 0 || line.IsRemark) return;
        if (char.IsWhiteSpace(text[0])) Indented(line);
        else if (line.Text[0] == '《') Title(line);
        else Heading(line);
    }

    private static bool HasHalfCharacter(string text) => text.Where((c, at) =>
        char.IsHighSurrogate(c) ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]) : char.IsLowSurrogate(c) && (at == 0 || !char.IsHighSurrogate(text[at - 1]))).Any();

    private void Indented(TextLine line)
    {
        if (_body is null) _problems.Add(line.Number, "这一行前面没有条目的标题。");
        else _body.Add(line);
    }

    private void Title(TextLine line)
    {
        try
        {
            if (!line.Text.EndsWith('》')) throw new TextLineException(line.Number, "标题应以“》”结束。");
            if (!_document.TryAdd(TextArticles.Title, InlineText.Plain(line.Text[1..^1], line.Number))) throw new TextLineException(line.Number, "标题写了两次。");
        }
        catch (TextLineException e)
        {
            _problems.Add(e.Line, e.Message);
        }
    }

    private void Heading(TextLine line)
    {
        // Also under a heading that is refused, so that its lines are not taken for those of the article before.
        _body = new(_problems);
        if (TextHeading.Find(line.Text) is not { } article) _problems.Add(line.Number, "不认识这一条目；条目的内容应缩进书写。");
        else if (!_bodies.TryAdd(article, _body)) _problems.Add(line.Number, $"“{article.Title}”写了两次。");
    }
}
