using System.Text.Json;

namespace Basin.Services.Tests.Registry;

/// <summary>Events with lists are equal when they are stored alike.</summary>
public sealed class EventComparer : IEqualityComparer<object>
{
    public static readonly EventComparer Json = new();

    public new bool Equals(object? left, object? right) =>
        left?.GetType() == right?.GetType() && JsonSerializer.Serialize(left, left?.GetType() ?? typeof(object)) == JsonSerializer.Serialize(right, right?.GetType() ?? typeof(object));

    public int GetHashCode(object value) => value.GetType().GetHashCode();
}
