using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>One thing that keeps a text from being read.</summary>
/// <param name="Line">Line of the text, from 1.</param>
/// <param name="Sentence">One Chinese sentence for whoever wrote the text.</param>
public sealed record LineProblem(int Line, string Sentence);

/// <summary>The problems of one text, up to a limit.</summary>
internal sealed class LineProblems
{
    private readonly List<LineProblem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public void Add(int line, string sentence)
    {
        if (_problems.Count < TermsLimits.ProblemsMax) _problems.Add(new(line, sentence));
    }

    public ImmutableArray<LineProblem> InOrder() => [.. _problems.OrderBy(problem => problem.Line)];
}
