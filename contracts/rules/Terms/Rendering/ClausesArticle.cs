using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>
/// 支付条款: the clause with its number and its own words, as it was signed; under it, after 计算：, what is computed, each case as a sentence.
/// </summary>
internal sealed class ClausesArticle(string title, string? item, string field) : TextArticle(title, item, field)
{
    private const string Open = "第";
    private const string Close = "条";
    private const string Blank = "　";
    private const string Computed = "计算：";
    private const string ForEach = "逐一计算（";
    private const string ForEachEnd = "）：";
    private static readonly string[] s_clause = ["no", "text", "each"];

    public override TextLayout Layout => TextLayout.Spaced;

    public override bool IsOrdered => true;

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        if (!document.TryGetPropertyValue(field, out var items)) return [];
        var clauses = WrittenShape.Array(items, field);
        return clauses.Count == 0 ? [Nothing] : clauses.Select((clause, index) => Clause(WrittenShape.AnyObject(clause, $"{field}[{index}]"), $"{field}[{index}]"));
    }

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        var clauses = new JsonArray();
        document[field] = clauses;
        if (body.IsNothing) return;
        foreach (var lines in body.Groups(Begins)) body.Try(() => clauses.Add((JsonNode)ReadClause(body, lines)));
    }

    /// <summary>Whether a line begins a clause.</summary>
    public static bool Begins(string line) => line.StartsWith(Open, StringComparison.Ordinal);

    private static TextEntry Clause(JsonObject clause, string place)
    {
        var isChoice = clause.ContainsKey("choose");
        WrittenShape.Object(clause, place, [.. s_clause, .. isChoice ? ["choose"] : PaymentSentence.Fields]);
        var no = WrittenShape.Text(clause["no"], $"{place}.no");
        var text = clause.ContainsKey("text") ? InlineText.Lines(WrittenShape.Text(clause["text"], $"{place}.text"), IsStructure).ToList() : [];
        var head = Open + InlineText.Of(no, Close) + Close + (text.Count == 0 ? "" : Blank + text[0]);
        var computed = clause.ContainsKey("each") ? ForEach + InlineText.Of(WrittenShape.Text(clause["each"], $"{place}.each"), ForEachEnd) + ForEachEnd : Computed;
        var sentences = isChoice ? Choice(clause["choose"], $"{place}.choose") : [PaymentSentence.Write(clause, place, isAlone: true)];
        return Entry(no, [head, .. text.Skip(1), computed, .. sentences.Select(sentence => Indent + sentence)]);
    }

    private static IEnumerable<string> Choice(JsonNode? choose, string place)
    {
        var arms = WrittenShape.Array(choose, place);
        if (arms.Count > TermsLimits.MembersMax) throw WrittenShape.Refused(place, $"有{arms.Count}项，最多{TermsLimits.MembersMax}项");
        return arms.Count == 0 ? [InlineText.None] : arms.Select((arm, index) => CaseNumber.Of(index + 1)
            + PaymentSentence.Write(WrittenShape.Object(arm, $"{place}[{index}]", PaymentSentence.Fields), $"{place}[{index}]", isAlone: false));
    }

    private static JsonObject ReadClause(TextBody body, ImmutableArray<TextLine> lines)
    {
        var first = new LineScanner(lines[0]);
        first.Take(Open);
        var clause = new JsonObject { ["no"] = first.Text(Close) };
        first.Take(Close);
        var text = lines.Skip(1).TakeWhile(line => !IsComputed(line.Text)).Select(line => InlineText.Plain(line.Text, line.Number)).ToList();
        var own = first.TakeRest().TrimStart();
        if (own.Length > 0) clause["text"] = string.Join('\n', text.Prepend(InlineText.Plain(own, first.Number)));
        else if (text.Count > 0) throw first.Problem("条文应从条号所在的一行写起。");
        var computed = lines.Skip(1).Skip(text.Count).Select(line => new LineScanner(line)).ToList();
        if (computed.Count == 0) throw first.Problem($"这一条没有“{Computed}”。");
        ReadComputed(computed[0], clause);
        ReadSentences(body, [.. computed.Skip(1)], computed[0], clause);
        return clause;
    }

    private static void ReadComputed(LineScanner line, JsonObject clause)
    {
        if (line.TryTake(ForEach))
        {
            clause["each"] = line.Text(ForEachEnd);
            line.Take(ForEachEnd);
        }
        else
        {
            line.Take(Computed);
        }

        line.TakeEnd();
    }

    private static void ReadSentences(TextBody body, IReadOnlyList<LineScanner> sentences, LineScanner head, JsonObject clause)
    {
        if (sentences.Count == 0) throw head.Problem("下面没有写明支付。");
        if (sentences[0].Rest == InlineText.None || CaseNumber.Begins(sentences[0].Rest)) clause["choose"] = Arms(body, sentences);
        else
        {
            foreach (var (field, value) in PaymentSentence.Read(sentences[0]).ToList()) clause[field] = value?.DeepClone();
            if (sentences.Count > 1) throw sentences[1].Problem("几种情形应编号为（一）（二）。");
        }
    }

    private static JsonArray Arms(TextBody body, IReadOnlyList<LineScanner> sentences)
    {
        var arms = new JsonArray();
        if (sentences is [var only] && only.TryTake(InlineText.None)) return arms;
        foreach (var sentence in sentences)
        {
            body.Try(() =>
            {
                if (!CaseNumber.TryTake(sentence)) throw sentence.Problem("情形应以编号开头，如（一）。");
                arms.Add((JsonNode)PaymentSentence.Read(sentence));
            });
        }

        return arms;
    }

    private static bool IsComputed(string line) => line == Computed || line.StartsWith(ForEach, StringComparison.Ordinal);

    private static bool IsStructure(string line) => IsComputed(line) || Begins(line);
}
