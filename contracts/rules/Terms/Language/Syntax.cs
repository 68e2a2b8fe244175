using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A formula as it was written, before any name in it is looked up.</summary>
internal abstract record Syntax(Span Span)
{
    public sealed record Number(Span Span, decimal Value, Unit? Unit) : Syntax(Span);

    public sealed record Date(Span Span, DateOnly Day) : Syntax(Span);

    /// <summary><c>2019年</c> or <c>2012年至2014年</c>; both years inclusive.</summary>
    public sealed record Years(Span Span, string Text, int First, int Last) : Syntax(Span);

    public sealed record Class(Span Span, WaterQuality.WaterClass Value) : Syntax(Span);

    public sealed record Truth(Span Span, bool Value) : Syntax(Span);

    public sealed record Name(Span Span, string Text) : Syntax(Span);

    /// <summary><c>基准[因子]</c>.</summary>
    public sealed record Lookup(Span Span, Name Table, Name Key) : Syntax(Span);

    public sealed record Call(Span Span, Name Function, ImmutableArray<Syntax> Arguments) : Syntax(Span);

    /// <summary><c>求和(因子 于 {…}: …)</c>; the set is one name or several between braces.</summary>
    public sealed record Aggregate(Span Span, Name Function, Name Variable, ImmutableArray<Name> Set, bool Braced, Syntax Body) : Syntax(Span);

    public sealed record Negative(Span Span, Syntax Operand) : Syntax(Span);

    public sealed record Not(Span Span, Syntax Operand) : Syntax(Span);

    public sealed record AsPoints(Span Span, Syntax Operand) : Syntax(Span);

    /// <summary><c>+ - * /</c>.</summary>
    public sealed record Arithmetic(Span Span, char Operator, Syntax Left, Syntax Right) : Syntax(Span);

    /// <summary><c>&lt; &lt;= = &lt;&gt; &gt;= &gt;</c>.</summary>
    public sealed record Comparison(Span Span, string Operator, Syntax Left, Syntax Right) : Syntax(Span);

    /// <summary><c>且</c> or, where <paramref name="IsOr"/>, <c>或</c>.</summary>
    public sealed record Logic(Span Span, bool IsOr, Syntax Left, Syntax Right) : Syntax(Span);

    public sealed record Conditional(Span Span, Syntax Condition, Syntax Then, Syntax Else) : Syntax(Span);
}
