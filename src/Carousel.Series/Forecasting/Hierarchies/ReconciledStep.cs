namespace Carousel.Forecasting.Hierarchies;

/// <summary>Makes the forecasts of one step of one target add up, and tells how such forecasts erred.</summary>
internal sealed class ReconciledStep
{
    private readonly Hierarchy _hierarchy;
    private readonly MinTrace? _trace;
    private readonly double _intensity;

    /// <summary>Prepares it.</summary>
    /// <param name="hierarchy">What adds up.</param>
    /// <param name="method">Bottom-up or minimum trace.</param>
    /// <param name="errors">[O][N]: errors of the forecasts that are to be made coherent.</param>
    public ReconciledStep(Hierarchy hierarchy, ForecastReconciliation method, IReadOnlyList<double[]> errors)
    {
        _hierarchy = hierarchy;
        var trace = new MinTrace(hierarchy, errors);
        _intensity = trace.Intensity;
        _trace = method == ForecastReconciliation.Mint ? trace : null;

        // What came adds up, so that an error becomes coherent as a forecast does.
        Errors = [.. errors.Select(e =>
        {
            double[] coherent = [.. e];
            Apply(coherent, isNonNegative: false);
            return coherent.AsSpan(hierarchy.Sums).ToArray();
        })];
    }

    /// <summary>[O][M]: the errors of the bottom series once they add up.</summary>
    public double[][] Errors { get; }

    /// <summary>Draws such errors; null where there are none.</summary>
    public CoherentNoise? Noise => Errors.Length == 0 ? null : new CoherentNoise(Errors, _intensity);

    /// <summary>Makes forecasts add up.</summary>
    /// <param name="values">[N].</param>
    /// <param name="isNonNegative">Whether a bottom series below 0 becomes 0, before it is added up.</param>
    public void Apply(Span<double> values, bool isNonNegative)
    {
        _trace?.Apply(values);
        if (isNonNegative)
        {
            foreach (ref double value in values[_hierarchy.Sums..])
            {
                value = Math.Max(0, value);
            }
        }

        _hierarchy.Sum(values);
    }

    /// <summary>[N]: the standard deviation of what <see cref="Noise"/> draws, at every node.</summary>
    public double[] Deviations()
    {
        var alone = new double[_hierarchy.Bottom];
        foreach (double[] error in Errors)
        {
            for (int i = 0; i < alone.Length; i++)
            {
                alone[i] += error[i] * error[i] / Errors.Length;
            }
        }

        var deviations = new double[_hierarchy.Nodes.Count];
        for (int n = 0; n < deviations.Length; n++)
        {
            int[] members = _hierarchy.Nodes[n].Members;
            double own = 0, together = 0;
            foreach (int member in members)
            {
                own += alone[member];
            }

            foreach (double[] error in Errors)
            {
                double sum = 0;
                foreach (int member in members)
                {
                    sum += error[member];
                }

                together += sum * sum / Errors.Length;
            }

            deviations[n] = Math.Sqrt((_intensity * own) + ((1 - _intensity) * together));
        }

        return deviations;
    }
}
