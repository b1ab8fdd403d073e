using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The trained part of a forecaster: networks of one design, from different beginnings, whose quantiles are averaged.
/// </summary>
internal sealed class ForecastModel : Ensemble<ForecastNetwork>
{
    /// <summary>Sequences that are answered side by side: more take memory and no less time.</summary>
    private const int MostSequences = 128;

    private readonly ExampleBatches _answering;
    private LossFunction? _loss;
    private readonly WindowBatch _batch;
    private float[] _targets = [], _weights = [], _outputs = [];

    public ForecastModel(ForecastDesign design)
        : base(design.Ensemble, () => new ForecastNetwork(design))
    {
        Design = design;
        _batch = new WindowBatch(design);
        _answering = new ExampleBatches(MostSequences);
    }

    /// <summary>Sizes and features.</summary>
    public ForecastDesign Design { get; }

    /// <summary>What is trained on: the mean over the networks of the loss of a batch of windows.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The windows.</param>
    /// <param name="isWeighted">Whether some of them count less than others.</param>
    /// <returns>One value.</returns>
    public Variable Loss(Tape tape, WindowBatch batch, bool isWeighted = false)
    {
        int targets = batch.Targets.Length;
        if (_targets.Length < targets)
        {
            _targets = new float[targets];
            _weights = new float[targets];
        }

        Variable sum = default;
        foreach (ForecastNetwork member in Members)
        {
            Variable output = member.Forward(tape, batch);
            Place(member, batch);
            Tensor truth = tape.Arena.Allocate(new Shape(targets / Design.TargetCount, Design.TargetCount));
            truth.Write(_targets.AsSpan(0, targets));
            Tensor weights = default;
            if (isWeighted)
            {
                weights = tape.Arena.Allocate(truth.Shape);
                weights.Write(_weights.AsSpan(0, targets));
            }

            Variable loss = LossOp.Apply(tape, _loss ??= Design.MakeLoss(), output, truth, weights, out _);
            sum = sum.IsNone ? loss : tape.Add(sum, loss);
        }

        return Mean(tape, sum);
    }

    /// <summary>The quantiles of windows in the networks' scale.</summary>
    /// <param name="tape">Begun for inference before each network and batch.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public QuantileTable<Stage.Raw> Quantiles(
        Tape tape, ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation = default)
    {
        var sums = new double[windows.Count * Design.Horizon * Design.TargetCount * Design.Quantiles.Count];
        foreach (int[] chosen in _answering.Of([.. windows.Select(_ => Design.Lookback)]))
        {
            cancellation.ThrowIfCancellationRequested();
            _batch.Fill(data, [.. chosen.Select(w => windows[w])]);
            foreach (ForecastNetwork member in Members)
            {
                tape.Begin(TapeMode.Inference);
                Add(sums, chosen, member, member.Forward(tape, _batch).Value);
            }
        }

        // The sum is divided once, so that the mean of equal forecasts is that forecast, bit for bit.
        foreach (ref double sum in sums.AsSpan())
        {
            sum /= Members.Length;
        }

        return new QuantileTable<Stage.Raw>(Design, sums);
    }

    private void Add(double[] sums, int[] windows, ForecastNetwork member, Tensor output)
    {
        Array.Resize(ref _outputs, output.Length);
        output.Read(_outputs);
        int P = Design.OutputsPerStep;
        Span<double> own = stackalloc double[Design.Quantiles.Count];
        for (int w = 0; w < windows.Length; w++)
        {
            for (int t = 0; t < Design.Horizon; t++)
            {
                for (int k = 0; k < Design.TargetCount; k++)
                {
                    NetworkQuantiles.Write(Design, _outputs.AsSpan(member.Place(windows.Length, w, t, k) * P, P), own);
                    int cell = (((windows[w] * Design.Horizon) + t) * Design.TargetCount) + k;
                    for (int q = 0; q < own.Length; q++)
                    {
                        sums[(cell * own.Length) + q] += own[q];
                    }
                }
            }
        }
    }

    /// <summary>Puts the targets in the order of a network's output; NaN has no loss.</summary>
    private void Place(ForecastNetwork member, WindowBatch batch)
    {
        int at = 0;
        for (int w = 0; w < batch.Count; w++)
        {
            for (int t = 0; t < Design.Horizon; t++)
            {
                for (int k = 0; k < Design.TargetCount; k++, at++)
                {
                    int place = member.Place(batch.Count, w, t, k);
                    _targets[place] = batch.Weights[at] == 0 ? float.NaN : batch.Targets[at];
                    _weights[place] = batch.Weights[at];
                }
            }
        }
    }
}
