namespace Basin.Services.Tests.Simulation;

/// <summary>What happened under a seed, one short line each, for a person to read.</summary>
internal sealed class History
{
    private readonly List<(DateTimeOffset At, string Who, string What)> _lines = [];

    public void Add(DateTimeOffset at, string who, string what) => _lines.Add((at, who, what));

    public override string ToString() => string.Join('\n', _lines.Select(line => $"{line.At:MM-dd HH:mm} {line.Who,-10} {line.What}"));
}

/// <summary>Something that must hold always does not.</summary>
internal sealed class BrokenPromiseException(string sentence) : Exception(sentence);
