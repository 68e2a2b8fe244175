using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

/// <summary>Given events, when a command, then events; and the same command once more changes nothing.</summary>
internal static class Twice
{
    /// <summary>As the store writes events: camel case, enumerations as text.</summary>
    public static readonly JsonSerializerOptions Stored = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static object[] Run<TState, TCommand>(
        Func<TState?, object, TState?> apply, Func<TState?, TCommand, Decision> decide, IEnumerable<object> given, TCommand command)
        where TState : class
    {
        var state = given.Aggregate(default(TState), apply);
        var decision = decide(state, command);
        decision.Rejection.ShouldBeNull();
        var again = decide(decision.Events.Aggregate(state, apply), command);
        again.Rejection.ShouldBeNull();
        again.Events.ShouldBeEmpty();
        return [.. decision.Events];
    }

    public static Rejection Refused<TState, TCommand>(
        Func<TState?, object, TState?> apply, Func<TState?, TCommand, Decision> decide, IEnumerable<object> given, TCommand command)
        where TState : class
    {
        var state = given.Aggregate(default(TState), apply);
        var decision = decide(state, command);
        decision.Events.ShouldBeEmpty();
        decide(state, command).Rejection.ShouldBe(decision.Rejection);
        return decision.Rejection.ShouldNotBeNull();
    }

    /// <summary>Things with lists inside are equal when they are stored alike.</summary>
    public static void ShouldSay(this object actual, object expected)
    {
        actual.GetType().ShouldBe(expected.GetType());
        Text(actual).ShouldBe(Text(expected));
    }

    public static string Text(object value) => JsonSerializer.Serialize(value, value.GetType(), Stored);
}
