namespace Carousel.Forecasting;

/// <summary>
/// From the numbers that a network gives for one target at one step to quantiles in the scale it was trained in.
/// </summary>
internal static class NetworkQuantiles
{
    /// <summary>Writes the quantiles of a design's loss.</summary>
    /// <param name="design">The loss and the quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    /// <param name="quantiles">[Q], overwritten, not falling.</param>
    public static void Write(ForecastDesign design, ReadOnlySpan<float> outputs, Span<double> quantiles)
    {
        if (design.HasDemand)
        {
            CountDistribution.Of(design.Loss, outputs).Quantiles(design.Quantiles, quantiles);
            return;
        }

        for (int q = 0; q < quantiles.Length; q++)
        {
            quantiles[q] = outputs[q];
        }

        quantiles.Sort();
    }

    /// <summary>
    /// Which of the numbers that a network gives for a target at a step is its median, where quantiles may have
    /// crossed.
    /// </summary>
    /// <param name="design">The quantiles.</param>
    /// <param name="outputs">[P], as the network gave them.</param>
    public static int MiddleColumn(ForecastDesign design, ReadOnlySpan<float> outputs)
    {
        float[] values = outputs.ToArray();
        int[] columns = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values, columns);
        return columns[design.Median];
    }

    /// <summary>Where the medians of forecasts lie among the numbers that a network gave.</summary>
    /// <param name="design">The quantiles.</param>
    /// <param name="outputs">[forecasts · P].</param>
    /// <param name="forecasts">Which forecasts.</param>
    public static int[] MiddlePlaces(ForecastDesign design, float[] outputs, IReadOnlyList<int> forecasts)
    {
        int P = design.OutputsPerStep;
        return [.. forecasts.Select(f => (f * P) + MiddleColumn(design, outputs.AsSpan(f * P, P)))];
    }
}
