using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What of an agreement anybody may see (公开内容). The words are those of documents. An agreement that names none of them is not public at all: neither
/// that it exists nor what comes of it.
/// </summary>
public static class Disclosure
{
    /// <summary>条款: the signed document and its text.</summary>
    public const string Terms = "条款";

    /// <summary>评估结果: what each period came to, with its explanation.</summary>
    public const string Results = "评估结果";

    /// <summary>支付情况: what is obliged, when it falls due, what was paid when.</summary>
    public const string Payments = "支付情况";

    public static readonly ImmutableArray<string> All = [Terms, Results, Payments];
}
