namespace Carousel.Inspection.Probes;

/// <summary>A linear map from states to a number.</summary>
/// <param name="Weights">[F], for states with mean 0 and deviation 1.</param>
/// <param name="Intercept">The number where all states are at their means.</param>
internal sealed record LinearFit(double[] Weights, double Intercept)
{
    /// <summary>The number that is read.</summary>
    /// <param name="row">[F].</param>
    public double Read(ReadOnlySpan<float> row)
    {
        double sum = Intercept;
        for (int i = 0; i < row.Length; i++)
        {
            sum += Weights[i] * row[i];
        }

        return sum;
    }
}
