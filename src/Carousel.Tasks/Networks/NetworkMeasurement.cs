using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Networks;

/// <summary>How a network does where the table has the answers: shares of right classes, or errors of numbers.</summary>
internal static class NetworkMeasurement
{
    private static readonly JobMetric _accuracy = new("accuracy", "accuracy") { HigherIsBetter = true, IsShare = true, Decimals = 2 };
    private static readonly JobMetric _mae = new("mae", "mean absolute error") { Abbreviation = "MAE" };
    private static readonly JobMetric _rmse = new("rmse", "root mean square error") { Abbreviation = "RMSE" };

    /// <summary>Measures answers.</summary>
    /// <param name="design">The network.</param>
    /// <param name="data">The sequences, with their answers.</param>
    /// <param name="answers">What the network gave for each.</param>
    /// <exception cref="DataFormatException">The table has no answers.</exception>
    public static JobResult Of(NetworkDesign design, NetworkData data, float[][] answers)
    {
        bool isClasses = design.Answer == PortableFunction.Softmax;
        if (data.Sequences.Any(s => s.Truth.Length == 0))
        {
            string wanted = isClasses ? $"a column '{NetworkColumns.ClassColumn}' with the class's name or number" : $"the columns {string.Join(", ", design.OutputColumns())}";
            throw new DataFormatException($"{data.Name} has no known answers: {wanted} {(design.Pooling is null ? "at each step" : "(that of a sequence's last row counts)")}.");
        }

        // Of a pooled sequence the answer stands in its last row.
        int width = isClasses ? 1 : design.OutputSize;
        float[][] truth = [.. data.Sequences.Select(s => design.Pooling is null ? s.Truth : s.Truth[^width..])];
        JobResult result = isClasses ? Classes(design, truth, answers) : Numbers(design, truth, answers);
        return result with { Facts = [new JobFact("data", $"{FigureText.Counted(data.Sequences.Count, "sequence")}, {FigureText.Counted(data.Sequences.Sum(s => s.Steps), "step")}")], Notes = data.Notes };
    }

    private static JobResult Classes(NetworkDesign design, float[][] truth, float[][] answers)
    {
        int C = design.OutputSize;
        long right = 0, all = 0;
        var counts = new long[C];
        for (int s = 0; s < truth.Length; s++)
        {
            for (int t = 0; t < truth[s].Length; t++, all++)
            {
                ReadOnlySpan<float> row = answers[s].AsSpan(t * C, C);
                int best = 0;
                for (int c = 1; c < C; c++)
                {
                    best = row[c] > row[best] ? c : best;
                }

                right += best == (int)truth[s][t] ? 1 : 0;
                counts[(int)truth[s][t]]++;
            }
        }

        double share = (double)right / all, frequent = (double)counts.Max() / all;
        return Result([_accuracy], [share], [frequent], "the most frequent class of these data", $"{FigureText.Percent(share)} of {FigureText.Counted(all, "answer")} are right; always the most frequent class of these data would be {FigureText.Percent(frequent)}.");
    }

    private static JobResult Numbers(NetworkDesign design, float[][] truth, float[][] answers)
    {
        int O = design.OutputSize;
        var means = new double[O];
        long rows = truth.Sum(t => (long)t.Length / O);
        foreach (float[] own in truth)
        {
            for (int k = 0; k < own.Length; k++)
            {
                means[k % O] += own[k] / rows;
            }
        }

        (double mae, double rmse) = Errors(truth, (s, k) => answers[s][k]);
        (double meanMae, double meanRmse) = Errors(truth, (_, k) => means[k % O]);
        string sentence = string.Create(CultureInfo.InvariantCulture, $"The mean absolute error is {mae:0.######} over {FigureText.Counted(rows, "answer")}; always the mean of these data would be {meanMae:0.######}.");
        return Result([_mae, _rmse], [mae, rmse], [meanMae, meanRmse], "the mean of these data", sentence);
    }

    private static (double Mae, double Rmse) Errors(float[][] truth, Func<int, int, double> answer)
    {
        (double absolute, double square, long count) = (0, 0, 0);
        for (int s = 0; s < truth.Length; s++)
        {
            for (int k = 0; k < truth[s].Length; k++, count++)
            {
                double error = answer(s, k) - truth[s][k];
                (absolute, square) = (absolute + Math.Abs(error), square + (error * error));
            }
        }

        return (absolute / count, Math.Sqrt(square / count));
    }

    private static JobResult Result(JobMetric[] metrics, double[] model, double[] baseline, string baselineTitle, string sentence)
    {
        Dictionary<string, double> Of(double[] values) => metrics.Select((m, k) => (m.Key, values[k])).ToDictionary(p => p.Key, p => p.Item2, StringComparer.Ordinal);
        return new JobResult(metrics, [new JobScore("carousel", "carousel", Of(model)), new JobScore("constant", baselineTitle, Of(baseline))], sentence);
    }
}
