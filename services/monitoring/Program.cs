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
        documents.Schema.For<ReviewListing>().Index(listing => listing.Section).Index(listing => listing.Station);
        documents.Schema.For<LabPreview>().Duplicate(preview => preview.ExpiresAt).Index(preview => preview.Organisation);
        documents.Schema.For<LabUpload>().Duplicate(upload => upload.Batch).Index(upload => upload.Organisation);
        documents.Hj212Documents();
        documents.Schema.For<ResendListing>();
        documents.Schema.For<WarningRulesListing>();
        documents.Schema.For<WarningWebhook>();
        documents.Schema.For<WarningListing>().Duplicate(warning => warning.Open).Duplicate(warning => warning.OpenedAt).Index(warning => warning.Section);
        documents.Schema.For<WarningDelivery>().UseNumericRevisions(true).Duplicate(delivery => delivery.NextAt).Duplicate(delivery => delivery.Warning);
        documents.Schema.For<IncidentListing>().Duplicate(incident => incident.OpenedAt).Index(incident => incident.Section);
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
    service.Services.AddSingleton(provider => Hj212History.Of(provider.GetRequiredService<Hj212Requests>(), provider.GetRequiredService<Hj212Directory>().OfStation));
    service.Services.AddHostedService<AskForGaps>();
    service.Services.AddSingleton(new Pushing(allowPrivate: service.Settings["BASIN_WARNING_PRIVATE_NETWORKS"] == "allowed"));
    service.Services.AddHostedService<WatchStations>();
    service.Services.AddHostedService<PushWarnings>();
    var app = service.Build();
    app.MapReadSections();
    app.MapStateStation();
    app.MapReadStations();
    app.MapAcceptFrames();
    app.MapStreamFrames();
    app.MapReadBatches();
    app.MapReadDay();
    app.MapStateQuality();
    app.MapReadQuality();
    app.MapProposeReview();
    app.MapAnswerReview();
    app.MapReadReviews();
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
    app.MapReadGaps();
    app.MapStateWarningRules();
    app.MapStateWarningWebhook();
    app.MapReadWarnings();
    app.MapOpenIncident();
    app.MapWorkOnIncident();
    app.MapReadIncidents();
    await app.RunAsync();
    return 0;
}
catch (UnusableSettingException problem)
{
    await Console.Error.WriteLineAsync($"monitoring cannot start: {problem.Message}");
    return 1;
}
