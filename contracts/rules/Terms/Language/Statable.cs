using System.Collections.Immutable;
using System.Globalization;

namespace Basin.Rules.Terms;

/// <summary>
/// A fact that the document lets somebody state about a period (认定事项), because no station measures it: an incident, a score, a growth rate,
/// the day of a payment.
/// </summary>
/// <param name="Kind">Truth, date, or a number of some unit.</param>
/// <param name="Unit">The unit in which a number is stated; null for a truth or a date.</param>
/// <param name="Least">Lowest value that can be stated, inclusive, in base units; 0 for a truth.</param>
/// <param name="Most">Highest value, inclusive, in base units; 1 for a truth.</param>
/// <param name="By">Parties who may state it, and <see cref="Superior"/>.</param>
/// <param name="Otherwise">What holds while nobody has stated anything, in base units; null where nothing does and the fact is then unknown.</param>
/// <param name="Incident">Code of the section whose confirmed pollution incidents make it so; null for none.</param>
/// <param name="Earlier">Number of the clause whose payments in the periods before it sums up; null for none. Nobody states it then.</param>
internal sealed record Statable(
    string Name, Kind Kind, Unit? Unit, decimal Least, decimal Most, ImmutableArray<string> By, decimal? Otherwise, string? Source, string? Incident = null, string? Earlier = null)
{
    /// <summary>The common superior (共同上级), who belongs to no party.</summary>
    public const string Superior = "共同上级";

    public const string Yes = "是";
    public const string No = "否";

    /// <summary>Reads a value as documents and statements write it; the reason in words where it is none.</summary>
    public bool TryRead(string text, out decimal value, out string reason)
    {
        reason = "";
        if (!TryParse(text, out value)) reason = $"“{text}”不是{Expected}";
        else if (value < Least || value > Most) reason = $"“{text}”不在{RangeText}内";
        return reason.Length == 0;
    }

    /// <summary>What can be stated, in words.</summary>
    public string Expected => Kind switch
    {
        Kind.Truth => $"“{Yes}”或“{No}”",
        Kind.Date => "日期(如 2020-03-31)",
        _ => Unit!.Name.Length == 0 ? "数" : $"以{Unit.Name}计的数",
    };

    private string RangeText => Kind is Kind.Date
        ? $"{ShownValue.Of(Least, Kind).Value}至{ShownValue.Of(Most, Kind).Value}"
        : $"{DecimalText.Of(Least / Unit!.Scale)}至{DecimalText.Of(Most / Unit.Scale)}{Unit.Name}";

    private bool TryParse(string text, out decimal value)
    {
        value = 0;
        switch (Kind)
        {
            case Kind.Truth:
                value = text == Yes ? 1 : 0;
                return text is Yes or No;
            case Kind.Date:
                var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
                value = isDay ? day.DayNumber : 0;
                return isDay;
            default:
                if (!DecimalText.TryParse(text, out var number) || decimal.Abs(number) > NumberMax) return false;
                value = number * Unit!.Scale;
                return true;
        }
    }

    /// <summary>Bound for stated numbers in the declared unit, so that no scale can overflow.</summary>
    private const decimal NumberMax = 1_000_000_000_000m;
}
