namespace Carousel.Classical;

/// <summary>
/// Where the search for the parameters of exponential smoothing begins: initial states from the first seasons, rates
/// from a small grid.
/// </summary>
/// <remarks>Hyndman et al. 2008, section 2.6.1: indices of the season by classical decomposition, then the level and
/// the trend of a line through the first ten adjusted values.</remarks>
internal static class SmoothingStart
{
    private const int LineLength = 10;
    private const int SeasonsUsed = 4;

    /// <summary>The bounds of all numbers of a form; absent ones have equal bounds.</summary>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    public static (double[] Low, double[] High) Bounds(SmoothingForm form, int season)
    {
        double[] low = new double[SmoothingValues.Season + season], high = new double[low.Length];
        Array.Fill(low, double.NegativeInfinity);
        Array.Fill(high, double.PositiveInfinity);
        (low[SmoothingValues.Rate], high[SmoothingValues.Rate]) = (SmoothingValues.Least, SmoothingValues.Most);
        bool hasTrend = form.Trend != SmoothingTrend.None, hasSeason = form.Season != SmoothingSeason.None;
        (low[SmoothingValues.TrendShare], high[SmoothingValues.TrendShare]) = Share(hasTrend);
        (low[SmoothingValues.SeasonShare], high[SmoothingValues.SeasonShare]) = Share(hasSeason);
        (low[SmoothingValues.Damping], high[SmoothingValues.Damping]) = form.Trend == SmoothingTrend.Damped
            ? (SmoothingValues.LeastDamping, SmoothingValues.MostDamping)
            : (1, 1);
        if (!hasTrend)
        {
            low[SmoothingValues.Trend] = high[SmoothingValues.Trend] = 0;
        }

        if (!hasSeason)
        {
            low[SmoothingValues.Season] = high[SmoothingValues.Season] = 0;
        }

        return (low, high);
    }

    /// <summary>Initial states, with rates in the middle of their range.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <returns>Null if the values do not show the states, for example with fewer than two seasons.</returns>
    public static double[]? States(ReadOnlySpan<double> values, SmoothingForm form, int season)
    {
        double[] at = new double[SmoothingValues.Season + season];
        at[SmoothingValues.Damping] = 1;
        ReadOnlySpan<double> adjusted = values;
        if (form.Season != SmoothingSeason.None)
        {
            bool multiplies = form.Season == SmoothingSeason.Multiplicative;
            int first = FirstRow(values);
            int end = Math.Min(values.Length, ((first / season) + SeasonsUsed) * season);
            SeasonalAdjustment? adjustment = SeasonalAdjustment.Of(values[..end], season, multiplies)
                ?? SeasonalAdjustment.Of(values, season, multiplies);
            if (adjustment is null)
            {
                return null;
            }

            for (int s = 0; s < season; s++)
            {
                at[SmoothingValues.Season + s] = adjustment[s];
            }

            adjusted = adjustment.Adjust(values);
        }

        (at[SmoothingValues.Level], double trend) = Line(adjusted, form.Trend != SmoothingTrend.None);
        at[SmoothingValues.Trend] = trend;
        if (form.NeedsPositive && at[SmoothingValues.Level] + trend <= 0)
        {
            // The line of a steep start can begin below zero, where the form is not defined.
            (at[SmoothingValues.Level], _) = Line(adjusted, hasTrend: false);
            at[SmoothingValues.Trend] = 0;
        }

        return at;
    }

    /// <summary>Writes the rates of a grid with the smallest deviance at the initial states.</summary>
    /// <param name="at">Parameters and initial states; the rates are overwritten.</param>
    /// <param name="filter">The filter of the form.</param>
    /// <param name="form">The form.</param>
    /// <returns>The deviance there; infinite if the form is defined nowhere on the grid.</returns>
    public static double ChooseRates(double[] at, SmoothingFilter filter, SmoothingForm form)
    {
        ReadOnlySpan<double> none = [0], rates = [0.05, 0.2, 0.5, 0.9], shares = [0.02, 0.2];
        double least = double.PositiveInfinity;
        (double Rate, double Trend, double Season) best = (rates[0], 0, 0);
        at[SmoothingValues.Damping] = form.Trend == SmoothingTrend.Damped ? 0.97 : 1;
        foreach (double rate in rates)
        {
            foreach (double trend in form.Trend == SmoothingTrend.None ? none : shares)
            {
                foreach (double season in form.Season == SmoothingSeason.None ? none : shares)
                {
                    SetRates(at, (rate, trend, season));
                    double deviance = filter.Deviance(at);
                    (best, least) = deviance < least ? ((rate, trend, season), deviance) : (best, least);
                }
            }
        }

        SetRates(at, best);
        return least;
    }

    private static (double Low, double High) Share(bool has) =>
        has ? (SmoothingValues.Least, SmoothingValues.Most) : (0, 0);

    private static void SetRates(double[] at, (double Rate, double Trend, double Season) rates) =>
        (at[SmoothingValues.Rate], at[SmoothingValues.TrendShare], at[SmoothingValues.SeasonShare]) = rates;

    private static int FirstRow(ReadOnlySpan<double> values)
    {
        int row = 0;
        while (row < values.Length - 1 && double.IsNaN(values[row]))
        {
            row++;
        }

        return row;
    }

    /// <summary>Least squares through the first values: the level before row 0, and the trend per step.</summary>
    private static (double Level, double Trend) Line(ReadOnlySpan<double> values, bool hasTrend)
    {
        double n = 0, ofTime = 0, ofValue = 0, ofTimes = 0, ofProduct = 0;
        for (int t = 0; t < values.Length && n < LineLength; t++)
        {
            if (!double.IsNaN(values[t]))
            {
                double time = t + 1;
                n++;
                ofTime += time;
                ofValue += values[t];
                ofTimes += time * time;
                ofProduct += time * values[t];
            }
        }

        double spread = ofTimes - (ofTime * ofTime / n);
        double slope = hasTrend && spread > 0 ? (ofProduct - (ofTime * ofValue / n)) / spread : 0;
        return ((ofValue - (slope * ofTime)) / n, slope);
    }
}
