using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Negative log-likelihood of t under a Student t distribution at p, scale σ = softplus(q) + 10⁻⁴, ν = 2 + softplus(r).
/// Twin: StudentTLossReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/losses.md. z = (t − p)/σ; loss = ln Γ(ν/2) − ln Γ((ν + 1)/2) + ½ ln πν + ln σ + (ν +
/// 1)/2·ln(1 + z²/ν).
/// </remarks>
internal readonly struct StudentTLossKernel : IPointLoss
{
    public static int Parameters => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
    {
        V deviation = Likelihood.Positive<V, O>(q), freedom = Likelihood.Freedom<V, O>(r);
        V z = O.Divide(O.Subtract(t, p), deviation), half = O.Broadcast(0.5f);
        V gamma = Elementary.LogGammaDifference<V, O>(O.Multiply(freedom, half), half);
        V constant = O.MultiplyAdd(
            Elementary.Log<V, O>(O.Multiply(freedom, O.Broadcast(MathF.PI))), half,
            Elementary.Log<V, O>(deviation));
        V grown = Elementary.Log1p<V, O>(O.Divide(O.Multiply(z, z), freedom));
        return O.MultiplyAdd(O.MultiplyAdd(freedom, half, half), grown, O.Subtract(constant, gamma));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
    {
        V deviation = Likelihood.Positive<V, O>(q), freedom = Likelihood.Freedom<V, O>(r);
        V z = O.Divide(O.Subtract(t, p), deviation), one = O.Broadcast(1f), half = O.Broadcast(0.5f);
        V square = O.Multiply(z, z);
        V share = O.Divide(O.Add(freedom, one), O.Add(freedom, square));
        if (index == 0)
        {
            return O.Divide(O.Multiply(O.Subtract(O.Zero, share), z), deviation);
        }

        if (index == 1)
        {
            V slope = O.Divide(O.Subtract(one, O.Multiply(share, square)), deviation);
            return O.Multiply(slope, Activations.Logistic<V, O>(q));
        }

        V gamma = Elementary.DigammaDifference<V, O>(O.Multiply(freedom, half), half);
        V tails = O.Subtract(Elementary.Log1p<V, O>(O.Divide(square, freedom)), gamma);
        V rest = O.Divide(O.Subtract(one, O.Multiply(share, square)), freedom);
        return O.Multiply(O.Multiply(O.Add(tails, rest), half), Activations.Logistic<V, O>(r));
    }
}
