using System.Data;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;

namespace Carousel.Data.Tests;

/// <summary>Files that cannot be read are refused in one sentence with file, column and row.</summary>
public sealed class BadFileTests
{
    private static readonly ColumnTable _table = new("sales",
    [
        new("time", Enumerable.Range(0, 40).Select(n => new DateTime(2026, 1, 1).AddDays(n)).ToArray()),
        new("sales", Enumerable.Range(0, 40).Select(n => n * 1.5).ToArray()),
        new("shop", Enumerable.Range(0, 40).Select(n => n % 2 == 0 ? "north" : "south").ToArray()),
    ]);

    private static readonly byte[] _parquet = SampleTables.Bytes(_table.SaveParquet);
    private static readonly byte[] _stream = SampleTables.Bytes(_table.SaveArrow);

    private static int DescriptionBytes => BitConverter.ToInt32(_parquet, _parquet.Length - 8);

    public static TheoryData<string, byte[], string> Parquet => new()
    {
        { "empty", [], "x is empty." },
        { "one byte", "P"u8.ToArray(), "x is not a Parquet file: it does not begin with PAR1." },
        { "CSV", "time,sales\n2026-01-01,3\n"u8.ToArray(), "x is not a Parquet file: it does not begin with PAR1." },
        { "Arrow", _stream, "x is not a Parquet file: it does not begin with PAR1." },
        { "only the mark", "PAR1"u8.ToArray(), "x is cut or damaged: a Parquet file ends with a description" },
        { "two marks", "PAR1PAR1"u8.ToArray(), "x is cut or damaged: a Parquet file ends with a description" },
        { "cut in half", _parquet[..(_parquet.Length / 2)], "x is cut or damaged: a Parquet file ends with" },
        { "cut by a byte", _parquet[..^1], "x is cut or damaged: a Parquet file ends with a description" },
        { "encrypted", [.. "PARE"u8, .. _parquet[4..^4], .. "PARE"u8], "x is an encrypted Parquet file. Save it" },
        { "encrypted end", [.. _parquet[..^4], .. "PARE"u8], "x is an encrypted Parquet file. Save it without" },
        { "length", With(_parquet, ^8, 0xFF, 0xFF, 0xFF, 0x7F), "x: the description of the columns is damaged" },
        { "description", With(_parquet, ^(8 + DescriptionBytes), 0xEE, 0xEE), "x: the description of the columns" },
        { "rows", Recounted(), "x: the counts of rows are damaged." },
        { "pages", Zeroed(_parquet, 4, 300), "x: column 'time' in rows 1 to 40 cannot be read: the bytes are" },
        { "time", Overflown(), "x: column 'time' in rows 1 to 1 cannot be read: a time is outside the years 1" },
    };

    public static TheoryData<string, byte[], string> Arrow => new()
    {
        { "empty", [], "x is empty." },
        { "CSV", "time,sales\n2026-01-01,3\n"u8.ToArray(), "x is not an Arrow file or stream: it begins with neither" },
        { "Parquet", _parquet, "x is not an Arrow file or stream: it begins with neither ARROW1 nor the mark" },
        { "Feather 1", "FEA1...."u8.ToArray(), "x is a Feather file of version 1. Save it in version 2." },
        { "only the mark", "ARROW1\0\0"u8.ToArray(), "x: the description of the columns is cut or damaged" },
        { "schema", _stream[..100], "x: the description of the columns is cut or damaged" },
        { "cut in a batch", _stream[..^200], "x: the rows after row 0 are cut or damaged" },
        { "no columns", Stream([], [], 0), "x has no columns of numbers, texts or times." },
        { "same names", Same(), "x: two columns are called 'a'. Give each column its own name." },
        { "dictionary", Coded(), "x: the column 'a' cannot be read in row 2: Index was outside the bounds" },
        { "time", Late(), "x: the column 'a' cannot be read in row 2: the time 9223372036854775807 (Seconds since" },
        { "offsets of texts", Offsets(), "x: the column 'a' cannot be read in row 2: " },
        { "decimal", Wide(), "x: the column 'a' cannot be read in row 1: " },
    };

    [Theory]
    [MemberData(nameof(Parquet))]
    public void BadParquet_IsRefused_InOneSentence(string kind, byte[] bytes, string start) =>
        Refuse(kind, () => ColumnTable.ReadParquet(new MemoryStream(bytes), "x"), start);

    [Theory]
    [MemberData(nameof(Arrow))]
    public void BadArrow_IsRefused_InOneSentence(string kind, byte[] bytes, string start) =>
        Refuse(kind, () => ColumnTable.ReadArrow(new MemoryStream(bytes), "x"), start);

