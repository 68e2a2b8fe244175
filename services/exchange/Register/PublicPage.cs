using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>What the pages of the register have in common: one sheet of style, no script, no font, no other address. Everything that comes from documents is written as text.</summary>
public sealed class PublicPage
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <style>
        body { font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 0; color: #1c2733; background: #f3f5f7; }
        header { background: #0b4f79; color: #fff; padding: 1.4rem 0; } header a { color: #fff; }
        header > div, main { max-width: 68rem; margin: 0 auto; padding: 0 1.2rem; }
        h1 { font-size: 1.5rem; line-height: 1.4; margin: .2rem 0; } header p { margin: 0; }
        section { background: #fff; border: 1px solid #d5dee6; border-radius: 6px; margin: 1.2rem 0; padding: .4rem 1.4rem 1.2rem; }
        h2 { font-size: 1.15rem; margin: .8rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
        small, .note { color: #4d5d6c; } .note { font-size: .9rem; margin: .3rem 0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .95rem; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid #e3e9ee; }
        thead th { background: #eef3f7; font-weight: 600; } td.number { text-align: right; white-space: nowrap; }
        dl { display: grid; grid-template-columns: 11rem 1fr; gap: .4rem 1rem; margin: .6rem 0; } dt { color: #4d5d6c; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .92rem/1.7 inherit; font-family: inherit; margin: .6rem 0; }
        code { font: .85em/1.5 "Noto Sans Mono CJK SC", Consolas, monospace; overflow-wrap: anywhere; }
        summary { cursor: pointer; color: #0b4f79; } a { color: #0b4f79; } a:focus, summary:focus { outline: 3px solid #f0a500; }
        @media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } section { border-left: 0; border-right: 0; border-radius: 0; margin-left: -1.2rem; margin-right: -1.2rem; } }
        @media print { body { background: #fff; } header { background: none; color: #000; } header a { display: none; } section { border: 0; padding: 0; } .wide { overflow: visible; } details > *:not(summary) { display: block !important; } }
        </style>

        """;

    private readonly StringBuilder _page = new(Head);

    /// <param name="title">Chinese.</param>
    /// <param name="subtitle">English, or what else stands under it.</param>
    /// <param name="back">Whether the page lies below the register's root.</param>
    public PublicPage(string title, string subtitle, bool back)
    {
        _page.Append($"<title>{Text(title)}</title>\n</head>\n<body>\n<header><div>");
        if (back) _page.Append("<a href=\"/public\">← 公开登记簿 Register</a>");
        _page.Append($"<h1>{Text(title)}</h1><p>{Text(subtitle)}</p></div></header>\n<main>\n");
    }

    public static string Text(JsonNode? value) => WebUtility.HtmlEncode(Download.Field(value));

    /// <summary>Fen as people read them.</summary>
    public static string Yuan(JsonNode? fen) => fen is null ? "" : $"{new Money(long.Parse(fen.GetValue<string>())).Figures()}";

    public static string Link(string address, string text) => $"<a href=\"{Text(address)}\">{Text(text)}</a>";

    public PublicPage Section(string chinese, string english)
    {
        _page.Append($"<section><h2>{Text(chinese)} <small>{Text(english)}</small></h2>\n");
        return this;
    }

    public PublicPage Heading(string text) => Raw($"<h3>{Text(text)}</h3>\n");

    public PublicPage Note(string text) => Raw($"<p class=\"note\">{Text(text)}</p>\n");

    public PublicPage End() => Raw("</section>\n");

    /// <summary>Pairs of a name and markup.</summary>
    public PublicPage List(params (string Name, string Markup)[] items) =>
        Raw($"<dl>{string.Concat(items.Where(item => item.Markup.Length > 0).Select(item => $"<dt>{Text(item.Name)}</dt><dd>{item.Markup}</dd>"))}</dl>\n");

    /// <param name="rows">Fields as markup; a field that begins with a tab is a number and stands to the right.</param>
    public PublicPage Table(string[] columns, IEnumerable<string[]> rows)
    {
        _page.Append($"<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{string.Concat(columns.Select(column => $"<th scope=\"col\">{Text(column)}</th>"))}</tr></thead><tbody>\n");
        foreach (var row in rows) _page.Append($"<tr>{string.Concat(row.Select(field => field is ['\t', .. var number] ? $"<td class=\"number\">{number}</td>" : $"<td>{field}</td>"))}</tr>\n");
        return Raw("</tbody></table></div>\n");
    }

    public PublicPage Folded(string summary, string text) => Raw($"<details><summary>{Text(summary)}</summary><pre>{Text(text)}</pre></details>\n");

    /// <summary>Where the same is read by programs.</summary>
    public PublicPage Forms(string address) => Note("机器可读 For programs: ", Link($"{address}?form=json", "JSON"), " ", Link($"{address}?form=csv", "CSV"));

    public PublicPage Raw(string markup)
    {
        _page.Append(markup);
        return this;
    }

    public override string ToString() => $"{_page}</main>\n</body>\n</html>\n";

    private PublicPage Note(string text, params string[] markup) => Raw($"<p class=\"note\">{Text(text)}{string.Concat(markup)}</p>\n");
}
