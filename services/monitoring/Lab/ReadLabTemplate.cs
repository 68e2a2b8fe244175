using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /lab/template.csv</c> and <c>GET /lab/template.xlsx</c>: the file that laboratories fill in.</summary>
public static class ReadLabTemplate
{
    public static void MapReadLabTemplate(this IEndpointRouteBuilder app)
    {
        app.MapGet("/lab/template.csv", Csv).WithTags("lab").WithSummary("实验室数据模板 Template of laboratory files as CSV").Produces<byte[]>(200, LabBody.Csv);
        app.MapGet("/lab/template.xlsx", Xlsx).WithTags("lab").WithSummary("实验室数据模板 Template of laboratory files as a workbook, with the caller's own sampling points").Produces<byte[]>(200, LabBody.Xlsx);
    }

    private static async Task<IResult> Csv(Caller caller, IQuerySession session, CancellationToken cancel) =>
        TypedResults.File(Of(await session.LabPointsOf(caller.Organisation, cancel)).Csv(), $"{LabBody.Csv}; charset=utf-8", "lab-template.csv");

    private static async Task<IResult> Xlsx(Caller caller, IQuerySession session, CancellationToken cancel)
    {
        var points = await session.LabPointsOf(caller.Organisation, cancel);
        return TypedResults.File(Of(points).Xlsx(points), LabBody.Xlsx, "lab-template.xlsx");
    }

    private static LabTemplate Of(IReadOnlyList<LabPoint> points) => LabTemplate.For(points.SelectMany(point => point.Station.Indicators));
}
