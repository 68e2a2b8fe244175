namespace Basin.Rules.Terms;

/// <summary>Numbers of articles as Chinese papers write them.</summary>
internal static class ChineseNumber
{
    public const string Digits = "一二三四五六七八九";
    private const int Ten = 10;
    private const int Hundred = 100;
    private const int Most = 999;

    /// <param name="number">From 1 to 999.</param>
    public static string Of(int number)
    {
        if (number is < 1 or > Most) throw new ArgumentOutOfRangeException(nameof(number), number, "from 1 to 999");
        var (hundreds, tens, ones) = (number / Hundred, number / Ten % Ten, number % Ten);
        var text = hundreds == 0 ? "" : $"{Digits[hundreds - 1]}百";
        if (tens > 0) text += hundreds == 0 && tens == 1 ? "十" : $"{Digits[tens - 1]}十";
        else if (hundreds > 0 && ones > 0) text += "零";
        return ones == 0 ? text : text + Digits[ones - 1];
    }

    public static bool IsDigit(char c) => c is '十' or '百' or '零' || Digits.Contains(c);

    /// <summary>Reads numerals at the start of a text.</summary>
    /// <returns>How many characters they take; 0 where there are none.</returns>
    public static int Length(string text) => text.TakeWhile(IsDigit).Count();
}
