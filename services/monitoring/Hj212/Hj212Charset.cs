using System.Text;

namespace Basin.Monitoring;

/// <summary>Character sets of the parameters. All else in a packet is ASCII.</summary>
public static class Hj212Charset
{
    public const string Utf8 = "utf-8";
    public const string Gbk = "gbk";

    private static readonly UTF8Encoding Utf = new(encoderShouldEmitUTF8Identifier: false);

    // GB 18030 holds GBK whole; the framework knows it once the provider is registered.
    private static readonly Encoding Chinese = Register();

    public static IReadOnlyList<string> Names { get; } = [Utf8, Gbk];

    /// <summary>A byte that the set does not have reads as a replacement character: the packet is kept as it came anyway.</summary>
    public static Encoding Of(string name) => name == Gbk ? Chinese : Utf;

    private static Encoding Register()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("gb18030");
    }
}
