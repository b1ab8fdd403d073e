namespace Carousel.Interchange.Networks;

/// <summary>
/// The delta rule: S = αS₋ + βκ(v − αS₋ᵀκ)ᵀ, h = o⊙Sᵀq̂, κ and q̂ of length 1, β = 2σ(a_β),
/// α = σ(a_α) or 1. The state is h and S.
/// </summary>
/// <remarks>Schlag, Irie and Schmidhuber 2021; β up to 2: Grazzi, Siems and others 2024.</remarks>
internal sealed class PortableDelta : PortableMatrix
{
    // Added to the square of a length, as in the cell's kernel.
    private const float Least = 1e-12f;

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
        ["logistic", "sqrt", "memory"];

    /// <inheritdoc/>
    protected override bool HasOption(RecurrentStage stage) => stage.HeadGates > 1;

    /// <inheritdoc/>
    protected override void Step(
        RecurrentStage stage, StepArithmetic arithmetic, int head, float[] a, float[] state, Span<float> shown)
    {
        Span<float> query = Row(stage, head, a, 0), key = Row(stage, head, a, 1), value = Row(stage, head, a, 2);
        Span<float> matrix = Matrix(stage, head, state);
        float rate = 2 * arithmetic.Logistic(Gate(stage, head, a, 0));
        float decay = HasOption(stage) ? arithmetic.Logistic(Gate(stage, head, a, 1)) : 1;
        Normalize(query);
        Normalize(key);
        Read(matrix, key, shown);
        for (int u = 0; u < value.Length; u++)
        {
            value[u] = rate * (value[u] - (decay * shown[u]));
        }

        Write(matrix, decay, key, value);
        Read(matrix, query, shown);
    }

    private static void Normalize(Span<float> row)
    {
        float square = Least;
        foreach (float value in row)
        {
            square += value * value;
        }

        float length = MathF.Sqrt(square);
        foreach (ref float value in row)
        {
            value /= length;
        }
    }
}
