using Basin.Exchange;
using Basin.Hosting;

try
{
    var service = BasinService.Create(args, "exchange", ExchangeOutbound.Messages, documents =>
    {
        documents.Schema.For<KnownTerms>();
        documents.Schema.For<KnownOrganisation>();
        documents.Schema.For<KnownSection>();
        documents.Schema.For<KnownIncident>();
        documents.Schema.For<KnownSectionMonth>().Duplicate(fact => fact.Key);
        documents.Schema.For<CaseListing>().GinIndexJsonData();
        documents.Schema.For<NoticeListing>().Duplicate(notice => notice.Cursor);
        documents.Schema.For<OwedNotice>();
        documents.Schema.For<NoticeNumbersNow>();
        documents.DeliveryDocuments();
        documents.AddDuties();
        documents.AddFunds();
        documents.Listeners.Add(new PostLedger());
        documents.AddRegisterDocuments();
    });
    service.Services.AddLedger();
    service.Services.AddDuties();
    service.AddNoticesParts();
    service.Services.AddRegister();
    service.Services.AddStatistics();
    service.Services.AddSingleton<AssessPeriod>();
    service.Services.AddSingleton<IssueNotices>();
    service.Services.AddSingleton<ReleaseUndisputed>();
    service.Services.AddHostedService<KeepCalendar>();

    var app = service.Build();
    app.MapReadCases();
    app.MapStateFact();
    app.MapConfirmAssessment();
    app.MapObjections();
    app.MapReopenCase();
    app.MapReadNotices();
    app.MapReceiptNotice();
    app.MapDelivery();
    app.MapVerifyNotice();
    app.MapChooseSuite();
    app.MapProposePayment();
    app.MapAnswerPayment();
    app.MapWaiveSurcharge();
    app.MapSimulateTerms();
    app.MapLedger();
    app.MapDuties();
    app.MapFunds();
    app.MapRegister();
    app.MapStatistics();
    await app.RunAsync();
    return 0;
}
catch (UnusableSettingException problem)
{
    await Console.Error.WriteLineAsync($"exchange cannot start: {problem.Message}");
    return 1;
}
