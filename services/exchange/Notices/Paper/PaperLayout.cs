using System.Collections;
using System.Collections.Immutable;
using System.Text;
using QRCoder;

namespace Basin.Exchange;

/// <summary>
/// Lays a paper out on A4 pages after GB/T 9704-2012: a pure function of the text and of the widths of its characters, in whole micrometres. The same
/// text gives the same pages.
/// </summary>
public sealed class PaperLayout
{
    private const int SealRadius = 21_000, QrSide = 26_000, CaptionSize = 2_470, CaptionLine = 3_400, CaptionDigits = 16;

    /// <summary>Lines that go to a new page with the signature, so that it never stands on a page alone (7.3.5.4).</summary>
    private const int LinesCarried = 2;

    /// <summary>Words of titles that are not parted (词意完整, 7.3.1), longer ones first.</summary>
    private static readonly string[] TitleWords =
        ["生态保护补偿", "评估结果", "评估异议", "补偿资金", "结算期", "通知书", "决定书", "生态保护", "产业转移", "共建园区", "人才培训", "对口协作", "生态产品", "流域", "跨省", "横向", "补偿", "协议", "水环境", "处理", "使用", "预付", "逾期", "加收", "差额", "扣缴", "催告", "提醒", "裁定", "结算", "通知", "公告"];

    private readonly PaperStandard _is = PaperStandard.Current;
    private readonly Func<PaperFace, Rune, int> _widths;
    private readonly List<Page> _pages = [new()];
    private int _y;

    private PaperLayout(Func<PaperFace, Rune, int> widths) => _widths = widths;

    private int Left => _is.MarginLeft;

    private int Right => _is.MarginLeft + _is.TextWidth;

    private int Bottom => _is.MarginTop + _is.TextHeight;

    /// <param name="widths">Advance of a character in a face, in thousandths of the size.</param>
    public static ImmutableArray<PaperPage> Of(PaperText paper, Func<PaperFace, Rune, int> widths)
    {
        var layout = new PaperLayout(widths);
        layout.Head(paper);
        layout.Body(paper);
        layout.End(paper);
        return layout.Numbered();
    }

    private void Head(PaperText paper)
    {
        var size = int.Min(_is.MarkSizeMax, _is.TextWidth * 1000 / int.Max(1, Width(PaperFace.Title, paper.Mark, 1000)));
        _y = _is.MarginTop + _is.MarkDrop;
        Centre(PaperFace.Title, PaperInk.Red, size, paper.Mark, _y + size * PlacedText.AboveBaseline / 1000);
        _y += size + _is.LinesBeforeNumber * _is.Line;
        Centre(PaperFace.Body, PaperInk.Black, _is.BodySize, paper.Number, BaselineIn(_y, _is.BodySize));
        _y += _is.Line + _is.RedLineDrop;
        _pages[^1].Rules.Add(new(PaperInk.Red, Left, _y, _is.TextWidth, _is.RedLineThickness));
        _y += _is.LinesBeforeTitle * _is.Line;
        foreach (var line in TitleLines(paper.Title))
        {
            Centre(PaperFace.Title, PaperInk.Black, _is.TitleSize, line, BaselineIn(_y, _is.TitleSize));
            _y += _is.Line + _is.Line / 4;
        }

        _y += _is.Line;
    }

    /// <summary>
    /// A title that is longer than a line is parted behind the name of the agreement where that fits (词意完整), otherwise into lines of about the same
    /// length (排列对称, 7.3.1).
    /// </summary>
    private ImmutableArray<string> TitleLines(string title)
    {
        int WidthOf(Rune rune) => _widths(PaperFace.Title, rune) * _is.TitleSize / 1000;
        var room = _is.TextWidth - 2 * _is.TitleSize;
        var lines = LineBreaking.Of(title, WidthOf, room, room, TitleWords);
        if (lines.Length == 1) return lines;
        var name = title.IndexOf('》', StringComparison.Ordinal) + 1;
        string[] parts = [title[..name], title[name..]];
        if (name > 0 && parts.All(part => part.Length > 0 && LineBreaking.Width(part, WidthOf) <= _is.TextWidth)) return [.. parts];
        var even = LineBreaking.Width(title, WidthOf) / lines.Length;
        for (var tighter = even; tighter < room; tighter += _is.TitleSize / 2)
            if (LineBreaking.Of(title, WidthOf, tighter, tighter, TitleWords) is { } found && found.Length == lines.Length) return found;
        return lines;
    }

