using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Negative log-likelihood of t under a normal distribution of mean p and deviation σ = softplus(q) + 10⁻⁴. Twin:
/// GaussianLossReference.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md. z = (t − p)/σ; loss = ½ ln 2π + ln σ + ½ z².</remarks>
internal readonly struct GaussianLossKernel : IPointLoss
{
    public static int Parameters => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
    {
        V deviation = Likelihood.Positive<V, O>(q);
        V z = O.Divide(O.Subtract(t, p), deviation);
        V constant = O.Add(Elementary.Log<V, O>(deviation), O.Broadcast(0.918938533f));
        return O.MultiplyAdd(O.Multiply(z, z), O.Broadcast(0.5f), constant);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
    {
        V deviation = Likelihood.Positive<V, O>(q);
        V z = O.Divide(O.Subtract(t, p), deviation);
        if (index == 0)
        {
            return O.Divide(O.Subtract(O.Zero, z), deviation);
        }

        V slope = O.Divide(O.MultiplyAdd(O.Subtract(O.Zero, z), z, O.Broadcast(1f)), deviation);
        return O.Multiply(slope, Activations.Logistic<V, O>(q));
    }
}
