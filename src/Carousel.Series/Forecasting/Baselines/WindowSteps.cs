using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Steps of windows.</summary>
internal static class WindowSteps
{
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
