using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Measuring;

/// <summary>The inputs of a row that are not 0.</summary>
/// <param name="Places">Which inputs, rising.</param>
/// <param name="Values">Their values, as many or more.</param>
internal readonly record struct LogisticRow(int[] Places, double[] Values);

/// <summary>
/// Logistic regression of a yes or no, or of a share of yes, fitted by Newton's method with a quadratic penalty on all
/// but the constant.
/// </summary>
/// <param name="coefficients">[F + 1]: of the inputs, the constant last.</param>
internal sealed class LogisticRegression(double[] coefficients)
{
    private const int MostRounds = 60;
    private const double LargestStep = 4;

    /// <summary>[F + 1]: of the inputs, the constant last.</summary>
    public double[] Coefficients => coefficients;

    /// <summary>The regression that knows no input, only how often the answer is yes.</summary>
    /// <param name="inputs">F.</param>
    /// <param name="yes">Rows with a yes.</param>
    /// <param name="rows">All rows.</param>
    public static LogisticRegression OfShare(int inputs, int yes, int rows)
    {
        double share = Math.Clamp((yes + 0.5) / (rows + 1.0), 1e-9, 1 - 1e-9);
        return new LogisticRegression([.. new double[inputs], Math.Log(share / (1 - share))]);
    }

    /// <summary>
    /// Fits: each step solves (XᵀSX + penalty)·δ = Xᵀ(y − p) − penalty·w by Cholesky.
    /// It is shortened until no coefficient moves farther than 4, and halved while the likelihood with the penalty
    /// would fall.
    /// </summary>
    /// <inheritdoc cref="Fit(LogisticRegression, IReadOnlyList{LogisticRow}, double[], double, double, double)"/>
    public static LogisticRegression Fit(
        LogisticRegression start, IReadOnlyList<LogisticRow> rows, IReadOnlyList<bool> answers, double penalty,
        double damping = 1e-6, double enough = 1e-6) =>
        Fit(start, rows, [.. answers.Select(a => a ? 1.0 : 0)], penalty, damping, enough);

    /// <summary>Fits shares of yes, each of 0 to 1, in the same way.</summary>
    /// <param name="start">Where to begin.</param>
    /// <param name="rows">[n].</param>
    /// <param name="shares">[n].</param>
    /// <param name="penalty">Of the square of a coefficient, against the sum over all rows.</param>
    /// <param name="damping">Added to the curvature of only the constant, so that it stays above 0.</param>
    /// <param name="enough">A step whose largest change is less ends the fit.</param>
    public static LogisticRegression Fit(
        LogisticRegression start, IReadOnlyList<LogisticRow> rows, double[] shares, double penalty,
        double damping = 1e-6, double enough = 1e-6)
    {
        double[] w = [.. start.Coefficients], from = w, step = w;
        var fit = new LogisticRegression(w);
        int inputs = w.Length - 1;
        double best = double.NegativeInfinity, scale = 1, largest = enough;
        for (int round = 0; round < MostRounds && largest >= enough; round++)
        {
            var slope = new double[w.Length];
            var curvature = new double[w.Length, w.Length];
            double likelihood = -penalty / 2 * w.SkipLast(1).Sum(c => c * c);
            for (int r = 0; r < rows.Count; r++)
            {
                likelihood += fit.Collect(rows[r], shares[r], slope, curvature);
            }

            // Less by more than rounding.
            if (likelihood < best - (1e-12 * Math.Abs(best)))
            {
                scale /= 2;
            }
            else
            {
                for (int f = 0; f < inputs; f++)
                {
                    slope[f] -= penalty * w[f];
                    curvature[f, f] += penalty;
                }

                curvature[inputs, inputs] += damping;
                step = CholeskyFactors.OfSemidefinite(curvature).Solve(slope);
                largest = step.Max(Math.Abs);
                (best, scale, from) = (likelihood, LargestStep / Math.Max(largest, LargestStep), [.. w]);
            }

            for (int f = 0; f < w.Length; f++)
            {
                w[f] = from[f] + (scale * step[f]);
            }
        }

        // The last step was not tried if the rounds are over.
        return largest < enough ? fit : new LogisticRegression(from);
    }

    /// <summary>ln p / (1 − p), where p is the probability of a yes.</summary>
    public double LogOdds(LogisticRow row)
    {
        double sum = coefficients[^1];
        for (int i = 0; i < row.Places.Length; i++)
        {
            sum += coefficients[row.Places[i]] * row.Values[i];
        }

        return sum;
    }

    /// <summary>The probability of a yes.</summary>
    public double Probability(LogisticRow row) => 1 / (1 + Math.Exp(-LogOdds(row)));

    /// <summary>Adds a row to the slope and to the lower triangle of the curvature of the log-likelihood.</summary>
    /// <returns>The log-likelihood of the row.</returns>
    private double Collect(LogisticRow row, double share, double[] slope, double[,] curvature)
    {
        double p = Probability(row), error = share - p, spread = p * (1 - p);
        int last = slope.Length - 1;
        (int[] places, double[] values) = row;
        for (int i = 0; i < places.Length; i++)
        {
            double weighted = spread * values[i];
            int place = places[i];
            slope[place] += error * values[i];
            for (int j = 0; j <= i; j++)
            {
                curvature[place, places[j]] += weighted * values[j];
            }

            curvature[last, place] += weighted;
        }

        slope[last] += error;
        curvature[last, last] += spread;
        double odds = LogOdds(row);
        return (share * odds) - Math.Max(odds, 0) - Math.Log(1 + Math.Exp(-Math.Abs(odds)));
    }
}
