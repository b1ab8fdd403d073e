namespace Carousel.Data;

/// <summary>Fills missing values (NaN) and writes masks of them.</summary>
internal static class GapFiller
{
    /// <summary>Fills the gaps of a column or of a window of it.</summary>
    /// <param name="values">[rows], NaN is missing.</param>
    /// <param name="filled">[rows], overwritten; may be <paramref name="values"/>.</param>
    /// <param name="filling">The way. Missing values before the first known one stay missing, except with zero.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>
    /// A straight line looks at the value after the gap: fill window by window where nothing may see past the window.
    /// </remarks>
    public static void Fill(ReadOnlySpan<float> values, Span<float> filled, GapFilling filling)
    {
        if (filled.Length != values.Length)
        {
            throw new ArgumentException(
                $"filled: expected [rows] = [{values.Length}], but got {filled.Length}.", nameof(filled));
        }

        values.CopyTo(filled);
        int last = -1;
        for (int t = 0; t < filled.Length && filling != GapFilling.Missing; t++)
        {
            if (!float.IsNaN(filled[t]))
            {
                last = t;
            }
            else if (filling == GapFilling.Zero)
            {
                filled[t] = 0;
            }
            else if (last >= 0)
            {
                int next = t;
                while (filling == GapFilling.Linear && next < filled.Length && float.IsNaN(filled[next]))
                {
                    next++;
                }

                bool line = filling == GapFilling.Linear && next < filled.Length;
                double share = line ? (double)(t - last) / (next - last) : 0;
                filled[t] = line
                    ? (float)(filled[last] + (share * ((double)filled[next] - filled[last])))
                    : filled[last];
                last = t;
            }
        }
    }
}
