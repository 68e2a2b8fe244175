using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>What compensation money may be used for (资金用途).</summary>
public static class FundPurposes
{
    /// <summary>
    /// Protection, treatment, development and livelihood in the receiving area: what holds where an agreement names no purposes of its own
    /// (生态保护补偿条例 art. 17; the wording is ours).
    /// </summary>
    public static readonly ImmutableArray<string> OfLaw = ["保护", "治理", "发展", "民生"];
}
