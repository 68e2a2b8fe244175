using Basin.Messages.Registry.V1;
using Basin.Registry;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Registry;

public sealed class SectionTests
{
    private const string Code = "340000-330000-JK";
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Aliases = ["鸠坑口", "街口(鸠坑口)"];
    private static readonly Section.State Command = new(Code, "街口", Aliases, "XAJ", WaterBody.River, "340000", "330000", false, [], "340000-EE", false, At);
    private static readonly Section.Event.Stated Stated = new(Code, 1, "街口", Aliases, "XAJ", WaterBody.River, "340000", "330000", "340000-EE", At);
    private static readonly TwiceRun<Section, Section.State> Sections = new(Section.Apply, Section.Decide);

    [Fact]
    public void The_first_statement_registers_a_section() => Sections.Accepted([], Command).ShouldBe([Stated]);

    [Fact]
    public void The_same_statement_by_the_other_bureau_changes_nothing() =>
        Sections.Accepted([Stated], Command with { Aliases = ["鸠坑口", "街口(鸠坑口)"], By = "330000-EE" }).ShouldBeEmpty();

    [Fact]
    public void A_statement_with_another_name_is_the_next_revision() =>
        Sections.Accepted([Stated], Command with { Name = "街口断面" }).ShouldBe([Stated with { Revision = 2, Name = "街口断面" }]);

    [Fact]
    public void A_bureau_alone_cannot_change_what_decides_money() =>
        Section.Decide(Section.Apply(null, Stated), Command with { WaterBody = WaterBody.Lake }).Rejection!.Code.ShouldBe("superior-only");

    [Fact]
    public void The_superior_states_another_water_body_as_the_next_revision() =>
        Sections.Accepted([Stated], Command with { WaterBody = WaterBody.Lake, BySuperior = true }).ShouldBe([Stated with { Revision = 2, WaterBody = WaterBody.Lake }]);

    public static TheoryData<Section.State, string, string> Slips => new()
    {
        { Command with { Code = "" }, "invalid-code", "code" },
        { Command with { Name = "" }, "invalid-name", "name" },
        { Command with { Aliases = [""] }, "invalid-name", "aliases" },
        { Command with { Aliases = [null!] }, "invalid-name", "aliases" },
        { Command with { Aliases = [.. Enumerable.Range(1, 21).Select(n => $"别名{n}")] }, "too-many-aliases", "aliases" },
        { Command with { Aliases = ["街口"] }, "name-given-twice", "aliases" },
        { Command with { UpstreamRegion = "皖" }, "invalid-region", "upstreamRegion" },
        { Command with { DownstreamRegion = "3300000" }, "invalid-region", "downstreamRegion" },
        { Command with { DownstreamRegion = "340000" }, "same-region", "downstreamRegion" },
        { Command with { InsideRegion = true }, "two-regions", "insideRegion" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void What_cannot_be_registered_is_refused_by_field(Section.State command, string refusal, string field)
    {
        var refused = Sections.Refused([], command);
        (refused.Code, refused.Field).ShouldBe((refusal, field));
    }

    [Fact]
    public void A_section_inside_one_region_is_registered_when_that_is_said() =>
        Sections.Accepted([], Command with { DownstreamRegion = "340000", InsideRegion = true }).ShouldBe([Stated with { DownstreamRegion = "340000" }]);

    [Fact]
    public void Monitoring_and_the_exchange_hear_of_sections() =>
        RegistryOutbound.Messages.Subscribers[typeof(SectionStated)].ShouldBe(["monitoring", "exchange"]);

    [Theory]
    [InlineData(Code, "code")]
    [InlineData("街口", "name")]
    [InlineData("鸠坑口", "aliases")]
    public void A_name_of_another_section_is_refused_with_that_section(string name, string field) =>
        Sections.Refused([], Command with { Taken = [new(name, "OTHER")] }).ShouldBe(
            new Rejection(Refusal.Conflict, "ambiguous-name", $"'{name}' already means the section OTHER in the basin XAJ.", field, name));

    [Fact]
    public void Its_own_names_are_not_in_its_way() =>
        Sections.Accepted([Stated], Command with { Aliases = ["鸠坑口"], Taken = [new("鸠坑口", Code), new("街口", Code)] }).Length.ShouldBe(1);
}

public sealed class RiverBasinTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RiverBasin.Event.Stated Stated = new("XAJ", 1, "新安江流域", "340000-EE", At);
    private static readonly TwiceRun<RiverBasin, RiverBasin.State> Basins = new(RiverBasin.Apply, RiverBasin.Decide);

    [Fact]
    public void The_first_statement_registers_a_basin() => Basins.Accepted([], State("新安江流域")).ShouldBe([Stated]);

    [Fact]
    public void Only_the_superior_renames_a_basin()
    {
        Basins.Refused([Stated], State("钱塘江流域")).Kind.ShouldBe(Refusal.Forbidden);
        Basins.Accepted([Stated], State("钱塘江流域") with { BySuperior = true }).ShouldBe([Stated with { Revision = 2, Name = "钱塘江流域" }]);
    }

    [Fact]
    public void Code_and_name_have_a_shape()
    {
        Basins.Refused([], State("") with { Name = "" }).Code.ShouldBe("invalid-name");
        Basins.Refused([], State("x") with { Code = "a b" }).Code.ShouldBe("invalid-code");
    }

    private static RiverBasin.State State(string name) => new("XAJ", name, "340000-EE", false, At);
}
