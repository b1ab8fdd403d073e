using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>How far sensors are from their forecasts.</summary>
internal static class SensorScores
{
    // Forecasts of the first steps have nothing to rest on.
    private const int Ahead = 12;

    /// <summary>Squared errors of a network's forecasts.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Trained on the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="recordings">Each [T][3].</param>
    /// <returns>[T − 1][3] for each.</returns>
    public static double[][][] Errors(
        CpuBackend backend, TaskNetwork network, SensorTask task, IReadOnlyList<float[][]> recordings)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new TaskBatch(task);
        var errors = new List<double[][]>();
        foreach (float[][][] chunk in recordings.Chunk(64))
        {
            SensorTask.Write(chunk, batch);
            float[] forecasts = TaskEvaluation.Predict(tape, network, batch);
            double[][][] own = [.. chunk.Select(r => new double[r.Length - 1][])];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                own[batch.TargetSequences[k]][batch.TargetSteps[k]] =
                [
                    .. Enumerable.Range(0, SensorTask.Sensors).Select(s => Square(
                        forecasts[(k * SensorTask.Sensors) + s] - batch.Targets[(k * SensorTask.Sensors) + s])),
                ];
            }

            errors.AddRange(own);
        }

        return [.. errors];
    }

    /// <summary>Squared errors of the exponentially weighted mean as a forecast.</summary>
    /// <param name="recordings">Each [T][3].</param>
    /// <param name="weight">Of the newest value, above 0 to 1.</param>
    /// <returns>[T − 1][3] for each.</returns>
    public static double[][][] MeanErrors(IReadOnlyList<float[][]> recordings, double weight)
    {
        double[][] Of(float[][] recording)
        {
            double[] mean = [.. recording[0].Select(v => (double)v)];
            var errors = new double[recording.Length - 1][];
            for (int t = 0; t < errors.Length; t++)
            {
                mean = [.. mean.Zip(recording[t], (m, v) => m + (weight * (v - m)))];
                errors[t] = [.. mean.Zip(recording[t + 1], (m, v) => Square(v - m))];
            }

            return errors;
        }

        return [.. recordings.Select(Of)];
    }

    /// <summary>
    /// The score of each recording: the largest mean of some steps of the errors, those of each sensor in units of its
    /// usual one.
    /// </summary>
    /// <param name="errors">[T − 1][3] for each.</param>
    /// <param name="clean">The same of recordings in order, for the units.</param>
    /// <param name="window">Steps of a mean.</param>
    public static double[] Of(double[][][] errors, double[][][] clean, int window)
    {
        double[] usual =
        [
            .. Enumerable.Range(0, SensorTask.Sensors)
                .Select(s => clean.Average(r => r.Skip(Ahead).Average(e => e[s]))),
        ];
        return
        [
            .. errors.Select(r => Enumerable.Range(0, SensorTask.Sensors).Max(s =>
                Alarm.Smoothed([.. r.Skip(Ahead).Select(e => e[s] / usual[s])], window).Skip(window).Max())),
        ];
    }

    private static double Square(double value) => value * value;
}
