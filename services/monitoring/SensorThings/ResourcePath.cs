using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// A resource path of SensorThings: a set, one of its entities, ways from there, and at last perhaps a property:
/// <c>Things('MKL-01')/Datastreams('MKL-01:氨氮')/Observations</c>, <c>Datastreams('MKL-01:氨氮')/unitOfMeasurement</c>.
/// </summary>
/// <param name="Steps">At least one.</param>
/// <param name="Property">First part of a property's path; null when entities are asked for.</param>
/// <param name="IsRaw">Whether the bare value is wanted (<c>/$value</c>).</param>
/// <param name="IsReferences">Whether only links are wanted (<c>/$ref</c>).</param>
public sealed record ResourcePath(ImmutableArray<ResourcePath.Step> Steps, string? Property, bool IsRaw, bool IsReferences)
{
    /// <summary>Most steps.</summary>
    public const int StepsMax = 6;

    /// <param name="Way">How it is reached; null for the first.</param>
    /// <param name="Key">Id of one entity of a set; null for the whole set, and where the way leads to one.</param>
    public sealed record Step(Navigation? Way, EntityKind Kind, string? Key)
    {
        public bool IsSet => Key is null && Way is not { Many: false };
    }

    public Step Last => Steps[^1];

    /// <param name="path">After <c>/sensorthings/v1.1/</c>, decoded.</param>
    public static bool TryParse(string path, [NotNullWhen(true)] out ResourcePath? resource, [NotNullWhen(false)] out Rejection? rejection)
    {
        (resource, rejection) = (null, null);
        if (OptionText.Split(path.Trim('/'), '/') is not { Count: > 0 } parts) return Refuse(path, "The parentheses or quotes of the path do not match.", out rejection);
        var steps = ImmutableArray.CreateBuilder<Step>();
        string? property = null;
        var (isRaw, isReferences) = (false, false);
        foreach (var part in parts)
        {
            if (isRaw || isReferences) return Refuse(path, $"Nothing follows {(isRaw ? "$value" : "$ref")}.", out rejection);
            if (part == "$value" && property is not null) isRaw = true;
            else if (part == "$ref" && property is null && steps is [.., { IsSet: true }]) isReferences = true;
            else if (property is not null) return Refuse(path, $"'{part}' does not follow a property.", out rejection);
            else if (StepOf(steps.Count == 0 ? null : steps[^1], part) is { } step && steps.Count < StepsMax) steps.Add(step);
            else if (steps is [.., { IsSet: false } last] && IsProperty(last.Kind, part)) property = part;
            else return Refuse(path, steps.Count == 0
                ? $"'{part}' is no set of entities; these are: {string.Join(", ", Enum.GetValues<EntityKind>().Select(kind => kind.SetName()))}; one of them is addressed as Things('code')."
                : $"'{part}' leads nowhere from {steps[^1].Kind.SetName()}{(steps[^1].IsSet ? " without a key" : "")}.", out rejection);
        }

        resource = new(steps.ToImmutable(), property, isRaw, isReferences);
        return true;
    }

    private static Step? StepOf(Step? before, string part)
    {
        var (name, key) = (part, (string?)null);
        if (part.IndexOf('(', StringComparison.Ordinal) is > 0 and var open)
        {
            if (!part.EndsWith("')", StringComparison.Ordinal) || part[open + 1] != '\'' || part.Length < open + 5) return null;
            (name, key) = (part[..open], part[(open + 2)..^2].Replace("''", "'", StringComparison.Ordinal));
        }

        if (before is null) return EntityKinds.TrySet(name, out var kind) ? new(null, kind, key) : null;
        return !before.IsSet && before.Kind.Way(name) is { } way && (way.Many || key is null) ? new(way, way.Target, key) : null;
    }

    private static bool IsProperty(EntityKind kind, string name) =>
        name is "id" or "@iot.id" || kind.Properties().Any(property => property.Head == name) || (kind == EntityKind.Datastream && name == "phenomenonTime");

    private static bool Refuse(string path, string sentence, out Rejection rejection)
    {
        rejection = new(Refusal.NotFound, "no-such-resource", sentence, "path", path);
        return false;
    }
}
