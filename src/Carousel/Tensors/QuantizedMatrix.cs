namespace Carousel.Tensors;

/// <summary>
/// A matrix in 8 bits: whole numbers −127 … 127 and one scale for each row, so that M[r, k] ≈ scale[r]·q[r, k].
/// </summary>
/// <remarks>
/// Symmetric and by output row: scale[r] = max |M[r, ·]| / 127, and q = M / scale rounded to the nearest, ties to even
/// (Jacob et al. 2018, section 2.1, without a zero point).
/// A row of zeros has the scale 0. The error of a value is at most half of its row's scale. Derivation:
/// docs/derivations/layers.md. Immutable.
/// </remarks>
internal sealed class QuantizedMatrix
{
    /// <summary>The largest whole number: −128 is left out, so that the range is symmetric.</summary>
    public const int Largest = 127;

    /// <summary>The most columns: a sum over more of them could leave 32 bits.</summary>
    public const int MostColumns = 133_000;

    private readonly sbyte[] _values;
    private readonly float[] _scales;

    /// <summary>A matrix from its numbers and scales, such as those of a file.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns, at most <see cref="MostColumns"/>.</param>
    /// <param name="values">[rows, columns], each −127 … 127; copied.</param>
    /// <param name="scales">[rows], finite and not negative; copied.</param>
    /// <exception cref="ShapeException">A span has another length.</exception>
    /// <exception cref="ArgumentException">A number or a scale is out of its range, or there are too many
    /// columns.</exception>
    public QuantizedMatrix(int rows, int columns, ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales)
        : this(rows, columns, values.ToArray(), scales.ToArray())
    {
        if (values.Contains(sbyte.MinValue))
        {
            throw new ArgumentException(
                $"A number of 8 bits must be −{Largest}…{Largest}, but one is {sbyte.MinValue}.", nameof(values));
        }

        foreach (float scale in scales)
        {
            if (!float.IsFinite(scale) || scale < 0)
            {
                throw new ArgumentException(
                    $"A row's scale must be a finite number of 0 or more, but one is {scale}.", nameof(scales));
            }
        }
    }

    private QuantizedMatrix(int rows, int columns, sbyte[] values, float[] scales)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, MostColumns);
        ShapeException.Require(values, (rows, columns));
        ShapeException.Require(scales, rows);
        (Rows, Columns, _values, _scales) = (rows, columns, values, scales);
    }

    /// <summary>How many rows: outputs.</summary>
    public int Rows { get; }

    /// <summary>How many columns: inputs.</summary>
    public int Columns { get; }

    /// <summary>[Rows, Columns], −127 … 127.</summary>
    public ReadOnlyMemory<sbyte> Values => _values;

    /// <summary>[Rows], 0 for a row of zeros.</summary>
    public ReadOnlyMemory<float> Scales => _scales;

    /// <summary>Bytes of the numbers and the scales.</summary>
    public long Bytes => _values.LongLength + ((long)sizeof(float) * _scales.Length);

    /// <summary>Quantises a matrix.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns, at most <see cref="MostColumns"/>.</param>
    /// <param name="values">[rows, columns], finite.</param>
    /// <returns>The matrix in 8 bits.</returns>
    /// <exception cref="ShapeException">The span has another length.</exception>
    /// <exception cref="ArgumentException">A value is infinite or not a number, or there are too many
    /// columns.</exception>
    public static QuantizedMatrix Of(int rows, int columns, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ShapeException.Require(values, (rows, columns));
        var matrix = new QuantizedMatrix(rows, columns, new sbyte[values.Length], new float[rows]);
        for (int r = 0; r < rows; r++)
        {
            matrix._scales[r] = QuantizeRow(
                values.Slice(r * columns, columns), matrix._values.AsSpan(r * columns, columns));
        }

        return matrix;
    }

    /// <summary>The values of the numbers: scale[r]·q[r, k].</summary>
    /// <param name="destination">[Rows, Columns], overwritten.</param>
    /// <exception cref="ShapeException">The span has another length.</exception>
    public void Write(Span<float> destination)
    {
        ShapeException.Require(destination, (Rows, Columns));
        for (int r = 0; r < Rows; r++)
        {
            for (int k = r * Columns; k < (r + 1) * Columns; k++)
            {
                destination[k] = _scales[r] * _values[k];
            }
        }
    }

    private static float QuantizeRow(ReadOnlySpan<float> row, Span<sbyte> values)
    {
        float largest = 0;
        foreach (float value in row)
        {
            largest = float.IsFinite(value)
                ? Math.Max(largest, Math.Abs(value))
                : throw new ArgumentException($"A matrix with the value {value} can't be kept in 8 bits.", nameof(row));
        }

        float scale = largest / Largest;
        for (int k = 0; k < row.Length && scale > 0; k++)
        {
            // Where the scale is subnormal its rounding can make the quotient more than 127.
            values[k] = (sbyte)Math.Clamp(MathF.Round(row[k] / scale, MidpointRounding.ToEven), -Largest, Largest);
        }

        return scale;
    }
}
