using Basin.Hosting;
using Basin.Messages.Registry.V1;

namespace Basin.Registry;

/// <summary>What the registry tells the other services: keys to all, the rest where somebody needs it.</summary>
public static class RegistryOutbound
{
    public static Outbound Messages { get; } = new Outbound()
        .Send((Organisation.Event.Stated e, EventHead _) => new OrganisationStated(
            e.Code, e.Revision, e.Name, e.Role, e.Region, e.NoticeUrl),
            "exchange")
        .Send((Organisation.Event.KeyAdded e, EventHead _) => new OrganisationKeyAdded(
            e.Code, e.Name, e.Role, e.Region, e.KeyId, e.PublicKeyPem, e.At, e.Holder),
            "monitoring", "exchange")
        .Send((Organisation.Event.KeyRevoked e, EventHead _) => new OrganisationKeyRevoked(
            e.Code, e.KeyId, e.At),
            "monitoring", "exchange")
        .Send((Section.Event.Stated e, EventHead _) => new SectionStated(
            e.Code, e.Revision, e.Name, e.Aliases, e.Basin, e.WaterBody == Rules.WaterQuality.WaterBody.Lake ? "lake" : "river", e.UpstreamRegion, e.DownstreamRegion),
            "monitoring", "exchange")
        .Send((Agreement.Event.AllSigned e, EventHead _) => new AgreementSigned(
            e.No, e.Revision, e.Document, e.DocumentSha256, e.At),
            "exchange");
}
