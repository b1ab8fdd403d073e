using Carousel.Classical;
using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// A distribution of counts from the demand just before: each of its numbers is linear in ln of the level, the log-odds
/// of any demand, ln of the season's share and the step. The greatest likelihood, drawn a little towards 0.
/// </summary>
/// <param name="loss">The kind of distribution.</param>
/// <param name="weights">[P][F]: bias, the features of <see cref="DemandLevels"/>, the step.</param>
internal sealed class CountRegression(ForecastLoss loss, double[][] weights)
{
    /// <summary>Bias, features, step.</summary>
    public const int Inputs = DemandLevels.Count + 2;

    /// <summary>Steps of windows that are learned from at most, at regular strides.</summary>
    private const int MostRows = 12_000;

    /// <summary>Steps that a window gives, so that there are many windows.</summary>
    private const int StepsOfWindow = 4;

    /// <summary>Of fewer, nothing is learned but the first guess.</summary>
    private const int LeastRows = 20;

    private const double Penalty = 1e-3;

    /// <summary>The search ends here, or when the mean loss hardly falls.</summary>
    private const int MostEvaluations = 500;
    private const double LeastFall = 1e-10;

    /// <summary>[P][F].</summary>
    public IReadOnlyList<double[]> Weights => weights;

    /// <summary>Fits.</summary>
    /// <param name="set">The series.</param>
    /// <param name="rows">For each series the rows to learn from; those before them are their history.</param>
    /// <param name="target">Which target.</param>
    /// <param name="loss">The kind of distribution.</param>
    /// <param name="form">Half-life, season and horizon.</param>
    public static CountRegression Fit(
        SeriesSet set, IReadOnlyList<RowRange> rows, int target, ForecastLoss loss, DemandForm form)
    {
        (double[] x, double[] truth) = Table(set, rows, target, form);
        int P = ParametersOf(loss), count = truth.Length;
        if (count < LeastRows)
        {
            return new CountRegression(loss, First(P, truth));
        }

        (double[] mean, double[] scale) = Standardize(x, count);
        double[] theta = [.. First(P, truth).SelectMany(w => w)];

        // The first guess has weight 1 on the raw level; here levels are standardised.
        for (int p = 0; p < P; p++)
        {
            for (int f = 1; f < Inputs; f++)
            {
                theta[p * Inputs] += theta[(p * Inputs) + f] * mean[f];
                theta[(p * Inputs) + f] *= scale[f];
            }
        }

        double[] first = [.. theta];
        var search = new BoxMinimizer(
            (at, gradient) => MeanLoss(loss, P, x, truth, at, first, gradient), theta);
        search.Advance(MostEvaluations, LeastFall);
        ReadOnlySpan<double> found = search.At;
        var own = new double[P][];
        for (int p = 0; p < P; p++)
        {
            own[p] = new double[Inputs];
            own[p][0] = found[p * Inputs];
            for (int f = 1; f < Inputs; f++)
            {
                own[p][f] = found[(p * Inputs) + f] / scale[f];
                own[p][0] -= own[p][f] * mean[f];
            }

            // What the last digits of another machine's logarithms leave changes no bit of a training.
            own[p] = [.. own[p].Select(w => Math.Round(w, 4))];
        }

        return new CountRegression(loss, own);
    }

    /// <summary>Numbers of a kind of distribution.</summary>
    public static int ParametersOf(ForecastLoss loss) =>
        loss == ForecastLoss.NegativeBinomial ? 2 : 3;

    /// <summary>The distributions of all steps from an origin.</summary>
    /// <param name="before">The counts before the origin.</param>
    /// <param name="form">Half-life, season and horizon.</param>
    public CountDistribution[] Forecast(ReadOnlySpan<float> before, DemandForm form)
    {
        var features = new float[form.Horizon * DemandLevels.Count];
        DemandLevels.Write(before, form.HalfLife, form.Season, form.Horizon, features);
        Span<double> p = stackalloc double[weights.Length], x = stackalloc double[Inputs];
        var told = new CountDistribution[form.Horizon];
        for (int t = 0; t < told.Length; t++)
        {
            Row(features, t, form.Horizon, x);
            for (int i = 0; i < p.Length; i++)
            {
                p[i] = 0;
                for (int f = 0; f < Inputs; f++)
                {
                    p[i] += weights[i][f] * x[f];
                }
            }

            told[t] = CountDistribution.Of(loss, p);
        }

        return told;
    }

