namespace Carousel.Classical;

/// <summary>
/// Maximises the likelihood of one form of exponential smoothing in all parameters and initial states at once, with
/// the gradient of <see cref="SmoothingFilter"/>.
/// </summary>
internal static class SmoothingFit
{
    private const double LeastFall = 1e-7;

    // The errors of a start that fits perfectly have no size to measure states by.
    private const double LeastUnit = 1e-8;

    // Evaluations of all starts, of the better half of them, and so on; the last number is that of the best one.
    private static readonly int[] _rounds = [20, 25, 600];

    /// <summary>Fits.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <param name="others">Fits of forms with fewer parts, from which the search may start.</param>
    /// <returns>Parameters and initial states with the season's indices around 0 or 1; null if the values do not show
    /// the states, or if the form is not defined for them.</returns>
    public static double[]? Run(
        ReadOnlySpan<double> values, SmoothingForm form, int season, IEnumerable<double[]> others)
    {
        if (SmoothingStart.States(values, form, season) is not { } states)
        {
            return null;
        }

        var filter = new SmoothingFilter(values, form, season);
        (double[] Low, double[] High) bounds = SmoothingStart.Bounds(form, season);
        List<double[]> starts = SmoothingStart.Grid(states, filter, form);
        starts.AddRange(
            others.Select(other => Within(bounds, other)).Where(at => double.IsFinite(filter.Deviance(at))));
        if (starts.Count == 0)
        {
            return null;
        }

        double size = MeanSize(values);
        List<Search> searches =
            [.. starts.Select(start => new Search(start, Units(start, filter, form, size), filter, bounds))];
        for (int round = 0; round < _rounds.Length; round++)
        {
            foreach (Search search in searches)
            {
                search.Minimizer.Advance(_rounds[round], LeastFall);
            }

            int kept = round < _rounds.Length - 2 ? (searches.Count + 1) / 2 : 1;
            searches = [.. searches.OrderBy(search => search.Minimizer.Value).Take(kept)];
        }

        double[] best = searches[0].At;
        Centre(best, form);
        return best;
    }

    private static double[] Within((double[] Low, double[] High) bounds, double[] at) =>
        [.. at.Select((value, i) => Math.Clamp(value, bounds.Low[i], bounds.High[i]))];

    /// <summary>States are measured by the size of the errors, so that a search does not depend on the units of the
    /// values.</summary>
    private static double[] Units(double[] at, SmoothingFilter filter, SmoothingForm form, double size)
    {
        filter.Run(at, stops: false);
        double error = Math.Sqrt(filter.Squares / filter.Count);
        error = Math.Max(form.Error == SmoothingError.Additive ? error : error * size, LeastUnit * size);
        double[] unit = new double[at.Length];
        Array.Fill(unit, 1);
        (unit[SmoothingValues.Level], unit[SmoothingValues.Trend]) = (error, error / 10);
        double ofSeason = form.Season == SmoothingSeason.Multiplicative ? error / size : error;
        Array.Fill(unit, ofSeason, SmoothingValues.Season, at.Length - SmoothingValues.Season);
        return unit;
    }

    private static double MeanSize(ReadOnlySpan<double> values)
    {
        double sum = 0;
        int count = 0;
        foreach (double value in values)
        {
            (sum, count) = double.IsNaN(value) ? (sum, count) : (sum + Math.Abs(value), count + 1);
        }

        return sum / count;
    }

    /// <summary>The level takes the mean of the season's indices; no forecast changes.</summary>
    private static void Centre(double[] at, SmoothingForm form)
    {
        Span<double> seasons = at.AsSpan(SmoothingValues.Season);
        double mean = 0;
        foreach (double index in seasons)
        {
            mean += index / seasons.Length;
        }

        if (form.Season == SmoothingSeason.Additive)
        {
            at[SmoothingValues.Level] += mean;
            for (int s = 0; s < seasons.Length; s++)
            {
                seasons[s] -= mean;
            }
        }
        else if (form.Season == SmoothingSeason.Multiplicative)
        {
            at[SmoothingValues.Level] *= mean;
            at[SmoothingValues.Trend] *= mean;
            for (int s = 0; s < seasons.Length; s++)
            {
                seasons[s] /= mean;
            }
        }
    }

    /// <summary>A search from one start, in units of its errors.</summary>
    private sealed class Search
    {
        private readonly double[] _start, _unit;
        private readonly SmoothingFilter _filter;
        private readonly (double[] Low, double[] High) _bounds;
        private readonly double[] _moved;

        public Search(
            double[] start, double[] unit, SmoothingFilter filter, (double[] Low, double[] High) bounds)
        {
            (_start, _unit, _filter, _bounds) = (start, unit, filter, bounds);
            _moved = new double[start.Length];
            double[] low = new double[start.Length], high = new double[start.Length];
            for (int i = 0; i < start.Length; i++)
            {
                (low[i], high[i]) = ((bounds.Low[i] - start[i]) / unit[i], (bounds.High[i] - start[i]) / unit[i]);
            }

            Minimizer = new BoxMinimizer(Deviance, new double[start.Length], low, high);
        }

        public BoxMinimizer Minimizer { get; }

        public double[] At
        {
            get
            {
                Move(Minimizer.At);
                return _moved;
            }
        }

        private double Deviance(ReadOnlySpan<double> at, Span<double> gradient)
        {
            Move(at);
            double value = _filter.Deviance(_moved, gradient);
            for (int i = 0; i < _unit.Length; i++)
            {
                gradient[i] *= _unit[i];
            }

            return value;
        }

        private void Move(ReadOnlySpan<double> to)
        {
            for (int i = 0; i < _start.Length; i++)
            {
                _moved[i] = Math.Clamp(_start[i] + (_unit[i] * to[i]), _bounds.Low[i], _bounds.High[i]);
            }
        }
    }
}