    private void Body(PaperText paper)
    {
        if (paper.Addressees.Length > 0) Paragraph(paper.Addressees + "：", 0);
        foreach (var paragraph in paper.Paragraphs) Paragraph(paragraph, _is.IndentCharacters * _is.Cell);
        if (paper.Attachments.IsEmpty) return;
        if (_y + 2 * _is.Line <= Bottom) _y += _is.Line;
        for (var i = 0; i < paper.Attachments.Length; i++)
        {
            // The names stand below each other, behind 附件：1. (7.3.4).
            var hang = _is.IndentCharacters * _is.Cell + 3 * _is.Cell;
            var label = paper.Attachments.Length == 1 ? "" : $"{i + 1}．";
            var lines = LineBreaking.Of(label + paper.Attachments[i], rune => Advance(PaperFace.Body, rune), _is.TextWidth - hang, _is.TextWidth - hang - _is.Cell);
            for (var k = 0; k < lines.Length; k++)
            {
                NextLine();
                if (i == 0 && k == 0) Grid(PaperFace.Body, "附件：", Left + _is.IndentCharacters * _is.Cell, _y);
                Grid(PaperFace.Body, lines[k], Left + hang + (k == 0 ? 0 : _is.Cell), _y);
                _y += _is.Line;
            }
        }
    }

    private void Paragraph(string text, int indent)
    {
        var heading = HeadingLength(text);
        var seen = 0;
        PaperFace FaceAt(int at) => at < heading ? PaperFace.Heading : PaperFace.Body;
        // Both faces are as wide as their square where the heading stands, so that one width will do for breaking.
        var lines = LineBreaking.Of(text, rune => Advance(PaperFace.Body, rune), _is.TextWidth - indent, _is.TextWidth);
        for (var i = 0; i < lines.Length; i++)
        {
            NextLine();
            var start = Left + (i == 0 ? indent : 0);
            var split = int.Clamp(heading - seen, 0, lines[i].Length);
            var stretch = i == lines.Length - 1 ? 0 : Stretch(lines[i], Right - start);
            var end = Grid(FaceAt(seen), lines[i][..split], start, _y, stretch);
            Grid(PaperFace.Body, lines[i][split..], end, _y, stretch);
            seen += lines[i].Length;
            _y += _is.Line;
        }
    }

    private static int HeadingLength(string text)
    {
        if (text.Length < 2 || text[1] != '、' || !"一二三四五六七八九十".Contains(text[0])) return 0;
        var end = text.AsSpan().IndexOfAny('。', '：');
        return end < 0 ? 0 : end + 1;
    }

    /// <summary>How much wider each character is set so that a full line ends at the edge; nothing where it would show.</summary>
    private int Stretch(string line, int room)
    {
        var gaps = line.EnumerateRunes().Count() - 1;
        var rest = room - LineBreaking.Width(line, rune => Advance(PaperFace.Body, rune));
        return gaps < 1 || rest / gaps > _is.Cell / 5 ? 0 : rest / gaps;
    }

    private void NextLine()
    {
        if (_y + _is.Line > Bottom) NewPage();
    }

    private void NewPage()
    {
        _pages.Add(new());
        _y = _is.MarginTop;
    }