    [Fact]
    public void FaultsOfTheDisk_AreNotDamage()
    {
        Assert.Throws<IOException>(() => ColumnTable.ReadParquet(new FailingStream(_parquet), "x"));
        Assert.Throws<IOException>(() => ColumnTable.ReadArrow(new FailingStream(_stream), "x"));
    }

    [Fact]
    public void ColumnsThatAreMissing_AreNamed()
    {
        const string Sentence = "x has no column 'sale'. Did you mean 'sales'? Its columns: time, sales, shop.";
        Refuse("parquet", () => ColumnTable.ReadParquet(new MemoryStream(_parquet), "x", ["sale"]), Sentence);
        Refuse("arrow", () => ColumnTable.ReadArrow(new MemoryStream(_stream), "x", ["sale"]), Sentence);
        Refuse("view", () => _table.ToDataView().ToTable(["sale"], "x"), Sentence);
        Refuse(
            "table", () => new ColumnTable("x", _table.Columns)["sale"], Sentence);
    }

    [Fact]
    public void FilesThatAreNotThere_AreNamed()
    {
        Refuse("missing", () => ColumnTable.ReadParquet("nowhere"), "nowhere cannot be read: Could not find file");
        Refuse("folder", () => ColumnTable.ReadArrow(Path.GetTempPath()), Path.GetTempPath() + " cannot be read: ");
    }

    [Fact]
    public void AStreamWithoutItsMark_IsRead_WithANote()
    {
        Assert.Empty(ColumnTable.ReadArrow(new MemoryStream(_stream), "x").Notes);
        ColumnTable cut = ColumnTable.ReadArrow(new MemoryStream(_stream[..^8]), "x");
        Assert.Equal(40, cut.RowCount);
        Assert.Equal(["The stream has no mark of its end after row 40: it may be cut."], cut.Notes);
    }

    [Fact]
    public void CellsThatCannotBeConverted_HaveARow()
    {
        var table = new ColumnTable("x", [new("a", new[] { "1.5", "two" }), new("b", new int?[] { 3, null })]);
        Refuse("text", () => table["a"].ToArray<double>(), "The column 'a' has 'two' in row 2, but values of the type");
        Refuse("missing", () => table["b"].ToArray<int>(), "The column 'b' has no value in row 2, but values of the");
        Refuse("series", () => table.ToSeries(new() { Time = "none", Targets = ["a"] }), "x:2:1: ");
    }

    [Fact]
    public void TablesWithoutRows_AreNoSeries() => Refuse(
        "rows", () => ColumnTable.Of([], System.Array.Empty<float>()).ToSeries(), "the series has no rows.");

    [Fact]
    public void ArraysOfDifferentLengths_AreRefused() => Refuse(
        "lengths", () => ColumnTable.Of([DateTime.UnixEpoch], new float[2]),
        "the series: the column 'time' has 1 rows, but 'value' has 2.");

    [Fact]
    public void ViewsHaveNoMissingTimes() => Refuse(
        "view", () => new ColumnTable("x", [new("t", new DateTime?[] { null })]).ToDataView(),
        "The column 't' has no value in row 1, but values of the type DateTime are needed.");

    [Fact]
    public void TimesThatNanosecondsDoNotReach_AreRefused()
    {
        var table = new ColumnTable("x", [new("t", new[] { DateTime.UnixEpoch, DateTime.MaxValue })]);
        Refuse("parquet", () => table.SaveParquet(new MemoryStream()), "x: the time in row 2 of the column 't' is");
        Refuse("arrow", () => table.SaveArrow(new MemoryStream()), "x: the time in row 2 of the column 't' is");
    }

    [Fact]
    public void DecimalNumbersOfTooManyDigits_AreRefused()
    {
        var table = new ColumnTable("x", [new("a", new[] { decimal.MaxValue, 1e-28m })]);
        const string Sentence = "x: the numbers of the column 'a' need more than 38 digits. Round them.";
        Refuse("parquet", () => table.SaveParquet(new MemoryStream()), Sentence);
        Refuse("arrow", () => table.SaveArrow(new MemoryStream()), Sentence);
    }

    [Fact]
    public void CellsOfAReader_ThatAreOfAnotherType_HaveAColumnAndARow()
    {
        using IDataReader reader = new MixedReader();
        Refuse(
            "reader", () => reader.ToTable(),
            "The column 'count' has '1.5' in row 2, but values of the type Int64 are needed.");
    }

