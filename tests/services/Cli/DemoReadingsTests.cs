using Basin.Cli;

namespace Basin.Services.Tests.Cli;

public sealed class DemoReadingsTests
{
    private const string Header = "snapshot_date,time,wt,ph,ph_raw,do,ec,ntu,codmn,nh3n,tp,tn,state\n";

    [Theory]
    [InlineData("2020-08-02", "08-02 08:00", "2020-08-02T08:00:00+08:00")]
    [InlineData("2020-08-02", "08-01 12:00", "2020-08-01T12:00:00+08:00")]
    [InlineData("2020-05-08", "03-10 12:00", "2020-03-10T12:00:00+08:00")]
    [InlineData("2021-01-01", "12-31 20:00", "2020-12-31T20:00:00+08:00")]
    [InlineData("2021-03-01", "02-29 20:00", "2020-02-29T20:00:00+08:00")]
    public void A_row_stands_for_its_own_time_in_the_latest_year_that_fits(string day, string time, string expected) =>
        DemoReadings.Parse("file", $"{Header}{day},{time},1,7,,8,1,1,2,0.1,0.02,1,正常\n").Frames[0]["time"]!.ToString().ShouldBe(expected);

    [Fact]
    public void States_and_values_that_do_not_count_go_along_as_they_are()
    {
        var frame = DemoReadings.Parse("file", Header + "2020-08-02,08-02 08:00,*,7.1,7.123,--,1,1,2,,0.02,1,维护\n").Frames[0];
        frame["state"]!.ToString().ShouldBe("维护");
        var readings = frame["readings"]!;
        (readings["水温"]!.ToString(), readings["pH"]!.ToString(), readings["溶解氧"]!.ToString(), readings["氨氮"]!.ToString()).ShouldBe(("*", "7.123", "--", "--"));
    }

    [Fact]
    public void The_year_with_most_rows_is_settled()
    {
        const string Values = ",1,7,,8,1,1,2,0.1,0.02,1,\n";
        var read = DemoReadings.Parse("file", $"{Header}2019-12-31,12-31 08:00{Values}2020-01-01,01-01 08:00{Values}2020-01-02,01-02 08:00{Values}2020-01-03,{Values}");
        (read.Year, read.First, read.RowsWithoutTime, read.RowsOfOtherYears).ShouldBe((2020, new DateOnly(2019, 12, 31), 1, 1));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "the column wt is missing")]
    [InlineData(Header, "no rows")]
    [InlineData("", "headers")]
    [InlineData("a,\"b\n1", "quote")]
    [InlineData("wt,wt\n1,2\n", "wt")]
    [InlineData(Header + "2020-08-02,noon,1,7,,8,1,1,2,0.1,0.02,1,\n", "'noon' is no time")]
    [InlineData(Header + "yesterday,,1,7,,8,1,1,2,0.1,0.02,1,\n", "'yesterday' is no date")]
    public void A_file_that_cannot_be_read_says_why(string csv, string why) =>
        Should.Throw<CommandFailureException>(() => DemoReadings.Parse("file", csv)).Message.ShouldContain(why);

    [Fact]
    public void Outcomes_are_told_in_words() =>
        Demo.CountsText(System.Text.Json.Nodes.JsonNode.Parse("""{"accepted":98,"duplicate":0,"revision":0,"held":2,"refused":0}""")!).ShouldBe("接收 accepted 98，待查 held 2");

    [Fact]
    public void The_bundled_readings_are_read() => DemoReadings.Parse("readings.csv", Demo.Bundled("readings.csv")).Frames.Count.ShouldBe(361);
}
