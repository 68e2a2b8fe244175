using System.Text;

namespace Basin.Rules;

/// <summary>
/// The chain of the public register (公开登记簿): each entry of an agreement is chained to the one before it, by the hash of its content. So an entry can be
/// withheld without breaking the chain, and whoever noted one hash notices when anything before it was changed, taken out or put in.
/// </summary>
public static class RegisterChain
{
    private const string Edition = "basin-register/1";

    /// <summary>What the first entry of an agreement is chained to.</summary>
    public static readonly string NoPredecessor = new('0', 64);

    /// <summary>One entry, as far as the chain goes.</summary>
    /// <param name="Number">From 1, without gaps.</param>
    /// <param name="ContentSha256">Of the entry's content as canonical JSON (RFC 8785), lower-case hexadecimal like the others.</param>
    public readonly record struct Link(int Number, string ContentSha256, string PreviousSha256, string Sha256);

    /// <summary>SHA-256 of four lines, each closed by a line feed: the edition, the hash of the entry before, the number, the hash of the content.</summary>
    public static string Sha256(string previousSha256, int number, string contentSha256) =>
        Signatures.Sha256(Encoding.UTF8.GetBytes($"{Edition}\n{previousSha256}\n{number}\n{contentSha256}\n"));

    /// <summary>The number of the first entry at which a chain does not hold; null where all of it does.</summary>
    /// <param name="links">From the first entry on, in order.</param>
    public static int? FirstBreak(IEnumerable<Link> links)
    {
        var (expected, previous) = (1, NoPredecessor);
        foreach (var link in links)
        {
            if (link.Number != expected || link.PreviousSha256 != previous || link.Sha256 != Sha256(previous, expected, link.ContentSha256)) return expected;
            (expected, previous) = (expected + 1, link.Sha256);
        }

        return null;
    }
}
