using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Inspection.Probes;

/// <summary>
/// Probes with weights that are trained: multinomial logistic regression, or one hidden layer of rectified units, by
/// AdamW until the error of a fold other than the test fold no longer falls.
/// </summary>
internal sealed class TrainedProbe
{
    private const int ReadRows = 1024;

    private readonly ProbeRows _rows;
    private readonly ProbeTarget _target;
    private readonly TrainedProbeOptions _options;
    private readonly Backend _backend;
    private readonly Dense? _hidden;
    private readonly Dense _output;
    private readonly double _mean;
    private readonly double _deviation = 1;

    private TrainedProbe(Backend backend, ProbeRows rows, ProbeTarget target, TrainedProbeOptions options)
    {
        (_backend, _rows, _target, _options) = (backend, rows, target, options);
        _hidden = options.Hidden > 0 ? new Dense(rows.Size, options.Hidden, ElementwiseFunction.Relu) : null;
        _output = new Dense(options.Hidden > 0 ? options.Hidden : rows.Size, Math.Max(1, target.Classes));
        _hidden?.Build(backend, options.Seed);
        _output.Build(backend, options.Seed + 1);
        if (!target.IsClass)
        {
            _mean = target.Values.Average();
            _deviation = Math.Max(1e-12, Math.Sqrt(target.Values.Average(v => (v - _mean) * (v - _mean))));
        }
    }

    private IEnumerable<Parameter> Parameters => [.. _hidden?.Parameters ?? [], .. _output.Parameters];

    /// <summary>Reads a target from rows, each fold by a probe that has not seen it.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="rows">The states.</param>
    /// <param name="target">Numbers or classes.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="progress">Receives the share that is done, 0 … 1; may be null.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[N], what is read; of classes their numbers.</returns>
    /// <exception cref="ArgumentException">The target has not one value for each row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static double[] Read(
        Backend backend, ProbeRows rows, ProbeTarget target, TrainedProbeOptions options,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        Check(backend, rows, target, options);
        var read = new double[rows.Count];
        for (int fold = 0; fold < rows.Folds; fold++)
        {
            TrainedProbe probe = Chosen(backend, rows, target, options, fold, cancellation);
            int[] judged = rows.Of(fold);
            double[] own = probe.ReadRowsOf(judged);
            for (int k = 0; k < judged.Length; k++)
            {
                read[judged[k]] = own[k];
            }

            progress?.Report((fold + 1.0) / rows.Folds);
        }

        return read;
    }

    private static void Check(Backend backend, ProbeRows rows, ProbeTarget target, TrainedProbeOptions options)
    {
        if (target.Count != rows.Count)
        {
            throw new ArgumentException(
                $"target: expected {rows.Count} values, one for each row, but got {target.Count}.", nameof(target));
        }
    }

    // The probe with the decay of the smallest loss on the fold for choosing.
    private static TrainedProbe Chosen(
        Backend backend, ProbeRows rows, ProbeTarget target, TrainedProbeOptions options, int fold,
        CancellationToken cancellation)
    {
        int choice = rows.ChoiceFold(fold);
        int[] training =
        [
            .. Enumerable.Range(0, rows.Count).Where(n => rows.FoldOf(n) != fold && rows.FoldOf(n) != choice),
        ];
        TrainedProbe? best = null;
        double least = double.PositiveInfinity;
        foreach (double decay in options.Decays)
        {
            var probe = new TrainedProbe(backend, rows, target, options);
            double loss = probe.Train(training, rows.Of(choice), decay, cancellation);
            if (best is null || loss < least)
            {
                (best, least) = (probe, loss);
            }
        }

        return best!;
    }

    // The parameters of the best round stay; its loss on the rows for choosing is given back.
    private double Train(int[] training, int[] choice, double decay, CancellationToken cancellation)
    {
        Parameter[] parameters = [.. Parameters];
        var guard = new GradientGuard(_backend, parameters);
        using Optimizer optimizer = new AdamOptions { WeightDecay = decay }.Create(_backend, parameters);
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        var random = new CounterRandom(_options.Seed, CounterRandom.Purpose("order of a probe's rows"));
        Loss loss = _target.IsClass ? Loss.CrossEntropy() : Loss.Squared;
        var order = new int[training.Length];
        float[][] kept = [.. parameters.Select(p => p.Value.ToArray())];
        double least = double.PositiveInfinity;
        int bestEpoch = 0;
        double rate = _options.LearningRate ?? (_options.Hidden > 0 ? 0.003 : 0.01);
        guard.Clear();
        for (int epoch = 0; epoch < _options.Epochs && epoch - bestEpoch <= _options.Patience; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            random.Permutation((uint)epoch, order);
            for (int first = 0; first < order.Length; first += _options.Batch)
            {
                int[] batch =
                [
                    .. order.AsSpan(first, Math.Min(_options.Batch, order.Length - first)).ToArray()
                        .Select(k => training[k]),
                ];
                tape.Begin(TapeMode.Training);
                Variable mean = loss.Apply(tape, Predict(tape, batch), Truth(arena, batch));
                tape.Backward(mean);
                optimizer.Step(rate);
                guard.Clear();
            }

            double reached = LossOf(tape, arena, loss, choice);
            if (reached < least)
            {
                (least, bestEpoch) = (reached, epoch);
                kept = [.. parameters.Select(p => p.Value.ToArray())];
            }
        }

        for (int p = 0; p < parameters.Length; p++)
        {
            parameters[p].Set(kept[p]);
        }

        return least;
    }

    private double LossOf(Tape tape, Arena arena, Loss loss, int[] rows)
    {
        double sum = 0;
        for (int first = 0; first < rows.Length; first += ReadRows)
        {
            int[] part = rows[first..Math.Min(rows.Length, first + ReadRows)];
            tape.Begin(TapeMode.Inference);
            sum += loss.Apply(tape, Predict(tape, part), Truth(arena, part)).Value.ToArray()[0] * (double)part.Length;
        }

        return sum / rows.Length;
    }

    private double[] ReadRowsOf(int[] rows)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        var read = new double[rows.Length];
        int K = _output.OutputSize;
        for (int first = 0; first < rows.Length; first += ReadRows)
        {
            int[] part = rows[first..Math.Min(rows.Length, first + ReadRows)];
            tape.Begin(TapeMode.Inference);
            float[] values = Predict(tape, part).Value.ToArray();
            for (int k = 0; k < part.Length; k++)
            {
                ReadOnlySpan<float> own = values.AsSpan(k * K, K);
                read[first + k] = _target.IsClass ? Largest(own) : _mean + (_deviation * own[0]);
            }
        }

        return read;
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int c = 1; c < values.Length; c++)
        {
            best = values[c] > values[best] ? c : best;
        }

        return best;
    }

    private Variable Predict(Tape tape, int[] rows)
    {
        int F = _rows.Size;
        var x = new float[rows.Length * F];
        for (int k = 0; k < rows.Length; k++)
        {
            _rows.Row(rows[k]).CopyTo(x.AsSpan(k * F));
        }

        Variable input = tape.Input(x, new Shape(rows.Length, F));
        return _output.Apply(tape, _hidden is null ? input : _hidden.Apply(tape, input));
    }

    private Tensor Truth(Arena arena, int[] rows)
    {
        Tensor truth = arena.Allocate(new Shape(rows.Length, 1));
        truth.Write([.. rows.Select(n => (float)((_target.Values[n] - _mean) / _deviation))]);
        return truth;
    }
}
