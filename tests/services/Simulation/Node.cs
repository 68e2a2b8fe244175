using Basin.Hosting;

namespace Basin.Services.Tests.Simulation;

/// <summary>
/// A service as a process that can crash at any wait: what was not committed then is lost, what was not acknowledged is delivered again, and the relay
/// begins the page again that it was at.
/// </summary>
internal abstract class Node(string name, Outbound outbound, World world)
{
    private const int ConflictTriesMax = 13, PageEventsMax = 12;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1), Long = TimeSpan.FromMinutes(20), Restart = TimeSpan.FromMinutes(5);
    private readonly Dictionary<Delivery, int> _underWay = [];
    private int _life;
    private bool _isRelaying;

    /// <summary>A message on its way to a service.</summary>
    internal sealed record Delivery(Guid Id, object Message);

    public string Name => name;

    public Database Database { get; } = new();

    public bool IsUp { get; private set; } = true;

    protected World World => world;

    protected Scheduler Clock => world.Clock;

    protected DateTimeOffset Now => world.Clock.Now;

    /// <summary>What the service does with a message.</summary>
    protected abstract Task Consume(object message);

    /// <summary>What the very transaction brings about besides, before anybody sees it.</summary>
    protected virtual void Committed(IReadOnlyList<Logged> logged)
    {
    }

    /// <summary>The broker hands over a message; while the process is down it waits.</summary>
    public void Receive(Delivery delivery)
    {
        if (!IsUp)
        {
            Clock.After(Restart, () => Receive(delivery));
            return;
        }

        _underWay[delivery] = _underWay.GetValueOrDefault(delivery) + 1;
        Clock.Begin(async () =>
        {
            await Consume(delivery.Message);
            if (_underWay.TryGetValue(delivery, out var copies)) _underWay[delivery] = copies - 1;
        });
    }

    /// <summary>Does a unit of work, and again on fresh state where another was faster.</summary>
    /// <param name="unit">Reads and writes in its session only, because it may run again.</param>
    /// <param name="alone">Whether it holds a lock, so that nobody of its kind comes between reading and committing.</param>
    public async Task<T> Work<T>(Func<Session, T> unit, bool alone = false)
    {
        for (var tries = 1; tries <= ConflictTriesMax; tries++)
        {
            var session = new Session(Database);
            var result = unit(session);
            if (session.ChangesNothing) return result;
            if (!alone) await Pause();
            if (Database.Commit(session, Now) is { } logged)
            {
                foreach (var one in logged) world.History.Add(Now, name, Sentences.Of(one));
                Committed(logged);
                Relay();
                await Pause();
                return result;
            }

            await Pause();
        }

        throw new BrokenPromiseException($"{name}: a unit of work found no turn in {ConflictTriesMax} tries.");
    }

    public void Crash()
    {
        if (!IsUp) return;
        world.History.Add(Now, name, "crashes");
        (IsUp, _isRelaying) = (false, false);
        _life++;
        var lost = _underWay.Where(delivery => delivery.Value > 0).Select(delivery => delivery.Key).ToList();
        _underWay.Clear();
        Clock.After(Restart, () =>
        {
            IsUp = true;
            foreach (var delivery in lost) Receive(delivery);
            Relay();
        });
    }

    /// <summary>A wait in which others have their turn; the process may crash in it, and then nothing comes after it.</summary>
    protected Task Pause()
    {
        var (turn, life) = (new TaskCompletionSource(), _life);
        if (Clock.GoesWrong(150)) Clock.After(Moment, Crash);
        Clock.After(Clock.Between(TimeSpan.Zero, Clock.GoesWrong(8) ? Long : Moment), () =>
        {
            if (life == _life) turn.SetResult();
        });
        return turn.Task;
    }

    private void Relay()
    {
        if (_isRelaying || !IsUp) return;
        _isRelaying = true;
        Clock.Begin(async () =>
        {
            await Pause();
            while (Database.Relayed < Database.Log.Count)
            {
                List<Logged> page = [.. Database.Log.Skip((int)Database.Relayed).Take(1 + Clock.Below(PageEventsMax))];
                foreach (var logged in page)
                {
                    if (outbound.MessageOf(logged.Happened, new(IdOf(logged), logged.Stream, logged.Version, logged.At)) is not { } message) continue;
                    world.Publish(new(IdOf(logged), message), outbound.Subscribers[message.GetType()]);
                    if (Clock.GoesWrong(10)) await Pause();
                }

                Database.Relayed = page[^1].Sequence;
                if (Clock.GoesWrong(5)) await Pause();
            }

            _isRelaying = false;
        });
    }

    private Guid IdOf(Logged logged) => new((int)logged.Sequence, (short)name.Length, 0, new byte[8]);
}
