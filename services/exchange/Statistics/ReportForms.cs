using System.Text;
using System.Text.Json.Nodes;

namespace Basin.Exchange;

/// <summary>Printings of a report: JSON, text and one page that needs nothing else.</summary>
public static class ReportForms
{
    public static JsonObject Json(EvaluationReport report) => new()
    {
        ["title"] = report.Title, ["agreement"] = report.Agreement, ["period"] = report.Period,
        ["parts"] = new JsonArray([.. report.Parts.Select(part => new JsonObject
        {
            ["heading"] = part.Heading, ["sentences"] = Texts(part.Sentences), ["columns"] = Texts(part.Columns), ["rows"] = new JsonArray([.. part.Rows.Select(row => Texts(row))]),
        })]),
    };

    public static string Text(EvaluationReport report)
    {
        var text = new StringBuilder(report.Title).Append('\n');
        foreach (var (index, part) in report.Parts.Index())
        {
            text.Append($"\n{index + 1}. {part.Heading}\n");
            foreach (var sentence in part.Sentences) text.Append($"  {Line(sentence)}\n");
            foreach (var row in part.Rows) text.Append($"  {string.Join("；", part.Columns.Zip(row, (column, field) => $"{column}：{Line(field)}"))}\n");
        }

        return text.ToString();
    }

    public static string Html(EvaluationReport report)
    {
        var page = new PublicPage(report.Title, $"Evaluation report, agreement {report.Agreement}, period {report.Period}", back: false);
        foreach (var (index, part) in report.Parts.Index())
        {
            page.Section($"{index + 1}. {part.Heading}", "");
            foreach (var sentence in part.Sentences) page.Raw($"<p>{PublicPage.Text(sentence)}</p>\n");
            if (!part.Rows.IsEmpty) page.Table([.. part.Columns], part.Rows.Select(row => row.Select(field => PublicPage.Text(field)).ToArray()));
            page.End();
        }

        return page.ToString();
    }

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
