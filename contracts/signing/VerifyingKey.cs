using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Basin.Rules;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.X509;
using SubjectPublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace Basin.Signing;

/// <summary>A public key of one of the suites: it names itself and verifies.</summary>
public sealed class VerifyingKey
{
    private readonly AsymmetricKeyParameter _key;

    private VerifyingKey(AsymmetricKeyParameter key, Jwk jwk)
    {
        (_key, Jwk) = (key, jwk);
        Pem = PemEncoding.WriteString("PUBLIC KEY", SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(key).GetDerEncoded());
    }

    /// <summary>A word of <see cref="SignatureSuite"/>.</summary>
    public string Suite => Jwk.Alg;

    /// <summary>RFC 7638 thumbprint.</summary>
    public string Id => Jwk.Kid;

    /// <summary>SubjectPublicKeyInfo, the point not compressed: the one plain form of the key.</summary>
    public string Pem { get; }

    public Jwk Jwk { get; }

    /// <param name="pem">SubjectPublicKeyInfo in PEM; text around it does not matter.</param>
    /// <exception cref="FormatException">It holds not exactly one public key, or one of no suite, or no sound one; the sentence says which.</exception>
    public static VerifyingKey Read(string pem)
    {
        var (label, der) = PemText.Only(pem);
        return label == "PUBLIC KEY" ? Of(Parsed(der)) : throw new FormatException($"the text holds a {label}");
    }

    /// <summary>A key of a published set; its id is worked out, never taken from there.</summary>
    /// <exception cref="FormatException">It is no sound key of a suite.</exception>
    public static VerifyingKey Of(string? crv, string? x, string? y)
    {
        if (crv == Jwk.Ed25519) return OfEd25519(Base64Url.DecodeFromChars(x));
        var curve = Curve.All.FirstOrDefault(curve => curve.Name == crv) ?? throw new FormatException($"there is no suite for the curve {crv}");
        const byte Uncompressed = 4;
        return OfPoint(curve, [Uncompressed, .. Base64Url.DecodeFromChars(x), .. Base64Url.DecodeFromChars(y)]);
    }

    /// <summary>False for a signature of another content, by another key, or that is no signature at all.</summary>
    public bool Verify(ReadOnlySpan<byte> content, string signature)
    {
        if (!SignatureText.TryRead(signature, out var bytes)) return false;
        if (Suite == SignatureSuite.ES256) return Signatures.Verify(Pem, content, signature);
        var signer = Signer.Of(Suite, forSigning: false, _key);
        signer.BlockUpdate(content);
        return signer.VerifySignature(bytes);
    }

    internal static VerifyingKey OfEd25519(byte[] key)
    {
        // A key of small order would verify signatures that nobody made.
        if (key.Length != Ed25519PublicKeyParameters.KeySize || !Ed25519.ValidatePublicKeyFull(key, 0)) throw new FormatException("the key is no sound Ed25519 key");
        return new(new Ed25519PublicKeyParameters(key), Jwk.Of(Jwk.Ed25519, SignatureSuite.EdDSA, key, null));
    }

    internal static VerifyingKey OfPoint(Curve curve, byte[] encoded)
    {
        var key = curve.Point(encoded);
        // Whatever form the point came in, the key is written with both coordinates.
        var plain = curve.Point(key.Q.GetEncoded(compressed: false));
        return new(plain, Jwk.Of(curve.Name, curve.Suite, plain.Q.AffineXCoord.GetEncoded(), plain.Q.AffineYCoord.GetEncoded()));
    }

    private static SubjectPublicKey Parsed(byte[] der)
    {
        try
        {
            return SubjectPublicKey.CreateFromSubjectPublicKeyInfo(der, out _);
        }
        catch (CryptographicException problem)
        {
            throw new FormatException("what stands in the PEM is no public key", problem);
        }
    }

    private static VerifyingKey Of(SubjectPublicKey key)
    {
        if (key.Oid.Value == EdECObjectIdentifiers.id_Ed25519.Id) return OfEd25519(key.EncodedKeyValue.RawData);
        if (key.Oid.Value != X9ObjectIdentifiers.IdECPublicKey.Id) throw new FormatException($"the key is of the kind {key.Oid.FriendlyName ?? key.Oid.Value}");
        var oid = CurveOid(key.EncodedParameters?.RawData ?? []);
        var curve = Curve.All.FirstOrDefault(curve => curve.Oid.Id == oid.Value) ?? throw new FormatException($"the key is on the curve {oid.FriendlyName ?? oid.Value}");
        return OfPoint(curve, key.EncodedKeyValue.RawData);
    }

    private static Oid CurveOid(byte[] parameters)
    {
        try
        {
            return new(AsnDecoder.ReadObjectIdentifier(parameters, AsnEncodingRules.DER, out _));
        }
        catch (AsnContentException problem)
        {
            throw new FormatException("the key's curve is not named", problem);
        }
    }
}
