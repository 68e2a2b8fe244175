namespace Basin.Monitoring;

/// <summary>
/// The check digits of a packet. The standard's own algorithm (HJ 212-2017 appendix A) looks like CRC-16/MODBUS and is not: it shifts the register
/// before it takes a byte in, so that only 256 values exist and every 36th change of two digits passes. It tells noise from packets and proves
/// nothing. Devices that reckon plain MODBUS, and devices that write its two bytes the other way round, are in the field: a station's profile says
/// which are allowed.
/// </summary>
public enum Hj212Crc
{
    /// <summary>HJ 212 appendix A; profile word <c>standard</c>.</summary>
    Standard,

    /// <summary>CRC-16/MODBUS, high byte first; profile word <c>modbus</c>.</summary>
    Modbus,

    /// <summary>CRC-16/MODBUS, low byte first; profile word <c>modbus-swapped</c>.</summary>
    ModbusSwapped,
}

/// <summary>Reckons check digits.</summary>
public static class Hj212Checksum
{
    private const int Polynomial = 0xA001;

    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Shifted)];

    private static readonly string[] Words = ["standard", "modbus", "modbus-swapped"];

    /// <summary>The words a profile may use, in the order of <see cref="Hj212Crc"/>.</summary>
    public static IReadOnlyList<string> Names => Words;

    public static string NameOf(Hj212Crc crc) => Words[(int)crc];

    public static bool TryFind(string? name, out Hj212Crc crc)
    {
        var place = Array.IndexOf(Words, name);
        crc = place < 0 ? Hj212Crc.Standard : (Hj212Crc)place;
        return place >= 0;
    }

    /// <summary>Check value of a data segment, 0 to 65535.</summary>
    public static int Of(Hj212Crc crc, ReadOnlySpan<byte> segment) => crc switch
    {
        Hj212Crc.Standard => Standard(segment),
        Hj212Crc.Modbus => Modbus(segment),
        Hj212Crc.ModbusSwapped => Swapped(Modbus(segment)),
        _ => throw new ArgumentOutOfRangeException(nameof(crc), crc, "unknown check"),
    };

    private static int Standard(ReadOnlySpan<byte> segment)
    {
        var register = 0xFFFF;
        foreach (var next in segment) register = Table[(register >> 8) ^ next];
        return register;
    }

    private static int Modbus(ReadOnlySpan<byte> segment)
    {
        var register = 0xFFFF;
        foreach (var next in segment) register = (register >> 8) ^ Table[(register ^ next) & 0xFF];
        return register;
    }

    private static int Swapped(int value) => ((value & 0xFF) << 8) | (value >> 8);

    private static ushort Shifted(int value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        return (ushort)value;
    }
}
