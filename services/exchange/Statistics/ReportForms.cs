using System.Text;
using System.Text.Json.Nodes;

namespace Basin.Exchange;

/// <summary>Printings of a report: JSON, text and one page that needs nothing else.</summary>
public static class ReportForms
{
    /// <summary>Headings and columns in English; what the agreement itself names has none.</summary>
    private static readonly IReadOnlyDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["协议"] = "Agreement", ["数据来源与完整性"] = "Sources and completeness of data", ["缺测"] = "Missing means", ["月均值"] = "Monthly means", ["水质类别与同比"] = "Class and change on the year before",
        ["达标情况"] = "Months that reached the target", ["评估值"] = "Assessed values", ["条款付款"] = "Payments by clause", ["不能确定的原因"] = "Why something is not determined", ["补偿义务"] = "Obligations",
        ["付款"] = "Payments", ["异议与裁定"] = "Objections and rulings", ["更正"] = "Corrections", ["保护地区的责任"] = "Duties of the protecting side", ["证据所在"] = "Where the evidence is", ["所用月度数据"] = "Months used",
        ["断面"] = "Section", ["来源"] = "Source", ["月数"] = "Months", ["有均值的月数"] = "With a mean", ["应测读数"] = "Expected", ["有效读数"] = "Valid", ["有效率"] = "Valid share", ["月份"] = "Month", ["指标"] = "Indicator",
        ["原因"] = "Reason", ["类别"] = "Class", ["上年同月"] = "Year before", ["变化"] = "Change", ["目标类别"] = "Target", ["已知月数"] = "Known", ["达标月数"] = "Reached", ["达标率(%)"] = "Share", ["名称"] = "Name", ["数值"] = "Value",
        ["单位"] = "Unit", ["条款"] = "Clause", ["付款方"] = "Payer", ["收款方"] = "Payee", ["金额(元)"] = "Amount", ["序号"] = "No.", ["产生日"] = "Obliged on", ["付款期限"] = "Last day", ["通知书"] = "Notice", ["未付(元)"] = "Unpaid",
        ["义务序号"] = "Obligation", ["凭证号"] = "Reference", ["付款日"] = "Paid on", ["登记日"] = "Recorded on", ["到账确认日"] = "Confirmed on", ["退回原因"] = "Why rejected", ["提出方"] = "By", ["提出日"] = "On", ["针对评估"] = "Assessment",
        ["理由"] = "Reason", ["结果"] = "Result", ["裁定"] = "Ruling", ["断面代码"] = "Section code", ["版本"] = "Revision", ["读数SHA-256"] = "Hash of readings",
    };

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
            text.Append($"\n{index + 1}. {part.Heading} {English(part.Heading)}\n");
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
            page.Section($"{index + 1}. {part.Heading}", English(part.Heading));
            foreach (var sentence in part.Sentences) page.Raw($"<p>{PublicPage.Text(sentence)}</p>\n");
            if (!part.Rows.IsEmpty) page.Table([.. part.Columns.Select(column => $"{column} {English(column)}")], part.Rows.Select(row => row.Select(Cell).ToArray()));
            page.End();
        }

        return page.ToString();
    }

    /// <summary>Empty where there is none.</summary>
    public static string English(string chinese) => Words.GetValueOrDefault(chinese, "");

    /// <summary>An amount stands to the right.</summary>
    private static string Cell(string field) => field is [.., '.', >= '0' and <= '9', >= '0' and <= '9'] && field.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-') ? $"\t{field}" : PublicPage.Text(field);

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
