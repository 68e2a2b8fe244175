using Basin.Hosting;
using Basin.Rules;

namespace Basin.Registry;

/// <summary>A stretch of a listing in the order of codes.</summary>
/// <param name="Next">Send it back as <c>after</c> to read on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The question every listing is asked: after which code (exclusive), and how many at most.</summary>
public sealed record PageAsked(string? After = null, int? Limit = null)
{
    public const int RowsDefault = 100;

    /// <summary>One row more than asked for tells whether there is a next page.</summary>
    public int Rows => (Limit ?? RowsDefault) + 1;

    public string From => After ?? "";

    public Rejection? Refused() => this switch
    {
        { Limit: < 1 or > Limits.PageRowsMax } => new(Refusal.NotAllowed, "invalid-limit", $"A page has 1 to {Limits.PageRowsMax} rows.", "limit", $"{Limit}"),
        { After: { } after } when !Codes.IsCode(after) => new(Refusal.NotAllowed, "invalid-cursor", $"The cursor is the 'next' of the page before. {Codes.Rule}", "after", after),
        _ => null,
    };

    public Page<T> Cut<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, string> code, Func<TRow, T> item) => rows.Count == Rows
        ? new([.. rows.Take(rows.Count - 1).Select(item)], code(rows[^2]))
        : new([.. rows.Select(item)], null);
}
