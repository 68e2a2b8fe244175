using System.Globalization;
using System.Text;
using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>A set of instructions as a table for a treasury's clerk or program: UTF-8 with its mark, so that spreadsheets show Chinese; lines end in CR LF (RFC 4180).</summary>
public static class InstructionCsv
{
    public static readonly string[] Columns = ["序号", "指令号", "结算日", "流域", "付款账户", "付款方", "收款账户", "收款方", "金额(元)", "金额(分)", "大写", "科目编码", "科目名称", "依据"];

    public static byte[] Of(InstructionSet set)
    {
        var text = new StringBuilder("\uFEFF");
        Row(text, Columns);
        foreach (var instruction in set.Instructions)
        {
            Row(
                text,
                [
                    instruction.Number.ToString(CultureInfo.InvariantCulture), instruction.Id, set.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), set.Basin,
                    instruction.Payer.Id, instruction.PayerName, instruction.Payee.Id, instruction.PayeeName,
                    instruction.Amount.Yuan.ToString("0.00", CultureInfo.InvariantCulture), instruction.Amount.Fen.ToString(CultureInfo.InvariantCulture), instruction.Amount.Capitals(),
                    instruction.Budget.Code, instruction.Budget.Name,
                    string.Join("; ", instruction.Position.Legs.Select(leg => $"{leg.Cause.Agreement} {leg.Cause.Period} #{leg.Cause.Obligation} {leg.Cause.Reference}{UnderWay.Mark(leg)}")),
                ]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Row(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields.Select(CsvText.FieldForPeople)).Append("\r\n");
}
