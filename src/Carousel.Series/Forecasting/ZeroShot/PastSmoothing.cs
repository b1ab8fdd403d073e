namespace Carousel.Forecasting;

/// <summary>
/// Exponential smoothing with a damped trend (Gardner and McKenzie 1985) in a few settings; the one that errs least a
/// step ahead is kept, with its level and trend at each row.
/// </summary>
internal sealed class PastSmoothing
{
    private const float Damping = 0.95f;

    private readonly float[] _level = new float[ZeroShotShape.MostPast + ZeroShotShape.Horizon];
    private readonly float[] _trend = new float[ZeroShotShape.MostPast + ZeroShotShape.Horizon];

    private static ReadOnlySpan<float> Rates => [0.1f, 0.3f, 0.6f, 0.95f];

    private static ReadOnlySpan<float> TrendRates => [0f, 0.1f];

    /// <summary>Smooths values, or their differences at a season.</summary>
    /// <param name="past">The past.</param>
    /// <param name="season">The difference that is smoothed, in steps; 0 for the values themselves.</param>
    public void Fit(PastValues past, int season)
    {
        (float rate, float trendRate, double least) = (Rates[0], 0, double.PositiveInfinity);
        foreach (float trend in season > 0 ? TrendRates[..1] : TrendRates)
        {
            foreach (float candidate in Rates)
            {
                double error = Run(past, season, candidate, trend, past.End, keeps: false);
                (rate, trendRate, least) = error < least ? (candidate, trend, error) : (rate, trendRate, least);
            }
        }

        Run(past, season, rate, trendRate, past.Rows, keeps: true);
    }

    /// <summary>The forecast of a step ahead.</summary>
    /// <param name="origin">The first row that is forecast.</param>
    /// <param name="damped">φ + φ² + … of the steps ahead, see <see cref="Damped"/>.</param>
    public float At(int origin, float damped) => origin < 1 ? 0 : _level[origin - 1] + (damped * _trend[origin - 1]);

    /// <summary>φ + φ² + … + φʰ for h = 1, 2, ….</summary>
    /// <param name="sums">Receives them.</param>
    public static void Damped(Span<float> sums)
    {
        float power = 1, sum = 0;
        for (int h = 0; h < sums.Length; h++)
        {
            power *= Damping;
            sums[h] = sum += power;
        }
    }

    private double Run(PastValues past, int season, float rate, float trendRate, int end, bool keeps)
    {
        int start = past.First + season;
        float level = 0, trend = 0;
        double error = 0;
        for (int t = 0; t < end; t++)
        {
            if (t >= start)
            {
                float value = season > 0 ? past[t] - past[t - season] : past[t];
                float ahead = t == start && season == 0 ? value : level + (Damping * trend), missed = value - ahead;
                error += Math.Abs(missed);
                float next = ahead + (rate * missed);
                trend = (Damping * trend) + (trendRate * rate * missed);
                level = next;
            }

            if (keeps)
            {
                (_level[t], _trend[t]) = (level, trend);
            }
        }

        return error;
    }
}
