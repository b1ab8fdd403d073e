namespace Carousel.Reference.Losses;

/// <summary>
/// The weighted mean of a loss over targets, and its gradient: what the twins of all losses of single targets share.
/// </summary>
internal static class PointLossReference
{
    /// <summary>
    /// Σ e·value(t, p) / Σ e, where e is the weight, and 0 for a target that is NaN; 0 if nothing has weight.
    /// </summary>
    /// <param name="value">The loss of a target and its predictions.</param>
    /// <param name="predictions">[M, P].</param>
    /// <param name="targets">[M].</param>
    /// <param name="weights">[M].</param>
    public static double Forward(
        Func<double, double[], double> value, double[,] predictions, double[] targets, double[] weights)
    {
        double sum = 0, total = 0;
        for (int m = 0; m < targets.Length; m++)
        {
            if (weights[m] > 0 && !double.IsNaN(targets[m]))
            {
                sum += weights[m] * value(targets[m], Row(predictions, m));
                total += weights[m];
            }
        }

        return total > 0 ? sum / total : 0;
    }

    /// <summary>∂Forward/∂predictions.</summary>
    /// <param name="slopes">∂value/∂ each prediction.</param>
    /// <param name="predictions">[M, P].</param>
    /// <param name="targets">[M].</param>
    /// <param name="weights">[M].</param>
    public static double[,] Backward(
        Func<double, double[], double[]> slopes, double[,] predictions, double[] targets, double[] weights)
    {
        var gradient = new double[predictions.GetLength(0), predictions.GetLength(1)];
        double total = 0;
        for (int m = 0; m < targets.Length; m++)
        {
            total += double.IsNaN(targets[m]) ? 0 : weights[m];
        }

        for (int m = 0; m < targets.Length; m++)
        {
            if (weights[m] > 0 && !double.IsNaN(targets[m]))
            {
                double[] slope = slopes(targets[m], Row(predictions, m));
                for (int j = 0; j < slope.Length; j++)
                {
                    gradient[m, j] = weights[m] / total * slope[j];
                }
            }
        }

        return gradient;
    }

    private static double[] Row(double[,] values, int m)
    {
        var row = new double[values.GetLength(1)];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = values[m, j];
        }

        return row;
    }
}
