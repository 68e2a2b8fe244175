namespace Basin.Rules.Terms;

/// <summary>Whole-number shares as documents write them.</summary>
internal static class ShareText
{
    /// <summary>A share from 1 up; null where the text is none, which is then a problem.</summary>
    public static long? Read(string place, string text, ProblemList problems)
    {
        if (Fields.IsDigits(text) && long.TryParse(text, out var share) && share is >= 1 and <= TermsLimits.ShareMax) return share;
        problems.Add(place, "share", $"份额“{text}”应为1至{TermsLimits.ShareMax}的整数。");
        return null;
    }
}
