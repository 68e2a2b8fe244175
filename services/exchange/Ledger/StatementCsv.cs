using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// A statement as a table in UTF-8 with a head: reference, amount in yuan, payer and payee, and the day where there is one; in any order, in Chinese or
/// English. Columns of other names are passed over.
/// </summary>
public static class StatementCsv
{
    private static readonly (string Field, string[] Names)[] Heads =
    [
        ("reference", ["凭证号", "附言", "reference"]),
        ("amount", ["金额", "金额(元)", "金额（元）", "amount"]),
        ("payer", ["付款人", "付款方", "payer"]),
        ("payee", ["收款人", "收款方", "payee"]),
        ("date", ["日期", "付款日期", "date"]),
    ];

    public static (Statement? Statement, Rejection? Refused) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span).TrimStart('\uFEFF');
            var rows = CsvRows.Of(text)
                .Select(row => (row.Row, Fields: (IReadOnlyList<string>)[.. row.Fields.Select(field => field.Trim())]))
                .Where(row => row.Fields.Any(field => field.Length > 0))
                .Take(Statement.LinesMax + 2).ToList();
            if (rows.Count == 0) return (null, Statement.NotReadable("空文件 The statement is empty."));
            return rows.Count - 1 > Statement.LinesMax ? (null, Statement.TooLong) : Read(rows);
        }
        catch (DecoderFallbackException)
        {
            return (null, Statement.NotReadable("不是UTF-8 The statement is not UTF-8."));
        }
        catch (FormatException problem)
        {
            return (null, Statement.NotReadable(problem.Message));
        }
    }

    private static (Statement? Statement, Rejection? Refused) Read(List<(int Row, IReadOnlyList<string> Fields)> rows)
    {
        var place = new Dictionary<string, int>();
        foreach (var (field, names) in Heads)
        {
            var places = rows[0].Fields.Select((head, index) => (head, index)).Where(column => names.Contains(column.head.ToLowerInvariant())).Select(column => column.index).ToList();
            if (places.Count > 1) return (null, Statement.NotReadable($"列重复 Two columns of the head mean {field}: {string.Join(" / ", names)}."));
            if (places.Count == 0 && field != "date") return (null, Statement.NotReadable($"缺少列 The head has no column for {field}: {string.Join(" / ", names)}."));
            if (places.Count == 1) place[field] = places[0];
        }

        var (lines, unread) = (ImmutableArray.CreateBuilder<StatementLine>(), ImmutableArray.CreateBuilder<UnreadLine>());
        foreach (var (line, fields) in rows.Skip(1))
        {
            var (read, problem) = Line(line, field => place.TryGetValue(field, out var index) && index < fields.Count ? fields[index] : "");
            if (read is not null) lines.Add(read);
            else unread.Add(new(line, problem!));
        }

        return (new(lines.ToImmutable(), unread.ToImmutable()), null);
    }

    private static (StatementLine? Line, string? Problem) Line(int line, Func<string, string> field)
    {
        foreach (var needed in new[] { "reference", "payer", "payee" })
            if (field(needed).Length is 0 or > Statement.FieldCharactersMax) return (null, $"{needed} 为空或过长 has 1 to {Statement.FieldCharactersMax} characters.");
        if (Statement.Amount(field("amount")) is not { } amount) return (null, $"金额无法读取 '{field("amount")}' is no amount in yuan above zero, such as 100000000.00.");
        DateOnly? on = null;
        if (field("date") is { Length: > 0 } date)
        {
            if (!DateOnly.TryParseExact(date, ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (null, $"日期无法读取 '{date}' is no day such as 2026-03-31.");
            on = day;
        }

        return (new(line, field("reference"), amount, field("payer"), field("payee"), on), null);
    }
}
