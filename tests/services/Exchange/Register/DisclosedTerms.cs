using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Exchange;

/// <summary>The delivered agreement of 新安江, with words on what of it is public.</summary>
internal static class DisclosedTerms
{
    public static CheckedTerms Of(params string[] words)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository(), "deploy/agreements/xinanjiang-1.json")))!;
        document["disclosure"] = new JsonArray([.. words.Select(word => (JsonNode?)word)]);
        return CheckedTerms.Read(document.ToJsonString()).Terms!;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
