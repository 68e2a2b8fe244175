using System.Collections.Immutable;

namespace Basin.Rules;

/// <summary>
/// An expected refusal. <paramref name="Sentence"/> holds the numbers that matter ("owed 100.00, paid 120.00"), so the caller can act on it.
/// </summary>
/// <param name="Kind">What sort of refusal it is; decides the HTTP status.</param>
/// <param name="Code">Stable machine name in kebab case, such as <c>document-changed</c>.</param>
/// <param name="Sentence">One sentence for people.</param>
/// <param name="Field">The field the refusal is about, as a JSON path such as <c>frames[3].readings.pH</c>; null if it is about the whole.</param>
/// <param name="Value">The value that was refused, as it was sent; null where there is none.</param>
public sealed record Rejection(Refusal Kind, string Code, string Sentence, string? Field = null, string? Value = null);

/// <summary>Sorts of refusal, in the order they are checked.</summary>
public enum Refusal
{
    /// <summary>The input cannot be read (400).</summary>
    Malformed,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>The thing spoken of does not exist (404).</summary>
    NotFound,

    /// <summary>The input contradicts what has happened already (409).</summary>
    Conflict,

    /// <summary>The input is understood but not allowed (422).</summary>
    NotAllowed,
}

/// <summary>What an aggregate decided: events to append (none when the command was carried out before) or a refusal.</summary>
public readonly record struct Decision
{
    private readonly ImmutableArray<object> _events;

    private Decision(ImmutableArray<object> events, Rejection? rejection) => (_events, Rejection) = (events, rejection);

    public Rejection? Rejection { get; }

    public ImmutableArray<object> Events => _events.IsDefault ? [] : _events;

    /// <summary>The command was carried out before: nothing to write.</summary>
    public static Decision Nothing { get; } = new([], null);

    public static Decision Of(params ReadOnlySpan<object> events) => new([.. events], null);

    public static Decision Refuse(Refusal kind, string code, string sentence, string? field = null, string? value = null) =>
        new([], new Rejection(kind, code, sentence, field, value));

    public static implicit operator Decision(Rejection rejection) => new([], rejection);

    public Decision ToDecision() => this;
}
