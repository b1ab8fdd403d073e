namespace Carousel.RemainingLife;

/// <summary>
/// Similarity of trajectories (Wang and others 2008): the last records of a unit are laid over those of units that
/// failed; the lives that remained to the most similar ones are averaged.
/// </summary>
internal sealed class SimilarLives
{
    private const int Length = 30, Nearest = 15;

    private readonly LifeTarget _target;
    private readonly (LifeUnit Unit, int Fold, float[] Index)[] _library;

    /// <summary>Keeps units to compare with.</summary>
    /// <param name="units">The units of the training part.</param>
    /// <param name="folds">Their folds.</param>
    /// <param name="target">The predicted quantity.</param>
    /// <param name="index">How worn each was, by a method that did not see it.</param>
    public SimilarLives(
        IReadOnlyList<LifeRecords> units, LifeFolds folds, LifeTarget target, LifeCrossFit index)
    {
        _target = target;
        _library =
        [
            .. units.Select((u, i) => (u.Unit, folds.Of[i], index.Tell(u, folds.Of[i], folds.Of[i])))
                .Where(u => u.Unit.Fails),
        ];
    }

    /// <summary>The life after a record.</summary>
    /// <param name="index">How worn the unit was at each of its records.</param>
    /// <param name="row">The record.</param>
    /// <param name="fold">The fold of units not to compare with; −1 for none.</param>
    public double Tell(ReadOnlySpan<float> index, int row, int fold)
    {
        int n = Math.Min(Length, row + 1);
        ReadOnlySpan<float> last = index.Slice(row + 1 - n, n);
        var found = new List<(double Distance, double Life)>();
        foreach ((LifeUnit unit, int own, float[] other) in _library)
        {
            if (own == fold || other.Length < n)
            {
                continue;
            }

            double least = double.PositiveInfinity;
            int at = 0;
            for (int end = n - 1; end < other.Length; end++)
            {
                double distance = Distance(last, other.AsSpan(end + 1 - n, n), least);
                (least, at) = distance < least ? (distance, end) : (least, at);
            }

            found.Add((least / n, _target.Capped(unit.LifeAt(at))));
        }

        if (found.Count == 0)
        {
            return _target.Told(index[row]);
        }

        (double Distance, double Life)[] nearest = [.. found.OrderBy(f => f.Distance).Take(Nearest)];
        double floor = nearest[^1].Distance + 1e-9;
        return nearest.Sum(f => f.Life / (f.Distance + floor)) / nearest.Sum(f => 1 / (f.Distance + floor));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double most)
    {
        double sum = 0;
        for (int i = 0; i < a.Length && sum < most; i++)
        {
            double difference = a[i] - (double)b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
