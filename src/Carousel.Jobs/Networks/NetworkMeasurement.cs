using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Networks;

namespace Carousel.Jobs.Networks;

/// <summary>
/// How a network does where the table has the answers: shares of right classes, or errors of numbers.
/// </summary>
internal static class NetworkMeasurement
{
    private static readonly JobMetric _accuracy = JobMetric.Share("accuracy", "accuracy"),
        _mae = new("mae", "mean absolute error") { Abbreviation = "MAE" },
        _rmse = new("rmse", "root mean square error") { Abbreviation = "RMSE" };

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
            string wanted = isClasses
                ? $"a column '{NetworkColumns.ClassColumn}' with the class's name or number"
                : $"the columns {string.Join(", ", design.OutputColumns())}";
            throw new DataFormatException(
                $"{data.Name} has no known answers: {wanted} "
                + $"{(design.Pooling is null ? "at each step" : "(that of a sequence's last row counts)")}.");
        }

        // The answer of a pooled sequence is in its last row.
        int width = isClasses ? 1 : design.OutputSize;
        float[] truth = [.. data.Sequences.SelectMany(s => design.Pooling is null ? s.Truth : s.Truth[^width..])],
            answered = [.. answers.SelectMany(a => a)];
        JobResult result = isClasses ? Classes(design, truth, answered) : Numbers(design, truth, answered);
        return result with
        {
            Facts =
            [
                new JobFact(
                    "data",
                    $"{FigureText.Counted(data.Sequences.Count, "sequence")}, "
                    + $"{FigureText.Counted(data.Sequences.Sum(s => s.Steps), "step")}"),
            ],
            Notes = data.Notes,
        };
    }

    private static JobResult Classes(NetworkDesign design, float[] truth, float[] answers)
    {
        int[] classes = [.. truth.Select(t => (int)t)],
            said = [.. answers.Chunk(design.OutputSize).Select(row => Likeliest.Of(row))];
        double all = truth.Length, share = classes.Zip(said).Count(p => p.First == p.Second) / all,
            frequent = classes.CountBy(c => c).Max(c => c.Value) / all;
        return Result(
            [_accuracy], [share], [frequent], "the most frequent class of these data",
            $"{FigureText.Percent(share)} of {FigureText.Counted(truth.Length, "answer")} are right; always the most "
            + $"frequent class of these data would be {FigureText.Percent(frequent)}.");
    }

    private static JobResult Numbers(NetworkDesign design, float[] truth, float[] answers)
    {
        int O = design.OutputSize;
        var means = new double[O];
        long rows = truth.Length / O;
        for (int k = 0; k < truth.Length; k++)
        {
            means[k % O] += truth[k] / rows;
        }

        (double mae, double rmse) = Errors(truth, k => answers[k]);
        (double meanMae, double meanRmse) = Errors(truth, k => means[k % O]);
        string sentence = Invariant.Of(
            $"The mean absolute error is {mae:0.######} over {FigureText.Counted(rows, "answer")}; always the mean of "
            + $"these data would be {meanMae:0.######}.");
        return Result([_mae, _rmse], [mae, rmse], [meanMae, meanRmse], "the mean of these data", sentence);
    }

    private static (double Mae, double Rmse) Errors(float[] truth, Func<int, double> answer)
    {
        double[] errors = [.. truth.Select((t, k) => answer(k) - t)];
        return (errors.Average(Math.Abs), Math.Sqrt(errors.Average(e => e * e)));
    }

    private static JobResult Result(
        JobMetric[] metrics, double[] model, double[] baseline, string baselineTitle, string sentence)
    {
        Dictionary<string, double> Of(double[] values) =>
            metrics.Zip(values).ToDictionary(p => p.First.Key, p => p.Second);
        return new JobResult(
            metrics,
            [new JobScore("carousel", "carousel", Of(model)), new JobScore("constant", baselineTitle, Of(baseline))],
            sentence);
    }
}
