namespace Carousel.Forecasting;

/// <summary>
/// Exponential smoothing with an additive season and a damped trend: each true value moves level, trend and season by
/// shares of the forecast error, ŷ(t + h) = ℓ + (φ + … + φʰ)·b + s.
/// </summary>
/// <remarks>Gardner 1985, "Exponential smoothing: the state of the art"; in the form of errors, Hyndman and others
/// 2008. A value that is missing moves nothing.</remarks>
/// <param name="Level">α: the share that moves the level.</param>
/// <param name="Trend">β: the share that moves the trend; 0 for none.</param>
/// <param name="Damping">φ: how much of the trend is left a step later.</param>
internal readonly record struct SeasonalSmoothing(double Level, double Trend = 0, double Damping = 0)
{
    /// <summary>The share of the error remaining after the level update that moves the season.</summary>
    private const double Season = 0.1;

    /// <summary>The number of rounds at the beginning from which the first season is computed.</summary>
    private const int FirstRounds = 3;

    /// <summary>Forecasts from some origins, each from only the values before it.</summary>
    /// <param name="values">The series; NaN is missing.</param>
    /// <param name="season">The season in rows; 1 for none.</param>
    /// <param name="origins">[O], ascending.</param>
    /// <param name="horizon">H.</param>
    /// <returns>[O][H]; NaN where nothing is known before an origin.</returns>
    public double[][] Forecast(ReadOnlySpan<float> values, int season, IReadOnlyList<int> origins, int horizon)
    {
        double[][] forecasts = [.. origins.Select(_ => new double[horizon])];
        int first = 0;
        while (first < values.Length && float.IsNaN(values[first]))
        {
            first++;
        }

        // Early origins know fewer rounds to begin with than later ones: each number of rounds needs a separate pass.
        int from = 0;
        while (from < origins.Count)
        {
            (int period, int rounds) = Beginning(origins[from] - first, season);
            int to = from + 1;
            while (to < origins.Count && Beginning(origins[to] - first, season) == (period, rounds))
            {
                to++;
            }

            if (rounds == 0)
            {
                Array.Fill(forecasts[from], double.NaN);
                to = from + 1;
            }
            else
            {
                Pass(values[first..], period, rounds, first, origins, forecasts, from, to);
            }

            from = to;
        }

        return forecasts;
    }

    /// <summary>Less than one round does not give a season.</summary>
    private static (int Period, int Rounds) Beginning(int known, int season) => known >= season
        ? (season, Math.Min(FirstRounds, known / season))
        : (1, Math.Clamp(known, 0, FirstRounds));

    private void Pass(
        ReadOnlySpan<float> values, int period, int rounds, int first, IReadOnlyList<int> origins,
        double[][] forecasts, int from, int to)
    {
        (double level, double[] season) = Begin(values, period, rounds);
        double trend = 0;
        for (int t = 0; from < to; t++)
        {
            for (; from < to && origins[from] - first == t; from++)
            {
                double step = Damping, ahead = 0;
                for (int h = 0; h < forecasts[from].Length; h++)
                {
                    (ahead, step) = (ahead + step, step * Damping);
                    forecasts[from][h] = level + (ahead * trend) + season[(t + h) % period];
                }
            }

            if (from < to)
            {
                double error = values[t] - level - (Damping * trend) - season[t % period];
                error = double.IsNaN(error) ? 0 : error;
                level += (Damping * trend) + (Level * error);
                trend = (Damping * trend) + (Trend * error);
                season[t % period] += period == 1 ? 0 : Season * (1 - Level) * error;
            }
        }
    }

    /// <summary>The mean of the first round, and the distance of each place of a round from the round's
    /// mean.</summary>
    private static (double Level, double[] Season) Begin(ReadOnlySpan<float> values, int period, int rounds)
    {
        var season = new double[period];
        var counts = new int[period];
        double level = 0;
        for (int r = 0; r < rounds; r++)
        {
            ReadOnlySpan<float> round = values.Slice(r * period, period);
            (double sum, int known) = (0, 0);
            foreach (float value in round)
            {
                (sum, known) = float.IsNaN(value) ? (sum, known) : (sum + value, known + 1);
            }

            level = r == 0 ? sum / known : level;
            for (int i = 0; i < period; i++)
            {
                if (!float.IsNaN(round[i]))
                {
                    season[i] += round[i] - (sum / known);
                    counts[i]++;
                }
            }
        }

        for (int i = 0; i < period; i++)
        {
            season[i] /= Math.Max(1, counts[i]);
        }

        return (level, season);
    }
}
