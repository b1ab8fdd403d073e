using Carousel.Interchange.Networks;
using Carousel.Kernels;

namespace Carousel.Interchange.Quantization;

/// <summary>
/// Weights in signed bytes, activations in signed bytes with a scale for each row, exact sums of 32 bits; all else in
/// single precision with fused multiply-adds.
/// </summary>
/// <remarks>Plain twin of the kernels: the bits are those of a quantised model.</remarks>
internal sealed class Int8Arithmetic : StepArithmetic
{
    private const float Most = 127;

    private sbyte[] _bytes = [];

    /// <inheritdoc/>
    public override void Multiply(WeightMatrix matrix, int firstRow, ReadOnlySpan<float> x, Span<float> z)
    {
        ReadOnlySpan<sbyte> weights = matrix.InBytes.Values.Span;
        ReadOnlySpan<float> scales = matrix.InBytes.Scales.Span;
        float scale = Quantize(x);
        for (int r = 0; r < z.Length; r++)
        {
            ReadOnlySpan<sbyte> row = weights.Slice((firstRow + r) * matrix.Columns, matrix.Columns);
            int sum = 0;
            for (int k = 0; k < x.Length; k++)
            {
                sum += row[k] * _bytes[k];
            }

            z[r] = MultiplyAdd(sum, scales[firstRow + r] * scale, z[r]);
        }
    }

    /// <inheritdoc/>
    public override void Look(WeightMatrix table, int row, Span<float> values)
    {
        ReadOnlySpan<sbyte> bytes = table.InBytes.Values.Span.Slice(row * table.Columns, table.Columns);
        float scale = table.InBytes.Scales.Span[row];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = scale * bytes[k];
        }
    }

    /// <summary>i, g and o, tanh c each meet in a product, so that one division serves two functions.</summary>
    /// <inheritdoc/>
    public override void LstmCell(ReadOnlySpan<float> z, Span<float> h, Span<float> c)
    {
        int H = h.Length;
        for (int u = 0; u < H; u++)
        {
            float f = 1 / ScalarActivations.LogisticDenominator(z[H + u]),
                g = ScalarActivations.TanhNumerator(z[(2 * H) + u]);
            float entering = g * (1 / (ScalarActivations.LogisticDenominator(z[u]) * (g + 2)));
            c[u] = MultiplyAdd(f, c[u], entering);
            float squashed = ScalarActivations.TanhNumerator(c[u]);
            h[u] = squashed * (1 / (ScalarActivations.LogisticDenominator(z[(3 * H) + u]) * (squashed + 2)));
        }
    }

    /// <inheritdoc/>
    public override float Logistic(float x) => 1 / ScalarActivations.LogisticDenominator(x);

    /// <inheritdoc/>
    public override float Tanh(float x) => ScalarActivations.Tanh(x);

    /// <inheritdoc/>
    public override float Exp(float x) => Elementary.Exp(x);

    /// <inheritdoc/>
    public override float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>
    /// The bytes of a row, and its scale: NaN if a value is not finite, so that all results of the row are NaN.
    /// </summary>
    private float Quantize(ReadOnlySpan<float> x)
    {
        if (_bytes.Length < x.Length)
        {
            _bytes = new sbyte[x.Length];
        }

        float largest = 0;
        foreach (float value in x)
        {
            // Max hands NaN on.
            largest = MathF.Max(largest, MathF.Abs(value));
        }

        float inverse = Most / largest;
        bool isKnown = float.IsFinite(largest), isZero = largest == 0 || float.IsInfinity(inverse);
        for (int k = 0; k < x.Length; k++)
        {
            _bytes[k] = !isKnown || isZero
                ? (sbyte)0
                : (sbyte)Math.Clamp(MathF.Round(x[k] * inverse, MidpointRounding.ToEven), -Most, Most);
        }

        return !isKnown ? float.NaN : isZero ? 0 : largest / Most;
    }
}
