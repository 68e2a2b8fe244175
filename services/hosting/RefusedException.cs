using Basin.Rules;

namespace Basin.Hosting;

/// <summary>
/// An expected refusal that shows only while a decision is being committed, because another of the service's rules forbids what it leads to; answered
/// like any other. Nothing was stored.
/// </summary>
public sealed class RefusedException(Rejection rejection) : Exception(rejection.Sentence)
{
    public Rejection Rejection { get; } = rejection;
}
