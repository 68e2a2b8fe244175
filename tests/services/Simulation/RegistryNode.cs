using Basin.Registry;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Agreement = Basin.Registry.Agreement;
using Section = Basin.Registry.Section;

namespace Basin.Services.Tests.Simulation;

internal sealed class RegistryNode(World world) : Node("registry", RegistryOutbound.Messages, world)
{
    protected override Task Consume(object message) => throw new BrokenPromiseException($"The registry was sent {message.GetType().Name}.");

    public Task<Rejection?> StateSection(string code, string upstream, string downstream) => Work(session => session.Decide<Section>(
        Section.Stream(code), Section.Apply,
        section => Section.Decide(section, new(code, $"断面{code}", [], "RIVER", WaterBody.River, upstream, downstream, true, [], "SUPERIOR", true, Now))));

    public Task<Rejection?> Draft(Signable document, string region) => Work(session => session.Decide<Agreement>(
        Agreement.Stream(document.No), Agreement.Apply,
        known => Agreement.Decide(known, new Agreement.Command.Draft(
            document.No, 0, document.Terms.Canonical, document.Terms.Sha256, document.Terms.Title, [.. document.Terms.Parties.Select(party => new Agreement.Party(party.Key, party.Value))],
            [.. document.Terms.Sections.Select(section => new Agreement.SectionName(section.Key, section.Value))], document.Terms.From, document.Terms.To, $"{region}-EE", region, Now))));

    public Task<Rejection?> Sign(Signable document, string region) => Work(session => session.Decide<Agreement>(
        Agreement.Stream(document.No), Agreement.Apply,
        known => Agreement.Decide(known, new Agreement.Command.Sign(
            document.No, document.Terms.Sha256, region, $"{region}-EE", Signable.Key.Id, Signable.Key.PublicPem, document.Signature, Now, []))));
}
