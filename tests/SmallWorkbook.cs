using System.Globalization;
using System.IO.Compression;
using System.Security;

namespace Carousel.Testing;

/// <summary>Excel workbooks (.xlsx) that tests write: only what a reader needs.</summary>
internal static class SmallWorkbook
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const string Documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Styles of cells: a number, a day, a day with a time, hours in all, an own day.</summary>
    public enum Style
    {
        Number,
        Day,
        Time,
        Elapsed,
        OwnDay,
    }

    /// <summary>A workbook.</summary>
    /// <param name="sheets">The sheets: name, state, and rows as XML.</param>
    /// <param name="shared">Shared texts as XML.</param>
    /// <param name="from1904">Whether days are counted from 1904.</param>
    /// <param name="change">Changes each part.</param>
    public static byte[] Of(
        (string Name, string State, string Rows)[] sheets, string shared = "", bool from1904 = false,
        Func<string, string>? change = null)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("_rels/.rels", References("book:officeDocument:xl/workbook.xml"));
            Add("xl/_rels/workbook.xml.rels", References(
            [
                .. sheets.Select((_, n) => $"s{n}:worksheet:worksheets/sheet{n}.xml"), "st:styles:styles.xml",
                "sh:sharedStrings:/xl/sharedStrings.xml",
            ]));
            Add("xl/workbook.xml",
                $"""
                <workbook xmlns="{Main}" xmlns:r="{Documents}"><workbookPr date1904="{(from1904 ? 1 : 0)}"/><sheets>
                {string.Concat(sheets.Select((s, n) => $"<sheet name=\"{SecurityElement.Escape(s.Name)}\" "
                    + $"sheetId=\"{n + 1}\" state=\"{s.State}\" r:id=\"s{n}\"/>"))}
                </sheets></workbook>
                """);
            Add("xl/styles.xml",
                $"""
                <styleSheet xmlns="{Main}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/>
                <numFmt numFmtId="165" formatCode="[$-407]&quot;am&quot; d\. mmm yyyy;@"/></numFmts>
                <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
                <cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>
                </styleSheet>
                """);
            Add("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{shared}</sst>");
            for (int n = 0; n < sheets.Length; n++)
            {
                Add($"xl/worksheets/sheet{n}.xml",
                    $"<worksheet xmlns=\"{Main}\"><sheetData>{sheets[n].Rows}</sheetData></worksheet>");
            }

            void Add(string part, string text)
            {
                using var writer = new StreamWriter(archive.CreateEntry(part).Open());
                writer.Write(change?.Invoke(text) ?? text);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A workbook of one sheet.</summary>
    /// <param name="rows">Its rows as XML.</param>
    public static byte[] Of(params string[] rows) => Of([("Sheet1", "visible", string.Concat(rows))]);

    /// <summary>A row.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="cells">Cells from column A on: numbers, texts, days with a time, truth values, XML in an array;
    /// null for none.</param>
    public static string Row(int number, params object?[] cells) =>
        $"<row r=\"{number}\">{string.Concat(cells.Select((c, n) => Cell($"{(char)('A' + n)}{number}", c)))}</row>";

    /// <summary>A day with a time as Excel counts it.</summary>
    public static double Days(DateTime time) => (time - new DateTime(1899, 12, 30)).TotalDays;

    private static string Cell(string place, object? cell) => cell switch
    {
        null => "",
        string text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
        bool flag => $"<c r=\"{place}\" t=\"b\"><v>{(flag ? 1 : 0)}</v></c>",
        DateTime time => Cell(place, (Days(time), time.TimeOfDay.Ticks == 0 ? Style.Day : Style.Time)),
        (double days, Style style) =>
            string.Create(CultureInfo.InvariantCulture, $"<c r=\"{place}\" s=\"{(int)style}\"><v>{days:R}</v></c>"),
        string[] xml => $"<c r=\"{place}\" {xml[0]}>{xml[1]}</c>",
        _ => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{place}\"><v>{cell}</v></c>"),
    };

    private static string References(params string[] references) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(references.Select(r => r.Split(':')).Select(r =>
            $"<Relationship Id=\"{r[0]}\" Type=\"{Documents}/{r[1]}\" Target=\"{r[2]}\"/>"))
        + "</Relationships>";
}
