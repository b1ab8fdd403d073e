using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>
/// Simulated series, from which the zero-shot forecaster learns: each a function of the seed and its
/// number.
/// </summary>
/// <param name="seed">The seed of all of them.</param>
internal sealed class SyntheticSeries(ulong seed)
{
    /// <summary>Values of most series: the longest past that the network reads and the steps ahead.</summary>
    public const int Length = 2112;

    /// <summary>Values of the others, most of which only the regressions read.</summary>
    public const int LongLength = 8256;

    private static readonly double[] _kinds = [0.40, 0.26, 0.20, 0.14], _seasons = [0.12, 0.45, 0.33, 0.10],
        _shapes = [0.48, 0.12, 0.05, 0.05, 0.05, 0.07, 0.05, 0.10, 0.03];

    /// <summary>Makes a series.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="values">[n]: receives it, NaN where a value is missing.</param>
    public void Make(uint number, Span<float> values)
    {
        var draws = new SimulationDraws(seed, "synthetic series", number);
        int n = values.Length, kind = draws.Pick(_kinds);
        float[] season = new float[n], trend = new float[n], noise = new float[n];
        AddSeasons(draws, kind, season);
        if (draws.Chance(0.65))
        {
            SyntheticParts.AddTrend(draws, draws.LogWithin(0.05, 4), trend);
        }

        if (draws.Chance(0.93))
        {
            SyntheticNoise.Add(draws, draws.LogWithin(0.02, 1.5), hasSeason: false, noise);
        }

        bool isMultiplied = draws.Chance(0.3), spreads = draws.Chance(0.25);
        double size = season.Average(Math.Abs) + 0.1;
        if (kind == 2)
        {
            season.AsSpan().Clear();
            SyntheticNoise.Add(draws, 1, hasSeason: true, season);
            double share = draws.Chance(0.5) ? 1 : 0;
            for (int t = 0; t < n; t++)
            {
                values[t] = (float)(season[t] + (share * ((0.3 * trend[t]) + (0.1 * noise[t]))));
            }
        }
        else
        {
            for (int t = 0; t < n; t++)
            {
                double around = spreads ? noise[t] * Math.Min(5, Math.Exp(0.6 * season[t] / size)) : noise[t];
                values[t] = (float)(around + (isMultiplied
                    ? ((1 + (0.8 * Math.Tanh(trend[t]))) * season[t]) + (0.5 * trend[t]) : trend[t] + season[t]));
            }
        }

        if (draws.Chance(0.12))
        {
            SyntheticParts.AddShifts(draws, draws.LogWithin(0.3, 3), values);
        }

        SyntheticShape.Apply(draws, draws.Pick(_shapes), values);
    }

    private static void AddSeasons(SimulationDraws draws, int kind, float[] season)
    {
        int seasons = kind switch
        {
            1 => draws.Chance(0.3) ? 1 : 0,
            2 => 0,
            _ => draws.Pick(_seasons),
        };
        for (int k = 0; k < seasons; k++)
        {
            SyntheticParts.AddSeason(draws, kind == 1 ? 0.5 : Math.Exp(draws.Within(-1.2, 0.5)), season);
        }

        if (kind == 1)
        {
            SyntheticParts.AddCalendar(draws, season);
        }
        else if (kind == 3)
        {
            SyntheticParts.AddGaussianProcess(draws, draws.LogWithin(0.3, 3), season);
        }

        if (draws.Chance(0.5))
        {
            double rate = draws.LogWithin(0.02, 0.8);
            float[] swell = new float[season.Length];
            draws.Smooth(swell);
            for (int t = 0; t < season.Length; t++)
            {
                season[t] *= (float)Math.Exp(rate * swell[t]);
            }
        }
    }
}
