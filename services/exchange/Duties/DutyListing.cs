using System.Collections.Immutable;

namespace Basin.Exchange;

/// <summary>What a listing and the calendar need to know of a duty. Id: <c>{agreement}/{name}/{period}</c>.</summary>
/// <param name="Regions">Of all parties of the agreement.</param>
/// <param name="NextOn">The day from which the calendar has something to do; null while it has not.</param>
public sealed record DutyListing(
    string Id, string Agreement, string Name, string Period, string Kind, string By, string For, ImmutableArray<string> Regions, DutyStatus Status, DateOnly DueOn, DateOnly? NextOn)
{
    public static string IdOf(string agreement, string name, string period) => $"{agreement}/{name}/{period}";

    public static DutyListing Of(Duty duty) => new(
        IdOf(duty.Agreement, duty.Name, duty.Period), duty.Agreement, duty.Name, duty.Period, duty.Agreed.Kind, duty.Agreed.By, duty.Agreed.For, [.. duty.Parties.Values],
        duty.Status, duty.DueOn, duty.NextOn);
}
