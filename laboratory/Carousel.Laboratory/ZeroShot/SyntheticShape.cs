using Carousel.Jobs.Fitting;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>
/// Effects of measurement on a series: transforms, floors, steps of a meter, counts, outliers, stuck and missing rows,
/// reversal and sign.
/// </summary>
internal static class SyntheticShape
{
    private const int Counts = 7, Intermittent = 8;

    /// <summary>Changes a series.</summary>
    /// <param name="draws">Random numbers.</param>
    /// <param name="kind">0 unchanged, 1 exponential, 2 root, 3 square, 4 logarithm, 5 floor, 6 meter, 7 counts, 8 rare
    /// counts.</param>
    /// <param name="values">The values.</param>
    public static void Apply(SimulationDraws draws, int kind, Span<float> values)
    {
        DrawExtensions.ToUnit(values);
        Transform(draws, kind, values);
        bool isCount = kind is Counts or Intermittent;
        if (!isCount && draws.Chance(0.12))
        {
            AddOutliers(draws, values);
        }

        if (draws.Chance(0.12))
        {
            values.Reverse();
        }

        if (!isCount && draws.Chance(0.2))
        {
            foreach (ref float value in values)
            {
                value = -value;
            }
        }

        if (draws.Chance(0.04))
        {
            int start = draws.Below(values.Length);
            Span<float> stuck = values.Slice(start, Math.Min(draws.Between(3, 80), values.Length - start));
            stuck.Fill(stuck[0]);
        }

        if (draws.Chance(0.08))
        {
            Lose(draws, values);
        }
    }

    private static void Transform(SimulationDraws draws, int kind, Span<float> values)
    {
        double mean = 0, least = double.PositiveInfinity, rate = draws.LogWithin(0.1, 0.8);
        foreach (float value in values)
        {
            mean += value / (double)values.Length;
            least = Math.Min(least, value);
        }

        double step = draws.LogWithin(0.05, 1), floor = kind == 5 ? Quantile(values, draws.Within(0.05, 0.6)) : 0,
            often = draws.LogWithin(0.08, 30), shape = draws.Within(0.3, 8), thinned = draws.Within(0.3, 1),
            rare = draws.LogWithin(0.02, 0.4);
        bool isSpread = draws.Chance(0.6), isThin = draws.Chance(0.3);
        foreach (ref float value in values)
        {
            double apart = value - mean, level = Math.Exp(Math.Clamp(rate * apart, -4, 3));
            value = (float)(kind switch
            {
                1 => Math.Exp(Math.Clamp(rate * apart, -6, 4)),
                2 => Math.Sqrt(Math.Max(value - least, 0)),
                3 => (value - least) * (value - least),
                4 => Math.Sign(apart) * Math.Log(1 + Math.Abs(apart)),
                5 => Math.Max(value, floor),
                6 => Math.Round(value / step),
                Counts => draws.Count(level * often * (isSpread ? draws.Gamma(shape) : 1))
                    * (isThin && !draws.Chance(thinned) ? 0 : 1),
                Intermittent => draws.Chance(Math.Min(1, rare * level)) ? 1 + draws.Count(often / 3) : 0,
                _ => value,
            });
        }
    }

    private static float Quantile(Span<float> values, double share)
    {
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[(int)(share * (sorted.Length - 1))];
    }

    private static void AddOutliers(SimulationDraws draws, Span<float> values)
    {
        double often = draws.Within(0.001, 0.02), size = draws.Between(2, 8);
        foreach (ref float value in values)
        {
            value += draws.Chance(often) ? (float)(size * draws.Normal()) : 0;
        }
    }

    private static void Lose(SimulationDraws draws, Span<float> values)
    {
        for (int stretch = 0; stretch < 3; stretch++)
        {
            int start = draws.Below(values.Length);
            values.Slice(start, Math.Min(draws.Between(1, 60), values.Length - start)).Fill(float.NaN);
        }

        foreach (ref float value in values)
        {
            value = draws.Chance(0.03) ? float.NaN : value;
        }
    }
}
