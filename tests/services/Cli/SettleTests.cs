using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Cli;

namespace Basin.Services.Tests.Cli;

public sealed class SettleTests : IDisposable
{
    private const string Header = "section,time,state,codmn,nh3n,tn,tp\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("basin-settle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Terms
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
            return System.IO.Path.Combine(folder.FullName, "deploy", "agreements", "xinanjiang-1.json");
        }
    }

    /// <summary>A year of daily readings at 08:00.</summary>
    private static string Year(int year, string values, string section = "街口") => string.Concat(Enumerable.Range(0, 365).Select(day =>
        $"{section},{new DateTime(year, 1, 1, 8, 0, 0).AddDays(day).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)},正常,{values}\n"));

    private async Task<(int Code, string Output, string Error)> Settle(string csv, params string[] options)
    {
        var path = System.IO.Path.Combine(_folder, "readings.csv");
        await File.WriteAllTextAsync(path, csv);
        return await Run(["settle", Terms, path, "--every-hours", "24", .. options]);
    }

    [Fact]
    public async Task Readings_become_who_pays_whom_in_figures_and_capitals()
    {
        var settled = await Settle(Header + Year(2012, "1.99,0.21,1.12,0.036") + Year(2013, "4,0.5,3,0.1"));
        settled.Code.ShouldBe(0);
        settled.Output.ShouldContain("第四条 浙 付 皖 浙 pays 皖：100,000,000.00元 壹亿元整");
        settled.Output.ShouldContain("第四条 皖 付 浙 皖 pays 浙：100,000,000.00元 壹亿元整");
        settled.Output.ShouldContain("皖：净额 net 0.00元 零元整，最好 best 2012 100,000,000.00元，最差 worst 2013 -100,000,000.00元，另有1期不能确定");
        settled.Error.ShouldBe("");
    }

    [Fact]
    public async Task The_published_columns_of_the_release_are_known_and_raw_values_come_first()
    {
        const string Columns = "province,section,time,snapshot_date,codmn,codmn_raw,nh3n,nh3n_raw,tp,tn,state\n";
        var rows = Year(2012, "x").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')[1])
            .Select(time => $"浙江省,街口(鸠坑口),{time[5..]},{time[..10]},9.9,1.99,0.21,,0.036,1.12,正常\n");
        var settled = await Settle(Columns + string.Concat(rows), "--from", "2012-01", "--to", "2012-12", "--explain");
        settled.Code.ShouldBe(0);
        settled.Output.ShouldContain("街口(鸠坑口) = 340000-330000-JK");
        settled.Output.ShouldContain("columns not used：province");
        settled.Output.ShouldContain("年均(街口, 高锰酸盐指数) = 23.88 / 12：1.99 mg/L");
    }

    [Fact]
    public async Task Monthly_means_settle_as_well()
    {
        var rows = string.Concat(Enumerable.Range(1, 12).Select(month => $"340000-330000-JK,2012-{month:D2},1.99,0.21,1.12,{(month == 3 ? "--" : "0.036")}\n"));
        var settled = await Settle("断面,月份,高锰酸盐指数(mg/L),NH3-N,总氮,w21011\n" + rows, "--monthly", "--from", "2012-01", "--to", "2012-12", "--analyse");
        settled.Code.ShouldBe(0);
        settled.Output.ShouldContain("壹亿元整");
        settled.Output.ShouldContain("街口 2012-03（总磷）：有影响");
        settled.Output.ShouldContain("盈亏平衡点 Break-even means");
    }

    [Theory]
    [InlineData(20, "壹亿元整")]
    [InlineData(21, "有效20天，少于协议要求的21天")]
    public async Task The_days_of_readings_are_counted_for_agreements_that_ask_for_them(int asked, string expected)
    {
        var terms = System.IO.Path.Combine(_folder, "days.json");
        await File.WriteAllTextAsync(terms, (await File.ReadAllTextAsync(Terms)).Replace("\"validMonths\":", $"\"validDays\": {asked}, \"validMonths\":", StringComparison.Ordinal));
        // Two of a day's four readings make the day: twenty days of each month have them, the others one.
        var rows = from day in Enumerable.Range(0, 366).Select(number => new DateTime(2012, 1, 1).AddDays(number))
                   from hour in day.Day <= 20 ? new[] { 0, 6 } : [0]
                   select $"街口,{day.AddHours(hour).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)},正常,1.99,0.21,1.12,0.036\n";
        var readings = System.IO.Path.Combine(_folder, "days.csv");
        await File.WriteAllTextAsync(readings, Header + string.Concat(rows));
        var settled = await Run("settle", terms, readings, "--every-hours", "6", "--month-share", "0.1", "--from", "2012-01", "--to", "2012-12", "--explain");
        settled.Output.ShouldContain(expected);
    }

    [Fact]
    public async Task Readings_of_flow_make_the_water_of_a_month()
    {
        var terms = System.IO.Path.Combine(_folder, "flow.json");
        await File.WriteAllTextAsync(terms, (await File.ReadAllTextAsync(Terms)).Replace("年均(街口, 因子)", "通量(街口, 因子, 本期) / 最大(水量(街口, 本期), 1m³)", StringComparison.Ordinal));
        var readings = System.IO.Path.Combine(_folder, "flow.csv");
        await File.WriteAllTextAsync(readings, Header.Replace("tp", "tp,流量(m³/s)", StringComparison.Ordinal) + Year(2013, "1.99,0.21,1.12,0.036,10"));
        var settled = await Run("settle", terms, readings, "--every-hours", "24", "--from", "2013-01", "--to", "2013-12", "--explain");
        (settled.Code, settled.Error).ShouldBe((0, ""));
        settled.Output.ShouldContain("26784000 m³", customMessage: "31 days of 10 m³/s");
    }

    [Fact]
    public async Task A_volume_column_beside_monthly_means_serves_loads()
    {
        var terms = (await File.ReadAllTextAsync(Terms)).Replace("年均(街口, 因子)", "通量(街口, 因子, 本期) / 最大(水量(街口, 本期), 1m³)", StringComparison.Ordinal);
        var path = System.IO.Path.Combine(_folder, "loads.json");
        await File.WriteAllTextAsync(path, terms);
        var rows = string.Concat(Enumerable.Range(1, 12).Select(month => $"街口,2012-{month:D2},1.99,0.21,1.12,0.036,{month}00000\n"));
        var means = System.IO.Path.Combine(_folder, "means.csv");
        await File.WriteAllTextAsync(means, "section,month,codmn,nh3n,tn,tp,水量(m³)\n" + rows);
        var settled = await Run("settle", path, means, "--monthly", "--from", "2012-01", "--to", "2012-12", "--explain");
        (settled.Code, settled.Error).ShouldBe((0, ""));
        settled.Output.ShouldContain("7800000 m³");
        settled.Output.ShouldContain("壹亿元整");
    }

    [Theory]
    [InlineData("街口,2012,1,1,1,1", "month")]
    [InlineData("街口,2012-02,<1,1,1,1", "codmn")]
    [InlineData("街口,2012-02,1,1,1,900", "tp")]
    [InlineData("街口,2012-01,1,1,1,1", "")]
    public async Task A_bad_monthly_row_is_named(string row, string column)
    {
        var settled = await Settle($"section,month,codmn,nh3n,tn,tp\n街口,2012-01,1,1,1,1\n\n{row}\n", "--monthly");
        settled.Code.ShouldBe(1);
        settled.Error.ShouldContain(column.Length == 0 ? "第4行 row 4：" : $"第4行 row 4 列 column {column}：");
    }

    [Fact]
    public async Task Blank_lines_of_monthly_means_do_not_count_and_other_names_of_sections_are_told()
    {
        var settled = await Settle("section,month,codmn,nh3n,tn,tp\n鸠坑口,2012-01,1,1,1,1\n\n街口(鸠坑口),2012-02,1,1,1,1\n \n街口,2012-03,1,1,1,900\n街口,2012-04,1,1,1,1\n", "--monthly", "--alias", "鸠坑口=街口");
        settled.Output.ShouldContain("行 rows 6：计入 counted 3，维护或停站 not in service 0，未测 nothing measured 2，重复 repeated 0，同一时段多余 later in a slot 0，错误 bad 1");
        settled.Output.ShouldContain("sections under another name：街口(鸠坑口) = 340000-330000-JK、鸠坑口 = 340000-330000-JK\n");
    }

    [Fact]
    public async Task A_day_of_publication_beyond_all_years_makes_its_row_bad_and_no_other()
    {
        var settled = await Settle("section,time,snapshot_date,codmn,nh3n,tn,tp\n街口,05-08 08:00,2012-05-08,1,1,1,1\n街口,05-09 08:00,9999-12-31,1,1,1,1\n街口,2012-05-10 08:00,9999-12-31,1,1,1,1\n");
        settled.Code.ShouldBe(1);
        settled.Error.ShouldContain("第3行 row 3 列 column snapshot_date：“9999-12-31” 发布日期应在1990年至2200年");
        settled.Output.ShouldContain("行 rows 3：计入 counted 2");
    }

    [Fact]
    public async Task A_day_that_the_given_year_does_not_have_is_bad()
    {
        var settled = await Settle(Header + "街口,02-28 08:00,正常,1,1,1,1\n街口,02-29 08:00,正常,1,1,1,1\n", "--year", "2013");
        settled.Code.ShouldBe(1);
        settled.Error.ShouldContain("第3行 row 3 列 column time：“02-29 08:00”");
        settled.Output.ShouldContain("断面月 section-months 1；");
    }

    [Fact]
    public async Task Blank_lines_and_line_ends_of_other_systems_are_no_errors()
    {
        var settled = await Settle("\uFEFF" + (Header + "\n" + Year(2012, "1.99,0.21,1.12,0.036") + "\n").Replace("\n", "\r\n", StringComparison.Ordinal), "--from", "2012-01", "--to", "2012-12");
        (settled.Code, settled.Error).ShouldBe((0, ""));
        settled.Output.ShouldContain("壹亿元整");
    }

    [Fact]
    public async Task A_quote_that_does_not_close_ends_the_reading_and_says_where()
    {
        var refused = await Settle(Header + "街口,2012-01-01 08:00,正常,1,1,1,1\n街口,2012-01-02 08:00,正常,\"1,1,1,1\n");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("after 1 rows");
    }

    [Theory]
    [InlineData("街口,2012-02-30 08:00,正常,1,1,1,1", "time", "2012-02-30 08:00")]
    [InlineData("街口,2012-02-03 08:00,好,1,1,1,1", "state", "好")]
    [InlineData("街口,2012-02-03 08:00,正常,1,abc,1,1", "nh3n", "abc")]
    [InlineData("街口,2012-02-03 08:00,正常,-1,1,1,1", "codmn", "-1")]
    [InlineData("街口,2012-02-03 08:00,正常,1.00000000000000000000001,1,1,1", "codmn", "1.00000000000000000000001")]
    [InlineData("街口,2012-02-03 08:00,正常,1,1,1e9,1", "tn", "1e9")]
    [InlineData(",2012-02-03 08:00,正常,1,1,1,1", "section", "")]
    public async Task A_bad_row_is_named_by_row_and_column_and_the_exit_code_says_so(string row, string column, string value)
    {
        var settled = await Settle(Header + Year(2012, "1.99,0.21,1.12,0.036") + row + "\n" + Year(2013, "1.99,0.21,1.12,0.036"));
        settled.Code.ShouldBe(1);
        settled.Error.ShouldContain($"第367行 row 367 列 column {column}：“{value}”");
        settled.Error.ShouldContain("1 行错误");
        settled.Output.ShouldContain("壹亿元整");
    }

    [Fact]
    public async Task Rows_with_other_columns_or_another_value_at_the_same_time_are_bad()
    {
        var settled = await Settle(Header + "街口,2012-02-03 08:00,正常,1,1,1\n街口,2012-02-04 08:00,正常,1,1,1,1\n街口,2012-02-04 08:00,正常,2,1,1,1\n街口,2012-02-04 08:00,正常,1.0,1,1,1\n");
        settled.Error.ShouldContain("第2行 row 2：“6” 应有7列");
        settled.Error.ShouldContain("第4行 row 4：“340000-330000-JK 2012-02-04 08:00” 同一断面同一时间");
        settled.Output.ShouldContain("计入 counted 1，维护或停站 not in service 0，未测 nothing measured 0，重复 repeated 1，同一时段多余 later in a slot 0，错误 bad 2");
    }

    [Fact]
    public async Task At_most_twenty_bad_rows_are_shown_and_all_are_counted()
    {
        var settled = await Settle(Header + string.Concat(Enumerable.Repeat("街口,never,正常,1,1,1,1\n", 50)));
        settled.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(21);
        settled.Error.ShouldContain("50 行错误");
    }

    [Fact]
    public async Task Json_holds_data_and_simulation()
    {
        var settled = await Settle(Header + Year(2012, "1.99,0.21,1.12,0.036") + Year(2012, "1,1,1,1", "别处"), "--json", "--explain", "--analyse", "--from", "2012-01", "--to", "2012-12");
        var json = JsonNode.Parse(settled.Output)!;
        json["data"]!["unnamed"]![0]!.GetValue<string>().ShouldBe("别处");
        json["simulation"]!["periods"]![0]!["net"]!["皖"]!["fen"]!.GetValue<string>().ShouldBe("10000000000");
        json["simulation"]!["periods"]![0]!["explanation"]!["rule"]!.GetValue<string>().ShouldBe("terms.assessment");
        json["simulation"]!["periods"]![0]!["analysis"]!["breakEvens"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_header_that_lacks_something_says_what()
    {
        (await Settle("time,codmn\n")).Error.ShouldContain("no column section");
        (await Settle("section,time\n")).Error.ShouldContain("0 columns are indicators");
        (await Settle("section,time,codmn,高锰酸盐指数\n")).Error.ShouldContain("are both 高锰酸盐指数");
        (await Settle("")).Error.ShouldContain("no header");
        (await Settle("section,time,codmn\n")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_in_another_encoding_says_how_to_convert_it()
    {
        var path = System.IO.Path.Combine(_folder, "gbk.csv");
        await File.WriteAllBytesAsync(path, [.. "section,time,codmn\n"u8, 0xBD, 0xD6, 0xBF, 0xDA, .. ",2012-01-01 08:00,1\n"u8]);
        var refused = await Run("settle", Terms, path);
        (refused.Code, refused.Error.Contains("iconv", StringComparison.Ordinal)).ShouldBe((2, true));
    }

    [Theory]
    [InlineData("--from", "2012")]
    [InlineData("--from", "2015-01", "--to", "2012-01")]
    [InlineData("--from", "2000-01", "--to", "2020-01")]
    [InlineData("--every-hours", "5")]
    [InlineData("--month-share", "1.1")]
    [InlineData("--month-share", "half")]
    [InlineData("--alias", "鸠坑口=无此断面")]
    [InlineData("--lake", "无此断面")]
    [InlineData("--stated", "/nowhere/none.json")]
    public async Task Wrong_options_are_one_line_and_exit_code_two(params string[] options)
    {
        var path = System.IO.Path.Combine(_folder, "readings.csv");
        await File.WriteAllTextAsync(path, Header);
        var wrong = await Run(["settle", Terms, path, .. options]);
        wrong.Code.ShouldBe(2);
        wrong.Error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task An_alias_brings_a_section_under_another_name()
    {
        var settled = await Settle(Header + Year(2012, "1.99,0.21,1.12,0.036", "鸠坑口"), "--alias", "鸠坑口=街口", "--from", "2012-01", "--to", "2012-12");
        settled.Output.ShouldContain("壹亿元整");
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{ "name": "重大污染事故", "period": "2012", "value": "否" }]""", 0)]
    [InlineData("""[{ "name": "事故", "period": "2012", "value": "否" }]""", 1)]
    [InlineData("""[{ "name": "重大污染事故", "period": "2099", "value": "否" }]""", 1)]
    [InlineData("""[{ "name": "重大污染事故", "period": "2012", "value": "也许" }]""", 1)]
    [InlineData("""[{ "name": "事故", "period": "2012" }]""", 2)]
    [InlineData("""[{ "name": "事故", "period": "2012", "value": "否", "who": "" }]""", 2)]
    [InlineData("{}", 2)]
    public async Task Stated_facts_are_a_list_of_name_period_and_value(string json, int code)
    {
        var path = System.IO.Path.Combine(_folder, "stated.json");
        await File.WriteAllTextAsync(path, json);
        (await Settle(Header, "--stated", path)).Code.ShouldBe(code);
    }

    [Fact]
    public void Only_a_file_that_takes_long_says_how_far_it_is()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var error = new StringWriter();
        using var progress = new ReadProgress(2_000_000_000, error, clock);
        progress.Bytes(500_000_000);
        progress.Rows(5_000_000);
        clock.Advance(TimeSpan.FromSeconds(2));
        error.ToString().ShouldBe("");
        clock.Advance(TimeSpan.FromSeconds(3));
        error.ToString().ShouldContain("25 %  5,000,000 行 rows");
        error.ToString().ShouldContain("MB/s");
    }

    [Fact]
    public async Task Standard_input_is_read_as_a_file_is()
    {
        var settled = await RunWith(Header + Year(2012, "1.99,0.21,1.12,0.036"), "settle", Terms, "-", "--every-hours", "24");
        settled.Output.ShouldContain("壹亿元整");
    }

    private static Task<(int Code, string Output, string Error)> Run(params string[] arguments) => RunWith("", arguments);

    private static async Task<(int Code, string Output, string Error)> RunWith(string input, params string[] arguments)
    {
        using var bytes = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(arguments, new CommandStreams(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, bytes, error));
        return (code, output + Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
