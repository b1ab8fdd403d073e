using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The last layer of a network with a baseline inside: ŷ = r + f. The baseline's forecast r is one of its inputs and
/// begins with weight 1; the rest of the layer, f, begins at 0. So a forecaster leaves Carousel as one network.
/// </summary>
/// <param name="design">Quantiles and targets.</param>
/// <param name="column">Which input is the baseline's forecast of the first target; those of the others follow.</param>
/// <param name="errors">Which input is how far the baseline usually errs in the first target; null where it is not
/// known.</param>
internal sealed class BaselineOutput(ForecastDesign design, int column, int? errors = null) : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, int rows, int columns, int blocks, CounterRandom random)
    {
        values.Clear();
        for (int row = 0; row < rows; row++)
        {
            int target = row / design.Quantiles.Count;
            values[(row * columns) + column + target] = 1;
            if (errors + target is { } error)
            {
                values[(row * columns) + error] = Width(design.Quantiles[row % design.Quantiles.Count]);
            }
        }
    }

    /// <summary>
    /// How many mean absolute errors a quantile lies from the median where errors have the distribution of Laplace.
    /// </summary>
    private static float Width(double share) =>
        share < 0.5 ? (float)Math.Log(2 * share) : -(float)Math.Log(2 * (1 - share));
}
