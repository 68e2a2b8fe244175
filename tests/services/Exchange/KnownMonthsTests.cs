using System.Text.Json;
using Basin.Exchange;
using Basin.Messages.Monitoring.V1;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Exchange;

/// <summary>Months of several sources as the exchange hears, awaits and uses them.</summary>
public sealed class KnownMonthsTests
{
    private const string Key = "JK/2024-12";
    private static readonly DateTimeOffset At = new(2025, 1, 11, 0, 0, 0, TimeSpan.Zero);

    // As it was sent before there were sources, volumes and valid days.
    private const string Old = """{"section":"JK","month":"2024-12","revision":3,"waterBody":"river","means":[{"indicator":"总磷","mean":"0.0315","unit":"mg/L","valid":30,"expected":31,"reason":null,"halfLimits":null}],"class":"Ⅱ","decidingIndicators":["总磷"],"readingsSha256":"ab","statedAt":"2025-01-10T02:00:00+00:00"}""";

    private static KnownSectionMonth Stated(string source = DataSource.Stations, int revision = 1, int minutes = 0, string[]? sources = null) => LearnSectionMonths.Known(new(
        "JK", "2024-12", revision, "river", [], null, [], $"{source}{revision}", At.AddMinutes(minutes), source == DataSource.Stations ? null : source, null, sources));

    private static string[] Missing(params KnownSectionMonth[] known) => [.. KnownMonths.Missing([Key], KnownMonths.Latest(known))];

    [Fact]
    public void An_old_message_is_automatic_data_and_nothing_else_is_awaited()
    {
        var known = LearnSectionMonths.Known(JsonSerializer.Deserialize<SectionMonthStated>(Old, Samples.Json)!);
        (known.Id, known.Key, known.Facts.Source, known.Facts.Volume, known.Sources).ShouldBe(("JK/2024-12/3", Key, DataSource.Stations, null, null));
        known.Facts.Means["总磷"].ShouldBe(new MonthMean(0.0315m, 30, 31, null));
        Missing(known).ShouldBeEmpty();
    }

    [Fact]
    public void A_kept_month_of_before_reads_as_automatic_data()
    {
        const string stored = """{"id":"JK/2024-12/3","key":"JK/2024-12","facts":{"section":"JK","month":{"year":2024,"month":12},"revision":3,"waterBody":"River","means":{"总磷":{"value":0.0315,"valid":30,"expected":31,"reason":null,"halfLimits":0}},"volume":null},"readingsSha256":"ab","statedAt":"2025-01-10T02:00:00+00:00"}""";
        var known = JsonSerializer.Deserialize<KnownSectionMonth>(stored, Samples.Json)!;
        (known.Facts.Source, known.Sources, known.Facts.Means["总磷"].ValidDays).ShouldBe((DataSource.Stations, null, null));
        Missing(known).ShouldBeEmpty();
    }

    [Fact]
    public void Each_source_is_kept_under_an_id_of_its_own_and_one_key()
    {
        var (automatic, sampled) = (Stated(), Stated(DataSource.Separated));
        (automatic.Id, sampled.Id).ShouldBe(("JK/2024-12/1", "JK/2024-12/采测分离/1"));
        (automatic.Key, sampled.Key).ShouldBe((Key, Key));
        KnownMonths.Latest([sampled, Stated(revision: 2), automatic]).Select(fact => fact.Id).ShouldBe(["JK/2024-12/2", "JK/2024-12/采测分离/1"]);
    }

    [Fact]
    public void Volume_and_valid_days_arrive_as_they_were_stated()
    {
        var message = JsonSerializer.Deserialize<SectionMonthStated>(Old, Samples.Json)! with
        {
            Volume = new("26784000.5", "m³", 30, 31, null), Means = [new("总磷", "0.0315", "mg/L", 30, 31, null, ValidDays: 29)],
        };
        var facts = LearnSectionMonths.Known(message).Facts;
        (facts.Volume, facts.Means["总磷"].ValidDays).ShouldBe((new MonthMean(26_784_000.5m, 30, 31, null), 29));
        LearnSectionMonths.Known(message with { Volume = new(null, "m³", 3, 31, "3 of 31") }).Facts.Volume.ShouldBe(new MonthMean(null, 3, 31, "3 of 31"));
        Should.Throw<InvalidDataException>(() => LearnSectionMonths.Known(message with { Source = "卫星" })).Message.ShouldContain("卫星");
    }

    [Fact]
    public void A_section_month_is_there_when_every_source_that_it_has_was_stated()
    {
        string[] both = [DataSource.Stations, DataSource.Separated];
        Missing().ShouldBe([Key], "nothing was stated");
        Missing(Stated(sources: both)).ShouldBe([Key], "the sample's month is on its way");
        Missing(Stated(DataSource.Separated, sources: both)).ShouldBe([Key], "in whatever order they come");
        Missing(Stated(sources: both), Stated(DataSource.Separated, sources: both)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_waits_for_a_source_that_the_section_does_not_have()
    {
        Missing(Stated(sources: [DataSource.Stations])).ShouldBeEmpty();
        Missing(Stated(DataSource.Joint, sources: [DataSource.Joint])).ShouldBeEmpty("a section without a station");
    }

    [Fact]
    public void The_latest_statement_says_which_sources_there_are()
    {
        // A sampling point came later: automatic data says the same as before and is not stated again.
        Missing(Stated(sources: [DataSource.Stations]), Stated(DataSource.Separated, minutes: 1, sources: [DataSource.Stations, DataSource.Separated])).ShouldBeEmpty();
        Missing(Stated(DataSource.Separated, minutes: 1, sources: [DataSource.Stations, DataSource.Separated])).ShouldBe([Key]);
        // A point that was to be there was taken back, and the month restated without it.
        Missing(Stated(sources: [DataSource.Stations, DataSource.Joint]), Stated(revision: 2, minutes: 1, sources: [DataSource.Stations])).ShouldBeEmpty();
    }

    [Fact]
    public void A_source_that_the_agreement_does_not_list_goes_into_no_assessment() =>
        KnownMonths.Counting([Stated(), Stated(DataSource.Separated)], [DataSource.Joint, DataSource.Separated]).Select(fact => fact.Facts.Source).ShouldBe([DataSource.Separated]);

    [Fact]
    public void What_monitoring_states_is_what_the_exchange_knows()
    {
        var station = new Station(
            "JK-01", 1, "街口站", "JK", "OP-1", ["总磷", "流量"], 24, 0.5m, System.Collections.Immutable.ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);
        var december = new YearMonth(2024, 12);
        var frames = Enumerable.Range(0, 31).Select(day => new CountedFrame("JK-01", december.Start.AddDays(day).ToUniversalTime(), $"{day}", [new("总磷", 0.1m + day), new("流量", 1m / 3 + day)]));
        var computed = MonthResult.Of("JK", december, WaterBody.River, [station], frames);
        var message = MonitoringOutbound.Stated(1, computed.Value, At);
        var facts = LearnSectionMonths.Known(JsonSerializer.Deserialize<SectionMonthStated>(JsonSerializer.Serialize(message, Samples.Json), Samples.Json)!).Facts;
        facts.Volume!.Value.ShouldBe(computed.Value.Volume!.Value);
        facts.Means["总磷"].ShouldBe(new MonthMean(computed.Value.Means[0].Mean, 31, 31, null, ValidDays: 31));
        MonthLoad.OfMonth(Indicators.Find("总磷"), facts.Means["总磷"], facts.Volume).Value.Value.ShouldBe(computed.Value.Loads!.Single().Load);
    }
}
