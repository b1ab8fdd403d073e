namespace Carousel.Classical;

/// <summary>
/// Maximises the likelihood of one form of exponential smoothing in all parameters and initial states at once, with
/// the gradient of <see cref="SmoothingFilter"/>.
/// </summary>
internal static class SmoothingFit
{
    private const int MostEvaluations = 600;
    private const int TrialEvaluations = 40;
    private const double LeastFall = 1e-7;

    // The errors of a start that fits perfectly have no size to measure states by.
    private const double LeastUnit = 1e-8;

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
        starts.AddRange(others.Select(other => Within(bounds, other)).Where(at => double.IsFinite(filter.Deviance(at))));
        double least = double.PositiveInfinity, size = MeanSize(values);
        double[]? best = null;
        foreach (double[] at in starts)
        {
            double deviance = Search(at, filter, form, bounds, size, TrialEvaluations);
            (best, least) = deviance < least ? (at, deviance) : (best, least);
        }

        if (best is not null)
        {
            Search(best, filter, form, bounds, size, MostEvaluations);
            Centre(best, form);
        }

        return best;
    }

    private static double[] Within((double[] Low, double[] High) bounds, double[] at) =>
        [.. at.Select((value, i) => Math.Clamp(value, bounds.Low[i], bounds.High[i]))];

    private static double Search(
        double[] at, SmoothingFilter filter, SmoothingForm form, (double[] Low, double[] High) bounds, double size,
        int most)
    {
        double[] start = [.. at], unit = Units(at, filter, form, size), place = new double[at.Length];
        double[] low = new double[at.Length], high = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            (low[i], high[i]) = ((bounds.Low[i] - start[i]) / unit[i], (bounds.High[i] - start[i]) / unit[i]);
        }

        double least = new BoxMinimizer(low, high).Run(place, Scaled, most, LeastFall);
        Move(place);
        return least;

        void Move(ReadOnlySpan<double> to)
        {
            for (int i = 0; i < at.Length; i++)
            {
                at[i] = Math.Clamp(start[i] + (unit[i] * to[i]), bounds.Low[i], bounds.High[i]);
            }
        }

        double Scaled(ReadOnlySpan<double> to, Span<double> gradient)
        {
            Move(to);
            double value = filter.Deviance(at, gradient);
            for (int i = 0; i < at.Length; i++)
            {
                gradient[i] *= unit[i];
            }

            return value;
        }
    }

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
}
