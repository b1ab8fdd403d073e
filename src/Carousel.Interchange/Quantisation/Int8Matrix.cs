using System.Runtime.CompilerServices;
using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Quantisation;

/// <summary>A matrix in signed bytes, with a scale a row: M_rk ≈ q_rk · s_r, s_r = max_k |M_rk| / 127, q rounded to nearest, ties to even.</summary>
internal sealed class Int8Matrix
{
    private const float Most = 127;

    private static readonly ConditionalWeakTable<WeightMatrix, Int8Matrix> _made = [];

    private Int8Matrix(WeightMatrix matrix)
    {
        (Rows, Columns, Values, Scales) = (matrix.Rows, matrix.Columns, new sbyte[matrix.Values.Length], new float[matrix.Rows]);
        for (int r = 0; r < Rows; r++)
        {
            ReadOnlySpan<float> row = matrix.Row(r);
            float largest = 0;
            foreach (float value in row)
            {
                largest = MathF.Max(largest, MathF.Abs(value));
            }

            Scales[r] = largest / Most;
            for (int k = 0; k < Columns && Scales[r] > 0; k++)
            {
                Values[(r * Columns) + k] = (sbyte)Math.Clamp(MathF.Round(row[k] / Scales[r], MidpointRounding.ToEven), -Most, Most);
            }
        }
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>[Rows · Columns].</summary>
    public sbyte[] Values { get; }

    /// <summary>[Rows]; 0 for a row of zeros.</summary>
    public float[] Scales { get; }

    /// <summary>The bytes of a matrix, made once.</summary>
    public static Int8Matrix Of(WeightMatrix matrix) => _made.GetValue(matrix, static m => new Int8Matrix(m));

    /// <summary>A row.</summary>
    public ReadOnlySpan<sbyte> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
