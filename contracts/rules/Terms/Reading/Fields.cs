using System.Text.Json;

namespace Basin.Rules.Terms;

/// <summary>
/// The members of one JSON object of a document. Reading a member that is missing or of another shape is a problem and gives null; members
/// that nobody asked for are problems too, so that a misspelt field cannot pass unseen.
/// </summary>
internal sealed class Fields
{
    private readonly ProblemList _problems;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly JsonElement _value;

    public Fields(JsonElement value, string place, ProblemList problems) => (_value, Place, _problems) = (value, place, problems);

    public string Place { get; }

    public string At(string name) => Place.Length == 0 ? name : $"{Place}.{name}";

    public bool Has(string name) => _value.TryGetProperty(name, out _);

    /// <summary>Whether a member stands there and is neither a blank text nor an empty array or object. Counts as read.</summary>
    public bool States(string name)
    {
        _read.Add(name);
        if (!_value.TryGetProperty(name, out var member)) return false;
        return member.ValueKind switch
        {
            JsonValueKind.String => !string.IsNullOrWhiteSpace(member.GetString()),
            JsonValueKind.Array => member.GetArrayLength() > 0,
            JsonValueKind.Object => member.GetPropertyCount() > 0,
            JsonValueKind.Null => false,
            _ => true,
        };
    }

    /// <summary>A text that is not blank.</summary>
    public string? Text(string name)
    {
        if (Member(name, JsonValueKind.String, "应为文字") is not { } member) return null;
        var text = member.GetString()!;
        if (!string.IsNullOrWhiteSpace(text)) return text;
        _problems.Add(At(name), "empty", $"“{name}”不能为空。");
        return null;
    }

    public string? TextOrNone(string name) => Has(name) ? Text(name) : null;

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, written as a number or as a string.</summary>
    public int? Count(string name, int least, int most)
    {
        if (Member(name, null, "") is not { } member) return null;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
        if (IsDigits(text) && int.TryParse(text, out var count) && count >= least && count <= most) return count;
        _problems.Add(At(name), "count", $"“{name}”应为{least}至{most}的整数。");
        return null;
    }

    public Fields? Object(string name) =>
        Member(name, JsonValueKind.Object, "应为对象") is { } member && Fits(name, member.GetPropertyCount()) ? new(member, At(name), _problems) : null;

    public Fields? ObjectOrNone(string name) => Has(name) ? Object(name) : null;

    /// <summary>The items of an array with their places.</summary>
    public List<(JsonElement Item, string Place)>? Items(string name)
    {
        if (Member(name, JsonValueKind.Array, "应为数组") is not { } member || !Fits(name, member.GetArrayLength())) return null;
        return [.. member.EnumerateArray().Select((item, index) => (item, $"{At(name)}[{index}]"))];
    }

    /// <summary>An array of texts, none blank; null where it is missing or any item is something else.</summary>
    public List<string>? Texts(string name)
    {
        if (Items(name) is not { } items) return null;
        var others = items.Where(item => item.Item.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(item.Item.GetString())).ToList();
        foreach (var (_, place) in others) _problems.Add(place, "shape", "应为文字。");
        return others.Count == 0 ? [.. items.Select(item => item.Item.GetString()!)] : null;
    }

    /// <summary>Every member, each counted as read.</summary>
    public IEnumerable<(string Name, JsonElement Value)> All()
    {
        foreach (var member in _value.EnumerateObject())
        {
            _read.Add(member.Name);
            yield return (member.Name, member.Value);
        }
    }

    /// <summary>Every member that is a text; others are problems.</summary>
    public IEnumerable<(string Name, string Text)> AllTexts()
    {
        foreach (var (name, _) in All())
        {
            if (Text(name) is { } text) yield return (name, text);
        }
    }

    public JsonValueKind Shape(string name) => _value.TryGetProperty(name, out var member) ? member.ValueKind : JsonValueKind.Undefined;

    /// <summary>The text of a member that is known to be a number or a text.</summary>
    public string Raw(string name)
    {
        _read.Add(name);
        var member = _value.GetProperty(name);
        return member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
    }

    /// <summary>Reports members that were not read.</summary>
    public void RefuseOthers()
    {
        foreach (var member in _value.EnumerateObject())
        {
            if (!_read.Contains(member.Name)) _problems.Add(At(member.Name), "unknown-field", $"没有字段“{member.Name}”。");
        }
    }

    public static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private JsonElement? Member(string name, JsonValueKind? kind, string expectation)
    {
        _read.Add(name);
        if (!_value.TryGetProperty(name, out var member))
        {
            _problems.Add(At(name), "missing", $"缺少“{name}”。");
            return null;
        }

        if (kind is null || member.ValueKind == kind) return member;
        _problems.Add(At(name), "shape", $"“{name}”{expectation}。");
        return null;
    }

    private bool Fits(string name, int members)
    {
        if (members <= TermsLimits.MembersMax) return true;
        _problems.Add(At(name), "too-many", $"“{name}”有{members}项，最多{TermsLimits.MembersMax}项。");
        return false;
    }
}
