using Carousel.Data;

namespace Carousel.Classical;

/// <summary>
/// Classical decomposition: indices of the season from the ratios of the values to their centred moving average, or
/// from the differences, and the values without the season.
/// </summary>
/// <remarks>The row t has the index of place t mod season. Missing values are left out of all means.</remarks>
internal sealed class SeasonalAdjustment
{
    // The share of a moving average's weights whose values must not be missing.
    private const double EnoughWeight = 0.5;

    private readonly double[] _indices;

    private SeasonalAdjustment(double[] indices, bool isMultiplicative) =>
        (_indices, IsMultiplicative) = (indices, isMultiplicative);

    /// <summary>Whether the values are divided by the indices; otherwise the indices are subtracted.</summary>
    public bool IsMultiplicative { get; }

    /// <summary>The number of free indices.</summary>
    public int Parameters => _indices.Length - 1;

    /// <summary>The index of a row.</summary>
    /// <param name="row">The row, from 0.</param>
    public double this[int row] => _indices[row % _indices.Length];

    /// <summary>
    /// The decomposition that the Theta method takes (Assimakopoulos and Nikolopoulos 2000): none without a confirmed
    /// season, multiplicative for positive values with positive indices, otherwise additive. The season is looked for
    /// in differences: in values, as Fiorucci et al. 2016 do, a trend hides the season of two or three years.
    /// </summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps.</param>
    public static SeasonalAdjustment? Choose(ReadOnlySpan<double> values, int season) =>
        SeasonFinder.Confirms(Array.ConvertAll(values.ToArray(), v => (float)v), season) ? Best(values, season) : null;

    /// <summary>The same without a test for a season.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps.</param>
    public static SeasonalAdjustment? Best(ReadOnlySpan<double> values, int season) =>
        (ClassicalSeries.IsPositive(values) ? Of(values, season, isMultiplicative: true) : null)
        ?? Of(values, season, isMultiplicative: false);

    /// <summary>Decomposes.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    /// <param name="season">The length of the season, in steps.</param>
    /// <param name="isMultiplicative">Whether the season is multiplied; for positive values.</param>
    /// <returns>Null if there are fewer than two seasons, if a place of the season has no values, or if an index that
    /// divides is not positive.</returns>
    public static SeasonalAdjustment? Of(ReadOnlySpan<double> values, int season, bool isMultiplicative)
    {
        if (season < 2 || values.Length < 2 * season)
        {
            return null;
        }

        double[] sums = new double[season];
        int[] counts = new int[season];
        for (int t = season / 2; t + (season / 2) < values.Length; t++)
        {
            double average = CentredMean(values, t, season);
            double part = isMultiplicative ? values[t] / average : values[t] - average;
            if (double.IsFinite(part))
            {
                sums[t % season] += part;
                counts[t % season]++;
            }
        }

        double mean = 0;
        for (int s = 0; s < season; s++)
        {
            if (counts[s] == 0)
            {
                return null;
            }

            sums[s] /= counts[s];
            mean += sums[s] / season;
        }

        for (int s = 0; s < season; s++)
        {
            sums[s] = isMultiplicative ? sums[s] / mean : sums[s] - mean;
            if (isMultiplicative && !(sums[s] > 0))
            {
                return null;
            }
        }

        return new SeasonalAdjustment(sums, isMultiplicative);
    }

    /// <summary>The values without the season.</summary>
    /// <param name="values">The values from row 0 on.</param>
    public double[] Adjust(ReadOnlySpan<double> values)
    {
        double[] adjusted = new double[values.Length];
        for (int t = 0; t < values.Length; t++)
        {
            adjusted[t] = IsMultiplicative ? values[t] / this[t] : values[t] - this[t];
        }

        return adjusted;
    }

    /// <summary>Brings the season into forecasts of adjusted values.</summary>
    /// <param name="row">The row of the first forecast.</param>
    /// <param name="mean">[H], overwritten by the forecasts of the values.</param>
    /// <param name="deviation">[H], overwritten by the standard deviations of the values.</param>
    public void Restore(int row, Span<double> mean, Span<double> deviation)
    {
        for (int h = 0; h < mean.Length; h++)
        {
            double index = this[row + h];
            mean[h] = IsMultiplicative ? mean[h] * index : mean[h] + index;
            deviation[h] = IsMultiplicative ? deviation[h] * index : deviation[h];
        }
    }

    /// <summary>How much larger the logarithm of the likelihood of the adjusted values is than that of the values
    /// themselves: the sum of the logarithms of dividing indices.</summary>
    /// <param name="values">The values, NaN where missing.</param>
    public double LogScale(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int t = 0; t < values.Length && IsMultiplicative; t++)
        {
            sum += double.IsNaN(values[t]) ? 0 : Math.Log(this[t]);
        }

        return sum;
    }

    private static double CentredMean(ReadOnlySpan<double> values, int row, int season)
    {
        int half = season / 2;
        double sum = 0, weights = 0;
        for (int t = row - half; t <= row + half; t++)
        {
            double weight = season % 2 == 0 && Math.Abs(t - row) == half ? 0.5 : 1;
            if (!double.IsNaN(values[t]))
            {
                (sum, weights) = (sum + (weight * values[t]), weights + weight);
            }
        }

        return weights >= EnoughWeight * season ? sum / weights : double.NaN;
    }
}
