using Basin.Rules;

namespace Basin.Services.Tests.Registry;

/// <summary>Given events, when a command, then events; and the same command again changes nothing.</summary>
public sealed class TwiceRun<TState, TCommand>(Func<TState?, object, TState?> apply, Func<TState?, TCommand, Decision> decide)
    where TState : class
{
    public TState? State(params object[] given) => given.Aggregate(default(TState), apply);

    /// <summary>The events of a command that is accepted, after checking that sending it again yields nothing.</summary>
    public object[] Accepted(object[] given, TCommand command)
    {
        var decision = decide(State(given), command);
        decision.Rejection.ShouldBeNull();
        var again = decide(State([.. given, .. decision.Events]), command);
        again.Rejection.ShouldBeNull();
        again.Events.ShouldBeEmpty();
        return [.. decision.Events];
    }

    /// <summary>The refusal of a command, after checking that nothing is written and that the second time is like the first.</summary>
    public Rejection Refused(object[] given, TCommand command)
    {
        var decision = decide(State(given), command);
        decision.Events.ShouldBeEmpty();
        decide(State(given), command).Rejection.ShouldBe(decision.Rejection);
        return decision.Rejection.ShouldNotBeNull();
    }
}
