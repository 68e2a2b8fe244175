namespace Basin.Rules.Terms;

/// <summary>Reads one line from left to right.</summary>
internal sealed class LineScanner(TextLine line)
{
    private int _at;

    public int Number => line.Number;

    public bool IsAtEnd => _at == line.Text.Length;

    public string Rest => line.Text[_at..];

    public bool IsAtRemark => StartsWith(InlineText.Remark);

    public bool IsAtNone => StartsWith(InlineText.None);

    public bool IsAtQuote => !IsAtEnd && InlineText.IsQuoteOpen(line.Text[_at]);

    public bool TryTake(string mark)
    {
        if (!StartsWith(mark)) return false;
        _at += mark.Length;
        return true;
    }

    /// <exception cref="TextLineException">Something else stands there.</exception>
    public void Take(string mark)
    {
        if (!TryTake(mark)) throw Problem(IsAtEnd ? $"行末缺少“{mark}”。" : $"“{Shown(Rest)}”前面缺少“{mark}”。");
    }

    public void TakeEnd()
    {
        if (!IsAtEnd) throw Problem($"行末多出“{Shown(Rest)}”。");
    }

    public string TakeRest()
    {
        var rest = Rest;
        _at = line.Text.Length;
        return rest;
    }

    /// <summary>A text in quotes, or everything up to the first of the marks, or to the end of the line.</summary>
    /// <exception cref="TextLineException">Nothing stands there, or a quote has no end.</exception>
    public string Text(params ReadOnlySpan<string> stops)
    {
        if (IsAtQuote) return Quoted();
        var end = line.Text.Length;
        foreach (var stop in stops)
        {
            var found = line.Text.IndexOf(stop, _at, StringComparison.Ordinal);
            if (found >= 0) end = Math.Min(end, found);
        }

        if (end == _at) throw Problem(IsAtEnd ? "行末缺少内容。" : $"“{Shown(Rest)}”前面缺少内容。");
        var text = line.Text[_at..end];
        _at = end;
        return text;
    }

    /// <summary>Another scanner of the same line that stands where this one does.</summary>
    public LineScanner Fork() => new(line) { _at = _at };

    public TextLineException Problem(string sentence) => new(line.Number, sentence);

    private bool StartsWith(string mark) => line.Text.AsSpan(_at).StartsWith(mark, StringComparison.Ordinal);

    private string Quoted()
    {
        var end = InlineText.EndOfQuoted(line.Text, _at);
        if (end < 0) throw Problem("引号没有结束。");
        var text = InlineText.Plain(line.Text[(_at + 1)..end], line.Number);
        _at = end + 1;
        return text;
    }

    private static string Shown(string text)
    {
        const int Most = 20;
        return text.Length <= Most ? text : text[..Most] + "…";
    }
}
