using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Carousel.Data.Tests;

/// <summary>Arrow files of other programs: types that Carousel does not write, columns that are skipped.</summary>
public sealed class ArrowFormatTests
{
    private static readonly DateTime _noon = new(2026, 3, 4, 12, 0, 0);

    public static TheoryData<TimeUnit, string?> Units =>
        [.. from unit in Enum.GetValues<TimeUnit>() from zone in new[] { null, "Europe/Berlin" } select (unit, zone)];

    [Theory]
    [MemberData(nameof(Units))]
    public void ArrowTimes_OfAnyUnit_AreTimes_AndInUtcIfTheyHaveAZone(TimeUnit unit, string? zone)
    {
        IArrowArray times = new TimestampArray.Builder(new TimestampType(unit, zone))
            .Append(new DateTimeOffset(_noon, TimeSpan.Zero)).AppendNull().Build();

        DateTime?[] read = Read(times)["x"].ToArray<DateTime?>();

        Assert.Equal([_noon, null], read);
        Assert.Equal(zone is null ? DateTimeKind.Unspecified : DateTimeKind.Utc, read[0]!.Value.Kind);
    }

    [Fact]
    public void ADictionary_IsItsTexts()
    {
        var coded = new DictionaryArray(
            new DictionaryType(Int8Type.Default, StringType.Default, false),
            new Int8Array.Builder().Append(1).AppendNull().Append(0).Build(),
            new StringArray.Builder().Append("red").Append("blue").Build());
        AssertTexts(["blue", null, "red"], coded);
    }

    [Fact]
    public void OtherKindsOfArrays_AreCells()
    {
        Assert.Equal(
            [0.5f, float.NaN], Read(new HalfFloatArray.Builder().Append((Half)0.5f).AppendNull().Build())["x"]
                .ToArray<float>());
        Assert.Equal(
            [_noon.Date, null], Read(new Date64Array.Builder().Append(_noon).AppendNull().Build())["x"]
                .ToArray<DateTime?>());
        AssertTexts(["long", null], new LargeStringArray.Builder().Append("long").AppendNull().Build());
        AssertTexts(
            ["short", "a text of more than twelve bytes", null],
            new StringViewArray.Builder().Append("short").Append("a text of more than twelve bytes").AppendNull()
                .Build());
        Assert.Equal(
            [1.25m, null], Read(new Decimal256Array.Builder(new Decimal256Type(40, 2)).Append(1.25m).AppendNull()
                .Build())["x"].ToArray<decimal?>());
        AssertTexts([null, null], new NullArray(2));
    }

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame)]
    [InlineData(CompressionCodecType.Zstd)]
    public void CompressedArrow_IsRead(CompressionCodecType codec)
    {
        var options = new IpcOptions
        {
            CompressionCodec = codec,
            CompressionCodecFactory = new CompressionCodecFactory(),
        };
        Int32Array numbers = new Int32Array.Builder().AppendRange(Enumerable.Range(0, 1000)).Build();
        Assert.Equal(Enumerable.Range(0, 1000), Read(numbers, options)["x"].ToArray<int>());
    }

    [Fact]
    public void AListInArrow_IsSkipped_AndNamed()
    {
        var lists = new ListArray.Builder(Int32Type.Default);
        lists.Append();
        ((Int32Array.Builder)lists.ValueBuilder).Append(1);
        var schema = new Schema(
            [new Field("tags", new ListType(Int32Type.Default), true), new Field("x", Int32Type.Default, true)], null);
        using var batch = new RecordBatch(schema, [lists.Build(), new Int32Array.Builder().Append(7).Build()], 1);

        ColumnTable table = ColumnTable.ReadArrow(Stream(batch), "the file");

        Assert.Equal(["x"], table.Columns.Select(c => c.Name));
        Assert.Equal(
            ["Skipped 1 of 2 columns that do not have one number, text or time per row: 'tags' (list)."],
            table.Notes);
    }

    private static void AssertTexts(IEnumerable<string?> expected, IArrowArray array) =>
        Assert.Equal(expected, Read(array)["x"].ToArray<string?>());

    private static ColumnTable Read(IArrowArray array, IpcOptions? options = null)
    {
        var schema = new Schema([new Field("x", array.Data.DataType, true)], null);
        using var batch = new RecordBatch(schema, [array], array.Length);
        ColumnTable table = ColumnTable.ReadArrow(Stream(batch, options), "the stream");
        Assert.Empty(table.Notes);
        return table;
    }

    private static MemoryStream Stream(RecordBatch batch, IpcOptions? options = null)
    {
        var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true, options ?? new IpcOptions());
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        stream.Position = 0;
        return stream;
    }
}
