namespace Basin.Monitoring;

/// <summary>Where a review stands.</summary>
public enum ReviewState
{
    /// <summary>待省级确认: proposed; the province has not spoken.</summary>
    Proposed,

    /// <summary>待对方同意: confirmed, and it changes the month: the other side or the superior has to speak.</summary>
    AwaitingConsent,

    /// <summary>对方反对: the other side objects; it may still consent, or the superior rules.</summary>
    Objected,

    /// <summary>生效.</summary>
    InEffect,

    /// <summary>省级否决.</summary>
    Rejected,

    /// <summary>上级裁定不采纳.</summary>
    Dismissed,
}

/// <summary>What a review wants of its readings.</summary>
public enum ReviewVerdict
{
    /// <summary>They count, whatever the rules found.</summary>
    Valid,

    /// <summary>They do not count, whatever the rules found.</summary>
    Invalid,
}

/// <summary>What was said to a review.</summary>
public enum ReviewOpinionKind
{
    Confirmed,
    Rejected,
    Consented,
    Objected,
    Upheld,
    Dismissed,
}

/// <summary>What somebody said to a review; both provinces read it.</summary>
/// <param name="Region">Region of the bureau; null for the superior.</param>
public sealed record ReviewOpinion(ReviewOpinionKind Kind, string By, string? Region, string Reason, DateTimeOffset At);

/// <summary>A frame under review.</summary>
/// <param name="Time">Instant, UTC.</param>
/// <param name="ContentSha256">Content hash of the revision that was looked at.</param>
/// <param name="Indicators">Standard names.</param>
public sealed record ReviewedFrame(DateTimeOffset Time, string ContentSha256, IReadOnlyList<string> Indicators);

/// <summary>A file that supports a proposal; it stays with whoever names it.</summary>
/// <param name="Sha256">SHA-256 of its bytes, 64 hexadecimal digits in lower case.</param>
public sealed record EvidenceFile(string Name, string Sha256)
{
    internal bool IsNamed => Name.Trim().Length is >= 1 and <= 200 && !Name.Any(char.IsControl) && Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigitLower);
}
