using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary>
/// Which section of the terms a cell means: its code, its name there, a name given with <c>--alias</c>, or a published double name such as
/// <c>街口(鸠坑口)</c> of which one part is known. Any other section keeps its own name.
/// </summary>
public sealed class SectionCells
{
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);

    /// <exception cref="CommandFailureException">An alias names no section of the terms.</exception>
    public SectionCells(CheckedTerms terms, IEnumerable<string> aliases)
    {
        foreach (var (name, code) in terms.Sections) _codes[name] = _codes[code] = code;
        foreach (var alias in aliases)
        {
            if (alias.Split('=', 2) is not [var other, var known] || !_codes.TryGetValue(known.Trim(), out var code))
                throw new CommandFailureException($"--alias {alias}: expected OTHER=NAME with a section of the terms: {string.Join(", ", terms.Sections.Keys)}.");
            _codes[other.Trim()] = code;
        }
    }

    /// <summary>The code, or the cell itself for a section that the terms do not name.</summary>
    public string Resolve(string cell)
    {
        if (_codes.TryGetValue(cell, out var code)) return code;
        var parts = cell.Split(['(', '（', ')', '）'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = parts.Length == 2 ? parts.Where(_codes.ContainsKey).Select(part => _codes[part]).Distinct().ToList() : [];
        return found.Count == 1 ? found[0] : cell;
    }
}
