namespace Carousel.Kernels;

/// <summary>
/// An LSTM whose heads hold a matrix: C = f′C₋ + i′vκᵀ, n = f′n₋ + i′κ, h = o⊙Cq / max(|nᵀq|, e^−m), κ = k/√d. Twin:
/// MlstmEquations. Derivation: docs/derivations/xlstm.md.
/// </summary>
/// <remarks>Beck, Pöppel, Spanring and others 2024, equations 19 to 27. Gates of a head: input, forget.</remarks>
/// <typeparam name="TForget">Whether the forget gate is logistic or exponential.</typeparam>
internal readonly unsafe partial struct MlstmCell<TForget> : IMatrixCell<MlstmCell<TForget>>
    where TForget : struct, IForgetGate
{
    /// <summary>The least divisor, where the scale is so large that e^−m vanishes.</summary>
    private const float Least = 1e-6f;

    /// <inheritdoc/>
    public static int Scalars => 2;

    /// <inheritdoc/>
    public static bool HasNormalizer => true;

    /// <inheritdoc/>
    public static void Step<V, O>(in MatrixStep step)
        where O : ILanes<V>
    {
        float a = step.Scalars[0], past = LogForget(step.Scalars[step.ScalarStride]) + *step.Level;
        float level = Math.Max(past, a);
        float input = Elementary.Exp(a - level), forget = Elementary.Exp(past - level);
        *step.Level = level;
        float share = input * Share(step.Head);
        V f = O.Broadcast(forget), i = O.Broadcast(share);
        for (int u = 0; u < step.Wide; u += O.Count)
        {
            V key = O.Multiply(i, O.Load(step.Key + u));
            O.Store(key, step.Key + u);
            O.Store(O.MultiplyAdd(f, O.Load(step.Norm + u), key), step.Norm + u);
        }

        float den = Reductions.Dot<V, O>(
            new ReadOnlySpan<float>(step.Norm, step.Head), new ReadOnlySpan<float>(step.Query, step.Head));
        V over = O.Broadcast(1 / Divisor(den, Elementary.Exp(-level)));
        for (int u = 0; u < step.Wide; u += O.Count)
        {
            O.Store(O.Multiply(over, MatrixUpdate.Column<V, O>(step, u, f)), step.Shown + u);
        }
    }

    /// <inheritdoc/>
    public static float Shown(int gate, float value) =>
        gate == 0 ? Elementary.Exp(value) : TForget.IsExponential ? Elementary.Exp(value) : Activations.Logistic(value);

    private static float LogForget(float value) => TForget.IsExponential ? value : -Elementary.Softplus(-value);

    private static float Share(int head) => 1 / MathF.Sqrt(head);

    private static float Divisor(float den, float unscaled) => Math.Max(Math.Abs(den), Math.Max(unscaled, Least));
}
