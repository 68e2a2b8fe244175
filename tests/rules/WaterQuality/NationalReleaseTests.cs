using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>
/// Recomputes the classes of the national release of 8 May 2020: the worst of pH, dissolved oxygen, CODMn, NH3-N and TP on unrounded
/// values. The release does not say which sections lie on lakes, so that is learnt from another release, of April 2021: a section
/// lies on a lake if more of its rows there agree only with the lake's column of total phosphorus than only with the river's.
/// </summary>
public sealed class NationalReleaseTests(ITestOutputHelper output)
{
    private const string Snapshot = "national_snapshot_2020-05-08.csv";
    private const string YearLater = "national_4hourly_2021-04-01_03.csv";

    private const string LakeNotInYearLater = "published by the lake's column; not in the release of April 2021, so taken for a river";
    private const string LakeNotTold = "published by the lake's column; no row of April 2021 tells, so taken for a river";
    private const string RiverTakenForLake = "published by the river's column; one row of April 2021 speaks for a lake, so taken for one";

    private static readonly string[] Columns = ["ph", "do", "codmn", "nh3n", "tp"];

    /// <summary>Why each of these sections comes out differently: in every case the kind of water was not known, never the rule.</summary>
    private static readonly Dictionary<string, string> Misses = new()
    {
        ["内蒙古自治区 拴马桩(甘珠花)"] = LakeNotInYearLater,
        ["吉林省 大丰满"] = LakeNotInYearLater,
        ["吉林省 桦树林"] = LakeNotInYearLater,
        ["湖北省 湖心A(洪湖湖心A)"] = LakeNotInYearLater,
        ["湖北省 湖心B(洪湖湖心B)"] = LakeNotInYearLater,
        ["陕西省 石门水库"] = LakeNotInYearLater,
        ["新疆维吾尔自治区 乌伦古湖码头"] = LakeNotInYearLater,
        ["江西省 坝上"] = LakeNotTold,
        ["山东省 北湖"] = LakeNotTold,
        ["河南省 饮用水源地取水口"] = LakeNotTold,
        ["湖北省 西梁子湖湖南"] = LakeNotTold,
        ["湖北省 富水水库"] = LakeNotTold,
        ["云南省 观音山西"] = LakeNotTold,
        ["云南省 抚仙湖心"] = LakeNotTold,
        ["重庆市 郁江桥"] = RiverTakenForLake,
    };

    [Fact]
    public void The_published_classes_come_out_except_where_the_kind_of_water_is_unknown()
    {
        var lakes = LakesOfYearLater();
        var rows = Published(Snapshot, "_raw");

        var misses = rows.Where(row => row.ClassAs(lakes.Contains(row.Section) ? WaterBody.Lake : WaterBody.River) != row.Class).ToList();

        output.WriteLine($"{rows.Count - misses.Count} of {rows.Count} classes agree, {misses.Count} differ:");
        foreach (var miss in misses)
        {
            output.WriteLine($"{miss.Section}, published {WaterClasses.Text(miss.Class)}: {Misses.GetValueOrDefault(miss.Section)}");
        }

        misses.Select(miss => miss.Section).ShouldBe(Misses.Keys, ignoreOrder: true);
    }

    [Fact]
    public void Every_published_class_comes_out_by_the_column_of_rivers_or_of_lakes()
    {
        var rows = Published(Snapshot, "_raw");

        var neither = rows.Where(row => row.ClassAs(WaterBody.River) != row.Class && row.ClassAs(WaterBody.Lake) != row.Class);
        var onlyLake = rows.Count(row => row.ClassAs(WaterBody.River) != row.Class);

        output.WriteLine($"{rows.Count - onlyLake} of {rows.Count} classes agree by the river's column, {onlyLake} more only by the lake's.");
        neither.ShouldBeEmpty();
    }

    [Fact]
    public void The_reason_given_for_each_miss_holds()
    {
        var yearLater = Published(YearLater, "").ToLookup(row => row.Section);
        var snapshot = Published(Snapshot, "_raw").ToLookup(row => row.Section);

        foreach (var (section, reason) in Misses)
        {
            var published = snapshot[section].Single();
            published.ClassAs(reason == RiverTakenForLake ? WaterBody.River : WaterBody.Lake).ShouldBe(published.Class, section);

            var rows = yearLater[section].ToList();
            var onlyLake = rows.Count(row => row.ClassAs(WaterBody.Lake) == row.Class && row.ClassAs(WaterBody.River) != row.Class);
            (rows.Count == 0).ShouldBe(reason == LakeNotInYearLater, section);
            onlyLake.ShouldBe(reason == RiverTakenForLake ? 1 : 0, section);
        }
    }

    private static HashSet<string> LakesOfYearLater() =>
    [
        .. Published(YearLater, "")
            .GroupBy(row => row.Section, row => Vote(row.ClassAs(WaterBody.River) == row.Class, row.ClassAs(WaterBody.Lake) == row.Class))
            .Where(votes => votes.Sum() > 0)
            .Select(votes => votes.Key),
    ];

    // A row that agrees with both columns, or with neither, tells nothing.
    private static int Vote(bool river, bool lake) => (river, lake) switch
    {
        (false, true) => 1,
        (true, false) => -1,
        _ => 0,
    };

    private static List<PublishedRow> Published(string file, string suffix)
    {
        var published = new List<PublishedRow>();
        foreach (var row in SharedData.Rows(file))
        {
            // A stopped station has an empty class, one without enough instruments a star.
            if (WaterClasses.TryParse(row["class"], out var waterClass))
                published.Add(new($"{row["province"]} {row["section"]}", waterClass, [.. FactorsOf(row, suffix)]));
        }

        return published;
    }

    private static IEnumerable<Factor> FactorsOf(IReadOnlyDictionary<string, string> row, string suffix)
    {
        foreach (var column in Columns)
        {
            // Not measured (--), no instrument (*) or left empty: no value.
            if (decimal.TryParse(row[column + suffix], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                yield return new(Indicators.Find(column), value);
        }
    }

    private sealed record PublishedRow(string Section, WaterClass Class, IReadOnlyList<Factor> Factors)
    {
        public WaterClass? ClassAs(WaterBody body) => Classification.OfSection(Factors, body).Value.Class;
    }
}
