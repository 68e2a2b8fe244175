namespace Basin.Journeys;

/// <summary>One stack for all journeys of a class, which live side by side on it under names of their own.</summary>
public sealed class SharedStack(Servers servers) : IAsyncLifetime
{
    private int _names;

    public Stack Stack { get; private set; } = null!;

    /// <summary>A name that no other journey on the stack has.</summary>
    public string Name(string word) => $"{word}{Interlocked.Increment(ref _names)}";

    public async ValueTask InitializeAsync() => Stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}
