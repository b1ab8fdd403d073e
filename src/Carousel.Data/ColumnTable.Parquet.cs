using Carousel.Storage;
using Parquet;
using Parquet.Schema;

namespace Carousel.Data;

/// <content>Parquet files.</content>
public sealed partial class ColumnTable
{
    private const int Mark = 4, Tail = 8, RowsPerGroup = 1 << 20;

    private static readonly ParquetOptions _parquet = new() { UseDateOnlyTypeForDates = true };

    /// <summary>Reads a Parquet file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <returns>The table; its notes name the columns that were skipped.</returns>
    /// <exception cref="DataFormatException">The file cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadParquet(string path, IReadOnlyList<string>? columns = null) =>
        BinaryFile.Read(path, stream => ReadParquet(stream, path, columns));

    /// <summary>Reads the bytes of a Parquet file.</summary>
    /// <param name="stream">The bytes of a file, from where the stream is; it stays open.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <returns>The table; its notes name the columns that were skipped.</returns>
    /// <exception cref="DataFormatException">The bytes cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadParquet(Stream stream, string name, IReadOnlyList<string>? columns = null)
    {
        (stream, string start) = BinaryFile.Seekable(stream, name);
        RequireWhole(stream, name, start);
        return Task.Run(() => ReadAsync(stream, name, columns)).GetAwaiter().GetResult();
    }

    /// <summary>Writes a Parquet file.</summary>
    /// <param name="path">The file; it is replaced when all is written.</param>
    /// <exception cref="DataFormatException">A time or a decimal number cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveParquet(string path) => AtomicFile.Write(path, SaveParquet);

    /// <summary>Writes the bytes of a Parquet file.</summary>
    /// <param name="stream">Receives the file; it stays open.</param>
    /// <exception cref="DataFormatException">A time or a decimal number cannot be written.</exception>
    public void SaveParquet(Stream stream) => Task.Run(() => WriteAsync(stream)).GetAwaiter().GetResult();

    private static async Task<ColumnTable> ReadAsync(Stream stream, string name, IReadOnlyList<string>? columns)
    {
        ParquetReader reader;
        Field[] fields;
        try
        {
            reader = await ParquetReader.CreateAsync(stream, _parquet, true).ConfigureAwait(false);
            fields = [.. reader.Schema.Fields];
        }
        catch (Exception exception) when (BinaryFile.IsDamage(exception))
        {
            throw new DataFormatException(
                $"{name}: the description of the columns is damaged ({exception.Message}).", exception);
        }

        await using (reader.ConfigureAwait(false))
        {
            var table = new TableBuilder(name, [.. fields.Select(f => (f.Name, TypeOf(f), KindOf(f)))], columns);
            var cells = new List<Array>();
            foreach (int place in table.Places)
            {
                var reading = new ParquetReading(reader, (DataField)fields[place], name);
                cells.Add(await CellTypes.Run(table.TypeOf(cells.Count), reading).ConfigureAwait(false));
            }

            return table.ToTable(cells);
        }
    }

    private async Task WriteAsync(Stream stream)
    {
        ParquetWriting[] columns = [.. Columns.Select(c => new ParquetWriting(Name, c))];
        ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(columns.Select(c => c.Field)), stream, _parquet).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            for (int row = 0; row == 0 || row < RowCount; row += RowsPerGroup)
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach (ParquetWriting column in columns)
                {
                    await column.WriteAsync(group, row..Math.Min(row + RowsPerGroup, RowCount))
                        .ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The type of cells of a field; null for one that is not a cell per row.</summary>
    private static Type? TypeOf(Field field) =>
        field is not DataField { IsArray: false, MaxRepetitionLevel: 0 } data ? null
        : data.ClrType == typeof(ReadOnlyMemory<char>) ? typeof(string) : CellTypes.Of(data.ClrType);

    private static string KindOf(Field field) => field is not DataField data
        ? field.SchemaType.ToString().ToLowerInvariant()
        : data.IsArray ? "list" : data.ClrType == typeof(ReadOnlyMemory<byte>) ? "bytes" : data.ClrType.Name;

    /// <summary>Refuses a file that is not a whole one before its description is read.</summary>
    private static void RequireWhole(Stream stream, string name, string start)
    {
        string end = BinaryFile.Text(stream, stream.Length - Mark, Mark);
        bool isEncrypted = start is "PARE" || end is "PARE";
        if (isEncrypted || start is not "PAR1")
        {
            throw new DataFormatException(isEncrypted
                ? $"{name} is an encrypted Parquet file. Save it without encryption."
                : $"{name} is not a Parquet file: it does not begin with PAR1.");
        }

        // The description ends with a zero; without it the library never returns.
        if (end is not "PAR1" || BinaryFile.Text(stream, stream.Length - Tail - 1, 1) is not "\0")
        {
            throw new DataFormatException(
                $"{name} is cut or damaged: a Parquet file ends with a description of its columns. Copy it again.");
        }
    }
}
