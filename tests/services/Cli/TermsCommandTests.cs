using System.Text;
using System.Text.Json.Nodes;
using Basin.Cli;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Cli;

public sealed class TermsCommandTests : IDisposable
{
    private const string Document = """{"title":"协议","scope":"甲\n乙","values":{"k0":{"is":"0.85","source":"x"}},"clauses":[{"no":"四","pay":"1元","from":"皖","to":"浙"}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("basin-terms-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Render_writes_the_text_and_read_gives_the_document_back()
    {
        var text = await Run(Document, "render", "-");
        (text.Code, text.Error).ShouldBe((0, ""));
        text.Output.ShouldStartWith("《协议》\n");
        text.Output.ShouldContain("　　　　由皖向浙支付：1元。\n");
        var back = await Run(text.Output, "render", "--read", "-");
        back.Code.ShouldBe(0);
        CanonicalJson.Of(back.Output).ShouldBe(CanonicalJson.Of(Document));
    }

    [Theory]
    [InlineData("""{"title":"协议","bonus":"x"}""", "bonus")]
    [InlineData("""{"title":1}""", "title")]
    [InlineData("no json", "line 1")]
    public async Task Render_refuses_what_the_text_would_lose_in_one_line(string json, string words)
    {
        var refused = await Run(json, "render", "-");
        (refused.Code, refused.Output).ShouldBe((1, ""));
        refused.Error.ShouldContain(words);
        refused.Error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task Read_prints_every_problem_with_its_line_and_fails()
    {
        var refused = await Run("《协议》\n一、补偿的范围\n二、参数\n　　k0\n", "render", "--read", "-");
        refused.Code.ShouldBe(1);
        refused.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..4]).ShouldBe(["-:2:", "-:4:"]);
        refused.Error.ShouldContain("2 处问题");
    }

    [Fact]
    public async Task Compare_tells_what_changed_and_succeeds()
    {
        var changed = JsonNode.Parse(Document)!;
        changed["values"]!["k0"]!["is"] = "0.90";
        var (old, now) = (Write("old.json", Document), Write("new.json", changed.ToJsonString()));
        var compared = await Run("", "compare", old, now);
        (compared.Code, compared.Error).ShouldBe((0, ""));
        compared.Output.ShouldStartWith("参数\n　　k0　修改 changed\n　　　　原 old：k0：0.85；来源：x\n　　　　新 new：k0：0.90；来源：x\n");
        (await Run(Document, "compare", "-", old)).Output.ShouldStartWith("新增 added 0，删除 removed 0，修改 changed 0，次序变更 reordered 0，未变 unchanged 4");
    }

    [Fact]
    public async Task Compare_names_the_file_that_is_no_document()
    {
        var refused = await Run("", "compare", Write("old.json", Document), Write("new.json", "[]"));
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("new.json");
        (await Run(Document, "compare", "-", "-")).Code.ShouldBe(2);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> Run(string input, params string[] arguments)
    {
        using var bytes = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(arguments, new CommandStreams(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, bytes, error));
        return (code, output + Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
