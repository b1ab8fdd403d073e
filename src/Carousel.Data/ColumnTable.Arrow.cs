using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Carousel.Storage;

namespace Carousel.Data;

/// <content>Arrow IPC files, which are also called Feather, and Arrow streams.</content>
public sealed partial class ColumnTable
{
    private const int RowsPerBatch = 1 << 16;

    /// <summary>Reads an Arrow file in the format of files or of streams.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <returns>The table; its notes name the columns that were skipped.</returns>
    /// <exception cref="DataFormatException">The file cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadArrow(string path, IReadOnlyList<string>? columns = null) =>
        BinaryFile.Read(path, stream => ReadArrow(stream, path, columns));

    /// <summary>Reads Arrow bytes in the format of files or of streams.</summary>
    /// <param name="stream">The bytes, from where the stream is; it stays open.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="columns">The columns to read; null for all that have one number, text or time per row.</param>
    /// <returns>The table; its notes name the columns that were skipped.</returns>
    /// <exception cref="DataFormatException">The bytes cannot be read; the message says why and where.</exception>
    /// <exception cref="IOException">The system fails while it is read.</exception>
    public static ColumnTable ReadArrow(Stream stream, string name, IReadOnlyList<string>? columns = null)
    {
        (stream, string start) = BinaryFile.Seekable(stream, name);
        bool isFile = start is "ARRO";
        if (!isFile && start is not "\u00ff\u00ff\u00ff\u00ff")
        {
            throw new DataFormatException(start is "FEA1"
                ? $"{name} is a Feather file of version 1. Save it in version 2."
                : $"{name} is not an Arrow file or stream: it begins with neither ARROW1 nor the mark of a message.");
        }

        using ArrowStreamReader reader = isFile
            ? new ArrowFileReader(stream, null, new CompressionCodecFactory(), leaveOpen: true)
            : new ArrowStreamReader(stream, new CompressionCodecFactory(), leaveOpen: true);
        return new ArrowRows(reader, name, columns).ToTable(isFile ? null : stream);
    }

    /// <summary>Writes an Arrow file in the format of files.</summary>
    /// <param name="path">The file; it is replaced when all is written.</param>
    /// <exception cref="DataFormatException">A time or a decimal number cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveArrow(string path) => AtomicFile.Write(
        path, stream => WriteArrow(schema => new ArrowFileWriter(stream, schema, leaveOpen: true)));

    /// <summary>Writes an Arrow stream, such as for another process.</summary>
    /// <param name="stream">Receives the batches; it stays open.</param>
    /// <exception cref="DataFormatException">A time or a decimal number cannot be written.</exception>
    public void SaveArrow(Stream stream) =>
        WriteArrow(schema => new ArrowStreamWriter(stream, schema, leaveOpen: true));

    private void WriteArrow(Func<Schema, ArrowStreamWriter> open)
    {
        ArrowWriting[] columns = [.. Columns.Select(c => new ArrowWriting(Name, c))];
        var schema = new Schema(columns.Select(c => c.Field), null);
        using ArrowStreamWriter writer = open(schema);
        writer.WriteStart();
        for (int row = 0; row < RowCount; row += RowsPerBatch)
        {
            int count = Math.Min(RowsPerBatch, RowCount - row);
            using var batch = new RecordBatch(schema, columns.Select(c => c.Make(row, count)), count);
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
    }
}
