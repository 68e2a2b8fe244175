using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Messages.Monitoring.V1;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using Case = Basin.Exchange.Case;
using SectionMonth = Basin.Rules.Terms.SectionMonth;

namespace Basin.Services.Tests.Simulation;

/// <summary>
/// Bureaus, finance departments, operators and the common superior. They do what may be done and what may not, often twice, on what they saw a while ago,
/// and send again what was not answered.
/// </summary>
internal sealed class People(World world)
{
    private const int ActsMost = 90;

    private static readonly TimeSpan Answer = TimeSpan.FromHours(3);

    private static readonly string[] Persons = ["甲", "乙"];

    private readonly Scheduler _clock = world.Clock;
    private int _references;

    public void Begin()
    {
        foreach (var signed in world.Agreements)
        {
            Settle(signed);
            foreach (var section in signed.Terms.Sections.Values.Distinct()) Watch(signed, section);
        }

        for (var act = 0; act < ActsMost; act++) _clock.After(_clock.Between(TimeSpan.FromDays(1), TimeSpan.FromDays(149)), Act);
    }

    /// <summary>Everybody does what is still to be done.</summary>
    public void DoWhatIsLeft()
    {
        foreach (var found in world.Exchange.Cases) DoWhatIsLeft(found);
    }

    private void Settle(Signable signed)
    {
        var regions = signed.Terms.Parties.Values.ToList();
        foreach (var section in signed.Terms.Sections.Values.Distinct()) Call($"states {section}", world.Registry, () => world.Registry.StateSection(section, regions[0], regions[1]));
        Call($"{signed.No} is drafted", world.Registry, () => world.Registry.Draft(signed, regions[0]));
        foreach (var region in regions) _clock.After(TimeSpan.FromDays(1), () => Call($"{region} signs {signed.No}", world.Registry, () => world.Registry.Sign(signed, region)));
    }

    /// <summary>An automatic station, sometimes a sampling point beside it, and their frames of every month that counts.</summary>
    private void Watch(Signable signed, string section)
    {
        List<YearMonth> months = [.. signed.Terms.Periods.SelectMany(period => signed.Terms.Needs(period)).Where(need => need.Section == section).Select(need => need.Month).Distinct().Order()];
        if (months.Count == 0) return;
        List<string> sources = [DataSource.Stations];
        if (_clock.OnceIn(3)) sources.Add(DataSource.Separated);
        foreach (var source in sources)
        {
            var station = new Station(
                $"{section}-{sources.IndexOf(source)}", 1, section, section, "OPERATOR", [.. signed.Terms.Indicators.Select(indicator => indicator.Name)], 24, 0.03m,
                ImmutableSortedDictionary<string, MeasuringRange>.Empty, months[0].FirstDay, null, Source: source);
            Call($"states {station.Code}", world.Monitoring, async () =>
            {
                await world.Monitoring.State(station);
                return null;
            });
            foreach (var month in months.Where(_ => !_clock.OnceIn(12))) _clock.After(_clock.Between(TimeSpan.FromHours(12), TimeSpan.FromDays(15)), () => Push(station, month));
        }
    }

    private void Push(Station station, YearMonth month)
    {
        var dirt = _clock.OneOf([0.3m, 0.8m, 1m, 1.3m]);
        ImmutableArray<Reading> readings = [.. station.Indicators.Select(name => new Reading(name, Water(name) * dirt + (_clock.Below(50) / 1000m)))];
        var frame = new Frame(station.Code, month.Start.AddDays(2 + _clock.Below(2)).AddHours(8).ToUniversalTime(), StationState.Normal, readings);
        Call($"{station.Code} sends its frame of {frame.Day:yyyy-MM-dd}", world.Monitoring, async () => (await world.Monitoring.Push(frame)).Rejection);
    }

