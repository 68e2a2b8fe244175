using System.Buffers.Text;
using System.Security.Cryptography;
using Basin.Rules;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.EdEC;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Basin.Signing;

/// <summary>A private key of one of the suites. It may sign for many at the same time.</summary>
public sealed class PrivateKey : IDisposable
{
    private readonly AsymmetricKeyParameter _key;
    private readonly ECDsa? _ecdsa;
    private readonly Lock _signing = new();

    private PrivateKey(AsymmetricKeyParameter key, VerifyingKey open)
    {
        (_key, Public) = (key, open);
        if (Suite != SignatureSuite.ES256) return;
        // Read once, because reading a key takes longer than signing with it.
        _ecdsa = ECDsa.Create();
        _ecdsa.ImportFromPem(Pem);
    }

    public VerifyingKey Public { get; }

    public string Suite => Public.Suite;

    /// <summary>PKCS#8.</summary>
    public string Pem => PemEncoding.WriteString("PRIVATE KEY", Pkcs8(_key).GetDerEncoded());

    /// <exception cref="ArgumentOutOfRangeException">There is no such suite.</exception>
    public static PrivateKey New(string suite)
    {
        var random = new SecureRandom();
        if (suite == SignatureSuite.EdDSA) return Of(new Ed25519PrivateKeyParameters(random));
        var curve = Curve.All.FirstOrDefault(curve => curve.Suite == suite) ?? throw new ArgumentOutOfRangeException(nameof(suite), suite, "unknown suite");
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(curve.Oid, random));
        return Of(generator.GenerateKeyPair().Private);
    }

    /// <param name="pem">PKCS#8, or SEC 1 as OpenSSL writes it for curves; not encrypted.</param>
    /// <exception cref="FormatException">It holds not exactly one private key, or one of no suite; the sentence says which.</exception>
    public static PrivateKey Read(string pem)
    {
        var (label, der) = PemText.Only(pem);
        if (label is not ("PRIVATE KEY" or "EC PRIVATE KEY")) throw new FormatException($"the text holds no private key but a {label}");
        AsymmetricKeyParameter key;
        try
        {
            key = PrivateKeyFactory.CreateKey(label == "PRIVATE KEY" ? PrivateKeyInfo.GetInstance(der) : Pkcs8(ECPrivateKeyStructure.GetInstance(der)));
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or InvalidOperationException or GeneralSecurityException or SecurityUtilityException or InvalidCastException or ArithmeticException)
        {
            throw new FormatException("what stands in the PEM is no private key", problem);
        }

        return Of(key);
    }

    public string Sign(ReadOnlySpan<byte> content)
    {
        if (_ecdsa is not null)
        {
            // It may be used by one at a time.
            lock (_signing) return Signatures.Sign(_ecdsa, content);
        }

        var signer = Signer.Of(Suite, forSigning: true, _key);
        signer.BlockUpdate(content);
        return Base64Url.EncodeToString(signer.GenerateSignature());
    }

    public void Dispose() => _ecdsa?.Dispose();

    private static PrivateKey Of(AsymmetricKeyParameter key)
    {
        if (key is Ed25519PrivateKeyParameters ed25519) return new(key, VerifyingKey.OfEd25519(ed25519.GeneratePublicKey().GetEncoded()));
        if (key is not ECPrivateKeyParameters ec) throw new FormatException("the private key is of no suite");
        var curve = Curve.All.FirstOrDefault(curve => curve.Oid.Equals(ec.PublicKeyParamSet)) ?? throw new FormatException("the private key is on a curve of no suite");
        return new(key, VerifyingKey.OfPoint(curve, ec.Parameters.G.Multiply(ec.D).GetEncoded(compressed: false)));
    }

    /// <summary>Without the public half behind an Ed25519 key, which OpenSSL 3.0 does not read.</summary>
    private static PrivateKeyInfo Pkcs8(AsymmetricKeyParameter key) => key is Ed25519PrivateKeyParameters ed25519
        ? new(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DerOctetString(ed25519.GetEncoded()))
        : PrivateKeyInfoFactory.CreatePrivateKeyInfo(key);

    private static PrivateKeyInfo Pkcs8(ECPrivateKeyStructure key) => new(new AlgorithmIdentifier(X9ObjectIdentifiers.IdECPublicKey, key.Parameters), key);
}