    /// <summary>Signature, date, seal, QR code (7.3.5.1), and the record at the foot of the last page (7.4).</summary>
    private void End(PaperText paper)
    {
        var copies = paper.Copies.Length == 0 ? [] : LineBreaking.Of($"抄送：{paper.Copies}。", rune => Natural(PaperFace.Body, rune, _is.RecordSize), _is.TextWidth - 2 * _is.RecordSize, _is.TextWidth - 5 * _is.RecordSize);
        var record = (copies.Length + 1) * _is.Line * 4 / 5 + 2 * _is.RecordThickLine;
        var room = 2 * SealRadius + _is.Line;
        if (_y + room > Bottom - record) Carry();
        Signature(paper, _y + _is.Line / 2);
        Record(paper, copies, Bottom - record);
    }

    private void Carry()
    {
        var lines = _pages[^1].Texts.Where(t => t.Size == _is.BodySize).Select(t => t.Baseline).Distinct().OrderDescending().Take(LinesCarried).ToArray();
        var moved = _pages[^1].Texts.Where(t => lines.Contains(t.Baseline) && t.Size == _is.BodySize).ToArray();
        if (moved.Length > 0) _pages[^1].Texts.RemoveAll(moved.Contains);
        NewPage();
        if (moved.Length == 0) return;
        var up = lines[^1] - BaselineIn(_is.MarginTop, _is.BodySize);
        _pages[^1].Texts.AddRange(moved.Select(t => t with { Baseline = t.Baseline - up }));
        _y = _is.MarginTop + (lines[0] - lines[^1]) + _is.Line;
    }

    private void Signature(PaperText paper, int top)
    {
        int WidthOf(string text) => LineBreaking.Width(text, rune => Advance(PaperFace.Body, rune));
        var dateLeft = Right - _is.DateRightCharacters * _is.Cell - WidthOf(paper.Date);
        var middle = dateLeft + WidthOf(paper.Date) / 2;
        // A name longer than the space around the date would leave the area: then both move to the left.
        var over = int.Max(0, middle + WidthOf(paper.Signer) / 2 - Right);
        var centre = top + SealRadius;
        Grid(PaperFace.Body, paper.Signer, middle - over - WidthOf(paper.Signer) / 2, centre - _is.Line / 3);
        Grid(PaperFace.Body, paper.Date, dateLeft - over, centre - _is.Line / 3 + _is.Line);
        _pages[^1].Circles.Add(new(middle - over, centre, SealRadius));
        Place(PaperFace.Song, PaperInk.Grey, _is.RecordSize, "（印章）", middle - over - Width(PaperFace.Song, "（印章）", _is.RecordSize) / 2, centre - SealRadius * 3 / 8);
        Qr(paper, top);
        _y = top + 2 * SealRadius;
    }

