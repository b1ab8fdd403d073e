using Carousel.Inspection.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>How well a target is read: the share of classes that are right, or the share of a number's variance that is explained (R²).</summary>
public sealed class ProbeScore
{
    private readonly double[] _count;
    private readonly double[] _wrong;
    private readonly double[] _sum;
    private readonly double[] _squares;
    private readonly bool _isClass;

    /// <summary>A score.</summary>
    /// <param name="target">[N], the truth.</param>
    /// <param name="read">[N], what a probe read; of classes their numbers.</param>
    /// <param name="groups">[N], the group of each row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public ProbeScore(ProbeTarget target, IReadOnlyList<double> read, IReadOnlyList<int> groups)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(groups);
        if (read.Count != target.Count || groups.Count != target.Count)
        {
            throw new ArgumentException($"read: expected {target.Count} values, one for each row, but got {read.Count}.", nameof(read));
        }

        int most = groups.Max() + 1;
        (_count, _wrong, _sum, _squares) = (new double[most], new double[most], new double[most], new double[most]);
        _isClass = target.IsClass;
        for (int n = 0; n < target.Count; n++)
        {
            (double truth, int g) = (target.Values[n], groups[n]);
            _count[g]++;
            _sum[g] += truth;
            _squares[g] += truth * truth;
            _wrong[g] += _isClass ? (read[n] == truth ? 0 : 1) : (read[n] - truth) * (read[n] - truth);
        }

        Value = Over(Enumerable.Range(0, most));
    }

    /// <summary>Accuracy, 0 … 1; or R², 1 at most, 0 where the mean of the target does as well.</summary>
    public double Value { get; }

    /// <summary>Its 95 % interval by drawing groups again.</summary>
    /// <param name="seed">The seed of the look.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? Interval(ulong seed) => Bootstrap.Interval(_count.Length, drawn => Over(drawn), seed);

    /// <summary>The 95 % interval of this score less another over the same rows: the same groups are drawn for both.</summary>
    /// <param name="other">The other.</param>
    /// <param name="seed">The seed of the look.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? IntervalAbove(ProbeScore other, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Bootstrap.Interval(_count.Length, drawn => Over(drawn) - other.Over(drawn), seed);
    }

    /// <summary>How many groups there are.</summary>
    internal int Groups => _count.Length;

    /// <summary>The score over some groups, which may repeat.</summary>
    internal double Over(IEnumerable<int> groups)
    {
        double count = 0, wrong = 0, sum = 0, squares = 0;
        foreach (int g in groups)
        {
            count += _count[g];
            wrong += _wrong[g];
            sum += _sum[g];
            squares += _squares[g];
        }

        double variance = squares - (sum * sum / count);
        return _isClass ? 1 - (wrong / count) : variance > 0 ? 1 - (wrong / variance) : double.NaN;
    }
}
