using Carousel.Execution;
using Carousel.Kernels.Primitives;
using Carousel.Layers.Initialisers;

namespace Carousel.Forecasting.Hierarchies;

/// <summary>
/// Draws errors of all bottom series together: sums of what the validation part's forecasts erred, with random weights
/// of mean 0 and variance 1, the same over the horizon. So series and steps err together as they did there, no path
/// repeats the past, and what is added up stays so.
/// </summary>
/// <remarks>
/// Of few forecasts correlations are too large or too small by chance: a share λ (<see cref="Shrinkage"/>) of the
/// variance comes from a forecast and a weight that each series draws for itself. Variances stay those of the errors.
/// </remarks>
/// <param name="errors">[O][M]: the errors of the bottom series at one step.</param>
/// <param name="intensity">λ of that step.</param>
internal sealed class CoherentNoise(IReadOnlyList<double[]> errors, double intensity)
{
    /// <summary>How many samples tell the quantiles.</summary>
    public const int Samples = 400;

    private static readonly CounterRandom _common = new(0, CounterRandom.Purpose("coherent samples"));
    private static readonly CounterRandom _place = new(0, CounterRandom.Purpose("coherent samples, whose"));
    private static readonly CounterRandom _own = new(0, CounterRandom.Purpose("coherent samples of a series"));

    /// <summary>A sample.</summary>
    /// <param name="sample">0 … <see cref="Samples"/> − 1.</param>
    /// <param name="noise">[M], overwritten.</param>
    public void Draw(int sample, Span<double> noise)
    {
        noise.Clear();
        double common = Math.Sqrt((1 - intensity) / errors.Count), own = Math.Sqrt(intensity);
        for (int o = 0; o < errors.Count; o++)
        {
            DoubleSums.Add(noise, errors[o], common * Drawing.Normal(_common, (uint)sample, o));
        }

        for (int i = 0; i < noise.Length; i++)
        {
            var drawn = (int)(((ulong)_place.Word((uint)sample, i) * (ulong)errors.Count) >> 32);
            noise[i] += own * errors[drawn][i] * Drawing.Normal(_own, (uint)sample, i);
        }
    }
}
