using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public sealed class CrossAttentionTests : IDisposable
{
    private static readonly Packing _memory = new([3, 0, 5]);
    private static readonly int[] _sequenceOfRow = [2, 0, 2, 1, 0];
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(AttentionScore.Additive, 3, new[] { "score", "query.weight", "key.weight" })]
    [InlineData(AttentionScore.General, 3, new[] { "key.weight" })]
    [InlineData(AttentionScore.Dot, 4, new string[0])]
    public void Gradients_EqualDifferences_ThroughTheTape(AttentionScore score, int querySize, string[] names)
    {
        var layer = new CrossAttention(querySize, 4, score, attentionSize: 6);
        var maps = new Maps(querySize);
        layer.Build(_backend, 5);
        maps.Build(_backend, 6);
        Assert.Equal(names, layer.Parameters.Select(p => p.Name));
        RowGroups looks = Looks();
        float[] query = new Draws(7).Floats(5 * querySize), rows = new Draws(8).Floats(_memory.Rows * 4);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            _backend, [.. layer.Parameters, .. maps.Parameters], tape =>
            {
                Variable asked = maps.Query.Apply(tape, tape.Input(query, new Shape(5, querySize)));
                AttentionMemory memory = layer.Remember(
                    tape, maps.Memory.Apply(tape, tape.Input(rows, new Shape(_memory.Rows, 4)), _memory), _memory);
                Variable context = layer.Attend(tape, asked, looks, memory).Context;
                Tensor targets = tape.Arena.Allocate(context.Shape);
                tape.Backend.Clear(targets);
                return Loss.Squared.Apply(tape, context, targets);
            });
        Assert.Equal(names.Length + 4, found.Count);
        Assert.All(found, difference => Assert.True(difference.Error < 3e-3, $"{difference}"));
    }

    [Fact]
    public void RowsOfAnyNumberTogether_GiveTheSameBits()
    {
        var layer = new CrossAttention(3, 4);
        layer.Build(_backend, 2);
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] query = new Draws(7).Floats(15), rows = new Draws(8).Floats(_memory.Rows * 4);
        AttentionMemory memory = layer.Remember(tape, tape.Input(rows, new Shape(_memory.Rows, 4)), _memory);
        float[] together = layer.Attend(
            tape, tape.Input(query, new Shape(5, 3)), Looks(), memory).Context.Value.ToArray();
        for (int row = 0; row < 5; row++)
        {
            var own = new RowGroups();
            own.Set([_sequenceOfRow[row]], 3);
            Near.SameBits(
                layer.Attend(
                    tape, tape.Input(query.AsSpan(row * 3, 3), new Shape(1, 3)), own, memory).Context.Value.ToArray(),
                    together.AsSpan(row * 4, 4));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        float[] one = Gradients(1), many = Gradients(threads);
        Near.SameBits(many, one);
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossAttention(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossAttention(4, 4, AttentionScore.Additive, 0));
        Assert.Contains(
            "3 features", Assert.Throws<ArgumentException>(() => new CrossAttention(3, 4, AttentionScore.Dot)).Message);
    }

    private static float[] Gradients(int threads)
    {
        using var backend = new CpuBackend(threads);
        var layer = new CrossAttention(16, 16, attentionSize: 64);
        layer.Build(backend, 1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Gradients);
        var memory = new Packing([20, 30, 25, 7]);
        var looks = new RowGroups();
        looks.SetAll(new Packing([30, 20, 40, 10]));
        var draws = new Draws(3);
        Variable rows = tape.Input(draws.Floats(memory.Rows * 16), new Shape(memory.Rows, 16)),
            query = tape.Input(draws.Floats(1600), new Shape(100, 16));
        Variable context = layer.Attend(tape, query, looks, layer.Remember(tape, rows, memory)).Context;
        tape.Backward(Loss.Squared.Apply(tape, context, tape.Input(draws.Floats(1600), new Shape(100, 16)).Value));
        return [.. layer.Parameters.SelectMany(p => p.Gradient.ToArray())];
    }

    private static RowGroups Looks()
    {
        var looks = new RowGroups();
        looks.Set(_sequenceOfRow, 3);
        return looks;
    }

    private sealed class Maps : Layer
    {
        public Maps(int querySize)
        {
            Query = AddLayer("asked", new Dense(querySize, querySize, ElementwiseFunction.Tanh));
            Memory = AddLayer("memory", new Dense(4, 4, ElementwiseFunction.Tanh));
        }

        public Dense Query { get; }

        public Dense Memory { get; }
    }
}
