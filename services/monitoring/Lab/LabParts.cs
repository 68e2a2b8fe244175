using Marten;

namespace Basin.Monitoring;

/// <summary>What laboratories' files need of the service.</summary>
public static class LabParts
{
    public static void LabDocuments(this StoreOptions documents)
    {
        documents.Schema.For<LabPreview>().Duplicate(preview => preview.ExpiresAt).Index(preview => preview.Organisation);
        documents.Schema.For<LabUpload>().Duplicate(upload => upload.Batch).Index(upload => upload.Organisation);
    }

    public static void AddLab(this IServiceCollection services) => services.AddSingleton<LabLooking>();

    public static void MapLab(this IEndpointRouteBuilder app)
    {
        app.MapReadLabTemplate();
        app.MapPreviewLabFile();
        app.MapCommitLabFile();
        app.MapReadLabUploads();
    }
}
