using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Converts outputs of a network to the parameters of a distribution, for the losses and for readers of a
/// forecast.
/// </summary>
internal static class Likelihood
{
    /// <summary>
    /// The smallest deviation, mean of counts or dispersion: a constant series must not drive a likelihood to infinity.
    /// </summary>
    public const float Floor = 1e-4f;

    /// <summary>
    /// The largest |ln| of a mean of counts. Larger values are clamped, so that every term stays finite.
    /// </summary>
    public const float LargestLogMean = 20;

    /// <summary>softplus(x) + 10⁻⁴: a deviation, the mean of counts, a dispersion.</summary>
    /// <param name="x">What the network gave.</param>
    /// <returns>Above 0.</returns>
    public static float Positive(float x) => Elementary.Softplus(x) + Floor;

    /// <summary>eˣ, x cut at ±20: a mean of counts from its logarithm.</summary>
    /// <param name="x">What the network gave.</param>
    /// <returns>Above 0.</returns>
    public static float Rate(float x) => Elementary.Exp(Math.Clamp(x, -LargestLogMean, LargestLogMean));

    /// <summary>The logistic function: a probability from its log-odds.</summary>
    /// <param name="x">What the network gave.</param>
    /// <returns>0 … 1.</returns>
    public static float Probability(float x) => Activations.Logistic(x);

    /// <summary>2 + softplus(x): degrees of freedom, so that the variance exists.</summary>
    /// <param name="x">What the network gave.</param>
    /// <returns>Above 2, or 2 for very small x.</returns>
    public static float Freedom(float x) => 2 + Elementary.Softplus(x);

    /// <summary>The largest correlation of a mixture's component: at 1 a density would be without bound.</summary>
    public const float CorrelationLimit = 0.99f;

    /// <summary>
    /// The largest ln of a deviation above its floor; what is larger counts as this. The product of two such deviations
    /// is finite.
    /// </summary>
    internal const float LargestLogDeviation = 43;

    /// <summary>eˣ + floor: a deviation of a mixture's component; an x above 43 counts as 43.</summary>
    /// <param name="x">What the network gave.</param>
    /// <param name="floor">The least deviation.</param>
    /// <returns>At least the floor.</returns>
    public static float Spread(float x, float floor) => Elementary.Exp(Math.Min(x, LargestLogDeviation)) + floor;

    /// <summary>0.99·tanh x: a correlation of a mixture's component.</summary>
    /// <param name="x">What the network gave.</param>
    /// <returns>−0.99 … 0.99.</returns>
    public static float Correlation(float x) => CorrelationLimit * Activations.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Positive<V, O>(V x)
        where O : ILanes<V>
        => O.Add(Elementary.Softplus<V, O>(x), O.Broadcast(Floor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Freedom<V, O>(V x)
        where O : ILanes<V>
        => O.Add(Elementary.Softplus<V, O>(x), O.Broadcast(2f));
}
