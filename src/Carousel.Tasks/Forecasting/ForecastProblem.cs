using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Kernels.Losses;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Forecasting.Networks;
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
    private readonly LossFunction _loss;
    private readonly WindowBatch _batch;
    private readonly ForecastRunner _runner;
    private readonly CounterRandom _random;
    private readonly int[] _order;
    private readonly float[] _truth;
    private float[] _targets = [];
    private int _orderedEpoch = -1;

    public ForecastProblem(
        Backend backend, ForecastModel model, ForecastData data, ForecastPlan plan, IReadOnlyList<Window> validation, string fingerprint)
    {
        (_model, _data, _validation, _training, Fingerprint) = (model, data, validation, plan.Training, fingerprint);
        _windows = plan.TrainWindows;
        _loss = ForecastLosses.Of(model.Design);
        _batch = new WindowBatch(model.Design);
        _runner = new ForecastRunner(backend, model);
        _random = new CounterRandom(plan.Options.Fit.Seed, CounterRandom.Purpose("order of windows"));
        _order = new int[_windows.Count];
        _truth = data.Truth(validation);
    }

    /// <inheritdoc/>
    public Layer Model => _model;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => (Math.Min(_training.WindowsPerEpoch, _windows.Count) + _training.Batch - 1) / _training.Batch;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Fill(epoch, batch);
        int targets = _batch.Targets.Length;
        if (_targets.Length < targets)
        {
            _targets = new float[targets];
        }

        Variable sum = default;
        foreach (ForecastNetwork member in _model.Members)
        {
            Variable output = ForecastRunner.Scaled(tape, _model.Design, member.Forward(tape, _batch));
            Place(member);
            Tensor truth = tape.Arena.Allocate(new Shape(targets / member.ForecastsPerRow, member.ForecastsPerRow));
            truth.Write(_targets.AsSpan(0, targets));
            Variable loss = LossOp.Apply(tape, _loss, output, truth, default, out _);
            sum = sum.IsNone ? loss : tape.Add(sum, loss);
        }

        return new BatchLoss(_model.Members.Length == 1 ? sum : tape.Scale(sum, 1f / _model.Members.Length), _batch.KnownTargets);
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
        if (_orderedEpoch != epoch)
        {
            _random.Permutation((uint)epoch, _order);
            _orderedEpoch = epoch;
        }

        int most = Math.Min(_training.WindowsPerEpoch, _windows.Count);
        int first = batch * _training.Batch;
        int count = Math.Min(_training.Batch, most - first);
        _batch.Begin(count);
        for (int w = 0; w < count; w++)
        {
            Window window = _windows[_order[first + w]];
            _batch.Set(w, _data.Series[window.Series], window.Origin);
        }
    }

    /// <summary>Puts the targets in the order of a network's output; NaN has no loss.</summary>
    private void Place(ForecastNetwork member)
    {
        ForecastDesign design = _model.Design;
        int at = 0;
        for (int w = 0; w < _batch.Count; w++)
        {
            for (int t = 0; t < design.Horizon; t++)
            {
                for (int k = 0; k < design.TargetCount; k++, at++)
                {
                    _targets[member.Place(_batch.Count, w, t, k)] = _batch.Weights[at] == 0 ? float.NaN : _batch.Targets[at];
                }
            }
        }
    }
}
