using System.Net;
using System.Text;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>The answer of a verification as one page that needs nothing else: no script, no font, no address. Chinese first, English beside.</summary>
public static class VerifyPage
{
    private const string Head = $$"""
        {{PageHead.Start}}<meta name="referrer" content="no-referrer">
        <title>通知书核验 Notice verification</title>
        <style>
        body { font: 16px/1.7 {{PageHead.Faces}}; margin: 0; color: #1c2733; background: #f3f5f7; }
        main { max-width: 42rem; margin: 3rem auto; background: #fff; border: 1px solid #d5dee6; border-radius: 6px; overflow: hidden; }
        header { padding: 1.6rem 2rem; color: #fff; background: #17663c; }
        .false header { background: #a3261b; } .open header { background: #8a5a00; }
        h1 { margin: 0; font-size: 1.5rem; } header p { margin: .2rem 0 0; opacity: .92; }
        dl { margin: 0; padding: 1.2rem 2rem; display: grid; grid-template-columns: 11rem 1fr; gap: .7rem 1rem; }
        dt { color: #5a6b7b; } dt small { display: block; line-height: 1.2; } dd { margin: 0; overflow-wrap: anywhere; }
        code { font: .88em/1.5 "Noto Sans Mono CJK SC", Consolas, monospace; }
        footer { padding: 1rem 2rem 1.4rem; border-top: 1px solid #e6ebef; color: #5a6b7b; font-size: .86rem; }
        @media (max-width: 36rem) { main { margin: 0; border: 0; border-radius: 0; } dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .7rem; } }
        </style>
        </head>

        """;

    public static string Of(VerifyNotice.Answer a)
    {
        var (mark, chinese, english) = a switch
        {
            { Issued: false } => ("false", "核验未通过", "No notice with this number and hash was issued."),
            { SignatureHolds: false } => ("false", "签名无效", "The notice was issued, but its signature does not hold."),
            { SignatureHolds: null } => ("open", "通知书属实，签名密钥已停用", "The notice was issued; the key that signed it is no longer in use."),
            _ => ("true", "通知书属实", "The notice was issued and its signature holds."),
        };
        var page = new StringBuilder(Head).Append($"<body class=\"{mark}\">\n<main>\n<header><h1>{chinese}</h1><p>{english}</p></header>\n<dl>\n");
        Row(page, "文号", "Document number", a.Number);
        Row(page, "文种", "Kind", a.KindName);
        Row(page, "发文机关", "Issued by", a.Issuer);
        Row(page, "成文日期", "Issued on", a.IssuedOn is { } day ? ChineseDates.Day(day) : null);
        Row(page, "编号", "Id", a.Id);
        Row(page, "内容摘要", "SHA-256 of the content", a.Sha256, code: true);
        foreach (var s in a.Signatures ?? [])
        {
            Row(page, $"签名密钥（{s.Suite}）", "Signing key", s.KeyId, code: true);
            Row(page, "签名", "Signature", s.Holds switch { true => "有效 holds", false => "无效 does not hold", _ => "密钥已停用 key no longer in use" });
        }

        var advice = a.Issued
            ? "请核对纸面上的文号、发文机关、成文日期与本页一致。本页不显示通知书的其他内容。 Compare number, issuer and date with the paper; nothing else of the notice is shown here."
            : "请检查地址是否完整；如仍不能通过，请勿据此付款，并与发文机关联系。 Check that the address is complete; otherwise do not pay on this paper and ask the issuing authority.";
        return page.Append($"</dl>\n<footer>{advice}</footer>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static void Row(StringBuilder page, string chinese, string english, string? value, bool code = false)
    {
        if (string.IsNullOrEmpty(value)) return;
        var text = WebUtility.HtmlEncode(value);
        page.Append($"<dt>{chinese}<small>{english}</small></dt><dd>{(code ? $"<code>{text}</code>" : text)}</dd>\n");
    }
}
