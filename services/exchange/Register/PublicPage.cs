using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>What the pages of the register have in common: one sheet of style, no script, no font, no other address. Everything that comes from documents is written as text.</summary>
public sealed class PublicPage
{
    /// <summary>Most characters of a field that is never parted: a date, a code or an amount; a word.</summary>
    private const int WholeCharactersMax = 26, WordCharactersMax = 4;

    // A table on a narrow screen is a list of its rows, each field behind the heading of its column.
    private const string Head =
        $$"""
        {{PageHead.Start}}<style>
        body { font: 16px/1.7 {{PageHead.Faces}}; margin: 0; color: #1c2733; background: #f3f5f7; }
        header { background: #0b4f79; color: #fff; padding: 1.4rem 0; } header a { color: #fff; }
        header > div, main { max-width: 76rem; margin: 0 auto; padding: 0 1.2rem; }
        h1 { font-size: 1.5rem; line-height: 1.4; margin: .2rem 0; } header p { margin: 0; }
        section { background: #fff; border: 1px solid #d5dee6; border-radius: 6px; margin: 1.2rem 0; padding: .4rem 1.4rem 1.2rem; }
        h2 { font-size: 1.15rem; margin: .8rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
        h2 small { font-weight: 400; } p { overflow-wrap: anywhere; }
        small, .note { color: #4d5d6c; } .note { font-size: .9rem; margin: .3rem 0; }
        .wide { overflow-x: auto; margin-bottom: .8rem; } .whole { white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; vertical-align: top; padding: .45rem .6rem; border-bottom: 1px solid #e3e9ee; }
        thead th { background: #eef3f7; font-weight: 600; white-space: nowrap; } th small { display: block; font-weight: 400; line-height: 1.3; }
        td { min-width: 3em; } .number { text-align: right; white-space: nowrap; }
        dl { display: grid; grid-template-columns: 11rem 1fr; gap: .4rem 1rem; margin: .6rem 0; } dt { color: #4d5d6c; } dd { margin: 0; overflow-wrap: anywhere; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .92rem/1.7 inherit; font-family: inherit; margin: .6rem 0; }
        code { font: .85em/1.5 "Noto Sans Mono CJK SC", Consolas, monospace; overflow-wrap: anywhere; }
        summary { cursor: pointer; color: #0b4f79; } a { color: #0b4f79; } a:focus, summary:focus { outline: 3px solid #f0a500; }
        @media screen and (max-width: 48rem) {
        section { border-left: 0; border-right: 0; border-radius: 0; margin-left: -1.2rem; margin-right: -1.2rem; padding-left: 1.2rem; padding-right: 1.2rem; }
        dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; }
        table, tbody, tr, td { display: block; } thead { position: absolute; left: -9999px; }
        tr { padding: .5rem 0; border-bottom: 1px solid #c3ced8; }
        td, td.number { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .8rem; border: 0; padding: .1rem 0; text-align: left; white-space: normal; overflow-wrap: anywhere; } td.whole { white-space: normal; }
        td::before { content: attr(data-label); color: #4d5d6c; } td.none { display: none; }
        }
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

    /// <summary>A date or a code that is not parted at the end of a line.</summary>
    public static string Whole(string text) => $"<span class=\"whole\">{Text(text)}</span>";

    /// <param name="columns">Chinese, and behind a space English; what has no English is Chinese only.</param>
    /// <param name="rows">Fields as markup; a field that begins with a tab is a number and stands to the right.</param>
    public PublicPage Table(string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        var heads = columns.Select((column, at) => $"<th scope=\"col\"{(all.Any(row => row[at] is ['\t', ..]) ? " class=\"number\"" : "")}>{Heading(column.Split(' ', 2))}</th>");
        _page.Append($"<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{string.Concat(heads)}</tr></thead><tbody>\n");
        foreach (var row in all) _page.Append($"<tr>{string.Concat(row.Zip(columns, Cell))}</tr>\n");
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

    private static string Heading(string[] words) => words is [var chinese, { Length: > 0 } english] ? $"{Text(chinese)}<small>{Text(english)}</small>" : Text(words[0]);

    private static string Cell(string field, string column)
    {
        var (markup, kind) = field is ['\t', .. var number] ? (number, "number") : (field, field.Length == 0 ? "none" : IsWhole(field) ? "whole" : "");
        return $"<td{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} data-label=\"{Text(column)}\"><span>{markup}</span></td>";
    }

    /// <summary>Whether a field holds one date, code or amount, or a single word.</summary>
    private static bool IsWhole(string markup)
    {
        // Of a link only what is read counts.
        var text = markup is ['<', 'a', ..] ? markup[(markup.IndexOf('>', StringComparison.Ordinal) + 1)..].Replace("</a>", "", StringComparison.Ordinal) : markup;
        return text.Length <= WordCharactersMax || (text.Length <= WholeCharactersMax && text.Any(char.IsAsciiDigit) && !text.Any(c => char.IsWhiteSpace(c) || "，；。、（：<".Contains(c, StringComparison.Ordinal)));
    }

    public override string ToString() => $"{_page}</main>\n</body>\n</html>\n";

    private PublicPage Note(string text, params string[] markup) => Raw($"<p class=\"note\">{Text(text)}{string.Concat(markup)}</p>\n");
}
