using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A fact that a document lets somebody state about each period (认定事项).</summary>
public sealed class StatableFact
{
    /// <summary>The word in <see cref="By"/> for the common superior, who belongs to no party.</summary>
    public const string Superior = Statable.Superior;

    private readonly Statable _fact;

    /// <summary>The value of a fact that holds.</summary>
    public const string Yes = Statable.Yes;

    /// <summary>The value of a fact that does not hold.</summary>
    public const string No = Statable.No;

    internal StatableFact(Statable fact) => _fact = fact;

    public string Name => _fact.Name;

    /// <summary>Short names of the parties who may state it, and <see cref="Superior"/>.</summary>
    public ImmutableArray<string> By => _fact.By;

    /// <summary>What can be stated, in Chinese words.</summary>
    public string Expected => _fact.Expected;

    /// <summary>Whether the fact is known while nobody has stated anything, because the document says what holds then.</summary>
    public bool HasDefault => _fact.Otherwise is not null;

    /// <summary>
    /// Code of the section at which a confirmed pollution incident (污染事件) within the period makes the fact 是 without anybody's statement; null where
    /// only statements do. Whoever may state it may still state it otherwise.
    /// </summary>
    public string? IncidentSection => _fact.Incident;

    /// <summary>Number of the clause whose payments in the periods before the fact sums up (<see cref="EarlierPeriods"/>); null where people state it.</summary>
    public string? EarlierClause => _fact.Earlier;

    /// <summary>Why a text is no value of this fact, in Chinese; null where it is one.</summary>
    public string? Refused(string text) => _fact.TryRead(text, out _, out var reason) ? null : reason;
}
