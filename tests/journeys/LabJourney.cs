using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;

namespace Basin.Journeys;

/// <summary>A laboratory's month: the template filled in, refused at its cells, looked at, committed, corrected; and what everybody else may see of it.</summary>
public sealed class LabJourney(Servers servers) : IAsyncLifetime
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Stack _stack = null!;
    private Scenario _scenario = null!;

    private string Point => $"LAB-{_scenario.Station}";

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers);
        _scenario = await Scenario.Signed(_stack, "lab");
        (await _scenario.Superior.Put(_stack.Monitoring, $"/stations/{Point}", new
        {
            name = "街口采样点", section = _scenario.Section, @operator = _scenario.Operator.Organisation, indicators = new[] { "高锰酸盐指数", "氨氮", "总磷", "总氮" },
            source = "采测分离", inServiceFrom = "2024-01-01",
        })).ShouldBeOk();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _scenario.Dispose();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task A_laboratory_fills_in_the_template_and_its_samples_make_the_month()
    {
        var lab = _scenario.Operator;
        var (csv, workbook) = (await Download(lab, "/lab/template.csv"), await Download(lab, "/lab/template.xlsx"));
        Encoding.UTF8.GetString(csv).ShouldContain("氨氮 NH3-N");
        SheetOf(workbook, 2).ShouldContain(Point);

        // Every problem at its cell, and nothing stored.
        var bad = (await Look(lab, Encoding.UTF8.GetBytes($"采样点代码,采样日期,氨氮(μg/L),总磷\n{Point},2024-05-06,1,-0.1\nNOWHERE,2024-02-30,1,未检出\n"), "text/csv")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "lab-file-refused");
        Errors(bad).ShouldBe(["C1 wrong-unit", "D2 implausible-value", "B3 invalid-time", "D3 limit-missing"]);
        bad.Json["errors"]![1]!["value"]!.GetValue<string>().ShouldBe("-0.1");
        var badWorkbook = (await Look(lab, Filled(workbook, (Point, "2024-05-06 08:30", "<f>1+1</f><v>2</v>")), Xlsx)).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "lab-file-refused");
        Errors(badWorkbook).ShouldHaveSingleItem().ShouldEndWith("4 cell-formula");
        badWorkbook.Json["errors"]![0]!["sheet"]!.GetValue<string>().ShouldBe("数据 Data");
        (await Day("2024-05-06")).AsArray().ShouldBeEmpty();

        // Looked at, committed, and committed once more.
        var good = Filled(workbook, (Point, "2024-05-06 08:30", "<v>0.10000000000000001</v>"));
        var preview = (await LookAsForm(lab, good, "五月.xlsx")).ShouldBeOk().Json;
        (preview["id"]!.GetValue<string>(), preview["fileName"]!.GetValue<string>(), preview["counts"]!["new"]!.GetValue<int>()).ShouldBe((Signatures.Sha256(good), "五月.xlsx", 1));
        preview["warnings"]!.AsArray().Select(warning => warning!["code"]!.GetValue<string>()).ShouldBe(["indicators-missing"]);
        (await LookAsForm(lab, good, "五月.xlsx")).ShouldBeOk().Json["rows"]!.ToJsonString().ShouldBe(preview["rows"]!.ToJsonString());
        (await Day("2024-05-06")).AsArray().ShouldBeEmpty();
        var committed = (await Commit(lab, preview)).ShouldBeOk();
        (await Commit(lab, preview)).ShouldBeOk().Text.ShouldBe(committed.Text);
        (await LookAsForm(lab, good, "五月.xlsx")).ShouldBeOk().Json["counts"]!["same"]!.GetValue<int>().ShouldBe(1);
        (await Commit(lab, preview)).ShouldBeOk().Text.ShouldBe(committed.Text);
        var frame = (await Day("2024-05-06")).AsArray().ShouldHaveSingleItem()!;
        frame["time"]!.GetValue<DateTimeOffset>().ShouldBe(new(2024, 5, 6, 0, 30, 0, TimeSpan.Zero));
        frame["revisions"]!.AsArray().ShouldHaveSingleItem()!["readings"]!.AsArray().ShouldHaveSingleItem()!["value"]!.GetValue<string>().ShouldBe("0.1");

        await _scenario.CloseMonths(5, 5);
        var means = (await _scenario.Auditor.Get(_stack.Monitoring, $"/sections/{_scenario.Section}/months/2024-05?source=采测分离")).ShouldBeOk().Json["result"]!["means"]!.AsArray();
        means.Single(mean => mean!["indicator"]!.GetValue<string>() == "氨氮")!["mean"]!.GetValue<string>().ShouldBe("0.1");
        await Uploads(committed.Json, good);
    }

    [Fact]
    public async Task What_has_changed_since_the_preview_is_shown_before_anything_is_taken()
    {
        var lab = _scenario.Operator;
        var first = (await Look(lab, Csv("2024-06-03", "0.2"), "text/csv")).ShouldBeOk().Json;
        (await Commit(lab, first)).ShouldBeOk();
        var correction = (await Look(lab, Csv("2024-06-03", "0.3"), "text/csv")).ShouldBeOk().Json;
        var row = correction["rows"]![0]!;
        (row["outcome"]!.GetValue<string>(), row["revision"]!.GetValue<int>(), row["changes"]![0]!["from"]!.GetValue<string>(), row["changes"]![0]!["to"]!.GetValue<string>()).ShouldBe(("revision", 2, "0.2", "0.3"));

        // Somebody else corrects the same sample in between.
        (await lab.Post(_stack.Monitoring, "/readings", new { frames = new[] { new { station = Point, time = "2024-06-03T00:00:00+08:00", readings = new { 氨氮 = "0.25" } } } })).ShouldBeOk();
        var outdated = (await Commit(lab, correction)).ShouldBeRefused(HttpStatusCode.Conflict, "preview-outdated");
        (await Revisions("2024-06-03")).ShouldBe(2);
        var anew = outdated.Json["preview"]!;
        (anew["rows"]![0]!["revision"]!.GetValue<int>(), anew["rows"]![0]!["changes"]![0]!["from"]!.GetValue<string>()).ShouldBe((3, "0.25"));
        (await Commit(lab, anew)).ShouldBeOk();
        (await Revisions("2024-06-03")).ShouldBe(3);
    }

    [Fact]
    public async Task Only_the_operator_of_a_point_uploads_and_commits_its_samples()
    {
        using var other = new Actor("LAB-OTHER", Keys.New());
        await _scenario.RegisterOrganisation(other, "别的实验室", "operator", "440000");
        await Eventually.Succeeds(() => other.Get(_stack.Monitoring, "/stations"), "monitoring knows the other laboratory's key");
        var file = Csv("2024-07-01", "0.2");
        (await Look(_scenario.UpstreamBureau, file, "text/csv")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        var refused = (await Look(other, file, "text/csv")).ShouldBeRefused(HttpStatusCode.Forbidden, "lab-file-refused");
        Errors(refused).ShouldBe(["A2 not-your-station"]);
        var preview = (await Look(_scenario.Operator, file, "text/csv")).ShouldBeOk().Json;
        (await Commit(other, preview)).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-preview");
        (await Commit(_scenario.UpstreamBureau, preview)).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await Day("2024-07-01")).AsArray().ShouldBeEmpty();
        Encoding.UTF8.GetString(await Download(other, "/lab/template.csv")).ShouldContain("采样点代码");
        SheetOf(await Download(other, "/lab/template.xlsx"), 2).ShouldNotContain(Point);

        (await Look(_scenario.Operator, file, "application/json")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await Look(_scenario.Operator, file, "multipart/form-data")).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-form");
        (await Look(_scenario.Operator, [], "text/csv")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "empty-file");
        (await Look(_scenario.Operator, [(byte)'P', (byte)'K', 3, 4, 5], Xlsx)).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-workbook");
        (await Look(_scenario.Operator, new byte[(3 * 1024 * 1024) + 1], "text/csv")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "file-too-large");
        (await Look(_scenario.Operator, new byte[5 * 1024 * 1024], "text/csv")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _scenario.Operator.Post(_stack.Monitoring, "/lab/previews/none/commit")).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-preview");
    }

    /// <summary>Who may read all sections of a file sees it and can have it; others are not told of it.</summary>
    private async Task Uploads(JsonNode committed, byte[] file)
    {
        using var stranger = new Actor("LAB-STRANGER", Keys.New());
        await _scenario.RegisterOrganisation(stranger, "外省实验室", "operator", "440000");
        await Eventually.Succeeds(() => stranger.Get(_stack.Monitoring, "/stations"), "monitoring knows the stranger's key");
        var path = $"/lab/uploads/{committed["batch"]!.GetValue<long>()}/file";
        foreach (var reader in new[] { _scenario.Operator, _scenario.UpstreamBureau, _scenario.Auditor })
        {
            var upload = (await reader.Get(_stack.Monitoring, "/lab/uploads")).ShouldBeOk().Json.AsArray().Single(upload => upload!["sha256"]!.GetValue<string>() == Signatures.Sha256(file))!;
            upload.ToJsonString().ShouldBe(committed.ToJsonString());
            (upload["organisation"]!.GetValue<string>(), upload["fileName"]!.GetValue<string>(), upload["samples"]!.GetValue<int>()).ShouldBe((_scenario.Operator.Organisation, "五月.xlsx", 1));
            (await Download(reader, path)).ShouldBe(file);
        }

        (await stranger.Get(_stack.Monitoring, "/lab/uploads")).ShouldBeOk().Json.AsArray().ShouldBeEmpty();
        (await stranger.Get(_stack.Monitoring, path)).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-upload");
    }

    private byte[] Csv(string day, string value) => Encoding.UTF8.GetBytes($"采样点代码,断面,采样日期,氨氮\n{Point},{_scenario.Section},{day},{value}\n");

    private static string[] Errors(Answer answer) => [.. answer.Json["errors"]!.AsArray().Select(error => $"{error!["cell"]} {error["code"]}")];

    private async Task<JsonNode> Day(string day) => (await _scenario.Auditor.Get(_stack.Monitoring, $"/stations/{Point}/days/{day}")).ShouldBeOk().Json["frames"]!;

    private async Task<int> Revisions(string day) => (await Day(day))[0]!["revisions"]!.AsArray().Count;

    private Task<Answer> Commit(Actor caller, JsonNode preview) => caller.Post(_stack.Monitoring, $"/lab/previews/{preview["id"]!.GetValue<string>()}/commit");

    private async Task<Answer> Look(Actor caller, byte[] file, string mediaType)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        return await Send(caller, HttpMethod.Post, "/lab/previews", content);
    }

    private async Task<Answer> LookAsForm(Actor caller, byte[] file, string name)
    {
        using var content = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        return await Send(caller, HttpMethod.Post, "/lab/previews", content);
    }

    private async Task<Answer> Send(Actor caller, HttpMethod method, string path, HttpContent? content)
    {
        using var request = Request(caller, method, path);
        request.Content = content;
        using var answer = await _client.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<byte[]> Download(Actor caller, string path)
    {
        using var request = Request(caller, HttpMethod.Get, path);
        using var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private HttpRequestMessage Request(Actor caller, HttpMethod method, string path) =>
        new(method, new Uri(_stack.Monitoring.Address, path)) { Headers = { Authorization = new("Bearer", caller.Token()) } };

    private static string SheetOf(byte[] workbook, int number)
    {
        using var package = new ZipArchive(new MemoryStream(workbook));
        using var text = new StreamReader(package.GetEntry($"xl/worksheets/sheet{number}.xml")!.Open());
        return text.ReadToEnd();
    }

    /// <summary>The template with one more row, as a spreadsheet program writes it: point, time, and what is in the column of 氨氮.</summary>
    private static byte[] Filled(byte[] workbook, (string Point, string Time, string Value) sample)
    {
        var sheet = SheetOf(workbook, 1);
        var column = sheet[..sheet.IndexOf("氨氮", StringComparison.Ordinal)].Split("r=\"")[^1].Split('1')[0];
        var row = $"<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>{sample.Point}</t></is></c><c r=\"C4\" t=\"inlineStr\"><is><t>{sample.Time}</t></is></c><c r=\"{column}4\">{sample.Value}</c></row>";
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var package = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            package.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var part = package.CreateEntry("xl/worksheets/sheet1.xml").Open();
            part.Write(Encoding.UTF8.GetBytes(sheet.Replace("</sheetData>", $"{row}</sheetData>")));
        }

        return stream.ToArray();
    }
}
