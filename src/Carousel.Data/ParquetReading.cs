using Parquet;
using Parquet.Schema;

namespace Carousel.Data;

/// <summary>Reads the cells of a column of all row groups.</summary>
/// <param name="reader">The file.</param>
/// <param name="field">The column.</param>
/// <param name="name">How messages call the file.</param>
internal sealed class ParquetReading(ParquetReader reader, DataField field, string name) : ICellWork<Task<Array>>
{
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
        Array.ConvertAll<T, T?>(plain, value => value).CopyTo(cells);
    });

    /// <inheritdoc/>
    public Task<Array> OfText() => ReadAsync<string?>(
        (group, cells) => group.ReadAsync(field, cells!, null));

    private async Task<Array> ReadAsync<TCell>(Func<ParquetRowGroupReader, Memory<TCell>, ValueTask> read)
    {
        long[] counts = [.. reader.Metadata!.RowGroups.Select(g => g.NumRows)];
        double rows = counts.Sum(c => (double)c);
        if (counts.Any(c => c < 0) || rows != reader.Metadata.NumRows || rows > Array.MaxLength)
        {
            throw new DataFormatException($"{name}: the counts of rows are damaged.");
        }

        var cells = new TCell[(int)rows];
        for (int g = 0, start = 0; g < counts.Length; start += (int)counts[g++])
        {
            try
            {
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
                await read(group, cells.AsMemory(start, (int)counts[g])).ConfigureAwait(false);
            }
            catch (Exception exception) when (BinaryFile.IsDamage(exception))
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
        return cells is DateTime?[] times && field is not DateTimeDataField { IsAdjustedToUTC: true }
            ? Array.ConvertAll(times, time => time is { } known ? DateTime.SpecifyKind(known, default) : time)
            : cells;
    }
}
