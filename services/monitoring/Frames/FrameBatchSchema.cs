using System.Net.Mime;
using System.Text.Json.Nodes;
using Basin.Rules.WaterQuality;
using Microsoft.OpenApi;

namespace Basin.Monitoring;

/// <summary>The body of <c>POST /readings</c> in the API document. It is read by <see cref="FrameBatch"/>, value by value, so no type of ours stands for it.</summary>
internal static class FrameBatchSchema
{
    private const string Example =
        """{"frames":[{"station":"JK-01","time":"2020-05-08T12:00:00+08:00","state":"正常","readings":{"pH":"7.06","CODMn":1.85,"氨氮":"<0.02","总磷":{"value":"0.049","flag":"N"},"TN":"--"}}]}""";

    public static OpenApiRequestBody Body() => new()
    {
        Required = true,
        Description = $"一批报文 Frames of one or many stations, at most {FrameBatch.FramesMax}.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [MediaTypeNames.Application.Json] = new()
            {
                Schema = Object("frames", ("frames", new OpenApiSchema { Type = JsonSchemaType.Array, MinItems = 1, MaxItems = FrameBatch.FramesMax, Items = Frame() })),
                Example = JsonNode.Parse(Example),
            },
        },
    };

    private static OpenApiSchema Frame() => Object(
        "station time readings",
        ("station", Text("自动站代码 Station code.")),
        ("time", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "测量时刻 Instant of the measurement with its offset, whole seconds." }),
        ("state", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("正常"), JsonValue.Create("维护"), JsonValue.Create("停站")], Default = JsonValue.Create("正常") }),
        ("readings", new OpenApiSchema
        {
            Type = JsonSchemaType.Object, MaxProperties = FrameBatch.ReadingsMax, AdditionalProperties = Reading(),
            Description = $"指标 → 读数 Readings by any name of an indicator of {Indicators.Edition}.",
        }),
        ("amends", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Description = "更正的修订号 Latest revision, which this one replaces on purpose." }));

    private static OpenApiSchema Reading() => new()
    {
        OneOf = [Value(), Object("value", ("value", Value()), ("flag", Text($"数据标记 Data flag of HJ 212, one of {Basin.Monitoring.Reading.Flags}; N by default.")), ("detectionLimit", Value()))],
    };

    private static OpenApiSchema Value() => new()
    {
        Type = JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Null,
        Description = $"读数 A number or its text, at most {ReadingRules.DigitsMax} significant digits; <0.02 or 0.02L: below the detection limit; --, * or null: not measured.",
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Object(string required, params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required.Split(' ').ToHashSet(),
        AdditionalPropertiesAllowed = false,
        Properties = properties.ToDictionary(property => property.Name, property => (IOpenApiSchema)property.Schema),
    };
}
