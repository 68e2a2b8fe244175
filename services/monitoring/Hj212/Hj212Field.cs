namespace Basin.Monitoring;

/// <summary>
/// One field of the parameters. Values of one factor are parted by <c>,</c> and factors by <c>;</c>, but every field names its factor itself, so
/// both part fields here: a device that writes one for the other is understood.
/// </summary>
/// <param name="Code">What it is about: a factor code such as <c>w01019</c>, or the name of a field of the whole such as <c>DataTime</c>.</param>
/// <param name="Kind">What is said of the factor, such as <c>Avg</c>; empty for a field of the whole.</param>
public readonly record struct Hj212Field(string Code, string Kind, string Value)
{
    /// <summary>Most fields of one message, over all its parts.</summary>
    public const int FieldsMax = 2_000;

    /// <summary>Adds the fields of one packet's parameters.</summary>
    /// <returns>False where something stands between two marks that is no field, or there are too many.</returns>
    public static bool TryRead(string parameters, List<Hj212Field> fields)
    {
        foreach (var range in parameters.AsSpan().SplitAny(',', ';'))
        {
            var text = parameters.AsSpan(range).Trim();
            if (text.IsEmpty) continue;
            var equals = text.IndexOf('=');
            if (equals < 1 || fields.Count == FieldsMax) return false;
            var name = text[..equals];
            var value = text[(equals + 1)..];
            var dash = name.IndexOf('-');
            fields.Add(dash < 0
                ? new(name.ToString(), "", value.ToString())
                : new(name[..dash].ToString(), name[(dash + 1)..].ToString(), value.ToString()));
        }

        return true;
    }

    public bool Is(string code, string kind) =>
        Code.Equals(code, StringComparison.OrdinalIgnoreCase) && Kind.Equals(kind, StringComparison.OrdinalIgnoreCase);
}
