using Carousel.Kernels.Primitives;

namespace Carousel.Language.Counts;

/// <summary>
/// What network and counts say together: p ∝ p_network^a · p_counts^b, where a and b depend on how long a run of the
/// last units was counted before and on how many different units followed it.
/// </summary>
/// <remarks>
/// A product of experts (Hinton 1999) whose powers are learned on line, as context mixers of compressors do for bits
/// (Mahoney 2005): −ln p is convex in a and b, and its slope is the difference between what the experts say of the
/// unit that came and of all, by the mixture. All sums are in order, so that the bits do not depend on the machine.
/// </remarks>
internal sealed class Mixture
{
    // One follower, a few, many.
    private const int FollowerKinds = 3;
    private const int FewFollowers = 4;

    // Halves that together are a little bolder than each: what both say is likelier than either thinks.
    private const double FirstNetwork = 0.6;
    private const double FirstCounts = 0.45;

    private readonly double[] _weights;

    /// <summary>A mixture that has learned nothing.</summary>
    /// <param name="order">n: the longest run that is counted.</param>
    public Mixture(int order)
    {
        _weights = new double[2 * FollowerKinds * order];
        for (int kind = 0; kind < _weights.Length; kind += 2)
        {
            (_weights[kind], _weights[kind + 1]) = (FirstNetwork, FirstCounts);
        }
    }

    private Mixture(double[] weights) => _weights = weights;

    /// <summary>How many weights a mixture of an order has.</summary>
    public static int LengthOf(int order) => 2 * FollowerKinds * order;

    /// <summary>The powers a and b of each kind of context.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>A mixture with given powers.</summary>
    /// <param name="weights">[2 · kinds].</param>
    public static Mixture Of(IEnumerable<float> weights) => new([.. weights.Select(w => (double)w)]);

    /// <summary>The same as a file keeps it, in single precision.</summary>
    public Mixture Kept() => Of(_weights.Select(w => (float)w));

    /// <summary>The same, to be learned on without changing this one.</summary>
    public Mixture Copy() => new([.. _weights]);

    /// <summary>Which kind of context a place is.</summary>
    public static int KindOf(KneserNey.Place place)
    {
        int followers = place.Followers;
        return (FollowerKinds * place.Known) + (followers <= 1 ? 0 : followers <= FewFollowers ? 1 : 2);
    }

    /// <summary>ln p of every unit.</summary>
    /// <param name="network">[V]: ln p of the network.</param>
    /// <param name="counts">[V]: ln p of the counts.</param>
    /// <param name="kind">The kind of context.</param>
    /// <param name="mixed">[V], overwritten.</param>
    public void Mix(ReadOnlySpan<double> network, ReadOnlySpan<double> counts, int kind, Span<double> mixed)
    {
        (double a, double b) = (_weights[2 * kind], _weights[(2 * kind) + 1]);
        double most = double.NegativeInfinity;
        for (int unit = 0; unit < mixed.Length; unit++)
        {
            mixed[unit] = (a * network[unit]) + (b * counts[unit]);
            most = Math.Max(most, mixed[unit]);
        }

        double sum = 0;
        foreach (double value in mixed)
        {
            sum += ScalarMath.Exp(value - most);
        }

        double all = most + ScalarMath.Log(sum);
        for (int unit = 0; unit < mixed.Length; unit++)
        {
            mixed[unit] -= all;
        }
    }

    /// <summary>Learns from the unit that came.</summary>
    /// <param name="network">[V]: ln p of the network.</param>
    /// <param name="counts">[V]: ln p of the counts.</param>
    /// <param name="mixed">[V]: what <see cref="Mix"/> made of them.</param>
    /// <param name="kind">The kind of context.</param>
    /// <param name="unit">What came.</param>
    /// <param name="rate">How far it goes.</param>
    public void Learn(
        ReadOnlySpan<double> network, ReadOnlySpan<double> counts, ReadOnlySpan<double> mixed, int kind, int unit,
        double rate)
    {
        double meanNetwork = 0, meanCounts = 0;
        for (int v = 0; v < mixed.Length; v++)
        {
            double p = ScalarMath.Exp(mixed[v]);
            meanNetwork += p * network[v];
            meanCounts += p * counts[v];
        }

        double ofNetwork = network[unit] - meanNetwork, ofCounts = counts[unit] - meanCounts;
        if (double.IsFinite(ofNetwork + ofCounts))
        {
            _weights[2 * kind] += rate * ofNetwork;
            _weights[(2 * kind) + 1] += rate * ofCounts;
        }
    }
}
