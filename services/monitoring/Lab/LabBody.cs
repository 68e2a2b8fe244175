using System.Net.Mime;
using Basin.Hosting;
using Basin.Rules;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi;

namespace Basin.Monitoring;

/// <summary>The file of a request: one part of a form, or the body itself with the file's media type and its name in the query.</summary>
internal static class LabBody
{
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Csv = "text/csv";

    private const int NameCharactersMax = 200;

    // What browsers say of a CSV file depends on the programs that are installed beside them.
    private static readonly string[] Accepted = [Csv, "application/csv", "application/vnd.ms-excel", Xlsx, MediaTypeNames.Application.Octet];

    private static readonly FormOptions Form = new()
    {
        BufferBody = false, MemoryBufferThreshold = LabLimits.FileBytesMax, MultipartBodyLengthLimit = Limits.RequestBodyBytesMax, MultipartBoundaryLengthLimit = 100,
        MultipartHeadersCountLimit = 8, MultipartHeadersLengthLimit = 4096, ValueCountLimit = 8, KeyLengthLimit = 200, ValueLengthLimit = 4096,
    };

    /// <summary>The body in the API document. The framework is not told of it, or it would refuse other media types in words of its own.</summary>
    public static OpenApiRequestBody Schema()
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = $"CSV or XLSX, at most {LabLimits.FileBytesMax} bytes." };
        return new()
        {
            Required = true,
            Description = "实验室数据文件 A laboratory file, as the one file of a form or as the body itself.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaTypeNames.Multipart.FormData] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = file } } },
                [Csv] = new() { Schema = file },
                [Xlsx] = new() { Schema = file },
            },
        };
    }

    /// <returns>The bytes and the file's name, which may be empty; or why there are none.</returns>
    public static async Task<(ReadOnlyMemory<byte> Bytes, string Name, IResult? Refused)> Read(HttpRequest request, string? name, CancellationToken cancel)
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type == MediaTypeNames.Multipart.FormData) return await FromForm(request, name, cancel);
        if (!Accepted.Contains(type))
            return (default, "", TypedResults.Problem(
                $"A laboratory file is sent as {Csv}, as {Xlsx}, or as a part of multipart/form-data, not as '{request.ContentType}'.", statusCode: 415, title: "not-a-lab-file", type: "urn:basin:problem:not-a-lab-file"));
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return (body.GetBuffer().AsMemory(0, (int)body.Length), Plain(name), null);
    }

    private static async Task<(ReadOnlyMemory<byte> Bytes, string Name, IResult? Refused)> FromForm(HttpRequest request, string? name, CancellationToken cancel)
    {
        IFormCollection form;
        try
        {
            form = await request.ReadFormAsync(Form, cancel);
        }
        catch (InvalidDataException problem)
        {
            return (default, "", new Rejection(Refusal.Malformed, "malformed-form", $"表单无法读取 The form cannot be read: {problem.Message}").ToResult());
        }

        if (form.Files.Count != 1)
            return (default, "", new Rejection(Refusal.Malformed, "malformed-form", $"表单应有一个文件 The form holds one file; {form.Files.Count} were sent.", "file").ToResult());
        using var body = new MemoryStream();
        await form.Files[0].CopyToAsync(body, cancel);
        return (body.GetBuffer().AsMemory(0, (int)body.Length), Plain(name ?? form.Files[0].FileName), null);
    }

    /// <summary>A name for people to know the file by: no folders, nothing that cannot be shown.</summary>
    internal static string Plain(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var shown = string.Concat(last.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter) && letter is not ('"' or '<' or '>'))).Trim();
        return shown.Length <= NameCharactersMax ? shown : shown[^NameCharactersMax..];
    }
}
