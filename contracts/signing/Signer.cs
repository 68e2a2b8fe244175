using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Basin.Signing;

/// <summary>The suites that the base library does not have.</summary>
internal static class Signer
{
    /// <summary>Identity of the signer where two sides have agreed on no other (GB/T 35276-2017).</summary>
    private static readonly byte[] DefaultIdentity = Encoding.ASCII.GetBytes("1234567812345678");

    public static ISigner Of(string suite, bool forSigning, AsymmetricKeyParameter key)
    {
        ISigner signer = suite == SignatureSuite.SM2 ? new SM2Signer(PlainDsaEncoding.Instance) : new Ed25519Signer();
        signer.Init(forSigning, suite == SignatureSuite.SM2 ? new ParametersWithID(key, DefaultIdentity) : key);
        return signer;
    }
}
