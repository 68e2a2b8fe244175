namespace Basin.Rules.Terms;

/// <summary>Reads one formula of a document.</summary>
internal static class FormulaText
{
    /// <summary>The syntax of a formula; null where it cannot be read, which is then a problem.</summary>
    public static Syntax? Parse(string place, string text, ProblemList problems) => Read(place, text, problems, Parser.Parse);

    /// <summary>The head of a loop, such as <c>断面 于 {甲, 乙}</c>; null where it cannot be read, which is then a problem.</summary>
    public static Syntax.Aggregate? ParseEach(string place, string text, ProblemList problems) => Read(place, text, problems, Parser.ParseEach);

    private static T? Read<T>(string place, string text, ProblemList problems, Func<string, T> parse)
        where T : Syntax
    {
        if (text.Length > TermsLimits.FormulaCharactersMax)
        {
            problems.Add(place, 0, 0, "too-long", $"公式有{text.Length}个字符，最多{TermsLimits.FormulaCharactersMax}个。");
            return null;
        }

        try
        {
            return parse(text);
        }
        catch (FormulaException e)
        {
            problems.Add(place, e.Span.Line, e.Span.Column, e.Code, e.Message);
            return null;
        }
    }
}
