using System.Xml.Linq;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// A set of instructions as the entries they would bring on each province's account: BankToCustomerDebitCreditNotification, camt.054.001.08. Every entry is
/// pending, because a treasury and not this system books it; its details are the gross legs behind the net amount.
/// </summary>
public static class Camt054
{
    public const string Message = "camt.054.001.08";

    internal static readonly XNamespace Ns = $"urn:iso:std:iso:20022:tech:xsd:{Message}";

    /// <param name="set">At least one instruction: the message has no form for none.</param>
    public static byte[] Of(InstructionSet set) => Iso20022.Bytes(new XDocument(new XElement(
        Ns + "Document",
        new XElement(
            Ns + "BkToCstmrDbtCdtNtfctn",
            new XElement(Ns + "GrpHdr", new XElement(Ns + "MsgId", set.Id), new XElement(Ns + "CreDtTm", Iso20022.Instant(set.At))),
            set.Instructions.Select(instruction => Notification(set, instruction))))));

    private static XElement Notification(InstructionSet set, Instruction instruction)
    {
        var account = instruction.Position.Account;
        var name = account == instruction.Payer ? instruction.PayerName : instruction.PayeeName;
        return new(
            Ns + "Ntfctn",
            new XElement(Ns + "Id", instruction.Id),
            new XElement(Ns + "CreDtTm", Iso20022.Instant(set.At)),
            new XElement(Ns + "Acct", Iso20022.AccountId(Ns, account), new XElement(Ns + "Ccy", Iso20022.Currency), new XElement(Ns + "Nm", Iso20022.Text(name, 70))),
            Entry(set, instruction));
    }

    private static XElement Entry(InstructionSet set, Instruction instruction) => new(
        Ns + "Ntry",
        new XElement(Ns + "NtryRef", instruction.Id),
        Amount(instruction.Amount),
        new XElement(Ns + "CdtDbtInd", instruction.Position.Account == instruction.Payee ? "CRDT" : "DBIT"),
        new XElement(Ns + "Sts", new XElement(Ns + "Cd", "PDNG")),
        new XElement(Ns + "ValDt", new XElement(Ns + "Dt", Iso20022.Day(set.On))),
        new XElement(Ns + "BkTxCd", new XElement(Ns + "Prtry", new XElement(Ns + "Cd", instruction.Budget.Code), new XElement(Ns + "Issr", "政府收支分类科目"))),
        new XElement(Ns + "NtryDtls", instruction.Position.Legs.Select(leg => Details(instruction, leg))));

    private static XElement Details(Instruction instruction, GrossLeg leg)
    {
        var own = instruction.Position.Account;
        return new(
            Ns + "TxDtls",
            new XElement(Ns + "Refs", new XElement(Ns + "InstrId", instruction.Id), new XElement(Ns + "EndToEndId", leg.Cause.Reference.Length <= InstructionSet.IdCharactersMax ? leg.Cause.Reference : InstructionSet.Short(leg.Cause.Reference))),
            Amount(leg.Amount),
            new XElement(Ns + "CdtDbtInd", leg.To == own ? "CRDT" : "DBIT"),
            new XElement(Ns + "RltdPties", Side("Dbtr", leg.From), Side("Cdtr", leg.To)),
            new XElement(Ns + "RmtInf", new XElement(Ns + "Ustrd", Iso20022.Text($"{leg.Cause.Agreement} {leg.Cause.Period} #{leg.Cause.Obligation} {leg.Kind}", 140))));
    }

    private static XElement Side(string role, Account account) => new(Ns + role, new XElement(Ns + "Pty", Iso20022.Party(Ns, account, account.Id)));

    private static XElement Amount(Rules.Settlement.Money amount) => new(Ns + "Amt", new XAttribute("Ccy", Iso20022.Currency), Iso20022.Amount(amount));
}
