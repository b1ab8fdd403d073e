using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>
/// A linear map with noise on its inputs and a state carried from batch to batch: small, but with everything a trainer
/// must keep.
/// </summary>
internal sealed class TinyProblem : ITrainingProblem
{
    public const int Features = 5;
    private const int Samples = 64;
    private const int BatchSize = 8;
    private readonly TinyModel _model = new();
    private readonly SquaredLossOp _op;
    private readonly BackwardOp _backward;
    private readonly CounterRandom _random;
    private readonly float[] _data = new float[Samples * (Features + 1)];
    private readonly int[] _order = new int[Samples];
    private int _ordered = -1;

    public TinyProblem(Backend backend, ulong seed = 1)
    {
        _model.Build(backend, seed);
        _random = new CounterRandom(seed, 7);
        _random.Uniform(0, _data);
        _op = new SquaredLossOp(BatchSize);
        _backward = _op.Backward;
    }

    public Layer Model => _model;

    public string Fingerprint { get; init; } = "tiny";

    /// <summary>Called with the number of each batch; returns what the loss is multiplied by.</summary>
    public Func<long, float> Disturbance { get; init; } = _ => 1;

    public bool Validated { get; init; } = true;

    /// <summary>Whether more training changes nothing, by the epoch.</summary>
    public Func<int, bool> Decided { get; init; } = _ => false;

    public long Losses { get; private set; }

    public int BatchesIn(int epoch) => Samples / BatchSize;

    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_ordered != epoch)
        {
            _random.Permutation((uint)(epoch + 1), _order);
            _ordered = epoch;
        }

        Span<float> previous = [0];
        if (!carried.IsNone)
        {
            carried.Read(previous);
        }

        Span<float> noise = stackalloc float[Features];
        new CounterRandom(tape.Seed, 3).Uniform(tape.Step, noise);
        Span<float> weight = stackalloc float[Features];
        Span<float> bias = stackalloc float[1];
        _model.Weight.Value.Read(weight);
        _model.Bias.Value.Read(bias);
        float loss = 0;
        float mean = 0;
        for (int n = 0; n < BatchSize; n++)
        {
            ReadOnlySpan<float> row = _data.AsSpan(_order[(batch * BatchSize) + n] * (Features + 1), Features + 1);
            float y = bias[0] + (0.1f * previous[0]);
            for (int i = 0; i < Features; i++)
            {
                _op.Input[(n * Features) + i] = row[i] + (0.1f * noise[i]);
                y += weight[i] * _op.Input[(n * Features) + i];
            }

            _op.Error[n] = y - row[0] + (2 * row[1]) - row[Features];
            loss += _op.Error[n] * _op.Error[n] / BatchSize;
            mean += y / BatchSize;
        }

        float factor = Disturbance(Losses++);
        (loss, _op.Factor) = (loss * factor, factor);
        Tensor value = tape.Arena.Allocate(new Shape(1));
        value.Write([loss]);
        Tensor state = tape.Arena.Allocate(new Shape(1, 1));
        state.Write([mean]);
        Variable result = tape.Result(value);
        tape.Record(_backward, [result], [tape.Use(_model.Weight), tape.Use(_model.Bias)]);
        return new BatchLoss(result, BatchSize, tape.Constant(state));
    }

    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Validated)
        {
            return null;
        }

        tape.Begin(TapeMode.Inference);
        float[] weight = _model.Weight.Value.ToArray();
        double sum = 0;
        for (int n = 0; n < 16; n++)
        {
            double error = _model.Bias.Value.ToArray()[0] - _data[(n * (Features + 1)) + Features];
            for (int i = 0; i < Features; i++)
            {
                error += (weight[i] - (i == 0 ? 1 : i == 1 ? -2 : 0)) * _data[(n * (Features + 1)) + i];
            }

            sum += error * error;
        }

        return sum / 16;
    }

    public bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) => Decided(epoch);

    internal sealed class TinyModel : Layer
    {
        public TinyModel()
        {
            Weight = AddParameter("weight", new Shape(1, Features), new Glorot());
            Bias = AddParameter("bias", new Shape(1), Constant.Zero);
        }

        public Parameter Weight { get; }

        public Parameter Bias { get; }
    }

    private sealed class SquaredLossOp(int rows)
    {
        public float[] Input { get; } = new float[rows * Features];

        public float[] Error { get; } = new float[rows];

        public float Factor { get; set; }

        public void Backward(in TapeEntry entry)
        {
            Span<float> scale = [0];
            entry.Gradient(0).Read(scale);
            AddTo(entry.GradientIfNeeded(1), scale[0], bias: false);
            AddTo(entry.GradientIfNeeded(2), scale[0], bias: true);
        }

        private void AddTo(Tensor gradient, float scale, bool bias)
        {
            if (gradient.IsNone)
            {
                return;
            }

            Span<float> sums = stackalloc float[gradient.Length];
            gradient.Read(sums);
            for (int n = 0; n < Error.Length; n++)
            {
                for (int i = 0; i < sums.Length; i++)
                {
                    sums[i] += scale * Factor * 2 / Error.Length * Error[n] * (bias ? 1 : Input[(n * Features) + i]);
                }
            }

            gradient.Write(sums);
        }
    }
}
