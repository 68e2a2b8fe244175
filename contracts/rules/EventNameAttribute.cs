namespace Basin.Rules;

/// <summary>
/// The name under which an event is stored for ever. It ends in its version (<c>agreement_signed.v1</c>); a new meaning gets a new name,
/// so that renaming a type never changes what was recorded.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
