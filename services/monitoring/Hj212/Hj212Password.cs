namespace Basin.Monitoring;

/// <summary>Packets are kept as they came, with their password. Whoever shows one to anybody shows it through here.</summary>
public static class Hj212Password
{
    /// <summary>The bytes with every password replaced by as many asterisks; the check digits stay those of the packet as it came.</summary>
    public static byte[] Hidden(ReadOnlySpan<byte> packets)
    {
        var shown = packets.ToArray();
        for (var at = 0; shown.AsSpan(at).IndexOf("PW="u8) is var next and >= 0;)
        {
            at += next + "PW="u8.Length;
            var value = shown.AsSpan(at);
            var end = value.IndexOfAny(";,&"u8);
            value[..(end < 0 ? value.Length : end)].Fill((byte)'*');
        }

        return shown;
    }
}
