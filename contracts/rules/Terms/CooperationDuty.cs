using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What a party owes another beside money (资金以外的补偿): one of the other ways of compensation of 生态保护补偿条例 art. 2. It has a due day and
/// a proof, and no price.
/// </summary>
/// <param name="Name">As the document calls it; unique in it.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="By">Short name of the party that owes it.</param>
/// <param name="For">Short name of the party that it is owed to, which accepts it.</param>
/// <param name="What">What is to be done.</param>
/// <param name="Dues">When, once or for each year of the term; at least one, in order.</param>
/// <param name="Proof">What proves it; null where the document does not say.</param>
/// <param name="SilenceDays">Days after a report until silence counts as acceptance; null where it never does.</param>
/// <param name="No">Number of the clause of the agreement that it stands in; null where the document does not say.</param>
public sealed record CooperationDuty(string Name, string Kind, string By, string For, string What, ImmutableArray<DutyDue> Dues, string? Proof, int? SilenceDays, string? No)
{
    /// <summary>The ways of compensation of 条例 art. 2 that are not money.</summary>
    public static readonly ImmutableArray<string> Kinds = ["对口协作", "产业转移", "人才培训", "共建园区", "购买生态产品和服务"];
}

/// <summary>A due day of a duty.</summary>
/// <param name="Period">The year of a yearly duty, such as <c>2024</c>; <see cref="Once"/> of one that is done once.</param>
/// <param name="On">Last day, inclusive, Asia/Shanghai.</param>
public readonly record struct DutyDue(string Period, DateOnly On)
{
    public const string Once = "once";
}
