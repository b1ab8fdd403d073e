using Carousel.Kernels;

namespace Carousel.Jobs.Baselines;

/// <summary>The joint probability of the next outcome by experts: p ∝ Π pₑ^wₑ, with powers that learn.</summary>
/// <remarks>
/// A product of experts (Hinton 1999) whose powers go a step with each outcome, as context mixers of compressors do for
/// bits (Mahoney 2005): −ln p is convex in the powers, and its slope is the difference between what an expert says of
/// the outcome that came and of all, by the product. All sums are in order, so that the bits do not depend on the
/// machine. Not thread-safe. Allocates nothing.
/// </remarks>
/// <param name="powers">[kinds of places, experts]; several products may share them, and learning changes them.</param>
/// <param name="experts">E.</param>
/// <param name="outcomes">V.</param>
internal sealed class ProductOfExperts(double[] powers, int experts, int outcomes)
{
    private readonly double[] _logarithms = new double[experts * outcomes],
        _mixed = new double[outcomes],
        _means = new double[experts];
    private int _kind;

    /// <summary>ln p of each outcome by one expert: to be written before <see cref="Mix"/>.</summary>
    /// <param name="expert">0 … E − 1.</param>
    /// <returns>[V].</returns>
    public Span<double> Logarithms(int expert) => _logarithms.AsSpan(expert * outcomes, outcomes);

    /// <summary>ln p of each outcome by all.</summary>
    /// <param name="kind">The kind of place.</param>
    /// <returns>[V], until the next call.</returns>
    public ReadOnlySpan<double> Mix(int kind)
    {
        _kind = kind;
        double most = double.NegativeInfinity, sum = 0;
        for (int v = 0; v < outcomes; v++)
        {
            double value = 0;
            for (int e = 0; e < experts; e++)
            {
                value += powers[(kind * experts) + e] * _logarithms[(e * outcomes) + v];
            }

            _mixed[v] = value;
            most = Math.Max(most, value);
        }

        foreach (double value in _mixed)
        {
            sum += ScalarMath.Exp(value - most);
        }

        double all = most + ScalarMath.Log(sum);
        for (int v = 0; v < outcomes; v++)
        {
            _mixed[v] -= all;
        }

        return _mixed;
    }

    /// <summary>Changes the powers of the kind of place that was mixed last, after its outcome.</summary>
    /// <param name="outcome">What came.</param>
    /// <param name="rate">How far they go. Powers whose slope is not finite stay.</param>
    public void Learn(int outcome, double rate)
    {
        Array.Clear(_means);
        for (int v = 0; v < outcomes; v++)
        {
            double p = ScalarMath.Exp(_mixed[v]);
            for (int e = 0; e < experts; e++)
            {
                _means[e] += p * _logarithms[(e * outcomes) + v];
            }
        }

        bool isFinite = true;
        for (int e = 0; e < experts; e++)
        {
            isFinite &= double.IsFinite(_logarithms[(e * outcomes) + outcome] - _means[e]);
        }

        for (int e = 0; isFinite && e < experts; e++)
        {
            powers[(_kind * experts) + e] += rate * (_logarithms[(e * outcomes) + outcome] - _means[e]);
        }
    }
}
