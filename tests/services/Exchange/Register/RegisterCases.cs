using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>A case on its way, and its events as they were committed.</summary>
internal static class RegisterCases
{
    public static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);

    public static readonly Case.Command Open = new Case.Command.Open(
        "XAJ", "2024", 1, ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("浙", "330000"), KeyValuePair.Create("皖", "340000")]), ["JK/2024-12"], new(2025, 1, 20), 15, 30, Now);

    public static readonly Case.Command Object = new Case.Command.Object(1, "340000", "三月数据有误", "340000-EE", Now);

    public static readonly Case.Command Withdraw = new Case.Command.WithdrawObjection(1, "340000", "340000-EE", Now);

    public static readonly Case.Command[] Settled =
        [Open, Assess(100), new Case.Command.Confirm(1, "330000", "A", Now), new Case.Command.Confirm(1, "340000", "B", Now), new Case.Command.FallDue(["2026-1"], Now)];

    public static readonly Case.Command[] Paid =
    [
        .. Settled, new Case.Command.ProposePayment(1, "P-1", 100, new(2026, 1, 10), "330000", "F", "甲", Now), new Case.Command.ApprovePayment(1, "P-1", 100, new(2026, 1, 10), "330000", "F", "乙", Now),
        new Case.Command.ConfirmPayment(1, "P-1", "340000", "G", Now),
    ];

    public static Case.Command Assess(long fen, int revision = 1) => new Case.Command.Assess(
        1, [new("JK", "2024-12", revision, "ab")], [], [new("四", "浙", "皖", fen)], [], [new(1, "四", "浙", "皖", new(fen))],
        new("terms.assess", null, null, "1", null, null, [new("terms.defined", "P", null, "0.5", null, null, [])]), "basin-rules/1", Now);

    /// <summary>One commit for each command, an hour apart.</summary>
    public static List<PublicChanges.Commit> Commits(params Case.Command[] commands)
    {
        var (found, version, commits) = (default(Case), 0L, new List<PublicChanges.Commit>());
        foreach (var command in commands)
        {
            var decision = Case.Decide(found, command);
            decision.Rejection.ShouldBeNull();
            found = decision.Events.Aggregate(found, Case.Apply);
            version += decision.Events.Length;
            commits.Add(new(version, Now.AddHours(commits.Count), decision.Events));
        }

        return commits;
    }

    public static Case After(params Case.Command[] commands) => Commits(commands).SelectMany(commit => commit.Events).Aggregate(default(Case), Case.Apply)!;
}
