using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Basin.Exchange;

/// <summary>
/// The orders about one party's use of the money of one period that bear on payments to it in every period of the agreement. Id:
/// <c>{agreement}/{period}/{region}</c>.
/// </summary>
public sealed record FundMarks(string Id, string Agreement, ImmutableArray<FundMark> Marks)
{
    public static FundMarks Of(FundUse use)
    {
        var fund = use.Fund;
        return new(
            $"{fund.Agreement}/{fund.Period}/{fund.Region}", fund.Agreement,
            [
                .. use.Orders.Where(order => order.Measure is FundMeasure.Slow or FundMeasure.Cut or FundMeasure.Stop)
                    .Select(order => new FundMark(order.Measure, fund.Party, fund.Period, order.Number, order.AmountFen?.ToString(), order.Reason, order.At, order.LiftedAt)),
            ]);
    }
}

/// <summary>
/// An order to slow, cut or stop payments to a party, as it stands on a case. It changes no obligation and hinders no payment: whoever pays sees it and
/// acts on it.
/// </summary>
/// <param name="Period">The period whose money it is about.</param>
/// <param name="AmountFen">Fen as text, of an order to cut.</param>
public sealed record FundMark(
    FundMeasure Measure, string Party, string Period, int Order, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AmountFen, string Reason, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LiftedAt)
{
    /// <param name="moment">Null for now.</param>
    public bool IsInForce(DateTimeOffset? moment) => moment is { } then ? At <= then && (LiftedAt is not { } lifted || lifted > then) : LiftedAt is null;
}
