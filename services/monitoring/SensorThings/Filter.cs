using System.Collections.Immutable;
using System.Globalization;

namespace Basin.Monitoring;

/// <summary>
/// A <c>$filter</c> as a closed, typed tree. It holds no text that becomes SQL: names are properties this product knows, everything else is a
/// value. What is known without the log of frames is decided here; what remains is asked of the database.
/// </summary>
public abstract record Filter
{
    public static readonly Filter True = new Constant(true);
    public static readonly Filter False = new Constant(false);

    private Filter()
    {
    }

    public sealed record Constant(bool Value) : Filter;

    public sealed record And(Filter Left, Filter Right) : Filter;

    public sealed record Or(Filter Left, Filter Right) : Filter;

    public sealed record Not(Filter Inner) : Filter;

    /// <summary>Both sides are of one kind, or one of them is null.</summary>
    public sealed record Compare(Relation Relation, Operand Left, Operand Right) : Filter;

    public sealed record Match(Matching Matching, Operand Text, Operand Part) : Filter;

    public static Filter Both(Filter? left, Filter? right) => left is null ? right ?? True : right is null ? left : new And(left, right);

    /// <summary>The filter with every field replaced that is known, so that only unknown ones remain.</summary>
    /// <param name="read">Values of a field: one, or several where the way leads to a set, of which any may fit; null where it is not known here.</param>
    public Filter Reduce(Func<Operand.Field, IReadOnlyList<object?>?> read) => this switch
    {
        And both => (both.Left.Reduce(read), both.Right.Reduce(read)) switch
        {
            (Constant { Value: false }, _) or (_, Constant { Value: false }) => False,
            (Constant, var right) => right,
            (var left, Constant) => left,
            var (left, right) => new And(left, right),
        },
        Or either => (either.Left.Reduce(read), either.Right.Reduce(read)) switch
        {
            (Constant { Value: true }, _) or (_, Constant { Value: true }) => True,
            (Constant, var right) => right,
            (var left, Constant) => left,
            var (left, right) => new Or(left, right),
        },
        Not not => not.Inner.Reduce(read) switch
        {
            Constant inner => inner.Value ? False : True,
            var inner => new Not(inner),
        },
        Compare compare => (compare.Left.Values(read), compare.Right.Values(read)) switch
        {
            ({ } left, { } right) => Said(left.Any(one => right.Any(other => Holds(compare.Relation, one, other)))),
            _ => compare,
        },
        Match match => (match.Text.Values(read), match.Part.Values(read)) switch
        {
            ({ } texts, { } parts) => Said(texts.Any(text => parts.Any(part => Holds(match.Matching, text as string, part as string)))),
            _ => match,
        },
        _ => this,
    };

    private static Filter Said(bool value) => value ? True : False;

    /// <summary>Nothing is equal to null only; an order with null never holds.</summary>
    public static bool Holds(Relation relation, object? left, object? right)
    {
        if (left is null || right is null) return relation switch { Relation.Equal => left is null && right is null, Relation.NotEqual => left is null != right is null, _ => false };
        var order = Order(left, right);
        return relation switch
        {
            Relation.Equal => order == 0,
            Relation.NotEqual => order != 0,
            Relation.Greater => order > 0,
            Relation.GreaterOrEqual => order >= 0,
            Relation.Less => order < 0,
            _ => order <= 0,
        };
    }

    /// <summary>Order of two values of one kind; null is before everything.</summary>
    public static int Order(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string one, string other) => string.CompareOrdinal(one, other),
        (bool one, bool other) => one.CompareTo(other),
        (DateTimeOffset one, DateTimeOffset other) => one.CompareTo(other),
        _ => Convert.ToDecimal(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(right, CultureInfo.InvariantCulture)),
    };

    private static bool Holds(Matching matching, string? text, string? part) => text is not null && part is not null && matching switch
    {
        Matching.Contains => text.Contains(part, StringComparison.Ordinal),
        Matching.StartsWith => text.StartsWith(part, StringComparison.Ordinal),
        _ => text.EndsWith(part, StringComparison.Ordinal),
    };

    /// <summary>Bounds that every fitting observation's time keeps, so that only the months between them are looked at.</summary>
    /// <returns>From and to, both inclusive; null where there is none.</returns>
    public (DateTimeOffset? From, DateTimeOffset? To) Times() => this switch
    {
        And both => Narrower(both.Left.Times(), both.Right.Times()),
        Compare { Left: Operand.Field { Way: [], Property.Path: "phenomenonTime" }, Right: Operand.Literal { Value: DateTimeOffset time } } compare => Bounds(compare.Relation, time),
        Compare { Right: Operand.Field { Way: [], Property.Path: "phenomenonTime" }, Left: Operand.Literal { Value: DateTimeOffset time } } compare => Bounds(Turned(compare.Relation), time),
        _ => (null, null),
    };

    private static (DateTimeOffset?, DateTimeOffset?) Bounds(Relation relation, DateTimeOffset time) => relation switch
    {
        Relation.Equal => (time, time),
        Relation.Greater or Relation.GreaterOrEqual => (time, null),
        Relation.Less or Relation.LessOrEqual => (null, time),
        _ => (null, null),
    };

    private static (DateTimeOffset? From, DateTimeOffset? To) Narrower((DateTimeOffset? From, DateTimeOffset? To) one, (DateTimeOffset? From, DateTimeOffset? To) other) => (
        one.From is null || other.From > one.From ? other.From ?? one.From : one.From,
        one.To is null || other.To < one.To ? other.To ?? one.To : one.To);

    private static Relation Turned(Relation relation) => relation switch
    {
        Relation.Greater => Relation.Less,
        Relation.GreaterOrEqual => Relation.LessOrEqual,
        Relation.Less => Relation.Greater,
        Relation.LessOrEqual => Relation.GreaterOrEqual,
        _ => relation,
    };
}

/// <summary>One side of a comparison.</summary>
public abstract record Operand
{
    private Operand()
    {
    }

    /// <summary>Null for the literal null, which goes with every kind.</summary>
    public abstract ValueKind? Kind { get; }

    /// <param name="Way">From the entity asked for to the one that has the property; empty where that is itself.</param>
    public sealed record Field(ImmutableArray<Navigation> Way, EntityProperty Property) : Operand
    {
        public override ValueKind? Kind => Property.Kind;
    }

    /// <param name="Value">A string, decimal, time or bool; null for null.</param>
    public sealed record Literal(object? Value) : Operand
    {
        public override ValueKind? Kind => Value switch
        {
            null => null,
            string => ValueKind.Text,
            DateTimeOffset => ValueKind.Time,
            bool => ValueKind.Truth,
            _ => ValueKind.Number,
        };
    }

    /// <summary><c>tolower</c> and <c>toupper</c>.</summary>
    public sealed record Cased(Operand Inner, bool Upper) : Operand
    {
        public override ValueKind? Kind => ValueKind.Text;
    }

    internal IReadOnlyList<object?>? Values(Func<Field, IReadOnlyList<object?>?> read) => this switch
    {
        Field field => read(field),
        Literal literal => [literal.Value],
        Cased cased => cased.Inner.Values(read)?.Select(value => (object?)(cased.Upper ? (value as string)?.ToUpperInvariant() : (value as string)?.ToLowerInvariant())).ToList(),
        _ => null,
    };
}

public enum Relation
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

public enum Matching
{
    Contains,
    StartsWith,
    EndsWith,
}
