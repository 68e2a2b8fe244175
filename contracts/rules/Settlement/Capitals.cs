using System.Text;

namespace Basin.Rules.Settlement;

/// <summary>
/// Amounts in capitals after 《支付结算办法》 annex 1 (正确填写票据和结算凭证的基本规定): one 零 for any run of zeros inside the number,
/// none at the end of a group, 整 after yuan or jiao, none after fen.
/// </summary>
internal static class Capitals
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private const int GroupSize = 10_000;
    private static readonly string[] s_places = ["", "拾", "佰", "仟"];
    private static readonly string[] s_groups = ["", "万", "亿", "万亿", "亿亿"];

    public static string Of(long fen)
    {
        // The distance from zero of the smallest long does not fit into a long, so the sign is taken off in 64 unsigned bits.
        var distance = fen < 0 ? unchecked(0UL - (ulong)fen) : (ulong)fen;
        return (fen < 0 ? "负" : "") + Positive(distance);
    }

    private static string Positive(ulong fen)
    {
        var (yuan, cents) = (fen / 100, (int)(fen % 100));
        if (fen == 0) return "零元整";
        var text = yuan == 0 ? "" : Whole(yuan) + "元";
        return text + Cents(cents, afterYuan: yuan > 0, zeroBefore: yuan % 10 == 0);
    }

    private static string Cents(int cents, bool afterYuan, bool zeroBefore)
    {
        var (jiao, fen) = (cents / 10, cents % 10);
        if (cents == 0) return "整";
        if (jiao == 0) return (afterYuan ? "零" : "") + Digits[fen] + "分";
        // A zero in the last place of yuan may be spoken or left out; it is spoken so that nothing can be put in between.
        var gap = afterYuan && zeroBefore ? "零" : "";
        return gap + Digits[jiao] + "角" + (fen == 0 ? "整" : Digits[fen] + "分");
    }

    private static string Whole(ulong yuan)
    {
        var groups = new List<int>();
        for (var rest = yuan; rest > 0; rest /= GroupSize) groups.Add((int)(rest % GroupSize));
        var text = new StringBuilder();
        for (var index = groups.Count - 1; index >= 0; index--)
        {
            var group = groups[index];
            if (group == 0) continue;
            if (text.Length > 0 && (group < 1000 || groups[index + 1] == 0)) text.Append('零');
            text.Append(Group(group)).Append(Unit(groups, index));
        }

        return text.ToString();
    }

    // Above 亿 the count of 亿 is a number itself and says 亿 once, after its last group: 壹万贰仟亿, not 壹万亿贰仟亿.
    private static string Unit(List<int> groups, int index) => index switch
    {
        3 when groups[2] > 0 => "万",
        4 when groups[2] > 0 || groups[3] > 0 => "亿",
        _ => s_groups[index],
    };

    private static string Group(int group)
    {
        var text = new StringBuilder();
        var divisor = 1000;
        for (var place = 3; place >= 0; place--, divisor /= 10)
        {
            var digit = group / divisor % 10;
            if (digit > 0) text.Append(Digits[digit]).Append(s_places[place]);
            else if (text.Length > 0 && group % divisor > 0 && text[^1] != '零') text.Append('零');
        }

        return text.ToString();
    }
}
