using System.Text;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring.Lab;

public sealed class LabFileTests
{
    public static readonly DateTimeOffset Now = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    internal static LabFile Read(byte[] bytes)
    {
        LabFile.TryRead(bytes, Now, out var file, out var rejection).ShouldBeTrue(rejection?.Sentence);
        LabFile.TryRead(bytes, Now, out var again, out _).ShouldBeTrue();
        Twice.Text(again!).ShouldBe(Twice.Text(file!));
        return file!;
    }

    internal static LabFile Read(string csv) => Read(Encoding.UTF8.GetBytes(csv));

    private static LabFile One(string heading, string cell) => Read($"采样点代码,采样日期,{heading}\nA-1,2024-05-06,{cell}\n");

    private static Frame Good(LabFile file)
    {
        file.Problems.First.ShouldBeEmpty();
        return file.Samples.ShouldHaveSingleItem().Frame;
    }

    private static LabProblem Bad(LabFile file)
    {
        file.Samples.ShouldBeEmpty();
        file.Problems.Count.ShouldBe(1);
        return file.Problems.First.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_row_is_one_sample_and_becomes_one_frame_of_its_point()
    {
        var file = Read("采样点代码,断面,采样日期,氨氮,总磷,水温\nA-1,360000-440000-MKL,2024-05-06 08:30,0.25,0.045,--\nA-2,,2024-05-07,<0.02,,18.5\n");
        file.Problems.Count.ShouldBe(0);
        file.Samples.Length.ShouldBe(2);
        var first = file.Samples[0];
        (first.Row, first.Section, first.Frame.Station).ShouldBe((2, "360000-440000-MKL", "A-1"));
        first.Frame.Time.ShouldBe(new DateTimeOffset(2024, 5, 6, 0, 30, 0, TimeSpan.Zero));
        first.Frame.Readings.ShouldBe([new Reading("氨氮", 0.25m), new Reading("总磷", 0.045m)]);
        first.Text.ShouldBe("2\tA=A-1\tB=360000-440000-MKL\tC=2024-05-06 08:30\tD=0.25\tE=0.045\tF=--");
        (file.Samples[1].Row, file.Samples[1].Section).ShouldBe((3, null));
        file.Samples[1].Frame.Readings.ShouldBe([new Reading("氨氮", null, "N", 0.02m), new Reading("水温", 18.5m)]);
    }

    [Fact]
    public void Every_one_of_the_21_evaluation_indicators_is_read_by_each_of_its_names()
    {
        Indicators.Evaluated.Length.ShouldBe(21);
        foreach (var indicator in Indicators.All)
            foreach (var name in indicator.Aliases.Append(indicator.Name).Append(indicator.Symbol))
                foreach (var heading in new[] { name, name.ToUpperInvariant(), $"{name}({indicator.Unit})", $"{indicator.Name} {name}（{indicator.Unit}）", $" {name} " }.Where(heading => indicator.Unit.Length > 0 || !heading.EndsWith("()") && !heading.EndsWith("（）")))
                    Good(One($"\"{heading}\"", "1")).Readings.ShouldBe([new Reading(indicator.Name, 1m)], heading);
    }

    [Theory]
    [InlineData("氨氮", "0.250", "0.250", null)]
    [InlineData("氨氮", " 0.25 ", "0.25", null)]
    [InlineData("氨氮", "1e-3", "0.001", null)]
    [InlineData("氨氮", "<0.02", null, "0.02")]
    [InlineData("氨氮", "0.01L", null, "0.01")]
    [InlineData("氨氮", "＜0.02", null, "0.02")]
    [InlineData("氨氮", "< 0.02", null, "0.02")]
    [InlineData("氨氮", "0.01 L", null, "0.01")]
    [InlineData("氨氮", "<1.0", null, "1.0")]
    [InlineData("pH", "14", "14", null)]
    [InlineData("水温", "-5", "-5", null)]
    public void A_cell_is_a_number_or_less_than_a_limit(string heading, string cell, string? value, string? limit)
    {
        var reading = Good(One(heading, cell)).Readings.ShouldHaveSingleItem();
        (reading.Value?.ToString(), reading.DetectionLimit?.ToString(), reading.Flag).ShouldBe((value, limit, "N"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("*")]
    [InlineData("  ")]
    public void What_was_not_measured_is_left_out(string cell) =>
        Good(Read($"采样点代码,采样日期,氨氮,总磷\nA-1,2024-05-06,{cell},0.1\n")).Readings.ShouldBe([new Reading("总磷", 0.1m)]);

    [Theory]
    [InlineData("氨氮", "未检出", "limit-missing")]
    [InlineData("氨氮", "ND", "limit-missing")]
    [InlineData("氨氮", "<", "limit-missing")]
    [InlineData("氨氮", "很多", "invalid-value")]
    [InlineData("氨氮", "/", "invalid-value")]
    [InlineData("氨氮", "0.01l", "invalid-value")]
    [InlineData("氨氮", "1.2.3", "invalid-value")]
    [InlineData("氨氮", "０.５", "invalid-value")]
    [InlineData("氨氮", "NaN", "invalid-value")]
    [InlineData("氨氮", "0.123456789012345678901", "invalid-value")]
    [InlineData("氨氮", "-0.1", "implausible-value")]
    [InlineData("氨氮", "1000.01", "implausible-value")]
    [InlineData("pH", "14.01", "implausible-value")]
    [InlineData("pH", "<6", "no-detection-limit")]
    [InlineData("氨氮", "<1.01", "implausible-detection-limit")]
    [InlineData("氨氮", "<0", "implausible-detection-limit")]
    [InlineData("氨氮", "=1+1", "invalid-value")]
    public void A_bad_cell_is_named_with_its_address_and_value(string heading, string cell, string code)
    {
        var problem = Bad(One(heading, cell));
        (problem.Cell, problem.Row, problem.Column, problem.Code, problem.Value, problem.Sheet).ShouldBe(("C2", 2, 3, code, cell, null));
        problem.Detail[0].ShouldBeGreaterThan('⺀', "Chinese first");
    }

    [Theory]
    [InlineData("2024-05-06", "2024-05-05T16:00:00Z")]
    [InlineData("2024/5/6", "2024-05-05T16:00:00Z")]
    [InlineData("2024.5.6", "2024-05-05T16:00:00Z")]
    [InlineData("2024年5月6日", "2024-05-05T16:00:00Z")]
    [InlineData("2024-05-06 08:30", "2024-05-06T00:30:00Z")]
    [InlineData("2024-05-06T08:30:15", "2024-05-06T00:30:15Z")]
    [InlineData("2024年5月6日8:30", "2024-05-06T00:30:00Z")]
    [InlineData("2024-06-01 08:10", "2024-06-01T00:10:00Z")]
    [InlineData("1990-01-01", "1989-12-31T16:00:00Z")]
    public void A_date_alone_is_midnight_in_Shanghai(string text, string expected) =>
        Good(Read($"采样点代码,采样日期,氨氮\nA-1,{text},0.1\n")).Time.ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("", "missing-time")]
    [InlineData("2024-02-30", "invalid-time")]
    [InlineData("20240506", "invalid-time")]
    [InlineData("5/6/2024", "invalid-time")]
    [InlineData("08:30", "invalid-time")]
    [InlineData("2024-05-06T08:30:00+08:00", "invalid-time")]
    [InlineData("2024-06-01 08:11", "time-in-future")]
    [InlineData("1989-12-31 23:59:59", "time-too-early")]
    public void A_time_that_cannot_be_is_refused(string text, string code)
    {
        var problem = Bad(Read($"采样点代码,采样日期,氨氮\nA-1,{text},0.1\n"));
        (problem.Cell, problem.Code, problem.Value).ShouldBe(("B2", code, text.Length == 0 ? null : text));
    }

    [Theory]
    [InlineData("2024-05-06,08:30", null)]
    [InlineData("2024-05-06,", null)]
    [InlineData(",2024-05-06 08:30", null)]
    [InlineData("2024-05-06 08:30,08:30", "C2")]
    [InlineData("2024-05-06,8点半", "C2")]
    [InlineData("2024-05-06,25:00", "C2")]
    public void Date_and_time_may_stand_in_two_columns(string cells, string? at)
    {
        var file = Read($"采样点代码,采样日期,采样时间,氨氮\nA-1,{cells},0.1\n");
        if (at is null) Good(file);
        else (Bad(file).Cell, Bad(file).Code).ShouldBe((at, "invalid-time"));
    }

    [Theory]
    [InlineData("氨氮(mg/L)", null)]
    [InlineData("氨氮（mg/L）", null)]
    [InlineData("氨氮(mg/l)", null)]
    [InlineData("氨氮 NH3-N (mg/L)", null)]
    [InlineData("铬(六价)", null)]
    [InlineData("铬(六价)(mg/L)", null)]
    [InlineData("Cr(VI)(mg/L)", null)]
    [InlineData("pH(无量纲)", null)]
    [InlineData("粪大肠菌群(个/L)", null)]
    [InlineData("水温(°C)", null)]
    [InlineData("氨氮(μg/L)", "wrong-unit")]
    [InlineData("氨氮(ug/l)", "wrong-unit")]
    [InlineData("透明度(cm)", "wrong-unit")]
    [InlineData("pH(mg/L)", "wrong-unit")]
    [InlineData("氨氮 总磷", "unknown-column")]
    [InlineData("硫磺", "unknown-column")]
    [InlineData("氨氮(", "unknown-column")]
    public void A_heading_is_an_indicator_with_the_unit_of_the_registry(string heading, string? code)
    {
        var file = Read($"采样点代码,采样日期,{heading},总氮\nA-1,2024-05-06,1,1\n");
        if (code is null) Good(file).Readings.Count.ShouldBe(2);
        else (Bad(file).Cell, Bad(file).Code, Bad(file).Value).ShouldBe(("C1", code, heading));
    }

    [Theory]
    [InlineData("单位,,mg/L", null)]
    [InlineData("单位 unit,,mg/L", null)]
    [InlineData("单位,,", null)]
    [InlineData("单位,,μg/L", "C2")]
    public void A_row_of_units_must_say_what_the_registry_says(string row, string? at)
    {
        var file = Read($"采样点代码,采样日期,氨氮\n{row}\nA-1,2024-05-06,1\n");
        if (at is null) Good(file);
        else (Bad(file).Cell, Bad(file).Code, Bad(file).Value).ShouldBe((at, "wrong-unit", "μg/L"));
    }

    [Fact]
    public void Notes_titles_blank_lines_and_columns_that_say_nothing_of_the_water_are_passed_over()
    {
        var file = Read("2024年5月采测分离结果,,,,\n\n序号,采样点代码,采样日期,氨氮,备注\n说明：每行一个样品,,,,\n# note,,,,\n1,A-1,2024-05-06,0.1,阴天\n\n,,,,\n2,A-1,2024-05-07,0.2,\n");
        file.Problems.Count.ShouldBe(0);
        file.Samples.Select(sample => sample.Row).ShouldBe([6, 9]);
    }

    [Theory]
    [InlineData("采样点代码,采样日期,氨氮,NH3-N\nA-1,2024-05-06,1,2\n", "D1", "duplicate-column")]
    [InlineData("采样点代码,采样日期,日期,氨氮\nA-1,2024-05-06,2024-05-06,1\n", "C1", "duplicate-column")]
    [InlineData("采样点代码,采样日期\nA-1,2024-05-06\n", "A1", "no-indicators", 2)]
    [InlineData("采样点代码,采样日期,氨氮\nA-1,2024-05-06,1,7\n", "D2", "no-column-heading")]
    [InlineData("采样点代码,采样日期,氨氮\n,2024-05-06,1\n", "A2", "missing-station")]
    [InlineData("采样点代码,采样日期,氨氮\n-x,2024-05-06,1\n", "A2", "invalid-code")]
    [InlineData("采样点代码,采样日期,氨氮\nA-1,2024-05-06,--\n", "A2", "no-readings")]
    [InlineData("采样点代码,采样日期,氨氮\n", "A1", "no-samples")]
    [InlineData("采样点代码,采样日期,氨氮\nA-1,2024-05-06,1\nA-1,2024-05-06 00:00,1\n", "A3", "duplicate-sample")]
    public void What_is_wrong_with_the_table_is_named_where_it_stands(string csv, string at, string code, int count = 1)
    {
        var file = Read(csv);
        (file.Problems.Count, file.Problems.First[0].Cell, file.Problems.First[0].Code).ShouldBe((count, at, code));
        file.Samples.ShouldBeEmpty();
    }

    [Fact]
    public void All_problems_of_a_file_are_named_at_once_and_one_problem_keeps_every_sample_out()
    {
        var file = Read("采样点代码,采样日期,氨氮,硫磺,总磷\nA-1,2024-05-06,x,1,0.1\nA-1,2024-13-06,-1,1,0.1\nA-1,2024-05-08,1,1,0.1\n");
        file.Problems.First.Select(problem => $"{problem.Cell} {problem.Code}").ShouldBe(["D1 unknown-column", "C2 invalid-value", "B3 invalid-time", "C3 implausible-value"]);
        file.Samples.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LabLimits.ProblemsMax)]
    [InlineData(LabLimits.ProblemsMax + 1)]
    public void At_most_two_hundred_problems_are_shown_and_all_are_counted(int bad)
    {
        var file = Read("采样点代码,采样日期,氨氮\n" + string.Concat(Enumerable.Range(0, bad).Select(i => $"A-{i},2024-05-06,x\n")));
        (file.Problems.Count, file.Problems.First.Length).ShouldBe((bad, LabLimits.ProblemsMax));
    }

    [Theory]
    [InlineData(LabLimits.RowsMax, null)]
    [InlineData(LabLimits.RowsMax + 1, "too-many-rows")]
    public void A_file_holds_five_thousand_samples(int rows, string? code)
    {
        var csv = Encoding.UTF8.GetBytes("采样点代码,采样日期,氨氮\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"A-{i},2024-05-06,0.1\n")));
        LabFile.TryRead(csv, Now, out var file, out var rejection).ShouldBe(code is null);
        (rejection?.Code).ShouldBe(code);
        (file?.Samples.Length ?? LabLimits.RowsMax).ShouldBe(LabLimits.RowsMax);
    }

    [Theory]
    [InlineData(LabLimits.LowestRow, null)]
    [InlineData(LabLimits.LowestRow + 1, "too-many-rows")]
    public void Nothing_stands_below_the_lowest_row(int row, string? code)
    {
        var csv = Encoding.UTF8.GetBytes("采样点代码,采样日期,氨氮\n" + new string('\n', row - 2) + "A-1,2024-05-06,0.1\n");
        LabFile.TryRead(csv, Now, out var file, out var rejection).ShouldBe(code is null);
        (rejection?.Code, file?.Samples[0].Row ?? row).ShouldBe((code, row));
    }

    [Theory]
    [InlineData(LabLimits.ColumnsMax, null)]
    [InlineData(LabLimits.ColumnsMax + 1, "too-many-columns")]
    public void A_file_has_eighty_columns(int column, string? code)
    {
        var csv = Encoding.UTF8.GetBytes($"采样点代码,采样日期{new string(',', column - 2)}氨氮\nA-1,2024-05-06{new string(',', column - 2)}0.1\n");
        LabFile.TryRead(csv, Now, out var file, out var rejection).ShouldBe(code is null);
        (rejection?.Code).ShouldBe(code);
        if (code is null) Good(file!).Readings.ShouldBe([new Reading("氨氮", 0.1m)]);
        else rejection!.Field.ShouldBe("CC1");
    }

    [Theory]
    [InlineData(LabLimits.FileBytesMax, "no-heading")]
    [InlineData(LabLimits.FileBytesMax + 1, "file-too-large")]
    public void A_file_has_at_most_three_mebibytes(int bytes, string code)
    {
        LabFile.TryRead(Encoding.ASCII.GetBytes(new string('\n', bytes)), Now, out _, out var rejection).ShouldBeFalse();
        rejection!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(LabLimits.CellCharactersMax, null)]
    [InlineData(LabLimits.CellCharactersMax + 1, "cell-too-long")]
    public void A_cell_has_a_thousand_characters(int characters, string? code)
    {
        var file = Read($"采样点代码,采样日期,氨氮,备注\nA-1,2024-05-06,0.1,{new string('晴', characters)}\n");
        (file.Problems.First.FirstOrDefault()?.Code, file.Problems.First.FirstOrDefault()?.Cell).ShouldBe((code, code is null ? null : "D2"));
    }
}
