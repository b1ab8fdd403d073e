using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>
/// An LSTM followed by one dense map, trained by the squared error of the outputs that have a weight.
/// </summary>
internal sealed class SequenceRegressor : ITrainingProblem
{
    private static readonly LossFunction _squared = new(LossKind.Squared);
    private readonly Network _network;
    private readonly IReadOnlyList<Sequences> _batches;

    public SequenceRegressor(Backend backend, int inputs, int hidden, IReadOnlyList<Sequences> batches)
    {
        (_network, _batches) = (new Network(inputs, hidden), batches);
        _network.Build(backend, seed: 1);
    }

    public Layer Model => _network;

    public static SequenceRegressor Random(
        Backend backend, int inputs = 3, int hidden = 20, int batches = 6, int batchSize = 12)
    {
        var random = new CounterRandom(5, 1);
        var all = new List<Sequences>();
        for (uint k = 0; k < batches; k++)
        {
            int[] lengths =
            [
                .. Enumerable.Range(0, batchSize).Select(b => (int)(random.Word(1, (k * batchSize) + b) % 9)),
            ];
            var batch = new SequenceBatch(inputs);
            batch.Begin(lengths);
            var values = new float[batch.Packing.Rows * (inputs + 1)];
            random.Uniform(k + 2, values);
            int at = 0;
            for (int b = 0; b < batchSize; b++)
            {
                for (int t = 0; t < lengths[b]; t++)
                {
                    values.AsSpan(at, inputs).CopyTo(batch.Step(b, t));
                    at += inputs;
                }
            }

            // What is to be learnt: the difference of the first two features.
            float[] targets = new float[batch.Packing.Rows];
            for (int row = 0; row < targets.Length; row++)
            {
                targets[row] = batch.Values[row * inputs] - batch.Values[(row * inputs) + 1];
            }

            all.Add(new Sequences(batch, targets, values[at..]));
        }

        return new SequenceRegressor(backend, inputs, hidden, all);
    }

    public int BatchesIn(int epoch) => _batches.Count;

    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        Sequences sequences = _batches[batch];
        Packing packing = sequences.Inputs.Packing;
        int rows = packing.Rows;
        Variable x = tape.Input(sequences.Inputs.Values, new Shape(rows, sequences.Inputs.FeatureSize));
        Variable start = carried.IsNone ? default : tape.Constant(carried);
        SequenceOutput output = _network.Lstm.Forward(tape, x, packing, start);
        Variable y = DenseOp.Apply(tape, _network.Weight, _network.Bias, output.Hidden, packing);
        Tensor targets = tape.Input(sequences.Targets, new Shape(rows)).Value;
        Tensor weights = tape.Input(sequences.Weights, new Shape(rows)).Value;
        Variable loss = LossOp.Apply(tape, _squared, y, targets, weights, out _);
        return new BatchLoss(loss, rows, sequences.Carries ? output.FinalState : default);
    }

    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        for (int batch = 0; batch < 2; batch++)
        {
            tape.Begin(TapeMode.Inference);
            sum += Loss(tape, 0, batch, default).Mean.Value.ToArray()[0];
        }

        return sum;
    }

    /// <summary>Sequences with a target and a weight for each packed row.</summary>
    internal sealed record Sequences(SequenceBatch Inputs, float[] Targets, float[] Weights)
    {
        public bool Carries { get; init; } = true;
    }

    private sealed class Network : Layer
    {
        public Network(int inputs, int hidden)
        {
            Lstm = AddLayer("lstm", new Lstm(inputs, hidden));
            Weight = AddParameter("weight", new Shape(1, hidden), new Glorot());
            Bias = AddParameter("bias", new Shape(1), Constant.Zero);
        }

        public Lstm Lstm { get; }

        public Parameter Weight { get; }

        public Parameter Bias { get; }
    }
}
