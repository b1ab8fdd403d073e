using Carousel.Data;

namespace Carousel.Forecasting.Rivals;

/// <summary>Steps of windows as rows of a table, with what came.</summary>
/// <param name="Inputs">[N, F]; NaN is missing.</param>
/// <param name="Truth">[N], in the unit of the data.</param>
/// <param name="Before">[N]: the value a season before, or the last one; see <see cref="SeasonalNaive.At"/>.</param>
/// <param name="Series">[N]: which series.</param>
internal sealed record WindowSteps(float[] Inputs, float[] Truth, float[] Before, int[] Series)
{
    /// <summary>N.</summary>
    public int Rows => Truth.Length;

    /// <summary>Steps of windows whose truth and past are known, at regular strides where there are many.</summary>
    /// <param name="data">The series.</param>
    /// <param name="inputs">What is seen.</param>
    /// <param name="ranges">For each series the rows in which horizons lie.</param>
    /// <param name="most">The most rows.</param>
    /// <returns>The rows, window after window.</returns>
    public static WindowSteps Of(RivalData data, StepInputs inputs, IReadOnlyList<RowRange> ranges, int most)
    {
        var windows = new Windows(ranges, inputs.Reach, data.Horizon);
        windows = windows.Count > 0 ? windows : new Windows(ranges, 1, data.Horizon);
        long all = (long)windows.Count * data.Horizon;
        int count = (int)Math.Min(all, most);
        var picked = new List<(int Series, int Origin, int Step)>(count);
        var truths = new List<float>(count);
        var before = new List<float>(count);
        double mean = data.MeanWeight(ranges), due = 0;
        for (int i = 0; i < count; i++)
        {
            long pair = i * all / count;
            Window window = windows[(int)(pair / data.Horizon)];

            // Each window begins one step later, so that no step is left out whatever the stride.
            int step = (int)((pair + (pair / data.Horizon)) % data.Horizon);
            float truth = data.Values(window.Series)[window.Origin + step];
            float last = data.SeasonBefore(window.Series, window.Origin, step);
            if (float.IsNaN(truth) || float.IsNaN(last))
            {
                continue;
            }

            // A row that counts twice as much as the mean is there twice; one that counts half, every other time.
            due += mean > 0 ? data.Set[window.Series].WeightAt(window.Origin + step) / mean : 1;
            for (; due >= 1; due--)
            {
                picked.Add((window.Series, window.Origin, step));
                truths.Add(truth);
                before.Add(last);
            }
        }

        var x = new float[picked.Count * inputs.Count];
        for (int i = 0; i < picked.Count; i++)
        {
            (int series, int origin, int step) = picked[i];
            inputs.Write(series, origin, step, x.AsSpan(i * inputs.Count, inputs.Count));
        }

        return new WindowSteps(x, [.. truths], [.. before], [.. picked.Select(p => p.Series)]);
    }
}
