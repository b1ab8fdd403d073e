namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>An alarm with a rate fixed on normal data.</summary>
internal static class Alarm
{
    /// <summary>The accepted rate of false alarms on normal data.</summary>
    public const double Rate = 0.01;

    /// <summary>Fixes the alarm and lets it watch.</summary>
    /// <param name="known">Scores of normal data, by which the level is fixed.</param>
    /// <param name="clean">Scores of further normal data.</param>
    /// <param name="cases">Scores of anomalies.</param>
    /// <returns>The share of cases found, and the share of normal data with an alarm.</returns>
    public static (double Found, double False) Watch(
        IEnumerable<double> known, IReadOnlyCollection<double> clean, IReadOnlyCollection<double> cases)
    {
        double[] sorted = [.. known.OrderDescending()];
        double level = sorted[(int)(Rate * sorted.Length)];
        return (cases.Count(s => s > level) / (double)cases.Count, clean.Count(s => s > level) / (double)clean.Count);
    }

    /// <summary>Means of the last <paramref name="window"/> steps.</summary>
    /// <param name="values">[T].</param>
    /// <param name="window">Steps of a mean; what is missing at the beginning counts as 0.</param>
    public static double[] Smoothed(double[] values, int window)
    {
        var means = new double[values.Length];
        double sum = 0;
        for (int t = 0; t < values.Length; t++)
        {
            sum += values[t] - (t >= window ? values[t - window] : 0);
            means[t] = sum / window;
        }

        return means;
    }
}
