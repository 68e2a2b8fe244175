using Basin.Rules;

namespace Basin.Hosting;

/// <summary>A refusal found too deep down to be handed back as a value; answered like any other.</summary>
public sealed class RefusedException(Rejection rejection) : Exception(rejection.Sentence)
{
    public Rejection Rejection => rejection;
}
