using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The last layer of a network with a baseline inside: ŷ = r + f. The baseline's forecast r is one of its inputs and
/// begins with weight 1; the rest of the layer, f, begins at 0. So a forecaster leaves Carousel as one network.
/// </summary>
/// <param name="design">Losses, quantiles and targets.</param>
/// <param name="column">Which input is the baseline's forecast of the first target, or of the first row of a segment;
/// those of the others follow.</param>
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
            if (IsLocation(row))
            {
                values[(row * columns) + Column(row)] = 1;
                if (ErrorColumn(row) is { } error)
                {
                    values[(row * columns) + error] = Width(row);
                }
            }
        }
    }

    /// <summary>
    /// Whether a number of the output has the scale of the target, as quantiles do and widths do not.
    /// </summary>
    private bool IsLocation(int row) =>
        design.Loss == ForecastLoss.Quantile || row % design.OutputsPerStep == 0;

    private int? ErrorColumn(int row) => errors + (row / design.OutputsPerStep);

    /// <summary>
    /// How many mean absolute errors a quantile lies from the median where errors have the distribution of Laplace.
    /// </summary>
    private float Width(int row)
    {
        double share = design.Loss == ForecastLoss.Quantile
            ? design.Quantiles[row % design.Quantiles.Count]
            : 0.5;
        return share < 0.5 ? (float)Math.Log(2 * share) : -(float)Math.Log(2 * (1 - share));
    }

    private int Column(int row) => column + (row / design.OutputsPerStep);
}
