using Parquet;
using Parquet.Schema;

namespace Carousel.Data.Tests;

/// <summary>Parquet files of other programs: compressions, row groups, columns that are skipped.</summary>
public sealed class ParquetFormatTests
{
    [Fact]
    public async Task NestedColumnsOfParquet_AreSkipped_AndNamed_ButNotIfTheyAreAskedFor()
    {
        using MemoryStream file = await Nested();

        ColumnTable table = ColumnTable.ReadParquet(file, "the file");

        Assert.Equal(["x"], table.Columns.Select(c => c.Name));
        Assert.Equal(
            ["Skipped 2 of 3 columns that do not have one number, text or time per row: 'tags' (list), 'raw' (bytes)."],
            table.Notes);
        file.Position = 0;
        DataFormatException caught =
            Assert.Throws<DataFormatException>(() => ColumnTable.ReadParquet(file, "the file", ["x", "tags"]));
        Assert.Equal(
            "the file: cannot read columns that do not have one number, text or time per row: 'tags' (list).",
            caught.Message);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    public async Task CompressedParquet_OfSeveralGroups_IsRead(CompressionMethod method)
    {
        using var file = new MemoryStream();
        var field = new DataField("x", typeof(int), false);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(field), file, new ParquetOptions { CompressionMethod = method },
            cancellationToken: TestContext.Current.CancellationToken))
        {
            foreach (int[] part in Enumerable.Range(0, 1000).Chunk(300))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync<int>(field, part, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        file.Position = 0;
        Assert.Equal(Enumerable.Range(0, 1000), ColumnTable.ReadParquet(file, "the file")["x"].ToArray<int>());
    }

    [Fact]
    public void AStreamThatCannotSeek_IsRead()
    {
        byte[] bytes = SampleTables.Bytes(SampleTables.Of(10, new Random(1)).SaveParquet);
        using var pipe = new System.IO.Compression.DeflateStream(
            new MemoryStream(SampleTables.Bytes(stream =>
            {
                using var packed = new System.IO.Compression.DeflateStream(
                    stream, System.IO.Compression.CompressionMode.Compress, leaveOpen: true);
                packed.Write(bytes);
            })),
            System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(10, ColumnTable.ReadParquet(pipe, "the pipe").RowCount);
    }

    private static async Task<MemoryStream> Nested()
    {
        var file = new MemoryStream();
        DataField tag = new("element", typeof(int), true), x = new("x", typeof(int), false),
            raw = new("raw", typeof(byte[]), true);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(new ListField("tags", tag), x, raw), file))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<int>(tag, new int?[] { 1, 2 }, new int[] { 0, 1 });
            await group.WriteAsync<int>(x, new int[] { 7 });
            await group.WriteAsync(raw, new byte[]?[] { [1] });
        }

        file.Position = 0;
        return file;
    }
}