    /// <summary>The level itself, with a dispersion of about 1, and even odds of a draw.</summary>
    private static double[][] First(int parameters, double[] truth)
    {
        double[][] first = [.. Enumerable.Range(0, parameters).Select(_ => new double[Inputs])];
        first[0][1] = truth.Any(v => v > 0) ? 1 : 0;
        return first;
    }

    private static void Row(ReadOnlySpan<float> features, int step, int horizon, Span<double> x)
    {
        x[0] = 1;
        for (int f = 0; f < DemandLevels.Count; f++)
        {
            x[1 + f] = features[(step * DemandLevels.Count) + f];
        }

        x[^1] = (float)step / horizon;
    }

    private static (double[] X, double[] Truth) Table(
        SeriesSet set, IReadOnlyList<RowRange> rows, int target, DemandForm form)
    {
        var windows = new Windows(rows, form.RowsBefore, form.Horizon);
        windows = windows.Count > 0 ? windows : new Windows(rows, 1, form.Horizon);
        int each = Math.Min(form.Horizon, StepsOfWindow);
        int count = Math.Min(windows.Count, MostRows / each);
        var x = new List<double>(count * each * Inputs);
        var truth = new List<double>(count * each);
        var features = new float[form.Horizon * DemandLevels.Count];
        var row = new double[Inputs];
        for (int i = 0; i < count; i++)
        {
            Window window = windows[(int)((long)i * windows.Count / count)];
            ReadOnlySpan<float> values = set[window.Series].Column(target);
            DemandLevels.Write(values[..window.Origin], form.HalfLife, form.Season, form.Horizon, features);
            for (int e = 0; e < each; e++)
            {
                int step = (i + (e * form.Horizon / each)) % form.Horizon;
                float value = values[window.Origin + step];
                if (!float.IsNaN(value) && set[window.Series].WeightAt(window.Origin + step) > 0)
                {
                    Row(features, step, form.Horizon, row);
                    x.AddRange(row);
                    truth.Add(value);
                }
            }
        }

        return ([.. x], [.. truth]);
    }

    private static (double[] Mean, double[] Scale) Standardize(double[] x, int count)
    {
        var mean = new double[Inputs];
        var scale = new double[Inputs];
        scale[0] = 1;
        for (int f = 1; f < Inputs; f++)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < count; i++)
            {
                sum += x[(i * Inputs) + f];
            }

            mean[f] = sum / count;
            for (int i = 0; i < count; i++)
            {
                double away = x[(i * Inputs) + f] - mean[f];
                squares += away * away;
            }

            scale[f] = squares / count > 1e-12 ? Math.Sqrt(squares / count) : 1;
            for (int i = 0; i < count; i++)
            {
                x[(i * Inputs) + f] = (x[(i * Inputs) + f] - mean[f]) / scale[f];
            }
        }

        return (mean, scale);
    }

    private static double MeanLoss(
        ForecastLoss loss, int parameters, double[] x, double[] truth, ReadOnlySpan<double> at, double[] first,
        Span<double> gradient)
    {
        Span<double> p = stackalloc double[parameters], slopes = stackalloc double[parameters];
        double sum = 0;
        gradient.Clear();
        for (int i = 0; i < truth.Length; i++)
        {
            ReadOnlySpan<double> row = x.AsSpan(i * Inputs, Inputs);
            for (int j = 0; j < parameters; j++)
            {
                double dot = 0;
                for (int f = 0; f < Inputs; f++)
                {
                    dot += at[(j * Inputs) + f] * row[f];
                }

                p[j] = dot;
            }

            sum += CountLikelihood.Of(loss, truth[i], p, slopes);
            for (int j = 0; j < parameters; j++)
            {
                for (int f = 0; f < Inputs; f++)
                {
                    gradient[(j * Inputs) + f] += slopes[j] * row[f];
                }
            }
        }

        double value = sum / truth.Length;
        for (int i = 0; i < gradient.Length; i++)
        {
            double away = at[i] - first[i];
            gradient[i] = (gradient[i] / truth.Length) + (2 * Penalty * away);
            value += Penalty * away * away;
        }

        return value;
    }
}
