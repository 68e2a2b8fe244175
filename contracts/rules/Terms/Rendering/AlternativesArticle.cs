using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>择一条款: clauses of which exactly one, or at most one, applies.</summary>
internal sealed class AlternativesArticle(string title) : TextArticle(title, null, [.. s_rules.Select(rule => rule.Field)])
{
    private const string Open = "第";
    private const string Close = "条";
    private const string Between = "、";
    private static readonly (string Field, string Sentence)[] s_rules = [("oneOf", "中恰有一条适用。"), ("atMostOne", "中至多有一条适用。")];

    public override bool IsOrdered => true;

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        foreach (var (field, sentence) in s_rules)
        {
            if (!document.TryGetPropertyValue(field, out var stated)) continue;
            var groups = WrittenShape.Array(stated, field);
            // That there are none, which is not the same as an empty group.
            if (groups.Count == 0) yield return Entry(sentence, InlineText.None + InlineText.None + sentence);
            for (var index = 0; index < groups.Count; index++)
            {
                var clauses = Clauses(groups[index], $"{field}[{index}]");
                yield return Entry(clauses, clauses + sentence);
            }
        }
    }

    public override void Read(TextBody body, JsonObject document) => body.ForEach(line =>
    {
        if (line.TryTake(InlineText.None + InlineText.None))
        {
            if (!document.TryAdd(Rule(line), new JsonArray())) throw line.Problem("写了两次。");
            return;
        }

        var group = new JsonArray();
        if (!line.TryTake(InlineText.None)) ReadClauses(line, group);
        var field = Rule(line);
        document.TryAdd(field, new JsonArray());
        document[field]!.AsArray().Add((JsonNode)group);
    });

    private static void ReadClauses(LineScanner line, JsonArray group)
    {
        do
        {
            line.Take(Open);
            group.Add((JsonNode)line.Text(Close));
            line.Take(Close);
        }
        while (line.TryTake(Between));
    }

    private static string Rule(LineScanner line)
    {
        var (field, _) = s_rules.FirstOrDefault(rule => line.TryTake(rule.Sentence));
        if (field is null) throw line.Problem($"应以{string.Join("或", s_rules.Select(rule => $"“{rule.Sentence}”"))}结束。");
        line.TakeEnd();
        return field;
    }

    private static string Clauses(JsonNode? group, string place)
    {
        var numbers = WrittenShape.Array(group, place).Select((no, index) => Open + InlineText.Of(WrittenShape.Text(no, $"{place}[{index}]"), Close) + Close).ToList();
        return numbers.Count == 0 ? InlineText.None : string.Join(Between, numbers);
    }
}
