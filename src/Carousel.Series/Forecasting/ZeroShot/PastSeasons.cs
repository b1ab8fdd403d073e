using Carousel.Kernels;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// Two seasons of a past, from its autocorrelation: the shortest clear one, and a longer one that explains more.
/// </summary>
/// <remarks>
/// The score of a lag is the mean of two autocorrelations, of the values without their line and of their differences,
/// less a penalty for long lags and more for lengths that calendars have. If no second season is found, the longer
/// one is twice the shorter, or the shorter where the past is too short.
/// </remarks>
internal sealed class PastSeasons
{
    private const int MostMultiple = 15;
    private const double Bonus = 0.04, Penalty = 0.06, LeastSecond = 0.1;

    private readonly float[] _straight = new float[MostPast], _steps = new float[MostPast];
    private readonly double[] _score = new double[LongestSeason + 4];

    private static ReadOnlySpan<int> Calendar => [4, 7, 12, 24, 48, 52, 96, 168, 336];

    /// <summary>The longer season in steps; may equal the shorter.</summary>
    public int Long { get; private set; }

    /// <summary>The shorter season in steps, 1 or more.</summary>
    public int Short { get; private set; }

    /// <summary>The score of the longer season.</summary>
    public float LongStrength { get; private set; }

    /// <summary>The score of the shorter season.</summary>
    public float ShortStrength { get; private set; }

    /// <summary>Finds the seasons.</summary>
    /// <param name="past">The past.</param>
    /// <param name="known">Lengths in steps that the frequency of the rows suggests, ascending; empty for
    /// none.</param>
    public void Find(PastValues past, ReadOnlySpan<int> known)
    {
        int n = past.Length, longest = Math.Min((int)(n / 2.1), LongestSeason);
        Score(past, Math.Min(n - 1, _score.Length - 1));
        if (Told(known, n))
        {
            (LongStrength, ShortStrength) = ((float)_score[Long], (float)_score[Short]);
            return;
        }

        Short = FindShort(n, longest);
        Long = FindLong(n, longest, Short);
        if (Long < Short)
        {
            (Long, Short) = (Short, Long);
        }

        (LongStrength, ShortStrength) = ((float)At(Long), (float)At(Short));
    }

    private bool Told(ReadOnlySpan<int> known, int n)
    {
        Short = Long = 0;
        foreach (int steps in known)
        {
            if (steps >= 2 && steps <= LongestSeason && 2.05 * steps <= n)
            {
                Short = Short == 0 ? steps : Short;
                Long = steps;
            }
        }

        return Short > 0;
    }

    private double At(int lag) => lag < _score.Length ? _score[lag] : 0;

    private static double Weighed(double score, int lag, int n) => score - (Penalty * lag / n);

    private bool IsPeak(int lag) =>
        _score[lag] > _score[lag - 1] && _score[lag] >= _score[lag + 1]
        && (lag < 3 || _score[lag] >= _score[lag - 2]) && _score[lag] >= _score[lag + 2];

    private double Worth(int lag, int n) =>
        Weighed(_score[lag], lag, n) + (Calendar.Contains(lag) ? Bonus : 0);

    // The shortest peak that has 0.65 of the best worth, if that is positive.
    private int FindShort(int n, int longest)
    {
        double best = double.NegativeInfinity;
        for (int lag = 2; lag <= longest; lag++)
        {
            best = IsPeak(lag) ? Math.Max(best, Worth(lag, n)) : best;
        }

        if (double.IsNegativeInfinity(best))
        {
            return Math.Max(1, Math.Min(n / 3, 12));
        }

        double enough = best > 0 ? 0.65 * best : best;
        for (int lag = 2; lag <= longest; lag++)
        {
            if (IsPeak(lag) && Worth(lag, n) >= enough)
            {
                return lag;
            }
        }

        return 1;
    }

    // A multiple of the short season that is clearer than its neighbors, such as the week of days; else another
    // peak.
    private int FindLong(int n, int longest, int season)
    {
        int multiple = 0;
        double most = 0.02;
        for (int m = 2; m < MostMultiple; m++)
        {
            if (m * season <= LongestSeason && 2.05 * m * season <= n && (m + 1) * season < n)
            {
                double gain = Near(m * season, n) - (0.5 * (Near((m - 1) * season, n) + Near((m + 1) * season, n)))
                    + (m == 7 ? 0.03 : 0);
                (multiple, most) = gain > most ? (m, gain) : (multiple, most);
            }
        }

        if (multiple > 0)
        {
            return multiple * season;
        }

        int other = 0;
        double best = LeastSecond;
        for (int lag = 2; lag <= longest; lag++)
        {
            if (lag != season && IsPeak(lag) && !IsMultiple(lag, season) && Worth(lag, n) > best)
            {
                (other, best) = (lag, Worth(lag, n));
            }
        }

        return other > 0 ? other : 2.05 * 2 * season <= n && 2 * season <= LongestSeason ? 2 * season : season;
    }

    private double Near(int lag, int n) => Weighed(Math.Max(At(lag), Math.Max(At(lag - 1), At(lag + 1))), lag, n);

    private static bool IsMultiple(int lag, int season)
    {
        double ratio = (double)lag / season;
        return ratio > 1.4 && Math.Abs(ratio - Math.Round(ratio)) * season <= Math.Max(1.5, 0.03 * lag);
    }

    private void Score(PastValues past, int longest)
    {
        int n = past.Length;
        Array.Clear(_score);
        ReadOnlySpan<float> z = past.Slice(past.First, n);
        Span<float> straight = _straight.AsSpan(0, n), steps = _steps.AsSpan(0, n);
        double mean = 0, slope = 0, middle = 0.5 * (n - 1), squares = n * ((double)n * n - 1) / 12;
        for (int t = 0; t < n; t++)
        {
            mean += z[t];
            slope += (t - middle) * z[t];
        }

        (mean, slope) = (mean / n, slope / Math.Max(squares, 1));
        for (int t = 0; t < n; t++)
        {
            straight[t] = (float)Math.Clamp(z[t] - mean - (slope * (t - middle)), -6, 6);
            steps[t] = t == 0 ? 0 : straight[t] - straight[t - 1];
        }

        float whole = Reductions.SumOfSquares(straight) + 1e-9f, wholeSteps = Reductions.SumOfSquares(steps) + 1e-9f;
        for (int lag = 1; lag <= longest; lag++)
        {
            float first = Reductions.Dot(straight[lag..], straight[..(n - lag)]),
                second = Reductions.Dot(steps[lag..], steps[..(n - lag)]);
            _score[lag] = 0.5 * ((first / whole) + (second / wholeSteps)) * n / Math.Max(n - lag, 8);
        }

        _score[0] = 1;
    }
}
