using Basin.Hosting;
using Basin.Monitoring;

try
{
    var service = BasinService.Create(args, "monitoring", MonitoringOutbound.Messages, documents =>
    {
        documents.Schema.For<KnownSection>().UseNumericRevisions(true);
        documents.Schema.For<StationListing>().Index(listing => listing.Section).Index(listing => listing.Operator);
        documents.Schema.For<TouchedMonth>().Duplicate(touched => touched.DueAt);
        documents.Schema.For<MonthListing>().Index(month => month.Section);
        documents.Schema.For<LabPreview>().Duplicate(preview => preview.ExpiresAt).Index(preview => preview.Organisation);
        documents.Schema.For<LabUpload>().Duplicate(upload => upload.Batch).Index(upload => upload.Organisation);
        documents.Hj212Documents();
    });
    service.Services.AddSingleton(Closing.From(service.Settings));
    service.Services.AddSingleton(SigningKey.Read("BASIN_RECEIPT_KEY", service.Required("BASIN_RECEIPT_KEY")));
    service.Services.AddSingleton<FrameTables>();
    service.Services.AddHostedService(provider => provider.GetRequiredService<FrameTables>());
    service.Services.AddSingleton<FrameLog>();
    service.Services.AddSingleton<ObservationLog>();
    service.Services.AddSingleton<StationProfiles>();
    service.Services.AddSingleton<Intake>();
    service.Services.AddHostedService(provider => provider.GetRequiredService<Intake>());
    service.Services.AddSingleton<LabLooking>();
    service.Services.AddHostedService<MonthCloser>();
    service.Services.AddHj212(service.Settings);
    var app = service.Build();
    app.MapReadSections();
    app.MapStateStation();
    app.MapReadStations();
    app.MapAcceptFrames();
    app.MapStreamFrames();
    app.MapReadBatches();
    app.MapReadDay();
    app.MapReadLabTemplate();
    app.MapPreviewLabFile();
    app.MapCommitLabFile();
    app.MapReadLabUploads();
    app.MapReadSeries();
    app.MapReadSensorThings();
    app.MapCloseMonth();
    app.MapReadMonths();
    app.MapEvaluateMonth();
    app.MapHj212();
    await app.RunAsync();
    return 0;
}
catch (UnusableSettingException problem)
{
    await Console.Error.WriteLineAsync($"monitoring cannot start: {problem.Message}");
    return 1;
}
