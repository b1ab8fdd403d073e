using Carousel.Data;

namespace Carousel.Classification;

/// <summary>
/// Series as quantiles of their values, changes and changes of changes in halves, quarters and so on.
/// </summary>
/// <remarks>Quant (Dempster, Schmidt and Webb 2024), section 3, without spectra. The mean of the interval is subtracted
/// from every second quantile.</remarks>
internal sealed class IntervalQuantiles
{
    /// <summary>The published number of features is lower with fewer steps than about 1,500.</summary>
    public const int Most = 12_000;

    private const int Depth = 6, StepsOfQuantile = 4, Forms = 3, SmoothedSteps = 5;

    private readonly int _channels;

    /// <summary>Divides time.</summary>
    /// <param name="steps">L that the numbers of quantiles are made for.</param>
    /// <param name="channels">C.</param>
    /// <param name="most">The most features: with more steps or channels there are fewer quantiles, then fewer
    /// intervals.</param>
    public IntervalQuantiles(int steps, int channels, int most = Most)
    {
        _channels = channels;
        (int depth, int stepsOfQuantile) = (Math.Min(Depth, (int)Math.Log2(steps) + 1), StepsOfQuantile);
        Intervals = Divide(steps, depth, stepsOfQuantile);
        while (Count > most && (stepsOfQuantile < steps || depth > 1))
        {
            (depth, stepsOfQuantile) =
                stepsOfQuantile < steps ? (depth, 2 * stepsOfQuantile) : (depth - 1, stepsOfQuantile);
            Intervals = Divide(steps, depth, stepsOfQuantile);
        }
    }

    /// <summary>Where each begins and ends, as shares of the steps, and how many quantiles it has.</summary>
    public (double From, double To, int Quantiles)[] Intervals { get; }

    /// <summary>How many features there are.</summary>
    public int Count => Forms * _channels * Intervals.Sum(i => i.Quantiles);

    /// <summary>The features of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="features">[<see cref="Count"/>], overwritten.</param>
    public void Apply(BaselineSample series, Span<float> features)
    {
        int at = 0;
        foreach (int c in Enumerable.Range(0, _channels))
        {
            float[] values = [.. series.Values.Where((_, at) => at % _channels == c)];
            float[] changes = Changes(values);
            foreach (float[] form in (float[][])[values, Smoothed(changes), Changes(changes)])
            {
                foreach ((double from, double to, int quantiles) in Intervals)
                {
                    int first = Math.Min((int)(from * form.Length), form.Length - 1);
                    int last = Math.Max(first + 1, (int)(to * form.Length));
                    Add(form[first..last], features.Slice(at, quantiles));
                    at += quantiles;
                }
            }
        }
    }

    private static (double From, double To, int Quantiles)[] Divide(int steps, int depth, int stepsOfQuantile) =>
    [
        .. from level in Enumerable.Range(0, depth)
           let parts = 1 << level
           from half in Enumerable.Range(0, level > 0 && steps / parts > 1 ? 2 : 1)
           from part in Enumerable.Range(0, parts - half)
           select (
               (part + (half / 2.0)) / parts, (part + 1 + (half / 2.0)) / parts,
               1 + (((steps / parts) - 1) / stepsOfQuantile)),
    ];

    private static void Add(float[] interval, Span<float> quantiles)
    {
        double mean = interval.Average(value => (double)value);
        Array.Sort(interval);
        for (int q = 0; q < quantiles.Length; q++)
        {
            double value = SortedValues.Quantile<float>(
                interval, quantiles.Length == 1 ? 0.5 : (double)q / (quantiles.Length - 1));
            quantiles[q] = (float)(q % 2 == 1 ? value - mean : value);
        }
    }

    private static float[] Changes(float[] values) =>
        values.Length == 1 ? [0] : [.. values.Skip(1).Zip(values, (next, value) => next - value)];

    private static float[] Smoothed(float[] values) =>
    [
        .. values.Select((_, t) =>
        {
            float sum = 0;
            for (int s = t - (SmoothedSteps / 2); s <= t + (SmoothedSteps / 2); s++)
            {
                sum += values[Math.Clamp(s, 0, values.Length - 1)];
            }

            return sum / SmoothedSteps;
        }),
    ];
}