    private void Qr(PaperText paper, int top)
    {
        // Quiet zone included by the code itself: four modules.
        using var data = new QRCodeGenerator().CreateQrCode(paper.Verification, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var module = QrSide / rows.Count;
        var quiet = 4 * module;
        for (var row = 0; row < rows.Count; row++)
            foreach (var (from, length) in Runs(rows[row])) _pages[^1].Boxes.Add(new(Left - quiet + from * module, top - quiet + row * module, length * module, module));
        var y = top + (rows.Count - 8) * module + CaptionLine;
        Small("扫码核验 Scan to verify", y);
        Small("内容摘要 SHA-256", y += CaptionLine);
        foreach (var part in paper.Sha256.Chunk(CaptionDigits)) Small(new(part), y += CaptionLine);
    }

    private static IEnumerable<(int From, int Length)> Runs(BitArray row)
    {
        for (var i = 0; i < row.Count; i++)
        {
            if (!row[i]) continue;
            var from = i;
            while (i < row.Count && row[i]) i++;
            yield return (from, i - from);
        }
    }

    private void Record(PaperText paper, ImmutableArray<string> copies, int top)
    {
        var pitch = _is.Line * 4 / 5;
        var (y, inset) = (top, Left + _is.RecordSize);
        void Rule(int thickness) => _pages[^1].Rules.Add(new(PaperInk.Black, Left, y, _is.TextWidth, thickness));
        Rule(_is.RecordThickLine);
        for (var i = 0; i < copies.Length; i++, y += pitch)
            Place(PaperFace.Body, PaperInk.Black, _is.RecordSize, copies[i], inset + (i == 0 ? 0 : 3 * _is.RecordSize), y + (pitch - _is.RecordSize) / 2 + _is.RecordSize * PlacedText.AboveBaseline / 1000);
        if (copies.Length > 0) Rule(_is.RecordThinLine);
        var baseline = y + (pitch - _is.RecordSize) / 2 + _is.RecordSize * PlacedText.AboveBaseline / 1000;
        var printed = $"{paper.Date}印发";
        Place(PaperFace.Body, PaperInk.Black, _is.RecordSize, paper.Signer, inset, baseline);
        Place(PaperFace.Body, PaperInk.Black, _is.RecordSize, printed, Right - _is.RecordSize - Width(PaperFace.Body, printed, _is.RecordSize), baseline);
        y += pitch;
        Rule(_is.RecordThickLine);
    }

    /// <summary>Page numbers, on odd pages to the right and on even ones to the left, one character from the edge (7.5).</summary>
    private ImmutableArray<PaperPage> Numbered()
    {
        for (var i = 0; i < _pages.Count; i++)
        {
            var text = $"— {i + 1} —";
            var width = Width(PaperFace.Song, text, _is.PageNumberSize);
            var x = i % 2 == 0 ? Right - _is.PageNumberSize - width : Left + _is.PageNumberSize;
            _pages[i].Texts.Add(Placed(PaperFace.Song, PaperInk.Black, _is.PageNumberSize, text, x, Bottom + _is.PageNumberDrop + _is.PageNumberSize * PlacedText.AboveBaseline / 2000));
        }

        return [.. _pages.Select(page => new PaperPage([.. page.Texts], [.. page.Rules], [.. page.Boxes], [.. page.Circles]))];
    }

    private int BaselineIn(int top, int size) => top + (_is.Line - size) / 2 + size * PlacedText.AboveBaseline / 1000;

    private void Small(string text, int top) => Place(PaperFace.Song, PaperInk.Black, CaptionSize, text, Left, top + CaptionSize * PlacedText.AboveBaseline / 1000);

    private void Centre(PaperFace face, PaperInk ink, int size, string text, int baseline) =>
        Place(face, ink, size, text, Left + (_is.TextWidth - Width(face, text, size)) / 2, baseline);

    /// <summary>Body text on the grid of 28 characters to the line; returns where it ends.</summary>
    private int Grid(PaperFace face, string text, int x, int top, int stretch = 0)
    {
        if (text.Length == 0) return x;
        var xs = ImmutableArray.CreateBuilder<int>();
        foreach (var rune in text.EnumerateRunes())
        {
            xs.Add(x);
            x += Advance(PaperFace.Body, rune) + stretch;
        }

        _pages[^1].Texts.Add(new(face, PaperInk.Black, _is.BodySize, text, xs.ToImmutable(), BaselineIn(top, _is.BodySize), x - stretch));
        return x;
    }

    private void Place(PaperFace face, PaperInk ink, int size, string text, int x, int baseline) => _pages[^1].Texts.Add(Placed(face, ink, size, text, x, baseline));

    private PlacedText Placed(PaperFace face, PaperInk ink, int size, string text, int x, int baseline) => PlacedText.Of(face, ink, size, text, x, baseline, _widths);

    /// <summary>A full-width character takes one cell of the grid, any other its own width.</summary>
    private int Advance(PaperFace face, Rune rune) => _widths(face, rune) >= 950 ? _is.Cell : Natural(face, rune, _is.BodySize);

    private int Natural(PaperFace face, Rune rune, int size) => _widths(face, rune) * size / 1000;

    private int Width(PaperFace face, string text, int size) => text.EnumerateRunes().Sum(rune => Natural(face, rune, size));

    private sealed class Page
    {
        public List<PlacedText> Texts { get; } = [];

        public List<PlacedRule> Rules { get; } = [];

        public List<PlacedBox> Boxes { get; } = [];

        public List<PlacedCircle> Circles { get; } = [];
    }
}
