using System.Globalization;
using System.IO.Compression;
using Carousel.Jobs.Reading;
using Carousel.Testing;
using static Carousel.Testing.SmallWorkbook;

namespace Carousel.Data.Tests;

/// <summary>Excel workbooks become tables, and CSV for the jobs.</summary>
[Collection(typeof(Alone))]
public sealed class WorkbookTests
{
    private static readonly string _header = Row(1, "day", "sales");
    private static readonly string _rows = _header + Row(2, new DateTime(2026, 1, 1), 3);

    [Fact]
    public void Columns_HaveTheTypeOfTheirCells_AndEmptyOnesAreMissing()
    {
        ColumnTable table = Read(Of(
            Row(1, "day", "sales", "shop", "open", "mixed", null, "none"),
            Row(2, new DateTime(2026, 1, 1), 0.30000000000000004, " north ", true, 12345678901234567, null),
            Row(3, new DateTime(2026, 1, 2), null, "", false, "x", 1.5),
            Row(4, null, -1e-300, null, null, true)));
        Assert.Equal(["day", "sales", "shop", "open", "mixed", "column6", "none"], table.Columns.Select(c => c.Name));
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2), null], Cells(table, "day"));
        Assert.Equal([0.30000000000000004, null, -1e-300], Cells(table, "sales"));
        Assert.Equal(["north", null, null], Cells(table, "shop"));
        Assert.Equal([true, false, null], Cells(table, "open"));
        Assert.Equal(["12345678901234568", "x", "TRUE"], Cells(table, "mixed"));
        Assert.Equal([null, 1.5, null], Cells(table, "column6"));
        Assert.Equal([null, null, null], Cells(table, "none"));
        Assert.Empty(table.Notes);
    }

    [Fact]
    public void Days_HaveTimes_IfOneOfTheColumnHasOne()
    {
        ColumnTable table = Read(Of(
            Row(1, "time", "clock", "elapsed", "own", "early", "late", "iso"),
            Row(2, new DateTime(2026, 1, 1), (0.75, Style.Time), (1.5, Style.Elapsed), (46023.0, Style.OwnDay),
                (1.0, Style.Day), (-1.0, Style.Day), new[] { "t=\"d\"", "<v>2026-01-01T06:00:00</v>" }),
            Row(3, new DateTime(2026, 1, 1, 13, 0, 0))));
        Assert.Equal([new DateTime(2026, 1, 1), new DateTime(2026, 1, 1, 13, 0, 0)], Cells(table, "time"));
        Assert.Equal("18:00:00", table["clock"][0]);
        Assert.Equal(1.5, table["elapsed"][0]);
        Assert.Equal(new DateOnly(2026, 1, 1), table["own"][0]);
        Assert.Equal(new DateOnly(1900, 1, 1), table["early"][0]);
        Assert.Equal(-1.0, table["late"][0]);
        Assert.Equal(new DateTime(2026, 1, 1, 6, 0, 0), table["iso"][0]);
    }

    [Fact]
    public void Days_AreCountedFrom1904_IfTheWorkbookDoes() => Assert.Equal(
        new DateOnly(2030, 1, 2), Read(SmallWorkbook.Of([("a", "visible", _rows)], from1904: true))["day"][0]);

    [Fact]
    public void EmptyRowsAndColumns_AndATitle_AreSkipped()
    {
        ColumnTable table = Read(Of(
            Row(3, null, "Sales of all shops"), Row(5, null, "day", "sales"),
            Row(6, null, new DateTime(2026, 1, 1), 3), Row(8, null, new DateTime(2026, 1, 2), 4)));
        Assert.Equal(["day", "sales"], table.Columns.Select(c => c.Name));
        Assert.Equal([3.0, 4.0], Cells(table, "sales"));
    }

    [Fact]
    public void Errors_AreMissing_AndCountedWithTheFirstCell()
    {
        ColumnTable table = Read(Of(
            Row(1, "a", "b"), Row(2, 1, new[] { "t=\"e\"", "<f>1/0</f><v>#DIV/0!</v>" }),
            Row(3, new[] { "t=\"e\"", "<v>#N/A</v>" }, 2)));
        Assert.Equal([1.0, null], Cells(table, "a"));
        Assert.Equal([null, 2.0], Cells(table, "b"));
        Assert.Equal(["2 cells with an error read as missing, the first #DIV/0! in B2."], table.Notes);
    }

    [Fact]
    public void Formulas_HaveTheirStoredValue()
    {
        ColumnTable table = Read(Of(
            Row(1, "a", "b"),
            Row(2, new[] { "", "<f>1+1</f><v>2</v>" }, new[] { "t=\"str\"", "<f>\"x\"&amp;1</f><v>x1</v>" })));
        Assert.Equal(2.0, table["a"][0]);
        Assert.Equal("x1", table["b"][0]);
    }

    [Fact]
    public void TheFirstVisibleSheetWithCells_IsRead_AndANoteNamesTheOthers()
    {
        ColumnTable table = Read(SmallWorkbook.Of(
        [
            ("Cover", "visible", Row(1)), ("Secret", "hidden", Row(1, 1)), ("Deep", "veryHidden", Row(1, 1)),
            ("R & D", "visible", _rows), ("Old", "visible", Row(1, "x")),
        ]));
        Assert.Equal("day", table.Columns[0].Name);
        Assert.Equal(
            [
                "Only 'R & D', the first visible sheet with cells, is read, not 'Cover', 'Old'. Move the sheet that "
                    + "you want to the front.",
            ],
            table.Notes);
    }

    [Fact]
    public void SharedTexts_AreWhole_WithoutHintsAndEndsOfLines()
    {
        const string Texts = "<si><r><t>north</t></r><r><t xml:space=\"preserve\"> east</t></r><rPh><t>no</t></rPh>"
            + "</si><si><t>two\nlines_x000D_</t></si><si/>";
        string rows = Row(1, "a", "b", "c") + Row(
            2, new[] { "t=\"s\"", "<v>0</v>" }, new[] { "t=\"s\"", "<v>1</v>" }, new[] { "t=\"s\"", "<v>2</v>" });
        ColumnTable table = Read(SmallWorkbook.Of([("a", "visible", rows)], Texts));
        Assert.Equal(["north east", "two lines", null], table.Columns.Select(c => c[0]));
    }

    [Fact]
    public void OtherPrefixesAndNamespaces_AndCellsWithoutPlaces_AreRead()
    {
        ColumnTable table = Read(SmallWorkbook.Of(
            [
                ("a", "visible", "<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row>"
                    + "<row><c/><c><v>2</v></c></row>"),
            ],
            change: part => part.Replace($"xmlns=\"{Main}\"", "xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"",
                StringComparison.Ordinal).Replace("r:id", "rel:id", StringComparison.Ordinal)
                .Replace("xmlns:r=", "xmlns:rel=", StringComparison.Ordinal)));
        Assert.Equal(("a", "b"), (table.Columns[0].Name, table.Columns[1].Name));
        Assert.Equal(2.0, table["b"][0]);
    }

    [Fact]
    public void Columns_CanBeChosen() => Assert.Equal(
        ["sales"], ColumnTable.ReadExcel(new MemoryStream(Of(_rows)), "x", ["sales"]).Columns.Select(c => c.Name));

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "empty", [], "x.xlsx is empty." },
        { "text", "day,sales\n"u8.ToArray(), "x.xlsx is not an Excel workbook (.xlsx): it is not" },
        { "xls", [0xD0, 0xCF, 0x11, 0xE0, 0, 0], "x.xlsx is an old Excel workbook (.xls) or has a" },
        { "cut", Of(_rows)[..^40], "x.xlsx: the workbook is damaged (" },
        { "no cells", Of(Row(1)), "x.xlsx has no visible sheet with cells." },
        { "hidden", SmallWorkbook.Of([("a", "hidden", _rows)]), "x.xlsx has no visible sheet with cells." },
        { "no XML", Of("<row"), "x.xlsx: the workbook is damaged (" },
        { "rows", Of(Row(3, 1), Row(2, 1)), "x.xlsx: the workbook is damaged (row 2 follows row 3)." },
        { "far row", Of(Row(1 << 21, 1)), "x.xlsx: the workbook is damaged (row 2097152 follows row 0)." },
        { "wide", Of("<row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row>"), "x.xlsx:1: the line has 475,254 columns, but" },
        { "texts", Of(Row(1, (object)new[] { "t=\"s\"", "<v>7</v>" })), "x.xlsx: the workbook is damaged (" },
        { "style", Of(Row(1, (object)new[] { "s=\"z\"", "<v>7</v>" })), "x.xlsx: the workbook is damaged (" },
        {
            "zip", Zip(),
            "x.xlsx is a zip archive, but not an Excel workbook (.xlsx). Unpack it and pass the file inside, or save "
            + "it as .xlsx or CSV."
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void BadWorkbooks_AreRefused_InOneSentence(string kind, byte[] bytes, string start)
    {
        string message = Assert.Throws<DataFormatException>(
            () => ColumnTable.ReadExcel(new MemoryStream(bytes), "x.xlsx")).Message;
        Assert.True(message.StartsWith(start, StringComparison.Ordinal), $"{kind}: {message}");
    }

    [Fact]
    public void ChangedBytes_AreReadOrRefused()
    {
        byte[] whole = Of(_rows, Row(3, new DateTime(2026, 1, 2), true, "x"));
        var random = new Random(1);
        for (int n = 0; n < 500; n++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(4, changed.Length)] = (byte)random.Next(256);
            Exception? caught = Record.Exception(() => ColumnTable.ReadExcel(new MemoryStream(changed), "x"));
            Assert.True(caught is null or DataFormatException, caught?.ToString());
        }
    }

    [Fact]
    public void Jobs_ReadAWorkbook_AsTheSameTableInCsv_WhateverTheCulture()
    {
        WorkbookText.Register();
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            (DateTime Time, double Sales, bool Open)[] data =
            [
                .. Enumerable.Range(0, 60).Select(
                    n => (new DateTime(2026, 1, 1).AddHours(n), Math.Sin(n) * 1e5, n % 3 == 0)),
            ];
            string csv = Path.Combine(folder, "a.csv"), xlsx = Path.Combine(folder, "a.xlsx");
            File.WriteAllLines(csv, data.Select(
                d => string.Create(CultureInfo.InvariantCulture, $"{d.Time:s},{d.Sales:R},{d.Open}"))
                .Prepend("time,\"sales; all\",open"));
            File.WriteAllBytes(xlsx, Of(
            [
                Row(3, "time", "sales; all", "open"),
                .. data.Select((d, n) => Row(n + 4, d.Time, d.Sales, d.Open)),
            ]));
            Series expected = SeriesReader.ReadCsv(csv, "sales; all").Series[0],
                series = SeriesReader.ReadCsv(xlsx, "sales; all").Series[0];
            Assert.Equal(expected.Column("sales; all").ToArray(), series.Column("sales; all").ToArray());
            Assert.Equal(expected.TimeAt(59), series.TimeAt(59));
            Assert.Equal(60, series.Length);

            // The number of a line is that of the row in the sheet.
            File.WriteAllBytes(xlsx, Of(
                Row(3, "time", "sales"), Row(4, data[0].Time, 1), Row(7, data[1].Time, "oops"),
                Row(8, data[2].Time, 3)));
            string message = Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(xlsx, "sales")).Message;
            Assert.StartsWith($"{xlsx}:7:2: 'oops' is not a number", message, StringComparison.Ordinal);

            File.WriteAllText(xlsx, "time,sales\n");
            Assert.StartsWith(
                $"{xlsx} is not an Excel workbook",
                Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(xlsx, "sales")).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("a.csv");
        }

        return bytes.ToArray();
    }

    private static ColumnTable Read(byte[] bytes) => ColumnTable.ReadExcel(new MemoryStream(bytes), "x");

    private static object?[] Cells(ColumnTable table, string column) =>
        [.. Enumerable.Range(0, table.RowCount).Select(row => table[column][row])];
}
