using System.Collections.Concurrent;

namespace Basin.Hosting;

/// <summary>
/// Tokens whose signature has been checked, so that a caller who sends many requests with one token pays for the arithmetic once. Only the signature
/// rests on this: life and key are looked at with every request, so an expired token or a revoked key is refused all the same.
/// </summary>
public sealed class VerifiedTokens
{
    /// <summary>Tokens kept at most; when full, all are forgotten and checked again as they come.</summary>
    public const int TokensMax = 10_000;

    private readonly ConcurrentDictionary<string, string> _keyOf = new(StringComparer.Ordinal);

    public bool Holds(string token, string keyId) => _keyOf.TryGetValue(token, out var known) && known == keyId;

    public void Keep(string token, string keyId)
    {
        if (_keyOf.Count >= TokensMax) _keyOf.Clear();
        _keyOf[token] = keyId;
    }
}
