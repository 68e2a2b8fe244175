namespace Basin.Rules.Terms;

/// <summary>Reads one formula of a document.</summary>
internal static class FormulaText
{
    /// <summary>The syntax of a formula; null where it cannot be read, which is then a problem.</summary>
    public static Syntax? Parse(string place, string text, ProblemList problems)
    {
        if (text.Length > TermsLimits.FormulaCharactersMax)
        {
            problems.Add(place, 0, 0, "too-long", $"公式有{text.Length}个字符，最多{TermsLimits.FormulaCharactersMax}个。");
            return null;
        }

        try
        {
            return Parser.Parse(text);
        }
        catch (FormulaException e)
        {
            problems.Add(place, e.Span.Line, e.Span.Column, e.Code, e.Message);
            return null;
        }
    }
}
