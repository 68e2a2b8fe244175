using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>What became of one thing between two documents.</summary>
/// <param name="Article">Heading that it stands under, such as 支付条款; 标题 for the title.</param>
/// <param name="Key">Number of a clause, name of a value or formula, label of a field; empty where the article holds one text only.</param>
/// <param name="Kind"><c>added</c>, <c>removed</c>, <c>changed</c> or <c>reordered</c>.</param>
/// <param name="Old">Its text before, one line or several; null where there was none. For <c>reordered</c> the keys in their order.</param>
/// <param name="New">Its text now; null where there is none.</param>
public sealed record TermsChange(string Article, string Key, string Kind, string? Old, string? New);

/// <summary>
/// Two documents laid side by side, clause by clause: clauses by their numbers, what has a name by its name, single fields by their labels. Without
/// changes the two are the same document.
/// </summary>
/// <param name="Changes">In the order of the text.</param>
/// <param name="Unchanged">How many things both state alike.</param>
public sealed record TermsDifference(ImmutableArray<TermsChange> Changes, int Unchanged)
{
    private const string TitleArticle = "标题";
    private const string Indent = "　　";
    private static readonly (string Kind, string Words)[] s_words = [("added", "新增 added"), ("removed", "删除 removed"), ("changed", "修改 changed"), ("reordered", "次序变更 reordered")];

    /// <exception cref="FormatException">As for <see cref="TermsText.Of"/>.</exception>
    public static TermsDifference Of(string oldJson, string newJson)
    {
        var (before, after) = (TermsText.Document(oldJson), TermsText.Document(newJson));
        var parts = TextArticles.All.Select(article => Compare(article.Title, [.. article.Entries(before)], [.. article.Entries(after)], article.IsOrdered))
            .Prepend(Compare(TitleArticle, Title(before), Title(after), isOrdered: false)).ToList();
        return new([.. parts.SelectMany(part => part.Changes)], parts.Sum(part => part.Unchanged));
    }

    /// <summary>For people: each heading once, and under it what changed, with the words before and after.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var article in Changes.GroupBy(change => change.Article))
        {
            text.Append(article.Key).Append('\n');
            foreach (var change in article) Write(change, text);
            text.Append('\n');
        }

        var counts = s_words.Select(word => $"{word.Words} {Changes.Count(change => change.Kind == word.Kind)}");
        return text.Append(string.Join("，", counts)).Append($"，未变 unchanged {Unchanged}\n").ToString();
    }

    private static TermsDifference Compare(string article, ImmutableArray<TextEntry> before, ImmutableArray<TextEntry> after, bool isOrdered)
    {
        var (old, now) = (ByKey(before), ByKey(after));
        var keys = Merged([.. old.Select(entry => entry.Key)], [.. now.Select(entry => entry.Key)]);
        var (oldByKey, nowByKey) = (old.ToDictionary(), now.ToDictionary());
        var changes = keys.Select(key => Change(article, oldByKey.GetValueOrDefault(key), nowByKey.GetValueOrDefault(key))).OfType<TermsChange>().ToImmutableArray();
        var unchanged = keys.Count(key => oldByKey.TryGetValue(key, out var entry) && nowByKey.TryGetValue(key, out var same) && !entry.IsRemark && Lines(entry) == Lines(same));
        return new(isOrdered && Reordered(article, old, now) is { } reordered ? changes.Add(reordered) : changes, unchanged);
    }

    private static TermsChange? Change(string article, TextEntry? before, TextEntry? after)
    {
        if (before is null) return new(article, after!.Key, "added", null, Lines(after));
        if (after is null) return new(article, before.Key, "removed", Lines(before), null);
        return Lines(before) == Lines(after) ? null : new(article, after.Key, "changed", Lines(before), Lines(after));
    }

    // Where the order is part of the document, the same entries in another order are another document.
    private static TermsChange? Reordered(string article, List<KeyValuePair<(string, int), TextEntry>> old, List<KeyValuePair<(string, int), TextEntry>> now)
    {
        var both = old.Select(entry => entry.Key).Intersect(now.Select(entry => entry.Key)).ToHashSet();
        var before = old.Where(entry => both.Contains(entry.Key)).Select(entry => entry.Value.Key).ToList();
        var after = now.Where(entry => both.Contains(entry.Key)).Select(entry => entry.Value.Key).ToList();
        return before.SequenceEqual(after) ? null : new(article, "", "reordered", string.Join("、", before), string.Join("、", after));
    }

    /// <summary>Entries by key; of several with one key each by which one it is.</summary>
    private static List<KeyValuePair<(string, int), TextEntry>> ByKey(ImmutableArray<TextEntry> entries)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var byKey = new List<KeyValuePair<(string, int), TextEntry>>();
        foreach (var entry in entries)
        {
            var before = seen.GetValueOrDefault(entry.Key);
            seen[entry.Key] = before + 1;
            byKey.Add(new((entry.Key, before), entry));
        }

        return byKey;
    }

    /// <summary>The keys of the new document in their order, with what was taken out at the end.</summary>
    private static List<(string, int)> Merged(IReadOnlyList<(string, int)> old, IReadOnlyList<(string, int)> now) => [.. now, .. old.Except(now)];

    private static ImmutableArray<TextEntry> Title(JsonObject document) => document.TryGetPropertyValue(TextArticles.Title, out var title)
        ? [new("", [InlineText.Escaped(WrittenShape.Text(title, TextArticles.Title))])]
        : [];

    private static string Lines(TextEntry entry) => string.Join('\n', entry.Lines);

    private static void Write(TermsChange change, StringBuilder text)
    {
        var words = s_words.Single(word => word.Kind == change.Kind).Words;
        // A text that is its own key would only stand there twice.
        var key = change.Key == (change.Old ?? change.New) ? "" : change.Key;
        text.Append(Indent).Append(key).Append(key.Length == 0 ? "" : "　").Append(words).Append('\n');
        Write("原 old：", change.Old, text);
        Write("新 new：", change.New, text);
    }

    private static void Write(string label, string? lines, StringBuilder text)
    {
        if (lines is null) return;
        text.Append(Indent).Append(Indent).Append(label);
        if (lines.Contains('\n', StringComparison.Ordinal)) text.Append('\n').Append(string.Join('\n', lines.Split('\n').Select(line => Indent + Indent + Indent + line)));
        else text.Append(lines);
        text.Append('\n');
    }
}
