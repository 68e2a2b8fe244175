namespace Basin.Services.Tests.Simulation;

/// <summary>
/// The only clock and the only source of chance. Whatever is to happen waits here for its turn, and time passes only between one turn and the next; so a
/// seed always leads to the same history.
/// </summary>
internal sealed class Scheduler(int seed)
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _waiting = new();
    private readonly Random _random = new(seed);
    private long _order;

    public DateTimeOffset Now { get; private set; } = new(2025, 1, 8, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Whether things go wrong by themselves; people's mistakes apart.</summary>
    public bool IsRough { get; set; } = true;

    /// <summary>What a turn could not deal with; nothing goes on after it.</summary>
    public Exception? Failure { get; private set; }

    public int Below(int limit) => _random.Next(limit);

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>Whether it happens this time, once in so many.</summary>
    public bool OnceIn(int times) => _random.Next(times) == 0;

    /// <summary>As <see cref="OnceIn"/>, of what does not happen any more when times are quiet.</summary>
    public bool GoesWrong(int times) => IsRough && OnceIn(times);

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + TimeSpan.FromSeconds(_random.NextInt64((long)(most - least).TotalSeconds + 1));

    public void After(TimeSpan delay, Action turn) => _waiting.Enqueue(turn, (Now + delay, _order++));

    /// <summary>Begins work that may wait for later turns.</summary>
    public void Begin(Func<Task> work) => _ = Watched(work);

    /// <summary>Takes turns until nothing waits, or until a moment.</summary>
    public void Run(DateTimeOffset? until = null)
    {
        while (Failure is null && _waiting.TryPeek(out _, out var next) && (until is null || next.At <= until))
        {
            var turn = _waiting.Dequeue();
            Now = next.At;
            turn();
        }

        if (Failure is null && until > Now) Now = until.Value;
    }

    private async Task Watched(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception problem)
        {
            Failure ??= problem;
        }
    }
}
