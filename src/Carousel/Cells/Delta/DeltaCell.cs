namespace Carousel.Kernels;

/// <summary>
/// A memory that is corrected: S = αS₋(1 − βκκᵀ) + βvκᵀ, h = o⊙Sq̂, with κ and q̂ of length 1 and β
/// in (0, 2), so that
/// the value of a key can change its sign. Twin: DeltaEquations. Derivation: docs/derivations/xlstm.md.
/// </summary>
/// <remarks>
/// Schlag, Irie and Schmidhuber 2021; β up to 2: Grazzi, Siems and others 2024. Gates of a head: the rate β and,
/// where
/// there is decay, α.
/// </remarks>
/// <typeparam name="TDecay">Whether α is 1, or a gate.</typeparam>
internal readonly unsafe partial struct DeltaCell<TDecay> : IMatrixCell<DeltaCell<TDecay>>
    where TDecay : struct, IDecay
{
    /// <summary>Added to the square of a length.</summary>
    private const float Least = 1e-12f;

    /// <inheritdoc/>
    public static int Scalars => TDecay.Decays ? 2 : 1;

    /// <inheritdoc/>
    public static void Step<V, O>(in MatrixStep step)
        where O : ILanes<V>
    {
        float rate = Rate(step.Scalars[0]);
        float decay = TDecay.Decays ? Elementary.Exp(LogDecay(step.Scalars[step.ScalarStride])) : 1;
        Normalize<V, O>(step.Query, step);
        Normalize<V, O>(step.Key, step);
        V by = O.Broadcast(rate), kept = O.Broadcast(decay);
        for (int u = 0; u < step.Wide; u += O.Count)
        {
            // What the matrix says of the key, before it is corrected.
            V said = O.Zero;
            float* at = step.Memory + u;
            for (int j = 0; j < step.Head; j++, at += step.Stride)
            {
                said = O.MultiplyAdd(O.Broadcast(step.Key[j]), O.Load(at), said);
            }

            V error = O.Subtract(O.Load(step.Value + u), O.Multiply(kept, said));
            O.Store(O.Multiply(by, error), step.Value + u);
            O.Store(MatrixUpdate.Column<V, O>(step, u, kept), step.Shown + u);
        }
    }

    /// <inheritdoc/>
    public static float Shown(int gate, float value) => gate == 0 ? Rate(value) : Activations.Logistic(value);

    private static float Rate(float value) => 2 * Activations.Logistic(value);

    private static float LogDecay(float value) => -Elementary.Softplus(-value);

    private static void Normalize<V, O>(float* row, in MatrixStep step)
        where O : ILanes<V>
    {
        var values = new ReadOnlySpan<float>(row, step.Head);
        V over = O.Broadcast(OverLength(Reductions.Dot<V, O>(values, values)));
        for (int u = 0; u < step.Wide; u += O.Count)
        {
            O.Store(O.Multiply(over, O.Load(row + u)), row + u);
        }
    }

    private static float OverLength(float square) => 1 / MathF.Sqrt(square + Least);
}

/// <summary>What is left of a matrix from step to step.</summary>
internal interface IDecay
{
    /// <summary>Whether a gate says it; else all.</summary>
    static abstract bool Decays { get; }
}

/// <summary>All.</summary>
internal readonly struct NoDecay : IDecay
{
    /// <inheritdoc/>
    public static bool Decays => false;
}

/// <summary>A share of a gate, 0 … 1.</summary>
internal readonly struct GatedDecay : IDecay
{
    /// <inheritdoc/>
    public static bool Decays => true;
}
