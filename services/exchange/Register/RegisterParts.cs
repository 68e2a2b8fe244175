using Marten;

namespace Basin.Exchange;

/// <summary>What the public register is made of, and its requests.</summary>
public static class RegisterParts
{
    public static void AddRegisterDocuments(this StoreOptions documents)
    {
        documents.Schema.For<PublicRecord>();
        documents.Schema.For<RegisterEntry>();
        documents.Schema.For<RegisterDue>();
        documents.Listeners.Add(new NoteForRegister());
    }

    public static void AddRegister(this IServiceCollection services) => services.AddHostedService<KeepRegister>();

    public static void MapRegister(this IEndpointRouteBuilder app)
    {
        app.MapReadRegister();
        app.MapReadPublicAgreements();
        app.MapReadPublicAgreement();
        app.MapReadPublicTerms();
        app.MapReadPublicResults();
        app.MapReadPublicPayments();
        app.MapReadPublicHistory();
        app.MapReadAnnouncements();
        app.MapReadManifest();
        app.MapAnnounceResults();
    }
}
