using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Steps of windows as rows of a table, with the true values.</summary>
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
    public static WindowSteps Of(BaselineData data, StepInputs inputs, IReadOnlyList<RowRange> ranges, int most)
    {
        var windows = new Windows(ranges, inputs.Reach, data.Horizon);
        windows = windows.Count > 0 ? windows : new Windows(ranges, 1, data.Horizon);
        double mean = data.MeanWeight(ranges);
        float Truth(Window window, int step) => data.Values(window.Series)[window.Origin + step];
        float Last(Window window, int step) => data.SeasonBefore(window.Series, window.Origin, step);
        (Window Window, int Step)[] picked =
        [
            .. Draw(windows, data.Horizon, most, (window, step) =>
                float.IsNaN(Truth(window, step)) || float.IsNaN(Last(window, step)) ? 0
                : mean > 0 ? data.Set[window.Series].WeightAt(window.Origin + step) / mean
                : 1),
        ];
        var x = new float[picked.Length * inputs.Count];
        for (int i = 0; i < picked.Length; i++)
        {
            (Window window, int step) = picked[i];
            inputs.Write(window.Series, window.Origin, step, x.AsSpan(i * inputs.Count, inputs.Count));
        }

        return new WindowSteps(
            x, [.. picked.Select(p => Truth(p.Window, p.Step))], [.. picked.Select(p => Last(p.Window, p.Step))],
            [.. picked.Select(p => p.Window.Series)]);
    }

    /// <summary>Draws steps of windows, at regular strides where there are many.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="horizon">Steps of each.</param>
    /// <param name="most">The most that are looked at.</param>
    /// <param name="weight">The weight of a step relative to the mean weight 1; 0 excludes it.</param>
    /// <returns>Window after window. A step that counts twice as much as the mean is there twice; one that counts
    /// half, every other time.</returns>
    public static IEnumerable<(Window Window, int Step)> Draw(
        Windows windows, int horizon, int most, Func<Window, int, double> weight)
    {
        long all = (long)windows.Count * horizon;
        int count = (int)Math.Min(all, most);
        double due = 0;
        for (int i = 0; i < count; i++)
        {
            long pair = i * all / count;
            Window window = windows[(int)(pair / horizon)];

            // Each window begins one step later, so that no step is left out whatever the stride.
            int step = (int)((pair + (pair / horizon)) % horizon);
            for (due += weight(window, step); due >= 1; due--)
            {
                yield return (window, step);
            }
        }
    }
}