    // About the limit of class Ⅲ, so that payments go either way.
    private static decimal Water(string indicator) => indicator switch { "高锰酸盐指数" => 4m, "氨氮" => 0.6m, "总磷" => 0.15m, "总氮" => 1.2m, "化学需氧量" => 18m, _ => 7m };

    private void Act()
    {
        switch (_clock.Below(20))
        {
            case < 2:
                Correct();
                return;
            case 2:
                var (signed, month) = Anywhere();
                Call($"asks that {month.Section} {month.Month} be closed", world.Monitoring, async () =>
                {
                    await world.Monitoring.CloseMonth(month.Section, month.Month, $"{signed.Terms.Parties.Values.First()}-EE");
                    return null;
                });
                return;
            case 3:
                Incident();
                return;
            case 4 when world.Exchange.Books.Notices.ToList() is { Count: > 0 } notices:
                var notice = _clock.OneOf(notices);
                Call($"receipts {notice.Id}", world.Exchange, () => world.Exchange.Receipt(notice.Id, _clock.OneOf(notice.Regions)));
                return;
        }

        if (world.Exchange.Cases.ToList() is { Count: > 0 } cases) Act(_clock.OneOf(cases));
    }

    private void Act(Case found)
    {
        var region = _clock.OneOf([.. found.Parties.Values]);
        var latest = (found.ToConfirm ?? found.Assessment)?.Revision ?? 1;
        var meant = _clock.OnceIn(6) ? int.Max(1, latest - 1) : latest;
        var objection = found.Objections.IsEmpty ? 1 : found.Objections[^1].Number;
        Func<DateTimeOffset, Case.Command> command = _clock.Below(16) switch
        {
            < 4 => at => new Case.Command.Confirm(meant, region, $"{region}-EE", at),
            4 or 5 => Objects(found, region, meant),
            6 => at => new Case.Command.TakePosition(objection, _clock.OnceIn(2) ? null : region, "意见", [], $"{region}-EE", at),
            7 => at => new Case.Command.Escalate(objection, null, "SUPERIOR", at),
            8 => at => new Case.Command.WithdrawObjection(objection, region, $"{region}-EE", at),
            9 => at => new Case.Command.DismissObjection(objection, "无据", "SUPERIOR", at),
            10 => Upholds(objection),
            11 when StatedIn(found) is { } fact => States(fact),
            12 => at => new Case.Command.Reopen(latest, "更正", "SUPERIOR", at),
            _ => Pays(found),
        };
        Decide(found, command);
    }

    private Func<DateTimeOffset, Case.Command> Objects(Case found, string region, int assessment)
    {
        var need = _clock.OneOf(found.Needs).Split('/');
        var subject = _clock.Below(5) switch
        {
            0 => null,
            1 => new ObjectionSubject(Contested.Month, need[0], need[1]),
            2 => new ObjectionSubject(Contested.Reading, need[0], need[1], "氨氮", "ST", _clock.Now),
            3 => new ObjectionSubject(Contested.Formula, Clause: found.Assessment?.Payments.FirstOrDefault()?.Clause ?? "四"),
            _ => new ObjectionSubject(Contested.Incident, Fact: StatedIn(found) ?? "事故"),
        };
        var reason = $"异议{_clock.Below(4)}";
        return at => new Case.Command.Object(assessment, region, reason, $"{region}-EE", at, subject);
    }

    private Func<DateTimeOffset, Case.Command> Upholds(int objection)
    {
        // What a ruling orders is done some days later.
        _clock.After(_clock.Between(TimeSpan.FromDays(1), TimeSpan.FromDays(9)), Correct);
        return at => new Case.Command.UpholdObjection(objection, "有理", "更正监测数据", "SUPERIOR", at);
    }

    private Func<DateTimeOffset, Case.Command> States(string fact)
    {
        var value = _clock.OneOf([StatableFact.Yes, StatableFact.No]);
        return at => new Case.Command.StateFact(fact, value, null, "SUPERIOR", at);
    }

