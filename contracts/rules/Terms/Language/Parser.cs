using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// Formula text to syntax, by recursive descent. The whole grammar (EBNF):
/// <code>
/// formula    = conditional ;
/// conditional= "若" disjunction "则" conditional "否则" conditional | disjunction ;
/// disjunction= conjunction { "或" conjunction } ;
/// conjunction= negation { "且" negation } ;
/// negation   = "非" negation | comparison ;
/// comparison = sum [ relation sum [ relation sum ] ] ;              (0.95 &lt; P &lt;= 1 means 0.95 &lt; P 且 P &lt;= 1)
/// relation   = "&lt;" | "&lt;=" | "=" | "&lt;&gt;" | "&gt;=" | "&gt;" ;
/// sum        = product { ( "+" | "-" ) product } ;
/// product    = factor { ( "*" | "/" ) factor } ;
/// factor     = "-" factor | primary { "按百分点" } ;                  (a ratio in percentage points: 0.06 gives 6 百分点)
/// primary    = number [ unit ] | date | years | class | "真" | "假" | "(" conditional ")" | aggregate | call | name [ "[" ( name | years ) "]" ] ;
/// aggregate  = ( "求和" | "平均" | "最大" | "最小" | "计数" | "全部" | "任一" ) "(" name "于" set ":" conditional ")" ;
/// set        = "{" name { "," name } "}" | name ;                    (a table, 指标, 断面, 各月 or the names one by one)
/// call       = name "(" conditional { "," conditional } ")" ;
///
/// number     = digits [ "." digits ] ;            date = yyyy-MM-dd ;            years = yyyy "年" [ "至" yyyy "年" ] ;
/// class      = "Ⅰ" | "Ⅱ" | "Ⅲ" | "Ⅳ" | "Ⅴ" | "劣Ⅴ", each also with "类" and in Latin letters ;
/// unit       = "元" "万元" "亿元" "%" "百分点" "级" "个月" "天" "mg/L" "μg/m³" "克" "千克" "吨" "万吨" "m³" "万m³" "亿m³" "立方米" …
///              and money per mass, volume, point, step or day such as "万元/吨", "万元/百分点", "万元/级", "元/天" ;
///
/// 时段 window   本期  上期  上年同期  2019年  2012年至2014年  月份 of a loop over 各月  上月(月份)  上年同月(月份); 本期 where none is written
/// calls        均值(断面, 指标[, 时段])  最高月均(…)  最低月均(…)            of the monthly means of the window
///              年均(断面, 指标) = 本期  上年均(…) = 上年同期  月均(断面, 指标[, 月])
///              水量(断面[, 时段])  通量(断面, 指标[, 时段])                  water, and mean times water summed over the months
///              流量加权均(断面, 指标[, 时段])  有效月数(断面, 指标[, 时段])
///              类别(断面[, 时段])                                          worst single factor of the document's indicators
///              类别差(甲, 乙)                                              class steps from 甲 to 乙, above zero where 乙 is better
///              达标月数(断面, 类别[, 时段])  达标率(断面, 类别[, 时段])       months whose class is that class or better; their share
///              限值(指标, 类别[, 湖库])  超标倍数(值, 限值)
///              限幅(值, 下限, 上限)  最大(…)  最小(…)
///              舍去(值, 单位)  进一(值, 单位)  修约(值, 单位)                to a multiple: toward zero, away from it, half to even
///              出资(资金, 签约方)  份额(资金, 签约方)                        what a party puts into a pot, what is its share of it
///              公式(…)                                                    a formula of the document with its parameters filled in
/// names        parties, sections, indicators, values, tables, defined formulas, loop variables, 期首, 期末
/// </code>
/// </summary>
internal sealed class Parser
{
    private static readonly string[] s_relations = ["<", "<=", "=", "<>", ">=", ">"];
    private static readonly string[] s_aggregates = ["求和", "平均", "最大", "最小", "计数", "全部", "任一"];
    private readonly ImmutableArray<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(ImmutableArray<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    /// <exception cref="FormulaException">The text is no formula; holds the place.</exception>
    public static Syntax Parse(string text)
    {
        var parser = new Parser(Lexer.Tokens(text));
        var syntax = parser.Conditional();
        return parser.Current.Kind == TokenKind.End ? syntax : throw parser.Unexpected("公式应在此结束");
    }

    /// <summary>The head of a loop alone, <c>name "于" set</c>; its body is a stand-in.</summary>
    /// <exception cref="FormulaException">The text is none; holds the place.</exception>
    public static Syntax.Aggregate ParseEach(string text)
    {
        var parser = new Parser(Lexer.Tokens(text));
        var (variable, set, braced) = parser.LoopHead();
        if (parser.Current.Kind != TokenKind.End) throw parser.Unexpected("循环应在此结束");
        return new(variable.Span, variable, variable, set, braced, new Syntax.Truth(variable.Span, true));
    }

    private Syntax Conditional()
    {
        if (++_depth > TermsLimits.NestingMax) throw new FormulaException(Current.Span, "too-deep", $"公式嵌套超过{TermsLimits.NestingMax}层。");
        var start = Current.Span;
        var syntax = TakeName("若") ? Choice(start) : Disjunction();
        _depth--;
        return syntax;
    }

    private Syntax.Conditional Choice(Span start)
    {
        var condition = Disjunction();
        ExpectName("则");
        var then = Conditional();
        ExpectName("否则");
        var otherwise = Conditional();
        return new(start.To(otherwise.Span), condition, then, otherwise);
    }

    private Syntax Disjunction()
    {
        var left = Conjunction();
        for (var count = 1; TakeName("或"); count++) left = Logic(true, left, Conjunction(), count);
        return left;
    }

    private Syntax Conjunction()
    {
        var left = Negation();
        for (var count = 1; TakeName("且"); count++) left = Logic(false, left, Negation(), count);
        return left;
    }

    private static Syntax.Logic Logic(bool isOr, Syntax left, Syntax right, int count)
    {
        GuardChain(right.Span, count);
        return new(left.Span.To(right.Span), isOr, left, right);
    }

    private Syntax Negation()
    {
        var start = Current.Span;
        if (!TakeName("非")) return Comparison();
        var operand = Deeper(Negation);
        return new Syntax.Not(start.To(operand.Span), operand);
    }

    private Syntax Comparison()
    {
        var first = Sum();
        if (!TakeRelation(out var relation)) return first;
        var second = Sum();
        var left = new Syntax.Comparison(first.Span.To(second.Span), relation, first, second);
        if (!TakeRelation(out relation)) return left;
        var third = Sum();
        var right = new Syntax.Comparison(second.Span.To(third.Span), relation, second, third);
        return new Syntax.Logic(first.Span.To(third.Span), IsOr: false, left, right);
    }

    private Syntax Sum()
    {
        var left = Product();
        for (var count = 1; TakeSign("+", "-") is { } sign; count++) left = Arithmetic(sign, left, Product(), count);
        return left;
    }

    private Syntax Product()
    {
        var left = Factor();
        for (var count = 1; TakeSign("*", "/") is { } sign; count++) left = Arithmetic(sign, left, Factor(), count);
        return left;
    }

    private static Syntax.Arithmetic Arithmetic(char sign, Syntax left, Syntax right, int count)
    {
        GuardChain(right.Span, count);
        return new(left.Span.To(right.Span), sign, left, right);
    }

    private Syntax Factor()
    {
        var start = Current.Span;
        if (TakeSign("-", "-") is not null)
        {
            var operand = Deeper(Factor);
            return new Syntax.Negative(start.To(operand.Span), operand);
        }

        var primary = Primary();
        for (var end = Current.Span; TakeName("按百分点"); end = Current.Span) primary = new Syntax.AsPoints(start.To(end), primary);
        return primary;
    }

    private Syntax Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return new Syntax.Number(token.Span, decimal.Parse(token.Text, CultureInfo.InvariantCulture), token.Unit);
            case TokenKind.Date:
                _at++;
                return new Syntax.Date(token.Span, DateOnly.ParseExact(token.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture));
            case TokenKind.Years:
                _at++;
                return Years(token);
            case TokenKind.Class:
                _at++;
                TakeName("类");
                return new Syntax.Class(token.Span, Words.ClassOf(token.Text)!.Value);
            case TokenKind.Name:
                return Named();
            default:
                return Bracketed();
        }
    }

    private static Syntax.Years Years(Token token)
    {
        const int digits = 4;
        int Year(Range place) => int.Parse(token.Text[place], CultureInfo.InvariantCulture);
        return new(token.Span, token.Text, Year(..digits), Year(^(digits + 1)..^1));
    }

    private Syntax Bracketed()
    {
        var start = Current.Span;
        if (TakeSign("(", "(") is null) throw Unexpected("此处应为数、名称或括号");
        var inner = Conditional();
        var end = Expect(")");
        return inner with { Span = start.To(end) };
    }

    private Syntax Named()
    {
        var token = Current;
        if (Words.IsKeyword(token.Text)) throw Unexpected("此处应为数或名称");
        _at++;
        if (token.Text is "真" or "假") return new Syntax.Truth(token.Span, token.Text == "真");
        if (Words.ClassOf(token.Text) is { } known) return new Syntax.Class(token.Span, known);
        var name = new Syntax.Name(token.Span, token.Text);
        if (TakeSign("[", "[") is not null) return Lookup(name);
        if (TakeSign("(", "(") is null) return name;
        var isLoop = _at + 1 < _tokens.Length && _tokens[_at + 1] is { Kind: TokenKind.Name, Text: "于" };
        return isLoop && s_aggregates.Contains(token.Text) ? Aggregate(name) : Call(name);
    }

    private Syntax.Lookup Lookup(Syntax.Name table)
    {
        var key = Current.Kind == TokenKind.Years ? new Syntax.Name(Current.Span, _tokens[_at++].Text) : ExpectName();
        return new(table.Span.To(Expect("]")), table, key);
    }

    private Syntax.Call Call(Syntax.Name function)
    {
        var arguments = ImmutableArray.CreateBuilder<Syntax>();
        do arguments.Add(Conditional());
        while (TakeSign(",", ",") is not null);
        return new(function.Span.To(Expect(")")), function, arguments.ToImmutable());
    }

    private Syntax.Aggregate Aggregate(Syntax.Name function)
    {
        var (variable, set, braced) = LoopHead();
        Expect(":");
        var body = Conditional();
        return new(function.Span.To(Expect(")")), function, variable, set, braced, body);
    }

    private (Syntax.Name Variable, ImmutableArray<Syntax.Name> Set, bool Braced) LoopHead()
    {
        var variable = ExpectName();
        ExpectName("于");
        var braced = TakeSign("{", "{") is not null;
        var set = ImmutableArray.CreateBuilder<Syntax.Name>();
        do set.Add(ExpectName());
        while (braced && TakeSign(",", ",") is not null);
        if (braced) Expect("}");
        return (variable, set.ToImmutable(), braced);
    }

    private Syntax Deeper(Func<Syntax> rule)
    {
        if (++_depth > TermsLimits.NestingMax) throw new FormulaException(Current.Span, "too-deep", $"公式嵌套超过{TermsLimits.NestingMax}层。");
        var syntax = rule();
        _depth--;
        return syntax;
    }

    // A chain such as a + b + c nests to the left as deep as it is long.
    private static void GuardChain(Span span, int count)
    {
        if (count > TermsLimits.NestingMax) throw new FormulaException(span, "too-deep", $"连续运算超过{TermsLimits.NestingMax}项。");
    }

    private bool TakeRelation(out string relation)
    {
        relation = Current.Text;
        if (Current.Kind != TokenKind.Sign || !s_relations.Contains(relation)) return false;
        _at++;
        return true;
    }

    private char? TakeSign(string one, string other)
    {
        if (Current.Kind != TokenKind.Sign || (Current.Text != one && Current.Text != other)) return null;
        return _tokens[_at++].Text[0];
    }

    private bool TakeName(string text)
    {
        if (Current.Kind != TokenKind.Name || Current.Text != text) return false;
        _at++;
        return true;
    }

    private Span Expect(string sign) => TakeSign(sign, sign) is null ? throw Unexpected($"此处应为“{sign}”") : _tokens[_at - 1].Span;

    private void ExpectName(string text)
    {
        if (!TakeName(text)) throw Unexpected($"此处应为“{text}”");
    }

    private Syntax.Name ExpectName()
    {
        if (Current.Kind != TokenKind.Name || Words.IsKeyword(Current.Text)) throw Unexpected("此处应为名称");
        var token = _tokens[_at++];
        return new(token.Span, token.Text);
    }

    private FormulaException Unexpected(string expectation) =>
        new(Current.Span, "syntax", Current.Kind == TokenKind.End ? $"公式没有写完：{expectation}。" : $"{expectation}，而不是“{Current.Text}”。");
}
