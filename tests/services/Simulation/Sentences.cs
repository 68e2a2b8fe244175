using Basin.Exchange;
using Basin.Monitoring;
using Basin.Registry;
using Case = Basin.Exchange.Case;
using SectionMonth = Basin.Monitoring.SectionMonth;

namespace Basin.Services.Tests.Simulation;

/// <summary>An event in a few words.</summary>
internal static class Sentences
{
    public static string Of(Logged logged) => $"{logged.Stream} {logged.Version}: {Of(logged.Happened)}";

    private static string Of(object happened) => happened switch
    {
        SectionMonth.Event.Closed e => $"closed: {Means(e.Result)}",
        SectionMonth.Event.Restated e => $"restated as {e.Revision}: {Means(e.Result)}",
        Agreement.Event.PartySigned e => $"signed by {e.Region}",
        Case.Event.Opened e => $"opened, needs {e.Needs.Length} section-months",
        Case.Event.MonthsMissing e => $"asks for {string.Join(", ", e.Missing)}",
        Case.Event.FactStated e => $"stated by {e.By}: {e.Name} = {e.Value}",
        Case.Event.PeriodAssessed e => $"assessment {Of(e.Assessment)}",
        Case.Event.RestatementNoted e => $"noted: assessment {Of(e.Assessment)}",
        Case.Event.ObligationProposed e => $"proposed {e.Number}: {e.From} owes {e.To} {Yuan(e.AmountFen)}",
        Case.Event.Confirmed e => $"assessment {e.Assessment} confirmed by {e.Party}{(e.BySilence ? " by silence" : "")}",
        Case.Event.Objected e => $"{e.Party} objects to assessment {e.Assessment} ({e.Subject?.Kind})",
        Case.Event.UndisputedReleased e => $"{e.Obligations} undisputed obligations of objection {e.Objection}",
        Case.Event.ObligationDue e => $"obligation {e.Number} due on {e.DueOn:MM-dd} under {e.Notice}",
        Case.Event.PaymentProposed e => $"payment {e.Reference} of {Yuan(e.AmountFen)} proposed for obligation {e.Obligation} by {e.Person}",
        Case.Event.PaymentReturned e => $"payment {e.Reference} taken back",
        Case.Event.PaymentRecorded e => $"payment {e.Reference} of {Yuan(e.AmountFen)} recorded for obligation {e.Obligation}",
        Case.Event.PaymentConfirmed e => $"payment {e.Reference} confirmed",
        Case.Event.PaymentRejected e => $"payment {e.Reference} rejected",
        Case.Event.CorrectionOpened e => $"correction {e.Number} opened for assessment {e.Assessment}",
        NoticeRegister.NumbersTaken e => $"{e.Count} numbers from {e.FirstSerial}",
        Notice.Event.Issued e => $"issued about {e.Agreement} {e.Period}",
        _ => happened.GetType().Name,
    };

    private static string Of(Case.Assessed assessment) =>
        $"{assessment.Revision}: {string.Join(", ", assessment.Payments.Select(p => $"{p.From} pays {p.To} {(p.AmountFen is { } fen ? Yuan(fen) : "?")}"))}";

    private static string Means(MonthResult result) => string.Join(" ", result.Means.Select(mean => $"{mean.Indicator} {mean.Mean?.ToString() ?? "?"}"));

    private static string Yuan(long fen) => $"{fen / 100m:0.##}元";
}
