using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>The lines of one article as they are read, without blank lines and remarks.</summary>
internal sealed class TextBody(LineProblems problems)
{
    private readonly List<TextLine> _lines = [];

    public IReadOnlyList<TextLine> Lines => _lines;

    /// <summary>Whether nothing was written here but remarks: the document does not state it.</summary>
    public bool IsUnstated => _lines.Count == 0;

    /// <summary>Whether the article says that there is nothing.</summary>
    public bool IsNothing => _lines is [{ Text: InlineText.None }];

    public void Add(TextLine line)
    {
        if (line.Text.Length > 0 && !line.IsRemark) _lines.Add(line);
    }

    /// <summary>Reads every line on its own; what one of them is refused for does not keep the others from being read.</summary>
    public void ForEach(Action<LineScanner> read)
    {
        foreach (var line in _lines) Try(() => read(new(line)));
    }

    public void Try(Action read)
    {
        try
        {
            read();
        }
        catch (TextLineException e)
        {
            problems.Add(e.Line, e.Message);
        }
    }

    /// <summary>The lines in groups, each from one line that begins something to the one before the next.</summary>
    public IEnumerable<ImmutableArray<TextLine>> Groups(Func<string, bool> begins)
    {
        var group = ImmutableArray.CreateBuilder<TextLine>();
        foreach (var line in _lines)
        {
            if (begins(line.Text) && group.Count > 0) yield return group.DrainToImmutable();
            group.Add(line);
        }

        if (group.Count > 0) yield return group.ToImmutable();
    }
}
