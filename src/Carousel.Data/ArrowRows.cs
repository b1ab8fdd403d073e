using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Carousel.Data;

/// <summary>The batches of an Arrow file or stream as one table.</summary>
internal sealed class ArrowRows
{
    private const int EndBytes = 8;

    private readonly string _name;
    private readonly TableBuilder _table;
    private long _rows;

    /// <summary>Reads all batches.</summary>
    /// <param name="reader">The reader, before its first batch.</param>
    /// <param name="name">How messages call the file or stream.</param>
    /// <param name="asked">The columns to read; null for all that can be read.</param>
    /// <exception cref="DataFormatException">A batch cannot be read.</exception>
    public ArrowRows(ArrowStreamReader reader, string name, IReadOnlyList<string>? asked)
    {
        _name = name;
        Schema schema = Guarded(() => reader.Schema, "the description of the columns is");
        _table = new TableBuilder(
            name, [.. schema.FieldsList.Select(f => (f.Name, ArrowTypes.CellOf(f.DataType), f.DataType.Name))], asked);
        while (Guarded(reader.ReadNextRecordBatch, Invariant.Of($"the rows after row {_rows} are")) is { } batch)
        {
            using (batch)
            {
                for (int c = 0; c < _table.Places.Length; c++)
                {
                    Add(c, batch, schema.GetFieldByIndex(_table.Places[c]).Name);
                }

                _rows += batch.Length;
            }
        }
    }

    /// <summary>The rows that were read.</summary>
    /// <param name="stream">A stream whose end must have a mark, or null.</param>
    public ColumnTable ToTable(Stream? stream)
    {
        if (stream is not null && BinaryFile.Text(stream, stream.Position - EndBytes, EndBytes)
            is not "\u00ff\u00ff\u00ff\u00ff\0\0\0\0")
        {
            _table.Notes.Add(Invariant.Of($"The stream has no mark of its end after row {_rows}: it may be cut."));
        }

        return _table.ToTable();
    }

    private T Guarded<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (BinaryFile.IsDamage(exception))
        {
            throw new DataFormatException($"{_name}: {what} cut or damaged ({exception.Message}).", exception);
        }
    }

    private void Add(int c, RecordBatch batch, string column)
    {
        int row = 0;
        try
        {
            Func<int, object?> cell = ArrowReading.Of(batch.Column(_table.Places[c]), _table.TypeOf(c));
            for (; row < batch.Length; row++)
            {
                _table.Cells[c].Add(cell(row));
            }
        }
        catch (Exception exception) when (BinaryFile.IsDamage(exception))
        {
            throw new DataFormatException(
                Invariant.Of($"{_name}: the column '{column}' cannot be read in row {_rows + row + 1}: ")
                    + exception.Message,
                exception);
        }
    }
}
