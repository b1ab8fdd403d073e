using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Probes;

/// <summary>
/// The steps that probes learn from and are judged on: their states, each unit with mean 0 and deviation 1 over all of
/// them, and which fold each belongs to.
/// </summary>
/// <remarks>
/// Folds hold whole groups: the steps of one sequence, or of one block of it, are never in two folds. A probe that is
/// judged on one fold is chosen on the next and learns from the others.
/// </remarks>
internal sealed class ProbeRows
{
    private readonly float[] _features;
    private readonly int[] _folds;

    /// <summary>Rows.</summary>
    /// <param name="features">[N, F], overwritten: the states.</param>
    /// <param name="size">F.</param>
    /// <param name="groups">[N], the group of each row, from 0.</param>
    /// <param name="folds">How many folds, at least 3; fewer where there are fewer groups.</param>
    /// <param name="seed">Which groups are in one fold, where that is drawn.</param>
    /// <param name="foldsOfGroups">[groups], the fold of each group, from 0 without holes, as a sample of cut sequences
    /// has them; null to draw them.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or there are fewer than three groups.</exception>
    public ProbeRows(
        float[] features, int size, IReadOnlyList<int> groups, int folds, ulong seed,
        IReadOnlyList<int>? foldsOfGroups = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 3);
        if (features.Length != (long)groups.Count * size)
        {
            throw new ArgumentException(
                $"features: expected [N, F] = [{groups.Count}, {size}], but got {features.Length} values.",
                nameof(features));
        }

        (_features, Size, Groups, GroupCount) = (features, size, [.. groups], groups.Count == 0 ? 0 : groups.Max() + 1);
        int[] places = foldsOfGroups is null ? Drawn(Math.Min(folds, GroupCount), seed) : [.. foldsOfGroups];
        Folds = places.Length == 0 ? 0 : places.Max() + 1;
        if (Folds < 3)
        {
            throw new ArgumentException(
                $"groups: expected three at least, one to learn from, one to choose on and one to be judged on, but "
                + $"got {Folds}.", nameof(groups));
        }

        if (places.Length != GroupCount || places.Distinct().Count() != Folds)
        {
            throw new ArgumentException(
                $"foldsOfGroups: expected one of {GroupCount} groups each, from 0 without holes.",
                nameof(foldsOfGroups));
        }

        _folds = [.. groups.Select(g => places[g])];
        (Means, Deviations) = Standardize();
    }

    /// <summary>N.</summary>
    public int Count => _folds.Length;

    /// <summary>F.</summary>
    public int Size { get; }

    /// <summary>How many folds.</summary>
    public int Folds { get; }

    /// <summary>[N], the group of each row.</summary>
    public IReadOnlyList<int> Groups { get; }

    /// <summary>How many groups.</summary>
    public int GroupCount { get; }

    /// <summary>[F], the means of the states.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>[F], their deviations; 0 for a unit that never changes.</summary>
    public IReadOnlyList<double> Deviations { get; }

    /// <summary>The features of a row.</summary>
    /// <param name="row">From 0.</param>
    /// <returns>[F].</returns>
    public ReadOnlySpan<float> Row(int row) => _features.AsSpan(row * Size, Size);

    /// <summary>The fold of a row.</summary>
    /// <param name="row">From 0.</param>
    public int FoldOf(int row) => _folds[row];

    /// <summary>The fold on which a probe is chosen that is judged on another.</summary>
    /// <param name="fold">The fold on which it is judged.</param>
    public int ChoiceFold(int fold) => (fold + 1) % Folds;

    /// <summary>The rows of one fold.</summary>
    /// <param name="fold">Which.</param>
    /// <returns>Ascending.</returns>
    public int[] Of(int fold) => [.. Enumerable.Range(0, Count).Where(n => _folds[n] == fold)];

    private int[] Drawn(int folds, ulong seed)
    {
        var order = new int[GroupCount];
        new Permutation(seed, "folds of probes").Order(0, order);
        var places = new int[GroupCount];
        for (int k = 0; k < order.Length; k++)
        {
            places[order[k]] = k % folds;
        }

        return places;
    }

    private (double[] Means, double[] Deviations) Standardize()
    {
        var sums = new double[Size];
        var squares = new double[Size];
        for (int n = 0; n < Count; n++)
        {
            ReadOnlySpan<float> row = Row(n);
            for (int i = 0; i < row.Length; i++)
            {
                sums[i] += row[i];
            }
        }

        double[] means = [.. sums.Select(s => s / Count)];
        for (int n = 0; n < Count; n++)
        {
            ReadOnlySpan<float> row = Row(n);
            for (int i = 0; i < row.Length; i++)
            {
                squares[i] += (row[i] - means[i]) * (row[i] - means[i]);
            }
        }

        // The rounding error of a unit that never changes does not count as a deviation.
        double[] deviations =
        [
            .. squares.Select((s, i) => Math.Sqrt(s / Count) is { } d && d > 1e-6 * Math.Abs(means[i]) ? d : 0),
        ];
        for (int n = 0; n < Count; n++)
        {
            Span<float> row = _features.AsSpan(n * Size, Size);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = deviations[i] > 0 ? (float)((row[i] - means[i]) / deviations[i]) : 0;
            }
        }

        return (means, deviations);
    }
}