    /// <summary>Proposes, approves, takes back, confirms or rejects: the whole, a part, or more than is owed, under references that come again.</summary>
    private Func<DateTimeOffset, Case.Command> Pays(Case found)
    {
        var obligation = found.Obligations.IsEmpty ? null : _clock.OneOf(found.Obligations);
        if (obligation is null) return at => new Case.Command.ProposePayment(1, "PAY-1", 100, Case.ChinaDate(at), found.Parties.Values.First(), "FIN", "甲", at);
        // Now and then the common superior withholds.
        var (payer, payee) = (_clock.OnceIn(8) ? null : RegionOf(found, obligation.From), RegionOf(found, obligation.To));
        string[] known = [.. obligation.Payments.Select(payment => payment.Reference), .. obligation.Proposals.Select(payment => payment.Reference)];
        var (reference, person) = (known.Length > 0 && !_clock.OnceIn(3) ? _clock.OneOf(known) : $"PAY-{_clock.Below(6)}", _clock.OneOf(Persons));
        var amount = _clock.Below(4) switch { 0 => obligation.AmountFen, 1 => long.Max(1, obligation.UnpaidFen / 2), 2 => obligation.UnpaidFen, _ => obligation.UnpaidFen + 1 };
        return _clock.Below(10) switch
        {
            9 => at => new Case.Command.WaiveSurcharge(obligation.Number, "已按期支付", _clock.OnceIn(3) ? null : payee, "FIN", person, at),
            < 3 => at => new Case.Command.ProposePayment(obligation.Number, reference, amount, Case.ChinaDate(at), payer, "FIN", person, at),
            < 6 => Approves(obligation, reference, payer, person),
            6 => at => new Case.Command.ReturnPayment(obligation.Number, reference, "有误", payer, "FIN", person, at),
            7 => at => new Case.Command.ConfirmPayment(obligation.Number, reference, payee, "FIN", at),
            _ => at => new Case.Command.RejectPayment(obligation.Number, reference, "未到账", payee, "FIN", at),
        };
    }

    /// <summary>What stands under the reference, or now and then something else.</summary>
    private Func<DateTimeOffset, Case.Command> Approves(Obligation obligation, string reference, string? payer, string person)
    {
        var seen = obligation.Proposals.FirstOrDefault(proposal => proposal.Reference == reference);
        var (fen, day) = (_clock.OnceIn(6) ? 1 : seen?.AmountFen ?? 1, seen?.PaidOn ?? new(2026, 1, 5));
        return at => new Case.Command.ApprovePayment(obligation.Number, reference, fen, day, payer, "FIN", person, at);
    }

    private void DoWhatIsLeft(Case found)
    {
        if (found.OpenObjection is { Stage: ObjectionStage.Negotiation } negotiated) Decide(found, at => new Case.Command.Escalate(negotiated.Number, null, "SUPERIOR", at));
        else if (found.OpenObjection is { } objection) Decide(found, at => new Case.Command.DismissObjection(objection.Number, "无据", "SUPERIOR", at));
        else if (World.IsLateDifference(found)) Decide(found, at => new Case.Command.Reopen(found.Restatement!.Assessment.Revision, "更正", "SUPERIOR", at));
        else if (found.ToConfirm is { } awaited)
        {
            if (found.Objections.FirstOrDefault(o => o is { Status: ObjectionStatus.Upheld, CarriedOut: false }) is { } upheld) Decide(found, at => new Case.Command.CarryOutRuling(upheld.Number, "已执行", "SUPERIOR", at));
            foreach (var region in found.Parties.Values) Decide(found, at => new Case.Command.Confirm(awaited.Revision, region, $"{region}-EE", at));
        }

        foreach (var obligation in found.Standing)
        {
            foreach (var payment in obligation.Payments.Where(p => p.ConfirmedAt is null && p.Rejection is null))
                Decide(found, at => new Case.Command.ConfirmPayment(obligation.Number, payment.Reference, RegionOf(found, obligation.To), "FIN", at));
            foreach (var proposal in obligation.Proposals)
                Decide(found, at => new Case.Command.ApprovePayment(obligation.Number, proposal.Reference, proposal.AmountFen, proposal.PaidOn, proposal.IsWithheld ? null : RegionOf(found, obligation.From), proposal.By, Persons.First(person => person != proposal.Person), at));
            var (unpaid, reference) = (obligation.UnpaidFen - obligation.Proposals.Sum(p => p.AmountFen), $"LAST-{++_references}");
            if (unpaid > 0) Decide(found, at => new Case.Command.ProposePayment(obligation.Number, reference, unpaid, Case.ChinaDate(at), RegionOf(found, obligation.From), "FIN", "甲", at));
        }
    }

