using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Draws errors of all bottom series together: sums of the validation forecasts' errors, with random weights
/// of mean 0 and variance 1, the same over the horizon. So series and steps err together as they did there, no path
/// repeats the past, and sums stay consistent.
/// </summary>
/// <param name="errors">[O][M]: the errors of the bottom series at one step, of one forecast at least.</param>
internal sealed class CoherentNoise(IReadOnlyList<double[]> errors)
{
    /// <summary>The number of samples from which quantiles are computed.</summary>
    public const int Samples = 400;

    private static readonly CounterRandom _common = new(0, CounterRandom.Purpose("coherent samples"));

    /// <summary>A sample.</summary>
    /// <param name="sample">0 … <see cref="Samples"/> − 1.</param>
    /// <param name="noise">[M], overwritten.</param>
    public void Draw(int sample, Span<double> noise)
    {
        noise.Clear();
        double share = Math.Sqrt(1.0 / errors.Count);
        for (int o = 0; o < errors.Count; o++)
        {
            DoubleSums.Add(noise, errors[o], share * Drawing.Normal(_common, (uint)sample, o));
        }
    }

    /// <summary>[N]: the standard deviation of what <see cref="Draw"/> gives, added up to every node.</summary>
    /// <param name="hierarchy">The nodes.</param>
    public double[] Deviations(Hierarchy hierarchy) =>
    [
        .. hierarchy.Nodes.Select(node => Math.Sqrt(errors.Average(error =>
        {
            double sum = node.Members.Sum(m => error[m]);
            return sum * sum;
        }))),
    ];
}
