using System.Collections.Immutable;

namespace Basin.Exchange;

/// <summary>What stands on a paper, before it is laid out.</summary>
/// <param name="Mark">发文机关标志: the issuing authority.</param>
/// <param name="Number">发文字号.</param>
/// <param name="Addressees">主送机关, without the colon; empty on an announcement.</param>
/// <param name="Paragraphs">正文, each with an indent of two characters. One that begins with 一、 to 十、 sets that heading up to its first 。 or ： in 黑体.</param>
/// <param name="Attachments">附件说明.</param>
/// <param name="Signer">发文机关署名.</param>
/// <param name="Date">成文日期, as it is written.</param>
/// <param name="Copies">抄送机关; empty where there are none.</param>
/// <param name="Verification">Address that the QR code leads to.</param>
/// <param name="Sha256">Hash of the canonical content, 64 hexadecimal digits.</param>
public sealed record PaperText(
    string Mark, string Number, string Title, string Addressees, ImmutableArray<string> Paragraphs, ImmutableArray<string> Attachments, string Signer, string Date,
    string Copies, string Verification, string Sha256);