    private void Correct()
    {
        if (world.Exchange.Cases.ToList() is { Count: > 0 } cases) Correct(_clock.OneOf(cases));
    }

    /// <summary>The operator of some station sends another frame of a month of the case in place of what it sent.</summary>
    private void Correct(Case found)
    {
        var need = _clock.OneOf(found.Needs).Split('/');
        var stations = world.Monitoring.Database.Documents<StationListing>().Where(listing => listing.Section == need[0]).ToList();
        if (stations.Count > 0) Push(_clock.OneOf(stations).Station, YearMonth.Parse(need[1]));
    }

    private void Incident()
    {
        var (_, month) = Anywhere();
        var day = month.Month.FirstDay.AddDays(4);
        // Who confirms incidents and how is monitoring's matter; here its message comes.
        world.Publish(
            new(new(_clock.Below(int.MaxValue), 0, 1, new byte[8]), new IncidentConfirmed($"I-{_clock.Below(3)}", month.Section, $"{day:O}", $"{day.AddDays(2):O}", "SUPERIOR", _clock.Now)), [world.Exchange.Name]);
    }

    private (Signable Signed, SectionMonth Month) Anywhere()
    {
        var signed = _clock.OneOf(world.Agreements);
        return (signed, _clock.OneOf(signed.Terms.Needs(_clock.OneOf(signed.Terms.Periods))));
    }

    private string? StatedIn(Case found) => world.Agreements.Single(signed => signed.No == found.Agreement).Terms.Stated.FirstOrDefault()?.Name;

    private static string RegionOf(Case found, string account) => found.Parties.GetValueOrDefault(account, found.Parties.Values.First());

    private void Decide(Case found, Func<DateTimeOffset, Case.Command> command)
    {
        var what = command(_clock.Now);
        Call($"{found.Agreement} {found.Period}: {what.GetType().Name}", world.Exchange, () => world.Exchange.Decide(found.Agreement, found.Period, command));
    }

    /// <summary>A call over the network: it comes late, or twice; who has no answer after a while calls again.</summary>
    private void Call(string what, Node node, Func<Task<Rejection?>> call)
    {
        if (_clock.GoesWrong(5)) _clock.After(_clock.Between(TimeSpan.Zero, TimeSpan.FromDays(2)), () => Arrive(what, node, call, isRepeated: true));
        _clock.After(_clock.Between(TimeSpan.Zero, TimeSpan.FromMinutes(2)), () => Arrive(what, node, call, isRepeated: false));
    }

    private void Arrive(string what, Node node, Func<Task<Rejection?>> call, bool isRepeated)
    {
        var isAnswered = false;
        if (node.IsUp)
        {
            _clock.Begin(async () =>
            {
                var rejection = await call();
                isAnswered = true;
                if (rejection is not null) world.History.Add(_clock.Now, "refused", $"{what}: {rejection.Code}");
            });
        }

        if (isRepeated) return;
        _clock.After(Answer, () =>
        {
            if (!isAnswered) Arrive(what, node, call, isRepeated: false);
        });
    }
}
