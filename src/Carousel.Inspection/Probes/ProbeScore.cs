using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>
/// How well a target is read: the share of classes that are right, or the share of a number's variance that is
/// explained (R²).
/// </summary>
internal sealed class ProbeScore
{
    // Of Σy²: the rounding error of values that are all equal does not count as variance.
    private const double LeastVariance = 1e-12;

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
        if (read.Count != target.Count || groups.Count != target.Count)
        {
            throw new ArgumentException(
                $"read: expected {target.Count} values, one for each row, but got {read.Count}.", nameof(read));
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

    /// <summary>
    /// Accuracy, 0 … 1; or R², 1 at most, 0 where the mean of the target does as well, and not a number where the
    /// target never changes.
    /// </summary>
    public double Value { get; }

    /// <summary>Its interval by drawing groups again.</summary>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="level">The probability that it holds the true value.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? Interval(ulong seed, double level = 0.95) =>
        Bootstrap.Interval(_count.Length, drawn => Over(drawn), seed, level: level);

    /// <summary>
    /// The interval of this score less another over the same rows: the same groups are drawn for both.
    /// </summary>
    /// <param name="other">The other.</param>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="level">The probability that it holds the true value.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? IntervalAbove(ProbeScore other, ulong seed, double level = 0.95) =>
        Bootstrap.Interval(_count.Length, drawn => Over(drawn) - other.Over(drawn), seed, level: level);

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
        return _isClass ? 1 - (wrong / count)
            : variance > LeastVariance * squares ? 1 - (wrong / variance)
            : double.NaN;
    }
}
