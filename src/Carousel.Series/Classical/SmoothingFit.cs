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

        double size = values.ToArray().Where(value => !double.IsNaN(value)).Average(Math.Abs);
        List<(BoxMinimizer Minimizer, Place Move)> searches =
            [.. starts.Select(start => Search(start, Units(start, filter, form, size), filter, bounds))];
        for (int round = 0; round < _rounds.Length; round++)
        {
            foreach ((BoxMinimizer minimizer, _) in searches)
            {
                minimizer.Advance(_rounds[round], LeastFall);
            }

            int kept = round < _rounds.Length - 2 ? (searches.Count + 1) / 2 : 1;
            searches = [.. searches.OrderBy(search => search.Minimizer.Value).Take(kept)];
        }

        double[] best = searches[0].Move(searches[0].Minimizer.At);
        Centre(best, form);
        return best;
    }

    private delegate double[] Place(ReadOnlySpan<double> at);

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

    /// <summary>The level takes the mean of the season's indices; no forecast changes.</summary>
    private static void Centre(double[] at, SmoothingForm form)
    {
        double mean = at.Skip(SmoothingValues.Season).Average();
        bool multiplies = form.Season == SmoothingSeason.Multiplicative;
        at[SmoothingValues.Level] = multiplies ? at[SmoothingValues.Level] * mean : at[SmoothingValues.Level] + mean;
        at[SmoothingValues.Trend] *= multiplies ? mean : 1;
        for (int s = SmoothingValues.Season; s < at.Length; s++)
        {
            at[s] = multiplies ? at[s] / mean : at[s] - mean;
        }
    }

    /// <summary>A search from one start, in units of its errors, and the numbers at a place of it.</summary>
    private static (BoxMinimizer Minimizer, Place Move) Search(
        double[] start, double[] unit, SmoothingFilter filter, (double[] Low, double[] High) bounds)
    {
        double[] moved = new double[start.Length];
        return (new BoxMinimizer(Deviance, new double[start.Length], Scaled(bounds.Low), Scaled(bounds.High)), Move);

        double[] Scaled(double[] bound) => [.. bound.Select((value, i) => (value - start[i]) / unit[i])];

        double[] Move(ReadOnlySpan<double> to)
        {
            for (int i = 0; i < moved.Length; i++)
            {
                moved[i] = Math.Clamp(start[i] + (unit[i] * to[i]), bounds.Low[i], bounds.High[i]);
            }

            return moved;
        }

        double Deviance(ReadOnlySpan<double> at, Span<double> gradient)
        {
            double value = filter.Deviance(Move(at), gradient);
            for (int i = 0; i < unit.Length; i++)
            {
                gradient[i] *= unit[i];
            }

            return value;
        }
    }
}
