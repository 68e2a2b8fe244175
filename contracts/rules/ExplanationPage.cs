using System.Net;
using System.Text;

namespace Basin.Rules;

/// <summary>
/// The explanation as one HTML page that needs nothing else: no script, no font, no address. Steps can be folded; printed, all of them stand
/// open. Everything that comes from documents is written as text, never as markup.
/// </summary>
public static class ExplanationPage
{
    /// <summary>Levels that stand open when the page is read on a screen: the clauses, their payments and what decided them.</summary>
    private const int OpenLevels = 4;

    private const string Head =
        $$"""
        {{PageHead.Start}}<style>
        body { font: 15px/1.6 {{PageHead.Faces}}; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1c2733; }
        h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
        p.key { color: #5a6b7b; font-size: .85rem; margin: 0 0 1.2rem; }
        ul { list-style: none; margin: 0; padding: 0 0 0 1.1rem; border-left: 1px solid #d5dee6; }
        body > ul { padding: 0; border: 0; }
        li { margin: .15rem 0; overflow-wrap: anywhere; }
        summary { cursor: pointer; }
        .leaf { padding-left: 1.05rem; }
        .value { font-weight: 600; color: #0b5c8a; }
        .payment > details > summary .value, .transfer .value { color: #9a3412; }
        .cited { color: #5a6b7b; font-size: .85rem; }
        code { font: inherit; color: #36485a; }
        @media print { body { margin: 0; max-width: none; } details > *:not(summary) { display: block !important; } details::details-content { content-visibility: visible; display: block; } }
        </style>

        """;

    /// <summary>The page; the same bytes for the same step.</summary>
    public static string Of(Step step)
    {
        var page = new StringBuilder(Head);
        var title = Text(step.Name ?? "计算依据");
        page.Append("<title>").Append(title).Append("</title>\n</head>\n<body>\n<h1>").Append(title).Append("</h1>\n");
        page.Append("<p class=\"key\">计算依据 Explanation：每一步写明名称或公式、得数与单位，〔〕内是条款、标准或数据来源。</p>\n<ul>\n");
        Write(step, 1, page);
        return page.Append("</ul>\n</body>\n</html>\n").ToString();
    }

    private static void Write(Step step, int level, StringBuilder page)
    {
        // A plain number that stands in a formula is not repeated, as in the text.
        var reasons = step.Because.Where(reason => reason.Rule != "terms.literal").ToList();
        page.Append("<li class=\"").Append(step.Rule.Split('.')[^1]).Append("\">");
        if (reasons.Count == 0)
        {
            page.Append("<div class=\"leaf\">").Append(Line(step)).Append("</div></li>\n");
            return;
        }

        page.Append(level <= OpenLevels ? "<details open><summary>" : "<details><summary>").Append(Line(step)).Append("</summary>\n<ul>\n");
        foreach (var reason in reasons) Write(reason, level + 1, page);
        page.Append("</ul></details></li>\n");
    }

    private static string Line(Step step)
    {
        var (what, value) = (Explanation.What(step), $"<span class=\"value\">{Text(Explanation.ShownValue(step))}</span>");
        var line = what.Length == 0 ? value : $"<code>{Text(what)}</code>：{value}";
        return step.Citation is null ? line : $"{line} <span class=\"cited\">〔{Text(step.Citation)}〕</span>";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
