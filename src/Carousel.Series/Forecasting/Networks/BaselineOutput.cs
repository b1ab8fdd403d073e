using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The last layer of a network with a baseline inside: ŷ = r + α·f. The baseline's forecast r is one of its inputs
/// and
/// begins with weight 1; the rest of the layer, f, begins at 0. So a share α of f is a change of the weights, and a
/// forecaster leaves Carousel as one network.
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
    /// Takes a share of f alone: the forecast moves towards the baseline's, the quantiles keep their distances from it.
    /// </summary>
    /// <param name="output">The layer.</param>
    /// <param name="share">α, above 0 up to 1.</param>
    public void Shrink(Dense output, float share) => Change(output, (weights, bias, columns) =>
    {
        // What the location says beyond the baseline, taken off by a part of it from every number that contains it.
        foreach (int middle in Middles(bias.Length))
        {
            var beyond = new float[columns];
            weights.Slice(middle * columns, columns).CopyTo(beyond);
            beyond[Column(middle)] -= 1;
            float offset = bias[middle];
            foreach (int row in Locations(middle))
            {
                for (int c = 0; c < columns; c++)
                {
                    weights[(row * columns) + c] -= (1 - share) * beyond[c];
                }

                bias[row] -= (1 - share) * offset;
            }
        }
    });

    /// <summary>
    /// Leaves nothing of f: the baseline's own forecast, bit for bit, with quantiles at distances that grow evenly with
    /// the step.
    /// </summary>
    /// <param name="output">The layer.</param>
    /// <param name="spread">For each quantile of each target its distance at step 0, its growth over the horizon, and
    /// its distance in usual errors; empty where the network gives no quantiles: then the other numbers stay.</param>
    public void Drop(Dense output, IReadOnlyList<(float Offset, float Growth, float Errors)> spread) =>
        Change(output, (weights, bias, columns) =>
        {
            for (int row = 0; row < bias.Length; row++)
            {
                if (IsLocation(row))
                {
                    Span<float> own = weights.Slice(row * columns, columns);
                    (float offset, float growth, float distance) = spread.Count == 0 ? default : spread[row];
                    own.Clear();
                    own[^1] = growth;
                    if (ErrorColumn(row) is { } error)
                    {
                        own[error] = distance;
                    }

                    own[Column(row)] = 1;
                    bias[row] = offset;
                }
            }
        });

    private delegate void WeightChange(Span<float> weights, Span<float> bias, int columns);

    private static void Change(Dense output, WeightChange change)
    {
        var weights = new float[output.Weight.Shape.Length];
        var bias = new float[output.OutputSize];
        output.Weight.Value.Read(weights);
        output.Bias!.Value.Read(bias);
        change(weights, bias, output.InputSize);
        output.Weight.Value.Write(weights);
        output.Weight.MarkChanged();
        output.Bias.Value.Write(bias);
        output.Bias.MarkChanged();
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

    /// <summary>Of each forecast of a row the number that is the forecast itself.</summary>
    private IEnumerable<int> Middles(int rows) => Enumerable.Range(0, rows / design.OutputsPerStep).Select(f =>
        (f * design.OutputsPerStep)
        + (design.Loss == ForecastLoss.Quantile ? design.Quantiles.ToList().IndexOf(0.5) : 0));

    private IEnumerable<int> Locations(int middle)
    {
        int first = middle / design.OutputsPerStep * design.OutputsPerStep;
        return Enumerable.Range(first, design.OutputsPerStep).Where(IsLocation);
    }
}
