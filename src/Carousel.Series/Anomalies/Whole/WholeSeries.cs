using Carousel.Boosting;
using Carousel.Classical;
using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>
/// A series that is searched without a training set: each row has an expected value and a scale, which its neighbours
/// determine.
/// </summary>
/// <param name="Expected">[n], the robust trend and the season.</param>
/// <param name="Scale">[n], the robust standard deviation of the residuals near each row.</param>
internal sealed record WholeSeries(double[] Expected, double[] Scale)
{
    // Rows of a block whose residuals give one scale, and the fewest means among which a season is searched.
    private const int BlockRows = 200, SeasonsPerBlock = 4, FewestBlocks = 24;

    // A season's autocorrelation is compared with that of noise in units of 1 / √n.
    private const double ErrorsOfStrength = 4.5;

    // The least scale as a share of the largest value: below it a residual is an error of rounding.
    private const double Rounding = 1e-9;

    // The share of the errors' variance that a season takes, per season's share of the rows: from simulated series.
    private const double SeasonTaken = 1.5;

    private static readonly int[] _levelRows = [1, 3, 7, 21];

    /// <summary>Describes all rows from all rows.</summary>
    /// <param name="values">[n], NaN where missing; at least one is known.</param>
    /// <param name="season">Rows of the season, at most n / 2; 0 for none.</param>
    public static WholeSeries Of(ReadOnlySpan<double> values, int season)
    {
        var parts = RobustParts.Of(MissingValues.Fill(values, 1), season);
        double[] expected = parts.ToExpected();
        double[] scale = ScaleOf(Less(values, expected), season, values);
        return new WholeSeries(expected, [.. scale.Select(s => s / Math.Sqrt(parts.Freedom))]);
    }

    /// <summary>Describes the last row from the rows before it.</summary>
    /// <remarks>
    /// The level is the median of the last 1, 3, 7 or 21 seasonally adjusted values: of as many as forecast the earlier
    /// rows with the smallest robust deviation. The median of the errors, the drift, is added.
    /// </remarks>
    /// <param name="values">[n], NaN where missing; at least one before the last is known.</param>
    /// <param name="season">Rows of the season, at most (n − 1) / 2; 0 for none.</param>
    public static WholeSeries OfLast(ReadOnlySpan<double> values, int season)
    {
        ReadOnlySpan<double> before = values[..^1];
        double[] filled = MissingValues.Fill(before, 1), wave = RobustParts.Of(filled, season).Season;
        double[] adjusted = Less(filled, wave);
        (double Level, double Scale) best = (0, double.PositiveInfinity);
        foreach (int rows in _levelRows.TakeWhile(r => 2 * r < adjusted.Length))
        {
            double[] errors = [.. adjusted.Skip(rows).Select((v, t) => v - Level(adjusted.AsSpan(t, rows)))];
            double[] recent = errors[^Math.Min(errors.Length, Block(season))..];
            double scale = ScaleOf(recent, 0, values)[^1];
            if (scale < best.Scale)
            {
                best = (Level(adjusted.AsSpan(adjusted.Length - rows)) + Level(recent), scale);
            }
        }

        // The season was fitted to the rows whose errors are measured, but not to the last row.
        double taken = season > 1 ? SeasonTaken * season / before.Length : 0, last = season > 1 ? wave[^season] : 0;
        return new WholeSeries([best.Level + last], [best.Scale * Math.Sqrt((1 + taken) / (1 - taken))]);
    }

    /// <summary>The length of the clearest season in rows; 0 for none.</summary>
    /// <param name="values">[n], NaN where missing.</param>
    /// <param name="frequency">The distance between rows, if known.</param>
    public static int FindSeason(ReadOnlySpan<double> values, Frequency? frequency)
    {
        double[] filled = MissingValues.Fill(values, 1);
        float[] near = [.. filled.Select(v => (float)v)];
        if (frequency is not null && SeasonFinder.Find(near, frequency).Best is > 1 and var usual)
        {
            return usual;
        }

        float[] clean = [.. SpikeFilter.Apply(filled, SpikeFilter.NoiseOf(filled)).Select(v => (float)v)];
        foreach (float[] rows in (float[][])[near, clean])
        {
            // Means of rows have less noise, so that a long season is seen better.
            for (int block = 1; rows.Length / block >= FewestBlocks; block *= 2)
            {
                float[] means = [.. rows[(rows.Length % block)..].Chunk(block).Select(b => b.Average())];
                if (SeasonFinder.Find(means, null).Found is [var found, ..]
                    && found.Strength > ErrorsOfStrength / Math.Sqrt(means.Length))
                {
                    int first = ((found.Steps - 1) * block) - 1;
                    return SeasonFinder.Measure(
                        rows,
                        [.. Enumerable.Range(first, (2 * block) + 3).Where(m => m > 1 && 2 * m < rows.Length)]).Best;
                }
            }
        }

        return 0;
    }

    /// <summary>Which rows are anomalies.</summary>
    /// <param name="values">[n], NaN where missing.</param>
    /// <param name="units">The distance from the expected value, in scales, beyond which a row is one.</param>
    /// <param name="mostShare">The largest share of the rows; if more are beyond, those farthest away are.</param>
    public bool[] Judge(ReadOnlySpan<double> values, double units, double mostShare)
    {
        bool[] found = new bool[values.Length];
        double[] distances = [.. Less(values, Expected).Select((r, t) => Math.Abs(r) / Scale[t])];
        foreach (int row in Enumerable.Range(0, found.Length).Where(t => distances[t] > units)
            .OrderByDescending(t => distances[t]).Take((int)(mostShare * found.Length)))
        {
            found[row] = true;
        }

        return found;
    }

    private static double Level(ReadOnlySpan<double> values) => Median.TakeFrom(values.ToArray());

    private static int Block(int season) => Math.Max(BlockRows, SeasonsPerBlock * season);

    private static double[] Less(ReadOnlySpan<double> values, double[] part) =>
        [.. values.ToArray().Select((v, t) => v - part[t])];

    // One scale per block, and straight lines between the middles of blocks.
    private static double[] ScaleOf(double[] residuals, int season, ReadOnlySpan<double> values)
    {
        double largest = values.ToArray().Where(double.IsFinite).Max(Math.Abs);
        int n = residuals.Length, count = Math.Max(1, n / Block(season));
        double[] scales = new double[n];
        Array.Fill(scales, double.NaN);
        for (int b = 0; b < count; b++)
        {
            int start = (int)((long)b * n / count), end = (int)((b + 1L) * n / count);
            float[] block = [.. residuals[start..end].Select(r => (float)r)];
            double scale = block.All(r => !(Math.Abs(r) > Rounding * largest)) ? largest / 100
                : RobustScale.Of(block).Scale;
            scales[(int)(((2L * b) + 1) * n / (2L * count))] = Math.Max(scale, Math.Max(Rounding * largest, 1e-30));
        }

        return MissingValues.Fill(scales, 1);
    }
}
