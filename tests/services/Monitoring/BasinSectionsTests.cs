using Basin.Hosting;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using JasperFx;
using Marten;
using Marten.Linq;

namespace Basin.Services.Tests.Monitoring;

public sealed class BasinSectionsTests
{
    private static readonly KnownSection[] s_sections =
    [
        Section("JK", "340000", "330000"), Section("LZ", "410000", "370000"), Section("LYZ", "500000", "430000"),
    ];

    private static KnownSection Section(string code, string upstream, string downstream) => new(code, 1, code, [], "XAJ", WaterBody.River, upstream, downstream);

    private static Caller Of(string role, string region) => new("330000-OP", "name", role, region, "key", "key");

    [Theory]
    [InlineData(Role.Superior, "000000", "", "JK LZ LYZ")]
    [InlineData(Role.Auditor, "000000", "", "JK LZ LYZ")]
    [InlineData(Role.Bureau, "330000", "", "JK")]
    [InlineData(Role.Bureau, "340000", "", "JK")]
    [InlineData(Role.Bureau, "110000", "", "")]
    [InlineData(Role.Operator, "110000", "LZ LYZ", "LZ LYZ")]
    [InlineData(Role.Operator, "330000", "LZ", "JK LZ")]
    [InlineData(Role.Operator, "110000", "elsewhere", "")]
    public void A_caller_reads_the_sections_of_its_region_and_those_that_its_stations_watch(string role, string region, string watched, string expected)
    {
        var caller = Of(role, region);
        var own = watched.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var readable = s_sections.AsQueryable().ReadableBy(caller, own).Select(section => section.Id).ToArray();
        readable.ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        readable.ShouldBe(s_sections.Where(section => section.MayBeReadBy(caller) || own.Contains(section.Id)).Select(section => section.Id));
    }

    [Fact]
    public async Task The_store_itself_leaves_out_what_the_caller_may_not_read_before_it_counts()
    {
        // The command is only written, never sent.
        await using var store = DocumentStore.For(options =>
        {
            options.Connection("Host=nowhere");
            options.AutoCreateSchemaObjects = AutoCreate.None;
        });
        await using var session = store.QuerySession();
        var command = session.Query<KnownSection>().Where(section => section.Basin == "XAJ").ReadableBy(Of(Role.Operator, "110000"), ["LZ"]).OrderBy(section => section.Id).Take(3).ToCommand();
        command.CommandText.ShouldContain("UpstreamRegion");
        command.CommandText.ShouldContain("DownstreamRegion");
        command.CommandText.ShouldContain("ANY");
        command.CommandText.ShouldContain("LIMIT");
    }

    [Theory]
    [InlineData(0, "unknown-basin", Refusal.NotFound)]
    [InlineData(1, null, null)]
    [InlineData(3, null, null)]
    [InlineData(4, "too-many-sections", Refusal.NotAllowed)]
    public void A_basin_with_more_sections_than_the_limit_is_refused_and_not_cut_short(int found, string? code, Refusal? kind)
    {
        var rejection = BasinSections.Refuse("XAJ", Of(Role.Superior, "000000"), found, limit: 3);
        (rejection?.Code, rejection?.Kind).ShouldBe((code, kind));
        if (found > 3) rejection!.Sentence.ShouldContain("at most 3");
    }
}
