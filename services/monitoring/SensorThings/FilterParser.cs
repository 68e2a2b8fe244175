using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// Reads a <c>$filter</c>: <c>and</c>, <c>or</c>, <c>not</c>, parentheses, comparisons, and functions of text. Types are checked while reading, so
/// that what has been read can be carried out.
/// <code>
/// either     = both { "or" both }          both = negation { "and" negation }        negation = "not" negation | "(" either ")" | term
/// term       = operand relation operand | match [ ("eq" | "ne") ("true" | "false") ]   relation = "eq" | "ne" | "gt" | "ge" | "lt" | "le"
/// match      = ("contains" | "substringof" | "startswith" | "endswith") "(" operand "," operand ")"
/// operand    = literal | path | ("tolower" | "toupper") "(" operand ")"
/// path       = { navigation "/" } property, such as phenomenonTime, @iot.id, Datastream/Thing/properties/section
/// </code>
/// </summary>
public sealed class FilterParser
{
    /// <summary>Longest filter, characters.</summary>
    public const int LengthMax = 4000;

    /// <summary>Deepest nesting.</summary>
    public const int DepthMax = 40;

    /// <summary>Longest way through other entities.</summary>
    public const int WayMax = 4;

    private readonly EntityKind _kind;
    private readonly List<FilterToken> _tokens;
    private int _at;
    private int _depth;

    private FilterParser(string text, EntityKind kind) => (_tokens, _kind) = (FilterToken.Cut(text), kind);

    private FilterToken Next => _tokens[_at];

    /// <param name="text">As sent, decoded.</param>
    /// <param name="kind">The entities it selects from.</param>
    /// <param name="filter">The filter; null when it is refused.</param>
    /// <param name="rejection">Place and what was expected there.</param>
    public static bool TryParse(string text, EntityKind kind, [NotNullWhen(true)] out Filter? filter, [NotNullWhen(false)] out Rejection? rejection)
    {
        (filter, rejection) = (null, null);
        if (text.Length > LengthMax)
        {
            rejection = new(Refusal.Malformed, "malformed-query", $"$filter has {text.Length} characters; at most {LengthMax} are read.", "$filter", text);
            return false;
        }

        try
        {
            var parser = new FilterParser(text, kind);
            var read = parser.Either();
            if (parser.Next.Kind != FilterToken.Sort.End) throw parser.Unexpected("and, or, or the end");
            filter = read;
            return true;
        }
        catch (UnreadableQueryException problem)
        {
            rejection = problem.Rejection("$filter", text);
            return false;
        }
    }

    /// <summary>A property by its path, for <c>$filter</c> and <c>$orderby</c>.</summary>
    /// <returns>The field; null with the reason when there is none.</returns>
    internal static Operand.Field? Field(EntityKind kind, string path, out string expected)
    {
        var (way, rest) = (ImmutableArray.CreateBuilder<Navigation>(), path);
        while (rest.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && kind.Way(rest[..slash]) is { } step)
        {
            // From an indicator or a section back to all stations is no way within one entity's surroundings.
            var leadsOut = way.Count > 0 && step.Many && kind is EntityKind.ObservedProperty or EntityKind.FeatureOfInterest;
            if (step.Target == EntityKind.Observation || leadsOut || way.Count == WayMax)
            {
                expected = step.Target == EntityKind.Observation ? "a property that is not one of a set of Observations" : $"a way of at most {WayMax} steps that does not lead from {kind} to all its {step.Name}";
                return null;
            }

            way.Add(step);
            (kind, rest) = (step.Target, rest[(slash + 1)..]);
        }

        var found = kind.Property(rest);
        expected = found is { IsJudged: true }
            ? $"a property that is kept with the reading; {rest} comes of judging a whole month of its station, so it is shown with each Observation but not filtered by"
            : $"a property of {kind.SetName()} ({string.Join(", ", kind.Properties().Where(property => property is { Kind: not ValueKind.Whole, IsJudged: false }).Select(property => property.Path).Prepend("id"))})";
        return found is { Kind: not ValueKind.Whole, IsJudged: false } ? new(way.ToImmutable(), found) : null;
    }

    private Filter Either()
    {
        var filter = Both();
        while (IsWord("or"))
        {
            _at++;
            filter = new Filter.Or(filter, Both());
        }

        return filter;
    }

    private Filter Both()
    {
        var filter = Negation();
        while (IsWord("and"))
        {
            _at++;
            filter = new Filter.And(filter, Negation());
        }

        return filter;
    }

