using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The condition of a river or basin (河流、流域水质评价) and of a lake after 环办〔2011〕22号. Fewer than five sections: their concentrations
/// are averaged and classed as one section. Five or more: by the shares of their classes, compared as exact fractions.
/// </summary>
public static class BasinEvaluation
{
    private static readonly EvaluationMeasures.BasinRule Rule = EvaluationMeasures.Basin;

    private static string Citation => EvaluationMeasures.Cite(Rule.Clause);

    /// <summary>The condition of a river or basin.</summary>
    /// <param name="sections">
    /// Its sections, in any order; one that has no data must be left out by the caller on purpose, or nothing is determined.
    /// </param>
    /// <param name="counted">
    /// Null for the standard's own choice as far as it was measured. Indicators named here each need a value at every section.
    /// </param>
    /// <returns>The condition; not determined without sections, with a section that has no class, or for averages over river and lake at once.</returns>
    /// <exception cref="ArgumentException">A section is given twice, or as for <see cref="Classification.OfSection"/>.</exception>
    public static Explained<BasinCondition> OfBasin(
        IReadOnlyCollection<SectionFactors> sections, IReadOnlyCollection<Indicator>? counted = null)
    {
        var inOrder = SectionFactors.InOrder(sections);
        if (inOrder.IsEmpty) return Undetermined("没有断面", Citation, []);

        var classes = inOrder.Select(section => (section.Section, Class: section.Classify(counted))).ToImmutableArray();
        if (ClassShares.MissingReason(classes) is { } reason) return Undetermined(reason, Citation, SectionSteps(classes));
        return inOrder.Length < Rule.AveragedBelowSections ? Averaged(inOrder, counted, Citation) : ByShares(classes);
    }

    /// <summary>The condition of one lake or reservoir: its points are averaged, however many they are.</summary>
    /// <param name="points">Its points, in any order.</param>
    /// <param name="counted">As for <see cref="OfBasin"/>.</param>
    /// <exception cref="ArgumentException">As for <see cref="OfBasin"/>.</exception>
    public static Explained<BasinCondition> OfLake(
        IReadOnlyCollection<SectionFactors> points, IReadOnlyCollection<Indicator>? counted = null)
    {
        var citation = EvaluationMeasures.Cite(EvaluationMeasures.Lake.Clause);
        var inOrder = SectionFactors.InOrder(points);
        if (inOrder.IsEmpty) return Undetermined("没有点位", citation, []);

        var classes = inOrder.Select(point => (point.Section, Class: point.Classify(counted))).ToImmutableArray();
        return ClassShares.MissingReason(classes) is { } reason
            ? Undetermined(reason, citation, SectionSteps(classes))
            : Averaged(inOrder, counted, citation);
    }

    private static Explained<BasinCondition> Averaged(
        ImmutableArray<SectionFactors> sections, IReadOnlyCollection<Indicator>? counted, string citation)
    {
        var bodies = sections.Select(section => section.WaterBody).Distinct().ToList();
        if (bodies.Count > 1) return Undetermined("河流断面与湖库点位的标准限值不同，浓度不能一起平均", citation, []);

        var average = Classification.OfSection(SectionAverages.Of(sections), bodies[0], counted);
        var grade = WaterGrades.Of(average.Value.Class!.Value);
        return new(
            new BasinCondition(grade, average.Value.Class, null, null),
            GradeStep($"{sections.Length}个断面浓度平均", WaterGrades.Word(grade), citation, [average.Step]));
    }

    private static Explained<BasinCondition> ByShares(ImmutableArray<(string Section, Explained<SectionClass> Class)> classes)
    {
        var shares = ClassShares.Of(classes.Select(section => section.Class.Value.Class!.Value));
        var row = Rule.Grades.First(row => Fits(row, shares));
        var steps = ImmutableArray.Create(shares.GoodStep()).AddRange(shares.Steps()).AddRange(SectionSteps(classes));
        return new(
            new BasinCondition(row.Grade, null, shares, null),
            GradeStep(row.Published, WaterGrades.Word(row.Grade), Citation, steps));
    }

    private static bool Fits(EvaluationMeasures.GradeRow row, ClassShares shares) =>
        (row.GoodAtLeast is not { } good || Shares.AtLeast(shares.Good, shares.Total, good))
        && (row.WorstBelow is not { } worst || !Shares.AtLeast(shares.Worst, shares.Total, worst));

    private static ImmutableArray<Step> SectionSteps(ImmutableArray<(string Section, Explained<SectionClass> Class)> classes) =>
        [.. classes.Select(section => new Step("basin.section", section.Section, null, section.Class.Step.Value, null, null, [section.Class.Step]))];

    private static Explained<BasinCondition> Undetermined(string reason, string citation, ImmutableArray<Step> because) =>
        new(new BasinCondition(null, null, null, reason), GradeStep(null, reason, citation, because));

    private static Step GradeStep(string? formula, string value, string citation, ImmutableArray<Step> because) =>
        new("basin.grade", "水质状况", formula, value, null, citation, because);
}
