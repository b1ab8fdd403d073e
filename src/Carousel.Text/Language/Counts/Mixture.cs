using Carousel.Jobs.Baselines;

namespace Carousel.Language;

/// <summary>
/// What network and counts say together: p ∝ p_network^a · p_counts^b, where a and b depend on how long a run of the
/// last units was counted before and on how many different units followed it.
/// </summary>
/// <remarks>The powers of a <see cref="ProductOfExperts"/> of two.</remarks>
internal sealed class Mixture
{
    // One follower, a few, many.
    private const int FollowerKinds = 3, FewFollowers = 4;

    // Halves that together are a little bolder than each: what both say is likelier than either thinks.
    private const double FirstNetwork = 0.6, FirstCounts = 0.45;

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

    /// <summary>The mean power of the network over all kinds of context, as a share of both.</summary>
    public double NetworkShare => Math.Clamp(_weights.Where((_, i) => i % 2 == 0).Sum() / _weights.Sum(), 0, 1);

    /// <summary>The powers a and b of each kind of context.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>What mixes by these powers, and changes them where it learns.</summary>
    /// <param name="vocabulary">V.</param>
    /// <returns>Of the network first, of the counts second.</returns>
    public ProductOfExperts ToProduct(int vocabulary) => new(_weights, experts: 2, vocabulary);

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
}
