namespace Basin.Rules.Terms;

/// <summary>The heading of an article: its number, its title, and which item of 条例 art. 17 it states.</summary>
internal static class TextHeading
{
    private const string Mark = "、";
    private const string Law = "（《生态保护补偿条例》第十七条";
    private const string LawEnd = "）";

    public static string Of(int number, TextArticle article) =>
        ChineseNumber.Of(number) + Mark + article.Title + (article.Item is null ? "" : Law + article.Item + LawEnd);

    /// <summary>The article that a line heads. Its number is not looked at, so that articles may be taken out or put in.</summary>
    public static TextArticle? Find(string line)
    {
        var digits = ChineseNumber.Length(line);
        if (digits == 0 || !line.AsSpan(digits).StartsWith(Mark, StringComparison.Ordinal)) return null;
        var title = line[(digits + Mark.Length)..];
        var law = title.IndexOf(Law, StringComparison.Ordinal);
        if (law >= 0) title = title[..law];
        return TextArticles.All.FirstOrDefault(article => article.Title == title);
    }
}
