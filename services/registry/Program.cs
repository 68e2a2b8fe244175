using Basin.Hosting;
using Basin.Registry;

try
{
    var service = BasinService.Create(args, "registry", RegistryOutbound.Messages, documents =>
    {
        documents.Schema.For<OrganisationListing>();
        documents.Schema.For<BasinListing>();
        documents.Schema.For<SectionListing>();
        documents.Schema.For<SectionName>().Index(name => name.Basin);
        documents.Schema.For<AgreementListing>();
    });
    service.Services.AddSingleton(FirstSuperior.Of(service.Settings));
    service.Services.AddSingleton(AllowedNetworks.Read("BASIN_NOTICE_PRIVATE_NETWORKS", service.Settings["BASIN_NOTICE_PRIVATE_NETWORKS"]));
    service.Services.AddSingleton<FirstSuperiorRegistration>();
    service.Services.AddHostedService(services => services.GetRequiredService<FirstSuperiorRegistration>());

    var app = service.Build();
    app.MapStateOrganisation();
    app.MapStateNoticeUrl();
    app.MapAddKey();
    app.MapRevokeKey();
    app.MapReadOrganisations();
    app.MapStateBasin();
    app.MapReadBasins();
    app.MapStateSection();
    app.MapReadSections();
    app.MapDraftAgreement();
    app.MapSignAgreement();
    app.MapReadAgreements();
    app.MapReadTerms();
    await app.StartAsync();
    if (app.Services.GetRequiredService<FirstSuperiorRegistration>().Refused is { } refused)
    {
        await app.StopAsync();
        throw new UnusableSettingException($"the first superior is refused: {refused.Sentence}");
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (UnusableSettingException problem)
{
    await Console.Error.WriteLineAsync($"registry cannot start: {problem.Message}");
    return 1;
}
