using Carousel.Memory;
using Carousel.Data;
using Carousel.Forecasting.Networks;
using Carousel.Jobs.Rivals;
using Carousel.Layers;

namespace Carousel.Forecasting.Demand;

/// <summary>
/// The regression inside a network of counts: its weights are those with which the last layer begins, which reads what
/// the regression reads beside the state. So α·f + r is one layer whose weights lie between those it began with and
/// those it learned.
/// </summary>
/// <param name="regressions">For each target.</param>
internal sealed class DemandStart(IReadOnlyList<CountRegression> regressions)
{
    /// <summary>Fits the regressions.</summary>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="design">Loss, half-life and season.</param>
    public static DemandStart Fit(SeriesSet set, IReadOnlyList<RowRange> rows, ForecastDesign design) => new(
    [
        .. Enumerable.Range(0, design.TargetCount)
            .Select(k => CountRegression.Fit(set, rows, k, design.Loss, design.DemandForm)),
    ]);

    /// <summary>Takes a share of what a network learned beyond the regression: 0 leaves the regression alone.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="share">α.</param>
    public void Shrink(ForecastModel model, double share)
    {
        foreach (ForecastNetwork member in model.Members)
        {
            Dense output = member.Output;
            int columns = output.InputSize, rows = output.OutputSize;
            var weights = new float[rows * columns];
            var bias = new float[rows];
            output.Weight.Value.Read(weights);
            output.Bias!.Value.Read(bias);
            float[] own = Weights(model.Design, columns, rows, out float[] ownBias);
            Mix(weights, own, (float)share);
            Mix(bias, ownBias, (float)share);
            output.Weight.Value.Write(weights);
            output.Weight.MarkChanged();
            output.Bias.Value.Write(bias);
            output.Bias.MarkChanged();
        }
    }

    /// <summary>
    /// Chooses on the validation part how much of the network is added, and changes the networks accordingly.
    /// </summary>
    /// <param name="model">The networks, as they were trained.</param>
    /// <param name="score">Scores the networks as they are, block by block of time.</param>
    /// <returns>What was chosen.</returns>
    public RivalShare Choose(ForecastModel model, Func<double[]> score)
    {
        Dense[] outputs = [.. model.Members.Select(m => m.Output)];
        float[][] trained = [.. outputs.Select(o => Read(o.Weight)), .. outputs.Select(o => Read(o.Bias!))];
        void Restore()
        {
            for (int m = 0; m < outputs.Length; m++)
            {
                Write(outputs[m].Weight, trained[m]);
                Write(outputs[m].Bias!, trained[outputs.Length + m]);
            }
        }

        var scores = new List<double[]>();
        foreach (double share in RivalShare.Shares)
        {
            Restore();
            Shrink(model, share);
            scores.Add(score());
        }

        // The same rows chose the epoch, and so flatter the network.
        var best = RivalShare.Choose(scores, standardErrors: 2);
        Restore();
        Shrink(model, best.Alpha);
        return best;
    }

    private static float[] Read(Parameter parameter)
    {
        var values = new float[parameter.Shape.Length];
        parameter.Value.Read(values);
        return values;
    }

    private static void Write(Parameter parameter, float[] values)
    {
        parameter.Value.Write(values);
        parameter.MarkChanged();
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
                to[hidden + design.RivalColumn(0) + (target * DemandLevels.Count) + f] = (float)own[1 + f];
            }

            to[^1] = (float)own[^1];
        }

        return weights;
    }

    private static void Mix(float[] values, float[] own, float share)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = own[i] + (share * (values[i] - own[i]));
        }
    }
}
