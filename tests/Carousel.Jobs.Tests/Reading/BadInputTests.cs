using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>The exact sentence for each thing that can be wrong with a file.</summary>
public sealed class BadInputTests
{
    private const string Header = "date,store,revenue,promo\n";

    [Fact]
    public void Message_OffersTheNearestFile_WhenTheFileDoesNotExist()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "sales.csv"), "x");
        string path = Path.Combine(folder, "sale.csv");

        Assert.Equal($"{path} does not exist. Did you mean 'sales.csv'?", MessageOf(path));
        Assert.Equal(
            $"{folder}/nothing/a.csv does not exist. Nor does the folder {folder}/nothing.",
            MessageOf($"{folder}/nothing/a.csv"));
    }

    [Fact]
    public void Message_NamesAFileInside_WhenTheFileIsAFolder()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        Assert.Equal($"{folder} is a folder, not a file. Pass a file.", MessageOf(folder));

        string inside = Path.Combine(folder, "a.csv");
        File.WriteAllText(inside, "x");
        Assert.Equal(
            $"{folder} is a folder, not a file. Pass a file in it, such as {inside}.", MessageOf(folder));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 0, 3 }, " is not text: byte 3 is zero. Pass a CSV file.")]
    [InlineData(
        new byte[] { 0x50, 0x4B, 3, 4, 5 },
        " is not text but a zip archive or an Excel workbook. Save it as CSV or text, and pass that.")]
    [InlineData(
        new byte[] { 0x50, 0x41, 0x52, 0x31, 5, 0 },
        " is not text but a Parquet or Arrow file. Save it as CSV, which the package Carousel.Data can do.")]
    [InlineData(
        new byte[] { 0x41, 0x52, 0x52, 0x4F, 0x57, 0x31, 0, 0, 0xFF },
        " is not text but a Parquet or Arrow file. Save it as CSV, which the package Carousel.Data can do.")]
    [InlineData(new byte[0], " is empty. A header line and rows of values are expected.")]
    [InlineData(new byte[] { 0x0A, 0x0A }, " is empty. A header line and rows of values are expected.")]
    [InlineData(
        new byte[] { 0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
        " is a damaged gzip file. Pack it again, or pass the unpacked file.")]
    public void Message_SaysWhatTheFileIs_WhenItIsNotText(byte[] bytes, string message)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.safetensors");
        File.WriteAllBytes(path, bytes);

        Assert.Equal(path + message, MessageOf(path));
    }

    [Theory]
    [InlineData("ARRONDISSEMENT")]
    [InlineData("ARROW1")]
    [InlineData("PAR1")]
    public void Columns_MayHaveTheLettersOfOtherFormats(string column)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "sales.csv");
        File.WriteAllText(path, $"{column},revenue\n2001-01-01,1\n2001-01-02,2\n2001-01-03,3\n");

        Assert.Equal(3, SeriesReader.ReadCsv(path)[0].HistoryLength);
    }

    [Fact]
    public void Message_SaysSo_WhenThereIsOnlyAHeader() =>
        Assert.Equal("sales.csv has a header but no rows. Add rows of values below it.", MessageIn(Header));

    [Fact]
    public void Message_OffersTheNearestColumn_WhenAColumnIsUnknown() =>
        Assert.Equal(
            "sales.csv has no column 'revnue'. Did you mean 'revenue'? Its columns: date, store, revenue, promo.",
            MessageIn(Header + "2001-01-01,A,1,0\n", new ReadOptions { Targets = ["revnue"] }));

    [Fact]
    public void Message_OffersNothing_WhenNoColumnIsNear() =>
        Assert.Equal(
            "sales.csv has no column 'temperature'. Its columns: date, store, revenue, promo.",
            MessageIn(Header + "2001-01-01,A,1,0\n", new ReadOptions { Known = ["temperature"] }));

    [Fact]
    public void Message_NamesBothUses_WhenAColumnIsUsedTwice() =>
        Assert.Equal(
            "sales.csv: column 'promo' has two uses, one of them --target. Give each column one use.",
            MessageIn(Header + "2001-01-01,A,1,0\n", new ReadOptions { Targets = ["promo"], Known = ["promo"] }));

    [Theory]
    [InlineData("ill", "'ill' is not a number in column 'revenue'. Pass --missing 'ill' to read it as a gap.")]
    [InlineData(
        "$5",
        "'$5' is not a number in column 'revenue'. Write only digits and a decimal point, such as 12.5, or pass "
        + "--missing '$5' to read it as a gap.")]
    [InlineData(
        "inf",
        "'inf' in column 'revenue' is infinite or too large. Correct it, or pass --missing 'inf' to read it as a gap.")]
    [InlineData(
        "-Infinity",
        "'-Infinity' in column 'revenue' is infinite or too large. Correct it, or pass --missing '-Infinity' to read "
        + "it as a gap.")]
    [InlineData(
        "1e99",
        "'1e99' in column 'revenue' is infinite or too large. Correct it, or pass --missing '1e99' to read it as a "
        + "gap.")]
    [InlineData("\"1,5\"", "'1,5' in column 'revenue' has a decimal comma. Pass --decimal ',' to read it.")]
    public void Message_NamesThePlace_WhenACellIsNoNumber(string cell, string message)
    {
        string text = Header + string.Concat(Enumerable.Range(0, 9).Select(d => $"2001-01-0{d + 1},A,{d}.5,0\n"))
            + $"2001-01-10,A,{cell},0\n2001-01-11,A,3,0\n";

        Assert.Equal("sales.csv:11:3: " + message, MessageIn(text, new ReadOptions { Targets = ["revenue"] }));
    }

    [Fact]
    public void Message_SpeaksOfProperties_AndKeepsTheBracesOfColumnsAndCells()
    {
        string text = "date,{Missing}\n" + string.Concat(Enumerable.Range(1, 9).Select(d => $"2001-01-0{d},{d}.5\n"))
            + "2001-01-10,{Side}\n";
        var caught = Assert.Throws<DataFormatException>(
            () => SeriesReader.ReadCsv(new StringReader(text), "sales.csv", new ReadOptions { SkipBadRows = "0" }));

        Assert.Equal(
            "sales.csv:11:2: '{Side}' is not a number in column '{Missing}'. Pass Missing '{Side}' to read it as a "
            + "gap.", caught.Message);
        Assert.Equal(
            "sales.csv:11:2: '{Side}' is not a number in column '{Missing}'. Pass --missing '{Side}' to read it as a "
            + "gap.", caught.OnCommandLine);
    }

    [Fact]
    public void Message_AsksForQuotesOrSemicolons_WhenDecimalCommasSeparate() =>
        Assert.Equal(
            "sales.csv:3: the line has 3 cells separated by ',', but the header has 2 cells. Quote cells that contain "
            + "commas; where commas are decimal, separate the columns with semicolons.",
            MessageIn("date,x\n2001-01-01,1\n2001-01-02,1,5\n"));

    [Fact]
    public void Message_CountsCells_WhenALineIsShort() =>
        Assert.Equal(
            "sales.csv:3: the line has 1 cell separated by ',', but the header has 2 cells. Add the missing values, or "
            + "remove the line.",
            MessageIn("date,x\n2001-01-01,1\n2001-01-02\n"));

    [Fact]
    public void Message_NamesTheFirst_WhenANameStandsTwiceInTheHeader() =>
        Assert.Equal(
            "sales.csv:1:3: the column name 'x' already appears in column 2. Give each column its own name.",
            MessageIn("date,x,x\n2001-01-01,1,2\n"));

    [Fact]
    public void Message_NamesTheLineThatOpens_WhenAQuoteIsNeverClosed() =>
        Assert.Equal(
            "sales.csv:3: a quotation mark is opened and never closed. Close it, or write it twice inside quotes.",
            MessageIn("date,x\n2001-01-01,1\n2001-01-02,\"2\n2001-01-03,3\n"));

    [Fact]
    public void Message_NamesBothLines_WhenAStampStandsTwice()
    {
        Assert.Equal(
            "sales.csv:5:1: 2001-01-02 already appears on line 3. If the table has several series, pass --id with the "
            + "column that names them. If the rows of a time add up, pass --every 1d:sum for the sum of each day. Else "
            + "remove one of them.",
            MessageIn("date,x\n2001-01-01,1\n2001-01-02,2\n2001-01-03,3\n2001-01-02,4\n"));
        Assert.Equal(
            "sales.csv:3:1: 2001-01-01 already appears on line 2. If the table has several series, pass --id with the "
            + "column that names them. If the rows of a time add up, pass --every 1d:sum for the sum of each day. Else "
            + "remove one of them.",
            MessageIn(Header + "2001-01-01,A,1,0\n2001-01-01,B,1,0\n2001-01-02,A,1,0\n2001-01-02,B,1,0\n"));
        Assert.Equal(
            "sales.csv:3:1: 2001-01-01 already appears on line 2 of series 'A'. Correct the time if it is mistyped, or "
            + "remove one of the two rows.",
            MessageIn(
                Header + "2001-01-01,A,1,0\n2001-01-01,A,1,0\n2001-01-02,A,1,0\n", new ReadOptions { Id = "store" }));
    }

    [Fact]
    public void Message_NamesTheRow_WhenStampsLeaveTheGrid()
    {
        string text = "time,x\n" + string.Concat(Enumerable.Range(0, 10)
            .Select(h => $"2001-03-04 0{h}:{(h == 7 ? 13 : 0):00},{h}.5\n"));

        Assert.Equal(
            "sales.csv:9:1: 2001-03-04 07:13 is not on the grid of the rows before it (hourly). Correct it, pass "
            + "--every 1h to average the rows of each interval, or pass --time none to number the rows instead.",
            MessageIn(text));
        Assert.Equal(
            10,
            SeriesReader.ReadCsv(
                new StringReader(text), "sales.csv", new ReadOptions { Time = ReadOptions.None })[0].Length);
    }

    [Fact]
    public void Message_NamesTheForms_WhenDayAndMonthCannotBeToldApart() =>
        Assert.Equal(
            "sales.csv:2:1: '03/04/2001' in column 'date' may begin with the day or with the month. Pass --time-format "
            + "d/M/yyyy or M/d/yyyy.",
            MessageIn("date,x\n03/04/2001,1\n04/04/2001,2\n"));

    [Fact]
    public void Message_NamesTheForm_WhenAStampDiffersFromTheFirst()
    {
        Assert.Equal(
            "sales.csv:6:1: 'yesterday' in column 'date' is not a time stamp in the form of the first, '2001-01-01'. "
            + "Write it in that form, or remove the row.",
            MessageIn("date,x\n2001-01-01,1\n2001-01-02,2\n2001-01-03,3\n2001-01-04,4\nyesterday,5\n"));
        Assert.Equal(
            "sales.csv:2:2: 'A' in column 'store' is not a time stamp that is understood. Write it like 2001-06-30 or "
            + "2001-06-30 23:00, pass --time-format, or pass --time none to number the rows.",
            MessageIn(Header + "2001-01-01,A,1,0\n", new ReadOptions { Time = "store" }));
        Assert.Equal(
            "sales.csv:3:1: the time stamp in column 'date' is empty. Write it, or remove the row.",
            MessageIn("date,x\n2001-01-01,1\n,2\n2001-01-03,3\n"));
    }

    [Fact]
    public void Message_ListsTheColumns_WhenNoneHoldsNumbers() =>
        Assert.Equal(
            "sales.csv has no column of numbers to forecast. Its columns: date, kind. Line 2: 2001-01-01, sun. Add a "
            + "column of numbers such as 12.5.",
            MessageIn("date,kind\n2001-01-01,sun\n2001-01-02,rain\n"));

    [Fact]
    public void Message_NamesTheDelimiters_WhenALineIsOneCell() =>
        Assert.Equal(
            "sales.csv has no column of numbers to forecast. Its only column: date x. Columns are separated "
            + "by commas, semicolons, tabs or bars. Line 2: 2001-01-01 1. Add a column of numbers such as 12.5.",
            MessageIn("date x\n2001-01-01 1\n2001-01-02 2\n"));

    [Fact]
    public void Message_NamesTheFirstLine_WhenAStaticValueChanges() =>
        Assert.Equal(
            "sales.csv:3:2: 'B' in the static column 'store' differs from 'A' on line 2. Pass it with --known or "
            + "--past if it changes.",
            MessageIn(Header + "2001-01-01,A,1,0\n2001-01-02,B,1,0\n", new ReadOptions { Static = ["store"] }));

    [Fact]
    public void Message_NamesTheValue_WhenASeriesIsConstant()
    {
        SeriesSet set = SeriesReader.ReadCsv(new StringReader("date,x\n2001-01-01,5\n2001-01-02,5\n"), "sales.csv");
        var caught = Assert.Throws<DataFormatException>(() => SeriesRequirements.RequireVariation(set));

        Assert.Equal(
            "sales.csv: column 'x' is 5 in every row, so there is nothing to forecast. Check its values; if another "
            + "column is meant, name it with --target.",
            caught.OnCommandLine);
    }

    [Fact]
    public void Message_NamesTheLongestHorizon_WhenThereAreTooFewRows()
    {
        string text = "date,x\n" + string.Concat(Enumerable.Range(0, 900)
            .Select(d => $"{new DateTime(2001, 1, 1).AddDays(d):yyyy-MM-dd},{d}.5\n"));
        SeriesSet set = SeriesReader.ReadCsv(new StringReader(text), "sales.csv");
        var caught = Assert.Throws<DataFormatException>(
            () => SeriesRequirements.RequireRows(set, 400, h => (int)Math.Ceiling(h * 4.24)));

        Assert.Equal(
            "A horizon of 400 days needs at least 1,696 rows to train, validate and test; sales.csv has 900. Add "
            + "rows, or pass --horizon 212.",
            caught.OnCommandLine);
    }

    [Fact]
    public void Message_NamesWhatMakesRowsFew_WhenNoHorizonWouldDo()
    {
        SeriesSet set = SeriesReader.ReadCsv(new StringReader("date,x\n2001-01-01,5\n2001-01-02,6\n"), "sales.csv");
        Assert.Equal(
            "A horizon of 1 day needs at least 14 rows to train, validate and test; sales.csv has 2. Pass a longer "
            + "series or smaller --lookback and --test-rows, or forecast without training.",
            Assert.Throws<DataFormatException>(() => SeriesRequirements.RequireRows(set, 1, _ => 14)).OnCommandLine);
    }

    private static string MessageOf(string path) =>
        Assert.Throws<DataFormatException>(() => SeriesReader.ReadCsv(path)).OnCommandLine;

    private static string MessageIn(string text, ReadOptions? options = null) =>
        Assert.Throws<DataFormatException>(
            () => SeriesReader.ReadCsv(
                new StringReader(text), "sales.csv", (options ?? new ReadOptions()) with { SkipBadRows = "0" }))
            .OnCommandLine;
}
