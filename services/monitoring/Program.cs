using Basin.Hosting;
using Basin.Monitoring;
using Basin.Signing;

try
{
    var service = BasinService.Create(args, "monitoring", MonitoringOutbound.Messages, documents =>
    {
        documents.Schema.For<KnownSection>().UseNumericRevisions(true);
        documents.Schema.For<StationListing>().Index(listing => listing.Section).Index(listing => listing.Operator);
        documents.Schema.For<TouchedMonth>().Duplicate(touched => touched.DueAt);
        documents.Schema.For<MonthListing>().Index(month => month.Section);
        documents.QualityDocuments();
        documents.LabDocuments();
        documents.Hj212Documents();
        documents.GapsDocuments();
        documents.IncidentsDocuments();
    });
    service.Services.AddSingleton(SigningKey.Read("BASIN_RECEIPT_KEY", service.Required("BASIN_RECEIPT_KEY"), SignatureSuite.ES256));
    service.Services.AddFrames();
    service.Services.AddSingleton(Closing.From(service.Settings));
    service.Services.AddHostedService<MonthCloser>();
    service.Services.AddSingleton<ObservationLog>();
    service.Services.AddLab();
    service.Services.AddHj212(service.Settings);
    service.Services.AddGaps();
    service.Services.AddIncidents(service.Settings);

    var app = service.Build();
    app.MapReadSections();
    app.MapStateStation();
    app.MapReadStations();
    app.MapFrames();
    app.MapQuality();
    app.MapLab();
    app.MapReadSensorThings();
    app.MapCloseMonth();
    app.MapReadMonths();
    app.MapEvaluateMonth();
    app.MapHj212();
    app.MapGaps();
    app.MapIncidents();
    await app.RunAsync();
    return 0;
}
catch (UnusableSettingException problem)
{
    await Console.Error.WriteLineAsync($"monitoring cannot start: {problem.Message}");
    return 1;
}
