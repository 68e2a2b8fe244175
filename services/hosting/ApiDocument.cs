using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Basin.Hosting;

/// <summary>What the API documents of all services say alike: who may call, and the answers that any call may get.</summary>
internal static class ApiDocument
{
    private const string Scheme = "Bearer";
    private const string ProblemType = MediaTypeNames.Application.ProblemJson;

    /// <summary>Answers that the plumbing gives whatever the call is, by status.</summary>
    private static readonly (string Status, string Name, string Description)[] Shared =
    [
        ("401", "NotAuthenticated", "调用者身份不明 The caller is not known: the token is missing, not valid or expired, or its key is revoked."),
        ("429", "TooManyRequests", "请求过多 Too many requests of this caller are under way; try again after Retry-After seconds."),
        ("503", "Unavailable", "暂不可用 Others are writing to the same thing, or the database does not answer; send the same request again after Retry-After seconds."),
    ];

    /// <summary>Bodies of different requests may share a name, so a schema is named after the request it belongs to.</summary>
    public static void Describe(OpenApiOptions options, string name)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id && type.Type.DeclaringType is { } owner ? $"{owner.Name}{id}" : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddOperationTransformer((operation, context, _) =>
        {
            var open = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();
            if (open) operation.Security = [new OpenApiSecurityRequirement()];
            operation.Responses ??= [];
            foreach (var (status, shared, _) in Shared)
                if (!open || status != "401") operation.Responses.TryAdd(status, new OpenApiResponseReference(shared, context.Document));
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = $"Basin {name}";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT",
                    Description = "调用者用自己登记的密钥签发令牌 A token the caller signs itself: ES256, EdDSA or SM2 after its registered key, iss = organisation code, aud = basin, at most 15 minutes.",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            document.Components.Responses = Shared.ToDictionary(shared => shared.Name, shared => (IOpenApiResponse)Response(shared.Status, shared.Description));
            return Task.CompletedTask;
        });
    }

    private static OpenApiResponse Response(string status, string description)
    {
        var response = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = Problem() } },
        };
        if (status != "401")
            response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = new OpenApiHeader { Description = "Seconds.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } } };
        return response;
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable name, such as urn:basin:problem:busy." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };
}
