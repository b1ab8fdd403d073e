namespace Carousel.Interchange.Networks;

/// <summary>Single precision: each product and sum is rounded, as plain C does.</summary>
internal sealed class FloatArithmetic : StepArithmetic
{
    /// <inheritdoc/>
    public override void Multiply(WeightMatrix matrix, int firstRow, ReadOnlySpan<float> x, Span<float> z)
    {
        for (int r = 0; r < z.Length; r++)
        {
            ReadOnlySpan<float> row = matrix.Row(firstRow + r);
            float sum = z[r];
            for (int k = 0; k < x.Length; k++)
            {
                sum += row[k] * x[k];
            }

            z[r] = sum;
        }
    }

    /// <inheritdoc/>
    public override void Look(WeightMatrix table, int row, Span<float> values) => table.Row(row).CopyTo(values);

    /// <inheritdoc/>
    public override void LstmCell(ReadOnlySpan<float> z, Span<float> h, Span<float> c)
    {
        int H = h.Length;
        for (int u = 0; u < H; u++)
        {
            c[u] = (Logistic(z[H + u]) * c[u]) + (Logistic(z[u]) * Tanh(z[(2 * H) + u]));
            h[u] = Logistic(z[(3 * H) + u]) * Tanh(c[u]);
        }
    }

    /// <inheritdoc/>
    public override float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>1 − 2 / (e²ˣ + 1): exact at both ends, within 1e-7 between.</summary>
    /// <inheritdoc/>
    public override float Tanh(float x) => 1 - (2 / (MathF.Exp(2 * x) + 1));

    /// <inheritdoc/>
    public override float Exp(float x) => MathF.Exp(x);

    /// <inheritdoc/>
    public override float MultiplyAdd(float a, float b, float c) => (a * b) + c;
}
