namespace Carousel.RemainingLife;

/// <summary>The predicted life after a record, in the units of time.</summary>
/// <param name="Life">The mean.</param>
/// <param name="Quantiles">The quantiles, rising.</param>
/// <param name="Baseline">What the baseline alone says.</param>
internal sealed record LifeTold(double Life, double[] Quantiles, double Baseline)
{
    /// <summary>Makes it of a network's output.</summary>
    /// <param name="fitted">α, spreads, target.</param>
    /// <param name="output">[1 + Q]: the life and its quantiles, with the baseline inside.</param>
    /// <param name="baseline">What the baseline says.</param>
    public static LifeTold Of(LifeFitted fitted, ReadOnlySpan<float> output, float baseline)
    {
        // With α = 0 nothing of the network is added, not even a rounding.
        double life = fitted.BaselineShare == 0 ? baseline
            : baseline + (fitted.BaselineShare * ((double)output[0] - baseline));
        var quantiles = new double[output.Length - 1];
        for (int q = 0; q < quantiles.Length; q++)
        {
            quantiles[q] = fitted.Target.Told(life + (fitted.Spreads[q] * (output[q + 1] - (double)output[0])));
        }

        Array.Sort(quantiles);
        return new LifeTold(fitted.Target.Told(life), quantiles, fitted.Target.Told(baseline));
    }

    /// <summary>A quantile by its share.</summary>
    public double Quantile(double share) => Quantiles[(int)Math.Round(share * 10) - 1];
}
