using Carousel.Data;
using Carousel.Layers;

namespace Carousel.Forecasting;

/// <summary>
/// Regressions of counts as the last layer of a network, which reads the state and the inputs of a regression. The
/// state has weight 0, and nothing is trained.
/// </summary>
/// <param name="regressions">For each target.</param>
internal sealed class DemandStart(IReadOnlyList<CountRegression> regressions)
{
    /// <summary>Fits the regressions.</summary>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="design">Kind, half-life and season.</param>
    public static DemandStart Fit(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design) => new(
    [
        .. design.TargetPlaces
            .Select(k => CountRegression.Fit(set, rows, k, design.Loss, design.DemandForm)),
    ]);

    /// <summary>Writes them into networks.</summary>
    /// <param name="model">The networks.</param>
    public void WriteTo(ForecastModel model)
    {
        foreach (ForecastNetwork member in model.Members)
        {
            Dense output = member.Output;
            output.Weight.Set(Weights(model.Design, output.InputSize, output.OutputSize, out float[] bias));
            output.Bias!.Set(bias);
        }
    }

    private float[] Weights(ForecastDesign design, int columns, int rows, out float[] bias)
    {
        var weights = new float[rows * columns];
        bias = new float[rows];
        int hidden = columns - design.DecoderFeatures.Count;
        for (int row = 0; row < rows; row++)
        {
            int target = row / design.OutputsPerStep;
            double[] own = regressions[target].Weights[row % design.OutputsPerStep];
            Span<float> to = weights.AsSpan(row * columns, columns);
            bias[row] = (float)own[0];
            for (int f = 0; f < DemandLevels.Count; f++)
            {
                to[hidden + design.BaselineColumn(0) + (target * DemandLevels.Count) + f] = (float)own[1 + f];
            }

            to[^1] = (float)own[^1];
        }

        return weights;
    }
}