    [Fact]
    public void DamagedBytes_AreReadOrRefused_WhateverTheyAre()
    {
        var random = new Random(11);
        for (int n = 0; n < 600; n++)
        {
            byte[] bytes = [.. n % 2 == 0 ? _parquet : _stream];
            for (int change = 0; change < 1 + (n % 3); change++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var file = new MemoryStream(bytes);
                Assert.NotNull(n % 2 == 0 ? ColumnTable.ReadParquet(file, "x") : ColumnTable.ReadArrow(file, "x"));
            }
            catch (DataFormatException caught)
            {
                Assert.StartsWith("x", caught.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void Refuse(string kind, Func<object> read, string start)
    {
        DataFormatException caught = Assert.Throws<DataFormatException>(read);
        Assert.True(caught.Message.StartsWith(start, StringComparison.Ordinal), $"{kind}: {caught.Message}");
        Assert.DoesNotContain('\n', caught.Message);
    }

    private static void Refuse(string kind, Action write, string start) => Refuse(
        kind, () =>
        {
            write();
            return kind;
        },
        start);

    private static byte[] With(byte[] bytes, Index at, params byte[] changed)
    {
        byte[] made = [.. bytes];
        changed.CopyTo(made, at.GetOffset(made.Length));
        return made;
    }

    private static byte[] Zeroed(byte[] bytes, int from, int to) =>
        [.. bytes[..from], .. new byte[to - from], .. bytes[to..]];

    /// <summary>A file whose description has another count of rows for its group than for the file.</summary>
    private static byte[] Recounted()
    {
        byte[] bytes = SampleTables.Bytes(new ColumnTable("x", [new("a", new double[1_000_003])]).SaveParquet);

        // The count of the file and that of the group are numbers in the variable length of Thrift.
        byte[] count = [0x86, 0x89, 0x7A];
        return With(bytes, bytes.AsSpan().LastIndexOf(count), 0xFE, 0xFF, 0x7F);
    }

    /// <summary>A Parquet file without compression whose only time is replaced by the largest number.</summary>
    private static byte[] Overflown()
    {
        var stream = new MemoryStream();
        var field = new DateTimeDataField("time", DateTimeFormat.Timestamp, false, DateTimeTimeUnit.Micros, false);
        var time = new DateTime(2026, 1, 2, 3, 4, 5);
        Task.Run(async () =>
        {
            await using ParquetWriter writer = await ParquetWriter.CreateAsync(
                new ParquetSchema(field), stream, new ParquetOptions { CompressionMethod = CompressionMethod.None });
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(field, new[] { time });
        }).GetAwaiter().GetResult();
        byte[] bytes = stream.ToArray();
        byte[] number = BitConverter.GetBytes((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        return With(bytes, bytes.AsSpan().IndexOf(number), BitConverter.GetBytes(long.MaxValue));
    }

    private static byte[] Stream(Apache.Arrow.Field[] fields, IArrowArray[] arrays, int rows) =>
        SampleTables.Bytes(stream =>
        {
            var schema = new Schema(fields, null);
            using var batch = new RecordBatch(schema, arrays, rows);
            using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        });

    private static byte[] One(IArrowArray array) =>
        Stream([new Apache.Arrow.Field("a", array.Data.DataType, true)], [array], array.Length);

    private static byte[] Same()
    {
        Int32Array array = new Int32Array.Builder().Append(1).Build();
        var field = new Apache.Arrow.Field("a", Int32Type.Default, true);
        return Stream([field, field], [array, array], 1);
    }

    private static byte[] Coded() => One(new DictionaryArray(
        new DictionaryType(Int8Type.Default, StringType.Default, false),
        new Int8Array.Builder().Append(1).Append(9).Build(),
        new StringArray.Builder().Append("a").Append("b").Build()));

    private static byte[] Late() => One(new TimestampArray(
        new TimestampType(TimeUnit.Second, (string?)null),
        new ArrowBuffer.Builder<long>().Append(0).Append(long.MaxValue).Build(), ArrowBuffer.Empty, 2, 0, 0));

    private static byte[] Offsets() => One(new StringArray(
        2, new ArrowBuffer.Builder<int>().Append(0).Append(1).Append(1 << 28).Build(),
        new ArrowBuffer(Encoding.UTF8.GetBytes("ab")), ArrowBuffer.Empty));

    private static byte[] Wide() => One(new Decimal128Array.Builder(new Decimal128Type(38, 0))
        .Append(new string('9', 37)).Build());

    /// <summary>Bytes of a disk that fails after their first 4 and their end were read.</summary>
    private sealed class FailingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Fails(buffer.Length) ? throw Fault() : base.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) =>
            Fails(count) ? throw Fault() : base.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Fails(buffer.Length) ? throw Fault() : base.ReadAsync(buffer, cancellationToken);

        private static IOException Fault() => new("The disk failed.", 5);

        private bool Fails(int count) => count > 8 || (Position > 0 && Position < Length - 16);
    }
}
