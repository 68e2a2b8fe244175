using System.Collections.Immutable;
using System.Text;

namespace Basin.Exchange;

/// <summary>
/// Lays a report out on A4 pages with the margins of official papers and letters of its own: a report is a set of tables, for which GB/T 9704-2012 has no
/// form. A pure function of the report and of the widths of its characters, in whole micrometres: the same report gives the same pages.
/// </summary>
public sealed class ReportPaper
{
    // 18, 14 and 10.5 points; 7.5 in tables.
    private const int TitleSize = 6_350, HeadingSize = 4_939, BodySize = 3_704, CellSize = 2_646;

    private const int CellGap = 1_200, RowGap = 900, RuleThickness = 120, ColumnMin = 8_000;

    private readonly PaperStandard _is = PaperStandard.Current;
    private readonly Func<PaperFace, Rune, int> _widths;
    private readonly List<(List<PlacedText> Texts, List<PlacedRule> Rules)> _pages = [([], [])];
    private int _y;

    private ReportPaper(Func<PaperFace, Rune, int> widths) => (_widths, _y) = (widths, _is.MarginTop);

    private int Left => _is.MarginLeft;

    private int Bottom => _is.MarginTop + _is.TextHeight;

    /// <param name="widths">Advance of a character in a face, in thousandths of the size.</param>
    public static ImmutableArray<PaperPage> Of(EvaluationReport report, Func<PaperFace, Rune, int> widths)
    {
        var paper = new ReportPaper(widths);
        paper.Paragraph(PaperFace.Title, TitleSize, report.Title, isCentred: true);
        foreach (var (index, part) in report.Parts.Index())
        {
            paper._y += HeadingSize;
            // A heading does not stand alone at the foot of a page.
            if (paper._y + 4 * HeadingSize > paper.Bottom) paper.NewPage();
            paper.Paragraph(PaperFace.Heading, HeadingSize, $"{index + 1}. {part.Heading} {ReportForms.English(part.Heading)}");
            foreach (var sentence in part.Sentences) paper.Paragraph(PaperFace.Body, BodySize, sentence.ReplaceLineEndings(" "));
            if (!part.Rows.IsEmpty) paper.Table(part);
        }

        return paper.Numbered();
    }

    private void Paragraph(PaperFace face, int size, string text, bool isCentred = false)
    {
        foreach (var line in LineBreaking.Of(text, rune => Width(face, rune, size), _is.TextWidth, _is.TextWidth))
        {
            if (_y + Pitch(size) > Bottom) NewPage();
            Place(face, size, line, Left + (isCentred ? (_is.TextWidth - Width(face, line, size)) / 2 : 0));
            _y += Pitch(size);
        }
    }

    private void Table(EvaluationReport.Part part)
    {
        var columns = Columns(part);
        void Head() => Row(PaperFace.Heading, part.Columns, columns, NewPage);
        Head();
        foreach (var row in part.Rows)
        {
            Row(PaperFace.Body, [.. row.Select(field => field.ReplaceLineEndings(" "))], columns, () =>
            {
                NewPage();
                Head();
            });
        }
    }

    /// <summary>Each column asks for its widest field, within bounds; the width of the page is shared in proportion.</summary>
    private ImmutableArray<int> Columns(EvaluationReport.Part part)
    {
        int Asked(int column) => int.Clamp(
            part.Rows.Select(row => Width(PaperFace.Body, row[column], CellSize)).Append(Width(PaperFace.Heading, part.Columns[column], CellSize)).Max() + CellGap, ColumnMin, _is.TextWidth / 3);
        var asked = Enumerable.Range(0, part.Columns.Length).Select(Asked).ToList();
        var sum = asked.Sum(width => (long)width);
        return [.. asked.Select(width => (int)(width * (long)_is.TextWidth / sum))];
    }

    /// <summary>Line by line, so that a row may be longer than a page.</summary>
    private void Row(PaperFace face, ImmutableArray<string> fields, ImmutableArray<int> columns, Action next)
    {
        var lines = fields.Zip(columns, (field, width) => LineBreaking.Of(field, rune => Width(face, rune, CellSize), width - CellGap, width - CellGap)).ToList();
        foreach (var line in Enumerable.Range(0, lines.Max(cell => cell.Length)))
        {
            if (_y + Pitch(CellSize) + RowGap > Bottom) next();
            var x = Left;
            foreach (var (cell, width) in lines.Zip(columns))
            {
                if (line < cell.Length) Place(face, CellSize, cell[line], x);
                x += width;
            }

            _y += Pitch(CellSize);
        }

        _pages[^1].Rules.Add(new(PaperInk.Grey, Left, _y + RowGap / 2, _is.TextWidth, RuleThickness));
        _y += RowGap;
    }

    private void NewPage()
    {
        _pages.Add(([], []));
        _y = _is.MarginTop;
    }

    private ImmutableArray<PaperPage> Numbered()
    {
        for (var i = 0; i < _pages.Count; i++)
        {
            var text = $"— {i + 1} —";
            var x = Left + (_is.TextWidth - Width(PaperFace.Song, text, _is.PageNumberSize)) / 2;
            _pages[i].Texts.Add(Placed(PaperFace.Song, _is.PageNumberSize, text, x, Bottom + _is.PageNumberDrop + _is.PageNumberSize * PlacedText.AboveBaseline / 2000));
        }

        return [.. _pages.Select(page => new PaperPage([.. page.Texts], [.. page.Rules], [], []))];
    }

    private static int Pitch(int size) => size * 3 / 2;

    private void Place(PaperFace face, int size, string text, int x)
    {
        if (text.Length > 0) _pages[^1].Texts.Add(Placed(face, size, text, x, _y + (Pitch(size) - size) / 2 + size * PlacedText.AboveBaseline / 1000));
    }

    private PlacedText Placed(PaperFace face, int size, string text, int x, int baseline) => PlacedText.Of(face, PaperInk.Black, size, text, x, baseline, _widths);

    private int Width(PaperFace face, Rune rune, int size) => _widths(face, rune) * size / 1000;

    private int Width(PaperFace face, string text, int size) => text.EnumerateRunes().Sum(rune => Width(face, rune, size));
}
