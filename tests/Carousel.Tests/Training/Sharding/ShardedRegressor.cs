using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;
using Squares = Carousel.Training.Loss;

namespace Carousel.Tests.Training.Sharding;

/// <summary>
/// An LSTM with dropout followed by a dense map: some targets are missing, the last batch of an epoch is small, and
/// where all are equal in size the state is carried on.
/// </summary>
internal sealed class ShardedRegressor : IShardedProblem
{
    private const int Inputs = 3, Steps = 7, Batches = 5;

    private readonly int _sequences;
    private readonly bool _carries;
    private readonly CounterRandom _random = new(5, 1);
    private readonly Packing _packing = new();
    private readonly int[] _lengths;
    private readonly float[] _inputs;
    private readonly float[] _targets;
    private readonly Network _network;

    public ShardedRegressor(Backend backend, int sequences = 10, bool carries = true, float dropout = 0.25f)
    {
        (_sequences, _carries, _network) = (sequences, carries, new Network(dropout));
        _lengths = [.. Enumerable.Repeat(Steps, sequences)];
        (_inputs, _targets) = (new float[sequences * Steps * Inputs], new float[sequences * Steps]);
        _network.Build(backend, seed: 1);
    }

    public Layer Model => _network;

    public string Fingerprint { get; init; } = "sharded";

    /// <summary>The epoch whose second batch has a NaN input.</summary>
    public int BadEpoch { get; init; } = -1;

    /// <summary>The epoch after which the problem declares further training useless; 0 for none.</summary>
    public int DecidedEpoch { get; init; }

    public bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) => epoch == DecidedEpoch;

    public int BatchesIn(int epoch) => Batches;

    public int SequencesIn(int epoch, int batch) => !_carries && batch == Batches - 1 ? 2 : _sequences;

    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried) =>
        Loss(tape, epoch, batch, new BatchShard(0, SequencesIn(epoch, batch)), carried);

    public BatchLoss Loss(Tape tape, int epoch, int batch, BatchShard shard, Tensor carried)
    {
        int rows = Steps * shard.Count;
        for (int b = 0; b < shard.Count; b++)
        {
            for (int t = 0; t < Steps; t++)
            {
                Fill(batch, shard.First + b, t, row: (t * shard.Count) + b);
            }
        }

        if (epoch == BadEpoch && batch == 1 && shard.First == 0)
        {
            _inputs[0] = float.NaN;
        }

        _packing.Set(_lengths.AsSpan(0, shard.Count));
        Variable x = tape.Input(_inputs.AsSpan(0, rows * Inputs), new Shape(rows, Inputs));
        SequenceOutput run = _network.Lstm.Forward(
            tape, x, _packing, carried.IsNone ? default : tape.Constant(carried));
        Variable y = _network.Out.Forward(tape, _network.Dropped.Apply(tape, run.Hidden, _packing), _packing).Hidden;
        Tensor targets = tape.Input(_targets.AsSpan(0, rows), new Shape(rows, 1)).Value;
        return Squares.Squared.ApplyToBatch(
            tape, y, targets, finalState: _carries ? run.FinalState : default);
    }

    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        tape.Begin(TapeMode.Inference);
        return Loss(tape, 0, 0, default).Mean.Value.ToArray()[0];
    }

    // Of the sum so far of a sequence's first inputs; every seventh is not known.
    private void Fill(int batch, int sequence, int time, int row)
    {
        float sum = 0;
        for (int i = 0; i < Inputs; i++)
        {
            uint word = _random.Word((uint)((batch * Steps) + time), (sequence * Inputs) + i);
            float value = (word / (float)uint.MaxValue) - 0.5f;
            _inputs[(row * Inputs) + i] = value;
            sum += value;
        }

        _targets[row] = (sequence + time) % 7 == 3 ? float.NaN : sum;
    }

    private sealed class Network : Layer
    {
        public Network(float dropout)
        {
            Lstm = AddLayer("lstm", new Lstm(Inputs, 20));
            Dropped = AddLayer("dropped", new Dropout(20, dropout));
            Out = AddLayer("out", new Dense(20, 1));
        }

        public Lstm Lstm { get; }

        public Dropout Dropped { get; }

        public Dense Out { get; }
    }
}
