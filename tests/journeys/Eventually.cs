using System.Diagnostics;

namespace Basin.Journeys;

/// <summary>Waiting for what must come true, with a deadline instead of a guess.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Deadline)
        {
            if (await condition()) return;
            await Task.Delay(100);
        }

        Assert.Fail($"After {Deadline.TotalSeconds} s it still did not hold that {what}.");
    }

    public static async Task<T> Get<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        T? found = null;
        await Holds(async () => (found = await look()) is not null, what);
        return found!;
    }

    /// <summary>Waits until a call succeeds; on failure shows what it was answered last.</summary>
    public static async Task<Answer> Succeeds(Func<Task<Answer>> call, string what)
    {
        var waited = Stopwatch.StartNew();
        Answer answer;
        do
        {
            answer = await call();
            if ((int)answer.Status is >= 200 and < 300) return answer;
            await Task.Delay(100);
        }
        while (waited.Elapsed < Deadline);
        Assert.Fail($"After {Deadline.TotalSeconds} s it still did not hold that {what}; the last answer was {(int)answer.Status}: {answer.Text}");
        return answer;
    }
}
