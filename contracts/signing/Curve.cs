using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;

namespace Basin.Signing;

/// <summary>An elliptic curve that keys may lie on.</summary>
/// <param name="Name">As <c>crv</c> of a JWK; <c>SM2</c> is registered nowhere and written in the same way.</param>
internal sealed record Curve(string Suite, string Name, DerObjectIdentifier Oid)
{
    public static readonly Curve[] All =
    [
        new(SignatureSuite.ES256, "P-256", X9ObjectIdentifiers.Prime256v1),
        new(SignatureSuite.SM2, "SM2", GMObjectIdentifiers.sm2p256v1),
    ];

    /// <exception cref="FormatException">The bytes are no point of the curve, or its point at infinity.</exception>
    public ECPublicKeyParameters Point(byte[] encoded)
    {
        try
        {
            // The constructor refuses the point at infinity; what is not on the curve is not decoded.
            return new("EC", CustomNamedCurves.GetByOid(Oid).Curve.DecodePoint(encoded), Oid);
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or ArithmeticException)
        {
            throw new FormatException($"the key is no point of the curve {Name}", problem);
        }
    }
}
