namespace Carousel.Cli.Rendering;

/// <summary>A row of bars one letter wide, as high as the values are.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws the last values; the lowest of them is the lowest bar.</summary>
    /// <param name="values">The values in order; those that are not finite are left out.</param>
    /// <param name="most">How many of the last are drawn.</param>
    public static string Draw(IEnumerable<double> values, int most)
    {
        double[] last = [.. values.Where(double.IsFinite).TakeLast(most)];
        if (last.Length == 0)
        {
            return "";
        }

        (double low, double high) = (last.Min(), last.Max());
        double scale = high > low ? (Bars.Length - 1) / (high - low) : 0;
        return string.Concat(last.Select(v => Bars[(int)Math.Round((v - low) * scale)]));
    }
}
