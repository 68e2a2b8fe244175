using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Signing;

namespace Basin.Exchange;

/// <summary>
/// A notice (通知书): one numbered paper about a case, such as an obligation of it, addressed to organisations of the regions concerned. Its content
/// is canonical JSON signed with the exchange's keys; a receipt (回执) is the receiver's own signature over the same bytes.
/// </summary>
public sealed record Notice(
    string Id,
    long Cursor,
    string Content,
    string ContentSha256,
    string KeyId,
    string Signature,
    ImmutableArray<string> Regions,
    ImmutableArray<NoticeSignature> FurtherSignatures,
    ImmutableSortedDictionary<string, Notice.Event.Receipted> Receipts)
{
    /// <summary>Serials of one year stay below this, so that the cursor (year, then serial) grows for ever.</summary>
    public const int SerialsPerYearMax = 1_000_000;

    public static string Stream(string id) => $"notice/{id}";

    public static string IdOf(int year, int serial) => $"{year}-{serial}";

    /// <summary>Position in the order of issue: <c>after</c> in a pull returns the notices above it.</summary>
    public static long CursorOf(int year, int serial) => (long)year * SerialsPerYearMax + serial;

    /// <summary>Document number as it stands on the paper, with the brackets of GB/T 9704-2012 clause 7.2.5.</summary>
    public static string NumberOf(int year, int number) => $"流域补偿〔{year}〕{number}号";

    /// <summary>All signatures over the content, by ES256 first.</summary>
    public ImmutableArray<NoticeSignature> Signatures => [new(SignatureSuite.ES256, KeyId, Signature), .. FurtherSignatures];

    /// <summary>The signature in the suite that was chosen; the one by ES256 where the notice was issued without a key for that suite.</summary>
    public NoticeSignature SignatureBy(string suite) => Signatures.FirstOrDefault(signature => signature.Suite == suite) ?? Signatures[0];

    public abstract record Event
    {
        private Event()
        {
        }

        /// <param name="Content">Canonical JSON (RFC 8785); the very bytes that are hashed, signed and receipted.</param>
        /// <param name="Regions">GB/T 2260 codes of those it is addressed to: payer and payee, or all parties.</param>
        /// <param name="Signature">By ES256.</param>
        /// <param name="Obligation">0 where it is not about one obligation.</param>
        /// <param name="FurtherSignatures">In the other suites, over the same bytes; null where the exchange had no key for one.</param>
        [EventName("notice_issued.v1")]
        public sealed record Issued(
            string Id, long Cursor, string Content, string ContentSha256, string KeyId, string Signature, ImmutableArray<string> Regions,
            string Agreement, string Period, int Obligation, DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<NoticeSignature>? FurtherSignatures = null) : Event;

        [EventName("notice_receipted.v1")]
        public sealed record Receipted(string Region, string By, string KeyId, string Signature, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        public sealed record Issue(Event.Issued Notice) : Command;

        /// <param name="SignatureHolds">Whether the signature was found to be the receiver's over the notice's content.</param>
        /// <param name="KeyIsGood">Whether the key is the receiver's own and not revoked.</param>
        public sealed record Receipt(string Region, string By, string KeyId, string Signature, bool SignatureHolds, DateTimeOffset At, bool KeyIsGood = true) : Command;
    }

    public static Decision Decide(Notice? notice, Command command) => (notice, command) switch
    {
        (null, Command.Issue issue) => Decision.Of(issue.Notice),
        ({ } n, Command.Issue issue) when n.ContentSha256 == issue.Notice.ContentSha256 => Decision.Nothing,
        ({ } n, Command.Issue) => Decision.Refuse(Refusal.Conflict, "notice-exists", $"Notice {n.Id} exists with another content."),
        (null, _) => Decision.Refuse(Refusal.NotFound, "no-such-notice", "There is no such notice."),
        ({ } n, Command.Receipt receipt) => Decide(n, receipt),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    public static Notice? Apply(Notice? notice, object happened) => (notice, happened) switch
    {
        (_, Event.Issued e) => new(e.Id, e.Cursor, e.Content, e.ContentSha256, e.KeyId, e.Signature, e.Regions, e.FurtherSignatures ?? [], ImmutableSortedDictionary<string, Event.Receipted>.Empty.WithComparers(StringComparer.Ordinal)),
        ({ } n, Event.Receipted e) => n with { Receipts = n.Receipts.SetItem(e.Region, e) },
        _ => notice,
    };

    private static Decision Decide(Notice notice, Command.Receipt receipt)
    {
        if (notice.Receipts.TryGetValue(receipt.Region, out var earlier) && (receipt.SignatureHolds || earlier.Signature == receipt.Signature)) return Decision.Nothing;
        if (!notice.Regions.Contains(receipt.Region)) return Decision.Refuse(Refusal.Forbidden, "not-addressed", $"Notice {notice.Id} is not addressed to the region {receipt.Region}.");
        if (!receipt.KeyIsGood) return Decision.Refuse(Refusal.NotAllowed, "not-your-key", $"{receipt.By} has no good key {receipt.KeyId}.", "keyId", receipt.KeyId);
        if (!receipt.SignatureHolds) return Decision.Refuse(Refusal.NotAllowed, "signature-wrong", $"The signature is not one of {receipt.By}'s key {receipt.KeyId} over the notice with SHA-256 {notice.ContentSha256}.", "signature", receipt.Signature);
        return Decision.Of(new Event.Receipted(receipt.Region, receipt.By, receipt.KeyId, receipt.Signature, receipt.At));
    }
}

/// <summary>A signature of the exchange over a notice's content.</summary>
/// <param name="Suite"><c>ES256</c>, <c>EdDSA</c> or <c>SM2</c>.</param>
public sealed record NoticeSignature(string Suite, string KeyId, string Signature);

/// <summary>
/// Numbers of one year, given out one after the other without a gap: taken in the same commit that issues the notice. Serials, which make ids and
/// cursors, run through all notices; document numbers run through those of one issuing authority.
/// </summary>
public sealed record NoticeRegister(int Year, int LastSerial, int LastUnnamed, ImmutableSortedDictionary<string, int> LastNumbers)
{
    public static string Stream(int year) => $"notice-register/{year}";

    /// <param name="Issuer">Code of the issuing authority; null where it was not known, as in the first registers: the numbers were the serials then.</param>
    /// <param name="FirstNumber">First document number; null with <paramref name="Issuer"/>.</param>
    [EventName("notice_numbers_taken.v1")]
    public sealed record NumbersTaken(
        int Year, int FirstSerial, int Count,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Issuer = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? FirstNumber = null);

    /// <exception cref="InvalidOperationException">
    /// The year has no serials left. Thrown and not refused, because whoever went on with the numbers taken before would issue under a cursor of the next year.
    /// </exception>
    public static Decision Take(NoticeRegister? register, int year, int count, string? issuer = null)
    {
        if (count == 0) return Decision.Nothing;
        var serial = (register?.LastSerial ?? 0) + 1;
        if (count > Notice.SerialsPerYearMax - serial)
            throw new InvalidOperationException($"{year} has {Notice.SerialsPerYearMax - serial} notice serials left of {Notice.SerialsPerYearMax - 1}; asked for {count}.");
        if (issuer is null) return Decision.Of(new NumbersTaken(year, serial, count));
        // Numbers without a name may have been this authority's: none of them is given out again.
        var number = int.Max(register?.LastNumbers.GetValueOrDefault(issuer) ?? 0, register?.LastUnnamed ?? 0) + 1;
        return Decision.Of(new NumbersTaken(year, serial, count, issuer, number));
    }

    public static NoticeRegister? Apply(NoticeRegister? register, object happened)
    {
        if (happened is not NumbersTaken e) return register;
        var last = e.FirstSerial + e.Count - 1;
        var numbers = register?.LastNumbers ?? ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);
        return e.Issuer is null
            ? new(e.Year, last, last, numbers)
            : new(e.Year, last, register?.LastUnnamed ?? 0, numbers.SetItem(e.Issuer, (e.FirstNumber ?? e.FirstSerial) + e.Count - 1));
    }

    /// <summary>The document number that was given out last to <paramref name="issuer"/>.</summary>
    public int LastNumberOf(string? issuer) => issuer is null ? LastUnnamed : LastNumbers[issuer];

    /// <summary>Serial and document number of the first of <paramref name="count"/> notices whose numbers were taken last, for <paramref name="issuer"/>.</summary>
    public (int Serial, int Number) FirstOf(int count, string? issuer) => (LastSerial - count + 1, LastNumberOf(issuer) - count + 1);
}

/// <summary>The numbers of a year as they were taken last, so that taking the next does not read all that were taken before. Id: stream of the register.</summary>
/// <param name="Version">Events of the stream behind it.</param>
public sealed record NoticeNumbersNow(string Id, NoticeRegister Register, long Version);
