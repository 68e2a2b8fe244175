using System.Buffers;
using System.Buffers.Text;

namespace Basin.Signing;

/// <summary>The one text of a signature: 64 bytes have exactly one, so that a signature cannot be sent again in another spelling.</summary>
internal static class SignatureText
{
    private const int Bytes = 64, Characters = 86;

    public static bool TryRead(string text, out byte[] signature)
    {
        signature = new byte[Bytes];
        return text.Length == Characters
            && Base64Url.DecodeFromChars(text, signature, out _, out var written) == OperationStatus.Done
            && written == Bytes
            && Base64Url.EncodeToString(signature) == text;
    }
}
