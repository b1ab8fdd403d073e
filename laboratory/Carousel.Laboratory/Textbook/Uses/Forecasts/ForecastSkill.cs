using Carousel.Autograd;
using Carousel.Jobs.Statistics;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses.Forecasts;

/// <summary>
/// Root mean squared errors of forecasts one day ahead, over the later days of a series in three blocks, each forecast
/// by a model trained on all days before it.
/// </summary>
/// <param name="Network">Of an LSTM.</param>
/// <param name="Last">Of the last value, or of the value a week before where that is better.</param>
/// <param name="Ridge">Of a ridge regression on the same days.</param>
internal readonly record struct ForecastSkill(double Network, double Last, double Ridge)
{
    private const int Units = 16, Blocks = 3, Lags = 14, Week = 7, HeldPart = 5;
    private const double Rate = 0.005;

    private static readonly int[] _batches = [40, 120, 300];
    private static readonly double[] _penalties = [1, 10, 100, 1000, 10_000];

    /// <summary>Learns and forecasts.</summary>
    /// <param name="series">The series.</param>
    /// <param name="block">Days of a block.</param>
    /// <param name="seed">Of weights and the order of windows.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public static ForecastSkill Of(
        DailySeries series, int block, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        double network = 0, last = 0, week = 0, ridge = 0;
        double[] values = series.Values;
        for (int k = 0; k < Blocks; k++)
        {
            // A day of a block is forecast from the windows that end the day before it.
            int first = values.Length - ((Blocks - k) * block);
            int[] days = [.. Enumerable.Range(first - 1, block)];
            var task = new ForecastTask(series, first);
            double step = (values[first] - values[first - 1]) / task.Change(first);
            network += Learned(series, days, seed, backend, cancellation) * step * step;
            ridge += Regressed(task, days, first) * step * step;
            last += days.Sum(d => Square(values[d + 1] - values[d]));
            week += days.Sum(d => Square(values[d + 1] - values[d + 1 - Week]));
        }

        double Root(double sum) => Math.Sqrt(sum / (Blocks * block));
        return new ForecastSkill(Root(network), Root(Math.Min(last, week)), Root(ridge));
    }

    /// <summary>The length of the training is that of the smallest error over the last fifth of those days.</summary>
    private static double Learned(
        DailySeries series, int[] days, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        int learned = days[0] + 1, held = learned / HeldPart;
        int[] later = [.. Enumerable.Range(learned - held - 1, held)];
        int batches = _batches.MinBy(b => Error(new ForecastTask(series, learned - held), later, b));
        return Error(new ForecastTask(series, learned), days, batches);

        double Error(ForecastTask task, int[] of, int batches)
        {
            TaskNetwork network = UseTraining.Run(
                backend, new Lstm(task.InputSize, Units), task, batches, seed, cancellation, Rate);
            using var arena = new Arena(backend);
            var batch = new TaskBatch(task);
            task.Write(of, batch);
            float[] forecasts = TaskEvaluation.Predict(new Tape(backend, arena), network, batch);
            return forecasts.Zip(batch.Targets, (f, t) => Square(f - t)).Sum();
        }
    }

    /// <summary>The penalty is that of the smallest error over the last fifth of the days to learn from.</summary>
    private static double Regressed(ForecastTask task, int[] days, int learned)
    {
        int[] known = [.. Enumerable.Range(Lags + 1, learned - Lags - 2)];
        int held = known.Length / HeldPart;
        double penalty = _penalties.MinBy(p => Error(Weights(known[..^held], p), known[^held..]));
        return Error(Weights(known, penalty), days);

        double[] Row(int day) =>
        [
            1, .. task.Features(day).Skip(1).Select(f => (double)f),
            .. Enumerable.Range(0, Lags).Select(lag => task.Change(day - lag)),
        ];

        double[] Weights(int[] on, double penalty)
        {
            int width = Row(on[0]).Length;
            var products = new double[width, width];
            var answers = new double[width];
            foreach (int day in on)
            {
                double[] row = Row(day);
                for (int i = 0; i < width; i++)
                {
                    answers[i] += row[i] * task.Change(day + 1);
                    for (int j = 0; j <= i; j++)
                    {
                        products[i, j] += row[i] * row[j];
                    }
                }
            }

            for (int i = 0; i < width; i++)
            {
                products[i, i] += i == 0 ? 1e-6 : penalty;
            }

            return CholeskyFactors.OfSemidefinite(products).Solve(answers);
        }

        double Error(double[] weights, int[] of) => of.Sum(
            day => Square(task.Change(day + 1) - Row(day).Zip(weights, (x, w) => x * w).Sum()));
    }

    private static double Square(double value) => value * value;
}
