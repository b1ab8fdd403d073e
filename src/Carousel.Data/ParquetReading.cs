using Parquet;
using Parquet.Schema;

namespace Carousel.Data;

/// <summary>Reads the cells of a column of all row groups.</summary>
/// <param name="reader">The file.</param>
/// <param name="field">The column.</param>
/// <param name="name">How messages call the file.</param>
internal sealed class ParquetReading(ParquetReader reader, DataField field, string name) : ICellWork<Task<Array>>
{
    private delegate ValueTask Reading<TCell>(ParquetRowGroupReader group, Memory<TCell> cells);

    /// <inheritdoc/>
    public Task<Array> Of<T>() where T : struct => ReadAsync<T?>(async (group, cells) =>
    {
        if (field.IsNullable)
        {
            await group.ReadAsync<T>(field, cells, null).ConfigureAwait(false);
            return;
        }

        var plain = new T[cells.Length];
        await group.ReadAsync<T>(field, plain.AsMemory(), null).ConfigureAwait(false);
        for (int row = 0; row < plain.Length; row++)
        {
            cells.Span[row] = plain[row];
        }
    });

    /// <inheritdoc/>
    public Task<Array> OfText() => ReadAsync<string?>(
        (group, cells) => group.ReadAsync(field, cells!, null));

    private async Task<Array> ReadAsync<TCell>(Reading<TCell> read)
    {
        long[] counts = [.. reader.Metadata!.RowGroups.Select(g => g.NumRows)];
        if (counts.Any(c => c < 0) || counts.Sum(c => (double)c) > Array.MaxLength)
        {
            throw new DataFormatException($"{name}: the counts of rows are damaged.");
        }

        var cells = new TCell[counts.Sum()];
        for (int g = 0, start = 0; g < counts.Length; start += (int)counts[g++])
        {
            try
            {
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
                await read(group, cells.AsMemory(start, (int)counts[g])).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                string where = Invariant.Of($"column '{field.Name}' in rows {start + 1} to {start + counts[g]}"),
                    why = field.ClrType == typeof(DateTime)
                        && exception is ArgumentOutOfRangeException or OverflowException
                        ? "a time is outside the years 1 to 9999."
                        : $"the bytes are damaged ({exception.Message}).";
                throw new DataFormatException($"{name}: {where} cannot be read: {why}", exception);
            }
        }

        // The library calls times without a zone local; a table has them without a kind.
        if (cells is DateTime?[] times && field is not DateTimeDataField { IsAdjustedToUTC: true })
        {
            for (int row = 0; row < times.Length; row++)
            {
                times[row] = times[row] is { } time ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null;
            }
        }

        return cells;
    }
}
