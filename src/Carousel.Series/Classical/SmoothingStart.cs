namespace Carousel.Classical;

/// <summary>
/// Where the search for the parameters of exponential smoothing begins: initial states from the first seasons, rates
/// from a small grid.
/// </summary>
/// <remarks>Hyndman et al. 2008, section 2.6.1: indices of the season by classical decomposition, then the level and
/// the trend of a line through the first ten adjusted values.</remarks>
internal static class SmoothingStart
{
    private const int LineLength = 10, SeasonsUsed = 4;
    private const double FirstDamping = 0.97;

    /// <summary>The bounds of all numbers of a form; absent ones have equal bounds.</summary>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    public static (double[] Low, double[] High) Bounds(SmoothingForm form, int season)
    {
        double[] low = new double[SmoothingValues.Season + season], high = new double[low.Length];
        Array.Fill(low, double.NegativeInfinity);
        Array.Fill(high, double.PositiveInfinity);
        bool hasTrend = form.Trend != SmoothingTrend.None, hasSeason = form.Season != SmoothingSeason.None;
        Limit(SmoothingValues.Rate, true, SmoothingValues.Least, SmoothingValues.Most, 0);
        Limit(SmoothingValues.TrendShare, hasTrend, SmoothingValues.Least, SmoothingValues.Most, 0);
        Limit(SmoothingValues.SeasonShare, hasSeason, SmoothingValues.Least, SmoothingValues.Most, 0);
        Limit(
            SmoothingValues.Damping, form.Trend == SmoothingTrend.Damped, SmoothingValues.LeastDamping,
            SmoothingValues.MostDamping, 1);
        Limit(SmoothingValues.Trend, hasTrend, double.NegativeInfinity, double.PositiveInfinity, 0);
        Limit(SmoothingValues.Season, hasSeason, double.NegativeInfinity, double.PositiveInfinity, 0);
        return (low, high);

        void Limit(int place, bool isPart, double from, double to, double absent) =>
            (low[place], high[place]) = isPart ? (from, to) : (absent, absent);
    }

    /// <summary>Initial states; the rates are 0.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="form">The form.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <returns>Null if the values do not show the states, for example with fewer than two seasons.</returns>
    public static double[]? States(ReadOnlySpan<double> values, SmoothingForm form, int season)
    {
        double[] at = new double[SmoothingValues.Season + season];
        ReadOnlySpan<double> adjusted = values;
        if (form.Season != SmoothingSeason.None)
        {
            bool multiplies = form.Season == SmoothingSeason.Multiplicative;
            int first = ClassicalSeries.FirstRow(values);
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
        at[SmoothingValues.Trend] = form.Trend == SmoothingTrend.None ? 0 : trend;
        if (form.NeedsPositive && at[SmoothingValues.Level] + trend <= 0)
        {
            // The line of a steep start can begin below zero, where the form is not defined.
            (at[SmoothingValues.Level], _) = Line(adjusted, hasTrend: false);
            at[SmoothingValues.Trend] = 0;
        }

        return at;
    }

    /// <summary>
    /// Starts with the given initial states: of each region of the rates, the better of two points. The
    /// likelihood often has several maxima, one with a constant and one with a changing season.
    /// </summary>
    /// <param name="states">Initial states.</param>
    /// <param name="filter">The filter of the form.</param>
    /// <param name="form">The form.</param>
    /// <returns>Those at which the form is defined.</returns>
    public static List<double[]> Grid(double[] states, SmoothingFilter filter, SmoothingForm form)
    {
        ReadOnlySpan<double> none = [0], shares = [0.02, 0.4];
        ReadOnlySpan<double> trends = form.Trend == SmoothingTrend.None ? none : shares;
        ReadOnlySpan<double> seasons = form.Season == SmoothingSeason.None ? none : shares;
        var starts = new List<double[]>();
        foreach (double trend in trends)
        {
            foreach (double season in seasons)
            {
                Add(starts, filter, At(0.05, trend, season), At(0.2, trend, season));
                Add(starts, filter, At(0.5, trend, season), At(0.9, trend, season));
            }
        }

        return starts;

        double[] At(double rate, double trend, double season)
        {
            double[] at = [.. states];
            (at[SmoothingValues.Rate], at[SmoothingValues.TrendShare]) = (rate, trend);
            at[SmoothingValues.SeasonShare] = season;
            at[SmoothingValues.Damping] = form.Trend == SmoothingTrend.Damped ? FirstDamping : 1;
            return at;
        }
    }

    private static void Add(List<double[]> starts, SmoothingFilter filter, double[] one, double[] other)
    {
        double ofOne = filter.Deviance(one), ofOther = filter.Deviance(other);
        if (Math.Min(ofOne, ofOther) < double.PositiveInfinity)
        {
            starts.Add(ofOne <= ofOther ? one : other);
        }
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