    private Filter Negation()
    {
        if (++_depth > DepthMax) throw Unexpected($"at most {DepthMax} nested conditions");
        try
        {
            if (IsWord("not"))
            {
                _at++;
                return new Filter.Not(Negation());
            }

            if (Next.Kind != FilterToken.Sort.Open) return Term();
            _at++;
            var inner = Either();
            Take(FilterToken.Sort.Close, "and, or, or )");
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private Filter Term()
    {
        if (Next.Kind == FilterToken.Sort.Word && _tokens[_at + 1].Kind == FilterToken.Sort.Open && Called(Next) is { } matching) return Match(matching);
        var left = Operand();
        if (Next.Kind == FilterToken.Sort.Word && Next.Text is "add" or "sub" or "mul" or "div" or "mod") throw Unexpected("a comparison; arithmetic is not offered");
        if (Next.Kind != FilterToken.Sort.Word || RelationOf(Next.Text) is not { } relation)
        {
            // A property that is true or false says so by itself.
            if (left.Kind == ValueKind.Truth) return new Filter.Compare(Relation.Equal, left, new Operand.Literal(true));
            throw Unexpected("eq, ne, gt, ge, lt or le");
        }

        _at++;
        var place = Next;
        var right = Operand();
        (left, right) = (AsTime(left, right), AsTime(right, left));
        if (left.Kind is { } one && right.Kind is { } other && one != other)
            throw new UnreadableQueryException(place.Place, $"{Word(other)}", $"{Word(one)} to compare with");
        if (relation is not (Relation.Equal or Relation.NotEqual) && (left.Kind is null or ValueKind.Truth || right.Kind is null or ValueKind.Truth))
            throw new UnreadableQueryException(place.Place, $"'{place.Text}'", "eq or ne before null, true and false");
        return new Filter.Compare(relation, left, right);
    }

    private Filter.Match Call(Matching matching, bool turned)
    {
        Take(FilterToken.Sort.Open, "(");
        var first = Text();
        Take(FilterToken.Sort.Comma, ",");
        var second = Text();
        Take(FilterToken.Sort.Close, ")");
        return turned ? new(matching, second, first) : new(matching, first, second);
    }

    private Filter Match((Matching Matching, bool Turned) called)
    {
        _at++;
        var match = Call(called.Matching, called.Turned);
        if (!IsWord("eq") && !IsWord("ne")) return match;
        var isEqual = Next.Text == "eq";
        _at++;
        if (Next is not { Kind: FilterToken.Sort.Literal, Value: bool value }) throw Unexpected("true or false");
        _at++;
        return value == isEqual ? match : new Filter.Not(match);
    }

    private Operand Text()
    {
        var place = Next;
        var operand = Operand();
        return operand.Kind == ValueKind.Text ? operand : throw new UnreadableQueryException(place.Place, $"'{place.Text}'", "a text");
    }

    private Operand Operand()
    {
        var token = Next;
        switch (token.Kind)
        {
            case FilterToken.Sort.Literal:
                _at++;
                return new Operand.Literal(token.Value);
            case FilterToken.Sort.Word when _tokens[_at + 1].Kind == FilterToken.Sort.Open:
                if (token.Text is not ("tolower" or "toupper")) throw Unexpected(NotOffered(token.Text));
                if (++_depth > DepthMax) throw Unexpected($"at most {DepthMax} nested conditions");
                _at += 2;
                var inner = Text();
                Take(FilterToken.Sort.Close, ")");
                _depth--;
                return new Operand.Cased(inner, token.Text == "toupper");
            case FilterToken.Sort.Word when RelationOf(token.Text) is null && token.Text is not ("and" or "or" or "not"):
                if (Field(_kind, token.Text, out var expected) is not { } field) throw Unexpected(expected);
                _at++;
                return field;
            default:
                throw Unexpected("a property, a value or a function");
        }
    }

    private static string NotOffered(string function) =>
        function.StartsWith("geo.", StringComparison.Ordinal) || function.StartsWith("st_", StringComparison.Ordinal)
            ? "a function of text (stations and sections have no coordinates here, so functions of geometry are not offered)"
            : "contains, substringof, startswith, endswith, tolower or toupper";

    // Clients are at variance about quotes around a time.
    private static Operand AsTime(Operand operand, Operand other) =>
        operand is Operand.Literal { Value: string text } && other is Operand.Field { Kind: ValueKind.Time } && FilterToken.TimeOf(text) is { } time ? new Operand.Literal(time) : operand;

    // substringof has the part first, contains has it second.
    private static (Matching Matching, bool Turned)? Called(FilterToken token) => token.Text switch
    {
        "contains" => (Matching.Contains, false),
        "substringof" => (Matching.Contains, true),
        "startswith" => (Matching.StartsWith, false),
        "endswith" => (Matching.EndsWith, false),
        _ => null,
    };

    private static Relation? RelationOf(string word) => word switch
    {
        "eq" => Relation.Equal,
        "ne" => Relation.NotEqual,
        "gt" => Relation.Greater,
        "ge" => Relation.GreaterOrEqual,
        "lt" => Relation.Less,
        "le" => Relation.LessOrEqual,
        _ => null,
    };

    private static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Text => "a text",
        ValueKind.Number => "a number",
        ValueKind.Time => "a time",
        _ => "true or false",
    };

    private bool IsWord(string word) => Next is { Kind: FilterToken.Sort.Word } next && next.Text == word;

    private void Take(FilterToken.Sort kind, string expected)
    {
        if (Next.Kind != kind) throw Unexpected(expected);
        _at++;
    }

    private UnreadableQueryException Unexpected(string expected) =>
        new(Next.Place, Next.Kind == FilterToken.Sort.End ? Next.Text : $"'{Next.Text}'", expected);
}
