using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Settlement;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>Cases and commands that tests begin with; 浙 pays 皖.</summary>
internal static class Cases
{
    public static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);
    public static readonly Step Why = Step.Fact("test", null, "because");

    public static Case.Command.Open Open(int revision) => new(
        "XAJ", "2024", revision, ImmutableSortedDictionary<string, string>.Empty.Add("皖", "340000").Add("浙", "330000"), ["JK/2024-12"],
        new(2025, 1, 20), 15, 30, Now);

    /// <summary>浙 pays 皖; an amount of null cannot be determined.</summary>
    public static Case.Command.Assess Assess(int factRevision, long? fen) => new(
        1, [new("JK", "2024-12", factRevision, $"sha-{factRevision}")], [], [new("四", "浙", "皖", fen)], [], fen > 0 ? [new(1, "四", "浙", "皖", new Money(fen.Value))] : [], Why, "basin-rules/1", Now);

    public static Case.Command.Confirm Confirm(string region, int assessment = 1) => new(assessment, region, "EE", Now);

    public static Case.Command.ProposePayment Propose(long fen, string reference, int obligation = 1) => new(obligation, reference, fen, new(2026, 1, 10), "330000", "FIN", "经办员", Now);

    public static Case.Command.ApprovePayment Approve(long fen, string reference, int obligation = 1) => new(obligation, reference, fen, new(2026, 1, 10), "330000", "FIN", "复核员", Now);

    /// <summary>Proposed by one person and approved by another.</summary>
    public static Case Paid(Case found, long fen, string reference, int obligation = 1)
    {
        var proposed = Apply(found, Then(found, Propose(fen, reference, obligation)));
        return Apply(proposed, Then(proposed, Approve(fen, reference, obligation)));
    }

    public static Case.Command.ConfirmPayment ConfirmPayment(string reference) => new(1, reference, "340000", "FIN", Now);

    public static Case Due(long fen) => Given(Open(1), Assess(1, fen), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));

    public static Case Given(params Case.Command[] commands) =>
        commands.Aggregate((Case?)null, (state, command) => Apply(state, Then(state, command)))!;

    public static Case Apply(Case? state, ImmutableArray<object> events) => events.Aggregate(state, Case.Apply)!;

    /// <summary>Decides, and insists that the same command on the state after it yields nothing.</summary>
    public static ImmutableArray<object> Then(Case? state, Case.Command command)
    {
        var decision = Case.Decide(state, command);
        decision.Rejection.ShouldBeNull();
        var again = Case.Decide(decision.Events.Aggregate(state, Case.Apply), command);
        again.Rejection.ShouldBeNull();
        again.Events.ShouldBeEmpty($"{command.GetType().Name} carried out twice");
        return decision.Events;
    }

    public static Rejection Refused(Case? state, Case.Command command)
    {
        var decision = Case.Decide(state, command);
        decision.Events.ShouldBeEmpty();
        return decision.Rejection.ShouldNotBeNull();
    }
}
