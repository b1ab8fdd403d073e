using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public class PoolingTests
{
    private const int Features = 5;
    private static readonly int[] _lengths = [4, 0, 9, 1];

    [Fact]
    public void Parameters_AreThoseOfTheScores_ForAttentionAlone()
    {
        using var backend = new CpuBackend(1);
        var attention = new Pooling(Features, PoolingKind.Attention, attentionSize: 3);
        attention.Build(backend, 1);
        Assert.Equal(["scores.0.weight", "scores.0.bias", "scores.1.weight"], attention.Parameters.Select(p => p.Name));
        Assert.Empty(new Pooling(Features, PoolingKind.Max).Parameters);
    }

    [Theory]
    [InlineData(PoolingKind.Last)]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Attention)]
    public void Gradients_EqualDifferences_ThroughARecurrentLayer(PoolingKind kind)
    {
        using var backend = new CpuBackend(1);
        var model = new Model(kind);
        model.Build(backend, 3);
        SequenceBatch batch = Batch(7);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            backend,
            model.Parameters,
            tape =>
            {
                Variable y = model.Apply(
                    tape, tape.Input(batch), batch.Packing);
                Tensor truth = tape.Arena.Allocate(y.Shape);
                truth.Write(new float[y.Value.Length]);
                return Loss.Squared.Apply(tape, y, truth);
            });

        // A wrong gradient misses by its own size; where the largest value changes its step inside a move, a right one
        // is off by a little.
        Assert.All(found, difference => Assert.True(difference.Error < 3e-2, $"{difference}"));
    }

    [Theory]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Attention)]
    public void Result_HasEqualBits_ForAnyThreadsAndNeighbors(PoolingKind kind)
    {
        float[] one = Run(kind, 1, Batch(7)), two = Run(kind, 2, Batch(7));
        Near.SameBits(two, one);
        for (int b = 0; b < _lengths.Length; b++)
        {
            Near.SameBits(Run(kind, 1, Batch(7, b)), one.AsSpan(b * Features, Features));
        }

        Assert.Equal(new float[Features], one[Features..(2 * Features)]);
    }

    private static float[] Run(PoolingKind kind, int threads, SequenceBatch batch)
    {
        using var backend = new CpuBackend(threads);
        using var arena = new Arena(backend);
        var pooling = new Pooling(Features, kind);
        pooling.Build(backend, 5);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return pooling.Apply(
            tape, tape.Input(batch), batch.Packing).Value.ToArray();
    }

    private static SequenceBatch Batch(int seed, int only = -1)
    {
        var draws = new Draws(seed);
        float[][] sequences = Array.ConvertAll(_lengths, length => draws.Floats(length * Features));
        return SequenceBatch.Of(Features, only < 0 ? sequences : [sequences[only]]);
    }

    private sealed class Model : Layer
    {
        private readonly Gru _cell;
        private readonly Pooling _pooling;

        public Model(PoolingKind kind)
        {
            _cell = AddLayer("cell", new Gru(Features, 4));
            _pooling = AddLayer("pooling", new Pooling(4, kind, attentionSize: 3));
        }

        public Variable Apply(Tape tape, Variable x, Packing packing) =>
            _pooling.Apply(tape, _cell.Forward(tape, x, packing).Hidden, packing);
    }
}
