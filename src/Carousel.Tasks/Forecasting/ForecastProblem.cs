using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>What the trainer trains: windows of the training rows in an order that is a function of seed and epoch, and the pinball loss of the validation windows.</summary>
internal sealed class ForecastProblem : ITrainingProblem, IDisposable
{
    private readonly ForecastModel _model;
    private readonly ForecastData _data;
    private readonly Windows _windows;
    private readonly IReadOnlyList<Window> _validation;
    private readonly ForecastTraining _training;
    private readonly EnsembleLoss _loss;
    private readonly WindowBatch _batch;
    private readonly ForecastRunner _runner;
    private readonly ShuffledBatches _order;
    private readonly float[] _truth;

    public ForecastProblem(
        Backend backend, ForecastModel model, ForecastData data, ForecastPlan plan, IReadOnlyList<Window> validation, string fingerprint)
    {
        (_model, _data, _validation, _training, Fingerprint) = (model, data, validation, plan.Training, fingerprint);
        _windows = plan.TrainWindows;
        _loss = new EnsembleLoss(model);
        _batch = new WindowBatch(model.Design);
        _runner = new ForecastRunner(backend, model);
        _order = new ShuffledBatches(_windows.Count, _training.Batch, plan.Options.Fit.Seed, "order of windows", _training.WindowsPerEpoch);
        _truth = data.Truth(validation);
    }

    /// <inheritdoc/>
    public Layer Model => _model;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Fill(epoch, batch);
        return new BatchLoss(_loss.Of(tape, _batch), _batch.KnownTargets);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        if (_validation.Count == 0)
        {
            return null;
        }

        QuantileTable table = _runner.Quantiles(_data, _validation, tape, cancellation);
        return MeanLoss(table, _truth);
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    /// <summary>Twice the mean pinball loss over all quantiles: near the absolute error in size. Null where no value is known.</summary>
    private static double? MeanLoss(QuantileTable table, float[] truth)
    {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            if (!float.IsNaN(truth[i]))
            {
                int cell = i / table.Targets;
                ReadOnlySpan<double> quantiles = table[cell / table.Horizon, cell % table.Horizon, i % table.Targets];
                for (int q = 0; q < quantiles.Length; q++)
                {
                    double error = truth[i] - quantiles[q];
                    sum += 2 * Math.Max(table.Shares[q] * error, (table.Shares[q] - 1) * error);
                }

                count += quantiles.Length;
            }
        }

        return count == 0 ? null : sum / count;
    }

    private void Fill(int epoch, int batch)
    {
        ReadOnlySpan<int> chosen = _order.Of(epoch, batch);
        _batch.Begin(chosen.Length);
        for (int w = 0; w < chosen.Length; w++)
        {
            Window window = _windows[chosen[w]];
            _batch.Set(w, _data.Series[window.Series], window.Origin);
        }
    }
}
