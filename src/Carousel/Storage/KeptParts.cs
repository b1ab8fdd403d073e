using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>
/// The rows and columns of a matrix in 8 bits that are stored in the file. Those of zeros, such as those of pruned
/// units, may be omitted.
/// </summary>
/// <param name="Rows">[R], 1 for a row that is stored in the file and 0 for one of zeros; null if all are
/// stored.</param>
/// <param name="Columns">[K], the same of columns.</param>
internal sealed record KeptParts(float[]? Rows, float[]? Columns)
{
    /// <summary>
    /// Upper limit of the height and the width of a matrix, in multiples of the stored part, so that no small file
    /// takes much memory.
    /// </summary>
    public const long MostTimes = 4;

    /// <summary>
    /// The rows and columns that are not zeros; all, where more than three in four are, or where leaving the others out
    /// saves nothing.
    /// </summary>
    public static KeptParts Of(QuantizedMatrix matrix)
    {
        float[] rows = new float[matrix.Rows], columns = new float[matrix.Columns];
        ReadOnlySpan<sbyte> values = matrix.Values.Span;
        for (int k = 0; k < values.Length; k++)
        {
            if (values[k] != 0)
            {
                rows[k / matrix.Columns] = 1;
                columns[k % matrix.Columns] = 1;
            }
        }

        // A row whose scale is not zero has a number that is not; a scale that a file gave may say otherwise, and is
        // kept.
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = matrix.Scales.Span[r] != 0 ? 1 : rows[r];
        }

        int keptRows = rows.Count(r => r == 1), keptColumns = columns.Count(c => c == 1);
        float[]? rowMask = keptRows * MostTimes >= rows.Length
            && (rows.Length - keptRows) * (columns.Length + sizeof(float)) > sizeof(float) * rows.Length
            ? rows
            : null;
        keptRows = rowMask is null ? rows.Length : keptRows;
        return new KeptParts(
            rowMask,
            keptColumns * MostTimes >= columns.Length
                && (columns.Length - keptColumns) * keptRows > sizeof(float) * columns.Length
                ? columns
                : null);
    }

    /// <summary>The matrix without the rows and columns that are left out.</summary>
    public QuantizedMatrix Compact(QuantizedMatrix matrix)
    {
        if (Rows is null && Columns is null)
        {
            return matrix;
        }

        int[] rows = Indices(Rows, matrix.Rows), columns = Indices(Columns, matrix.Columns);
        var values = new sbyte[rows.Length * columns.Length];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = matrix.Values.Span[(rows[k / columns.Length] * matrix.Columns) + columns[k % columns.Length]];
        }

        return new QuantizedMatrix(rows.Length, columns.Length, values, [.. rows.Select(r => matrix.Scales.Span[r])]);
    }

    /// <summary>Bytes of a matrix in a file: the stored numbers and scales, and the masks.</summary>
    public long Bytes(QuantizedMatrix matrix)
    {
        long rows = Rows?.Count(r => r == 1) ?? matrix.Rows, columns = Columns?.Count(c => c == 1) ?? matrix.Columns;
        return (rows * columns) + (sizeof(float) * (rows + (Rows?.Length ?? 0) + (Columns?.Length ?? 0)));
    }

    /// <summary>The whole matrix from its stored part.</summary>
    /// <param name="rows">Rows in the file.</param>
    /// <param name="columns">Columns in the file.</param>
    /// <param name="values">[rows, columns].</param>
    /// <param name="scales">[rows].</param>
    /// <exception cref="ArgumentException">The masks are not of zeros and ones, or keep another number of rows or
    /// columns, or a number is out of range.</exception>
    public QuantizedMatrix Expand(int rows, int columns, ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales)
    {
        // Before any memory is taken: a matrix without rows has no bytes, whatever its columns.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, QuantizedMatrix.MostColumns);
        if (Rows is null && Columns is null)
        {
            return new QuantizedMatrix(rows, columns, values, scales);
        }

        int[] toRow = Indices(Rows, rows), toColumn = Indices(Columns, columns);
        if (toRow.Length != rows || toColumn.Length != columns || !IsMask(Rows) || !IsMask(Columns))
        {
            throw new ArgumentException(
                "The kept rows and columns do not match those in the file.", nameof(values));
        }

        (int R, int K) = (Rows?.Length ?? rows, Columns?.Length ?? columns);
        var whole = new sbyte[checked(R * K)];
        var wholeScales = new float[R];
        for (int r = 0; r < rows; r++)
        {
            wholeScales[toRow[r]] = scales[r];
            for (int k = 0; k < columns; k++)
            {
                whole[(toRow[r] * K) + toColumn[k]] = values[(r * columns) + k];
            }
        }

        return new QuantizedMatrix(R, K, whole, wholeScales);
    }

    private static bool IsMask(float[]? mask) => mask is null || Array.TrueForAll(mask, m => m is 0 or 1);

    private static int[] Indices(float[]? mask, int all) =>
        [.. Enumerable.Range(0, mask?.Length ?? all).Where(i => mask is null || mask[i] == 1)];
}
