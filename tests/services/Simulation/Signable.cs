using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Simulation;

/// <summary>A real agreement of <c>deploy/agreements</c>, cut to a short term, with the signature that every party puts under it.</summary>
/// <param name="Rarity">It is there under one seed in so many: large ones take longer, and small ones find as much.</param>
internal sealed record Signable(string No, int Rarity, CheckedTerms Terms, string Signature)
{
    /// <summary>One key for everybody: whose key is whose is for other tests.</summary>
    public static (string Id, string PublicPem, SigningKey Signing) Key { get; } = NewKey();

    public static IReadOnlyList<Signable> All { get; } =
    [
        Of("youshui", 2, "2024-11-01", "2024-12-31", amend: document =>
        {
            document["advances"] = JsonNode.Parse("""{ "七": { "from": "湘", "to": "渝", "pay": "15万元", "dueDays": 20 } }""");
            document["late"] = JsonNode.Parse("""{ "no": "八", "rate": "10%", "graceDays": 3 }""");
        }),
        Of("xinanjiang-1", 5, "2024-01-01", "2024-12-31", """{"重大污染事故":{"kind":"是否","by":["共同上级"],"otherwise":"否","incident":"街口","source":"unconfirmed"}}"""),
        Of("yulu-2", 15, "2024-01-01", "2024-12-31"),
        Of("chishui", 30, "2024-01-01", "2024-12-31"),
    ];

    private static Signable Of(string name, int rarity, string from, string to, string? stated = null, Action<JsonObject>? amend = null)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository(), "deploy/agreements", $"{name}.json")))!.AsObject();
        document["term"] = new JsonObject { ["from"] = from, ["to"] = to };
        document["calendar"]!["correctionDays"] = 60;
        if (stated is not null) document["stated"] = JsonNode.Parse(stated);
        amend?.Invoke(document);
        var check = CheckedTerms.Read(document.ToJsonString());
        return check.Terms is { } terms
            ? new(name.ToUpperInvariant(), rarity, terms, Key.Signing.Sign(Encoding.UTF8.GetBytes(terms.Canonical)))
            : throw new InvalidOperationException($"{name}: {check.Problems[0].Sentence}");
    }

    private static (string, string, SigningKey) NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, key.ExportPkcs8PrivateKeyPem());
            var signing = SigningKey.Read("BASIN_NOTICE_KEY", file, "ES256");
            return (signing.Id, key.ExportSubjectPublicKeyInfoPem(), signing);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Basin.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
