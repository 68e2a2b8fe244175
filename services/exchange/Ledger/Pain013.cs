using System.Xml.Linq;

namespace Basin.Exchange;

/// <summary>
/// A set of instructions as a request to pay: CreditorPaymentActivationRequest, pain.013.001.07. One payment block for each treasury that is asked, its own
/// budget account in the purpose, its basis in the remittance information.
/// </summary>
public static class Pain013
{
    public const string Message = "pain.013.001.07";

    private static readonly XNamespace Ns = $"urn:iso:std:iso:20022:tech:xsd:{Message}";

    /// <param name="set">At least one instruction: the message has no form for none.</param>
    public static byte[] Of(InstructionSet set) => Iso20022.Bytes(new XDocument(new XElement(
        Ns + "Document",
        new XElement(
            Ns + "CdtrPmtActvtnReq",
            new XElement(
                Ns + "GrpHdr",
                new XElement(Ns + "MsgId", set.Id),
                new XElement(Ns + "CreDtTm", Iso20022.Instant(set.At)),
                new XElement(Ns + "NbOfTxs", set.Instructions.Length),
                new XElement(Ns + "CtrlSum", Iso20022.Amount(set.Sum)),
                new XElement(Ns + "InitgPty", new XElement(Ns + "Nm", "流域补偿结算 Basin"))),
            set.Instructions.GroupBy(instruction => instruction.Payer).Select(payer => Block(set, [.. payer]))))));

    private static XElement Block(InstructionSet set, IReadOnlyList<Instruction> instructions)
    {
        var (payer, name) = (instructions[0].Payer, instructions[0].PayerName);
        return new(
            Ns + "PmtInf",
            new XElement(Ns + "PmtInfId", InstructionSet.Short($"{set.Id}-{InstructionSet.CodeOf(payer)}")),
            new XElement(Ns + "PmtMtd", "TRF"),
            new XElement(Ns + "ReqdExctnDt", new XElement(Ns + "Dt", Iso20022.Day(set.On))),
            new XElement(Ns + "Dbtr", Iso20022.Party(Ns, payer, name)),
            new XElement(Ns + "DbtrAcct", Iso20022.AccountId(Ns, payer)),
            new XElement(Ns + "DbtrAgt", Iso20022.Treasury(Ns, payer)),
            instructions.Select(Transaction));
    }

    private static XElement Transaction(Instruction instruction) => new(
        Ns + "CdtTrfTx",
        new XElement(Ns + "PmtId", new XElement(Ns + "InstrId", instruction.Number), new XElement(Ns + "EndToEndId", instruction.Id)),
        new XElement(Ns + "Amt", new XElement(Ns + "InstdAmt", new XAttribute("Ccy", Iso20022.Currency), Iso20022.Amount(instruction.Amount))),
        new XElement(Ns + "ChrgBr", "SLEV"),
        new XElement(Ns + "CdtrAgt", Iso20022.Treasury(Ns, instruction.Payee)),
        new XElement(Ns + "Cdtr", Iso20022.Party(Ns, instruction.Payee, instruction.PayeeName)),
        new XElement(Ns + "CdtrAcct", Iso20022.AccountId(Ns, instruction.Payee)),
        new XElement(Ns + "Purp", new XElement(Ns + "Prtry", $"{instruction.Budget.Code} {instruction.Budget.Name}")),
        new XElement(
            Ns + "RmtInf",
            instruction.Position.Legs.Select(leg => new XElement(
                Ns + "Ustrd", Iso20022.Text($"{leg.Cause.Agreement} {leg.Cause.Period} #{leg.Cause.Obligation} {leg.Cause.Reference}{UnderWay.Mark(leg)} {leg.From.Id}>{leg.To.Id} {Iso20022.Amount(leg.Amount)}", 140)))));
}
