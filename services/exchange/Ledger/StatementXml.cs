using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// A statement as camt.054.001.08. Each detail of an entry is a line, or the entry itself where it has none. Only what is booked counts as paid: other
/// states, reversals and other currencies are listed as not read. The reference is the end-to-end identification.
/// </summary>
public static class StatementXml
{
    public static (Statement? Statement, Rejection? Refused) Read(ReadOnlyMemory<byte> bytes)
    {
        XElement root;
        try
        {
            root = Iso20022.Read(bytes).Root!;
        }
        catch (XmlException problem)
        {
            return (null, Statement.NotReadable($"XML无法读取 The statement cannot be read, line {problem.LineNumber}: document types and entities are refused, and at most {Iso20022.CharactersMax} characters are read."));
        }

        var ns = Camt054.Ns;
        if (root.Name != ns + "Document" || root.Element(ns + "BkToCstmrDbtCdtNtfctn") is not { } body)
            return (null, Statement.NotReadable($"不是 {Camt054.Message} The statement is no {Camt054.Message}: its root is {root.Name}."));
        var (lines, unread) = (ImmutableArray.CreateBuilder<StatementLine>(), ImmutableArray.CreateBuilder<UnreadLine>());
        foreach (var entry in body.Elements(ns + "Ntfctn").Elements(ns + "Ntry"))
        {
            var details = entry.Elements(ns + "NtryDtls").Elements(ns + "TxDtls").ToList();
            foreach (var element in details.Count > 0 ? details : [entry])
            {
                if (lines.Count + unread.Count == Statement.LinesMax) return (null, Statement.TooLong);
                var at = ((IXmlLineInfo)element).LineNumber;
                var (line, problem) = Line(at, entry, element, details.Count);
                if (line is not null) lines.Add(line);
                else unread.Add(new(at, problem!));
            }
        }

        return (new(lines.ToImmutable(), unread.ToImmutable()), null);
    }

    private static (StatementLine? Line, string? Problem) Line(int at, XElement entry, XElement element, int details)
    {
        var ns = Camt054.Ns;
        if (Text(entry, "Sts", "Cd") is not "BOOK") return (null, $"未入账 The entry is {Text(entry, "Sts", "Cd") ?? "without a state"}, not BOOK; only what is booked is paid.");
        if (Text(entry, "RvslInd") is "true" or "1") return (null, "冲回 The entry is a reversal.");
        // With one detail that does not say its own amount, the entry's is meant; with several, nobody could tell.
        var amount = element.Element(ns + "Amt") ?? (details <= 1 ? entry.Element(ns + "Amt") : null);
        if (amount?.Attribute("Ccy")?.Value != Iso20022.Currency) return (null, $"币种 The amount is missing or not in {Iso20022.Currency}.");
        if (Statement.Amount(amount.Value) is not { } money) return (null, $"金额无法读取 '{Cut(amount.Value)}' is no amount in yuan above zero.");
        var reference = Text(element, "Refs", "EndToEndId") ?? (details == 0 ? Text(entry, "NtryRef") : null);
        if (reference is null) return (null, "缺少凭证号 There is no end-to-end identification (EndToEndId).");
        if (Party(element, "Dbtr") is not { } payer || Party(element, "Cdtr") is not { } payee) return (null, "缺少付款人或收款人 Debtor (Dbtr) or creditor (Cdtr) is not named.");
        return (new(at, reference, money, payer, payee, Day(entry)), null);
    }

    private static string? Party(XElement element, string role) => Text(element, "RltdPties", role, "Pty", "Id", "OrgId", "Othr", "Id") ?? Text(element, "RltdPties", role, "Pty", "Nm");

    private static DateOnly? Day(XElement entry)
    {
        var text = Text(entry, "ValDt", "Dt") ?? Text(entry, "BookgDt", "Dt");
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    private static string? Text(XElement from, params ReadOnlySpan<string> path)
    {
        XElement? found = from;
        foreach (var name in path) found = found?.Element(Camt054.Ns + name);
        return found?.Value.Trim() is { Length: > 0 and <= Statement.FieldCharactersMax } text ? text : null;
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40];
}
