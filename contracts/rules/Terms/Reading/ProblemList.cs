using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>The problems of one document, in the order they were met, each once, up to a limit.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public int Count => _problems.Count;

    public void Add(string place, int line, int column, string code, string sentence)
    {
        var problem = new Problem(place, line, column, code, sentence);
        if (_problems.Count < TermsLimits.ProblemsMax && !_problems.Contains(problem)) _problems.Add(problem);
    }

    public void Add(string place, string code, string sentence) => Add(place, 0, 0, code, sentence);

    public ImmutableArray<Problem> ToImmutable() => [.. _problems];
}
