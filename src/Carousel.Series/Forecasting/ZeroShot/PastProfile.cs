namespace Carousel.Forecasting;

/// <summary>
/// The mean of a past at each place of its seasons, and the deviations of the past from it.
/// </summary>
/// <remarks>
/// The profile is the mean, plus the mean deviation from the line of the past at each place of the short season, plus
/// what is left at each place of the long one. Means are taken over neighboring places; how many is chosen by the
/// distance of the profile of every other cycle from the cycles between. A profile that comes no nearer than zeros
/// is left out. Each sum is divided by its count and <see cref="Shrinkage"/>.
/// </remarks>
internal sealed class PastProfile : PastRows
{
    private const double Shrinkage = 1;

    private readonly double[] _short = new double[ZeroShotShape.LongestSeason];
    private readonly double[] _long = new double[ZeroShotShape.LongestSeason];
    private readonly double[][] _sums = Halves(), _counts = Halves();
    private int _shortSteps, _longSteps;
    private double _mean, _slope, _middle;

    private static ReadOnlySpan<int> Widths => [0, 1, 3, 8, 20];

    /// <summary>Fits the profile, and writes the deviations of all rows.</summary>
    /// <param name="past">The past.</param>
    /// <param name="seasons">Its seasons.</param>
    /// <param name="end">The first row that the profile does not see.</param>
    public void Fit(PastValues past, PastSeasons seasons, int end)
    {
        (_shortSteps, _longSteps) = (seasons.Short, seasons.Long);
        FitLine(past, end);
        Array.Clear(_short);
        Array.Clear(_long);
        Average(past, end, _short, _shortSteps);
        Average(past, end, _long, _longSteps);
        Numbers.AsSpan().Clear();
        for (int row = past.Oldest; row < past.Rows; row++)
        {
            Numbers[Margin + row] = past[row] - At(row);
        }
    }

    /// <summary>The profile at a row.</summary>
    /// <param name="row">Any row.</param>
    public float At(int row) => (float)(_mean + _short[Place(row, _shortSteps)] + _long[Place(row, _longSteps)]);

    private void FitLine(PastValues past, int end)
    {
        int n = Math.Max(1, end - past.Oldest);
        _middle = past.Oldest + (0.5 * (n - 1));
        double sum = 0, products = 0;
        for (int row = past.Oldest; row < end; row++)
        {
            sum += past[row];
            products += (row - _middle) * past[row];
        }

        _mean = sum / n;
        _slope = products / Math.Max(1, n * (((double)n * n) - 1) / 12);
    }

    private static double[][] Halves() =>
        [new double[ZeroShotShape.LongestSeason], new double[ZeroShotShape.LongestSeason]];

    private static int Place(int row, int steps)
    {
        int place = row % steps;
        return place < 0 ? place + steps : place;
    }

    // Chooses the width whose profile of every other cycle is nearest to the cycles between.
    private void Average(PastValues past, int end, double[] profile, int steps)
    {
        for (int half = 0; half < 2; half++)
        {
            Array.Clear(_sums[half]);
            Array.Clear(_counts[half]);
        }

        for (int row = past.Oldest; row < end; row++)
        {
            int half = ((row - past.Oldest) / steps) & 1, place = Place(row, steps);
            _sums[half][place] += past[row] - At(row) - (_slope * (row - _middle));
            _counts[half][place]++;
        }

        int width = -1;
        double least = 0;
        for (int place = 0; place < steps; place++)
        {
            least += Missed(0, place, 0) + Missed(1, place, 0);
        }

        foreach (int candidate in Widths)
        {
            double missed = 0;
            for (int half = 0; half < 2 && (2 * candidate) + 1 < steps; half++)
            {
                Smooth(_sums[half], _counts[half], steps, candidate, profile);
                for (int place = 0; place < steps; place++)
                {
                    missed += Missed(1 - half, place, profile[place]);
                }
            }

            (width, least) = (2 * candidate) + 1 < steps && missed < least ? (candidate, missed) : (width, least);
        }

        Array.Clear(profile);
        if (width >= 0)
        {
            for (int place = 0; place < steps; place++)
            {
                _sums[0][place] += _sums[1][place];
                _counts[0][place] += _counts[1][place];
            }

            Smooth(_sums[0], _counts[0], steps, width, profile);
        }
    }

    private double Missed(int half, int place, double profile)
    {
        double count = _counts[half][place], missed = count > 0 ? (_sums[half][place] / count) - profile : 0;
        return count * missed * missed;
    }

    // The mean over the places up to a number of steps away; the season is a circle.
    private static void Smooth(double[] sums, double[] counts, int steps, int width, double[] profile)
    {
        double sum = 0, count = 0;
        for (int place = -width; place <= width; place++)
        {
            sum += sums[Place(place, steps)];
            count += counts[Place(place, steps)];
        }

        for (int place = 0; place < steps; place++)
        {
            profile[place] = sum / (count + Shrinkage);
            int next = Place(place + width + 1, steps), last = Place(place - width, steps);
            sum += sums[next] - sums[last];
            count += counts[next] - counts[last];
        }
    }
}
