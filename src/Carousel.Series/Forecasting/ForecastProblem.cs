using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>
/// What the trainer trains: windows of the training rows in an order that is a function of seed and epoch, and the
/// pinball loss of the validation windows.
/// </summary>
/// <param name="model">The networks.</param>
/// <param name="data">The series.</param>
/// <param name="windows">The training windows.</param>
/// <param name="plan">How they train.</param>
/// <param name="validation">The validation windows.</param>
/// <param name="fingerprint">Of data, design and training.</param>
internal sealed class ForecastProblem(
    ForecastModel model, ForecastData data, Windows windows, ForecastPlan plan, IReadOnlyList<Window> validation,
    string fingerprint)
    : BatchProblem(model, OrderOf(plan, windows), fingerprint)
{
    private readonly WindowBatch _batch = new(model.Design);
    private readonly float[] _truth = data.Truth(validation);
    private readonly float[]? _counts = data.Weights(validation);

    /// <summary>All windows that a training draws, epoch after epoch.</summary>
    /// <param name="plan">How it draws.</param>
    /// <param name="windows">Of which windows.</param>
    /// <param name="epochs">The number of epochs.</param>
    public static IEnumerable<Window> Drawn(ForecastPlan plan, Windows windows, int epochs)
    {
        if (plan.DrawnOf(windows.Count) == windows.Count)
        {
            return Enumerable.Range(0, windows.Count).Select(w => windows[w]);
        }

        IBatchOrder order = OrderOf(plan, windows);
        return
            from epoch in Enumerable.Range(0, epochs)
            from batch in Enumerable.Range(0, order.Count)
            from w in order.Of(epoch, batch).ToArray()
            select windows[w];
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        validation.Count == 0 ? null : MeanLoss(model.Quantiles(tape, data, validation, cancellation), _truth, _counts);

    /// <summary>
    /// The regression inside, with intervals as wide as its errors on the same windows: what the forecaster answers
    /// that adds nothing of its network. Null where there is none, or nothing to validate on.
    /// </summary>
    public ValidationBaseline? Baseline => model.Design.HasBaseline && validation.Count > 0
        ? new ValidationBaseline("ridge regression", _ => BaselineLoss())
        : null;

    private double BaselineLoss()
    {
        float[] baseline = data.Baseline(validation);
        (int H, int K) = (model.Design.Horizon, model.Design.TargetCount);
        IReadOnlyList<double> shares = model.Design.Quantiles;
        var values = new double[baseline.Length * shares.Count];
        for (int cell = 0; cell < H * K; cell++)
        {
            int[] places = [.. Enumerable.Range(0, validation.Count).Select(w => (w * H * K) + cell)];
            double[] errors =
                [.. places.Select(i => (double)_truth[i] - baseline[i]).Where(double.IsFinite).Order()];
            for (int q = 0; q < shares.Count; q++)
            {
                double width = errors.Length == 0 || shares[q] == 0.5
                    ? 0
                    : errors[Math.Min((int)(shares[q] * errors.Length), errors.Length - 1)];
                foreach (int i in places)
                {
                    values[(i * shares.Count) + q] = baseline[i] + width;
                }
            }
        }

        return MeanLoss(new QuantileTable<Stage.Raw>(model.Design, values), _truth, _counts) ?? double.NaN;
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        _batch.Begin(chosen.Length);
        for (int w = 0; w < chosen.Length; w++)
        {
            Window window = windows[chosen[w]];
            _batch.Set(w, data.Series[window.Series], window.Origin);
        }

        return new BatchLoss(model.Loss(tape, _batch, plan.Set.HasWeights), _batch.KnownTargets);
    }

    private static IBatchOrder OrderOf(ForecastPlan plan, Windows windows) => plan.Set.IsLarge
        ? new BlockOrder(
            plan.Set, windows, plan.Training.Batch, plan.Fit.Seed, plan.DrawnOf(windows.Count))
        : new ShuffledBatches(
            windows.Count, plan.Training.Batch, plan.Fit.Seed, "order of windows", plan.DrawnOf(windows.Count));

    /// <summary>
    /// Twice the mean pinball loss over all quantiles: near the absolute error in size. Null where no value is known.
    /// </summary>
    private static double? MeanLoss(QuantileTable table, float[] truth, float[]? weights)
    {
        double sum = 0, count = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            if (!float.IsNaN(truth[i]))
            {
                double weight = weights?[i] ?? 1;
                ReadOnlySpan<double> quantiles = table[i];
                for (int q = 0; q < quantiles.Length; q++)
                {
                    double error = truth[i] - quantiles[q];
                    sum += weight * 2 * Math.Max(table.Shares[q] * error, (table.Shares[q] - 1) * error);
                }

                count += weight * quantiles.Length;
            }
        }

        return count == 0 ? null : sum / count;
    }
}
