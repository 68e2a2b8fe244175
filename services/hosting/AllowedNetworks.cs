using System.Net;

namespace Basin.Hosting;

/// <summary>Which addresses that others registered may be connected to: public ones, and of all others those in networks the operator allows.</summary>
public sealed class AllowedNetworks
{
    /// <summary>Public addresses only.</summary>
    public static readonly AllowedNetworks PublicOnly = new([]);

    /// <summary>Any address; only for a closed network.</summary>
    public static readonly AllowedNetworks All = new([IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")]);

    private const int NetworksMax = 100;

    private readonly IPNetwork[] _allowed;

    private AllowedNetworks(IPNetwork[] allowed) => _allowed = allowed;

    /// <summary>Whether any network is allowed that is not public.</summary>
    public bool BeyondPublic => _allowed.Length > 0;

    /// <param name="setting">The setting's name.</param>
    /// <param name="text"><c>allowed</c>, networks such as <c>10.1.0.0/16, fd00::/8</c>, or nothing.</param>
    /// <exception cref="UnusableSettingException">One of them is no network, or there are too many.</exception>
    public static AllowedNetworks Read(string setting, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return PublicOnly;
        if (text == "allowed") return All;
        var parts = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > NetworksMax) throw new UnusableSettingException($"{setting} names {parts.Length} networks; at most {NetworksMax} are taken.");
        return new([.. parts.Select(part => IPNetwork.TryParse(part, out var network)
            ? network
            : throw new UnusableSettingException($"{setting}: '{part}' is no network; write 'allowed', or networks such as 10.1.0.0/16, parted by commas."))]);
    }

    /// <summary>Whether an address may be registered: of a literal address and of <c>localhost</c> (RFC 6761) it is known where they lead, of other names only when they are connected to.</summary>
    public bool AllowsHostOf(Uri url)
    {
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) return Allows(address);
        var name = url.IdnHost.TrimEnd('.');
        var isLocal = name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return !isLocal || Allows(IPAddress.Loopback) || Allows(IPAddress.IPv6Loopback);
    }

    public bool Allows(IPAddress address)
    {
        var plain = Networks.Plain(address);
        return Networks.IsPublic(plain) || _allowed.Any(network => network.Contains(plain));
    }
}
