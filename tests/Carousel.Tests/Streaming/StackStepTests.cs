using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Streaming;

/// <summary>
/// A step of a stack between spans of the caller: equal bits, whichever of its layers can do without tensors.
/// </summary>
[Collection(typeof(Alone))]
public sealed class StackStepTests
{
    private const int I = 3, T = 6;

    public static TheoryData<string, int> Cases => new MatrixTheoryData<string, int>(Stacks.Keys, [1, 3]);

    private static Dictionary<string, Func<Stack>> Stacks { get; } = new(StringComparer.Ordinal)
    {
        ["one layer"] = () => new(new Stack(new Gru(I, 5))),
        ["all by spans"] = () => new(
            new Dense(I, 7, ElementwiseFunction.Tanh), new Lstm(7, 9), new Dropout(9, 0.5f), new Elman(9, 4),
            new Dense(4, 2)),
        ["tensors between"] = () => new(
            new Lstm(I, 5), new LayerNorm(5), new Stack(new Gru(5, 5), new Dense(5, 5)),
            new SequenceConvolution(5, 4, 3, causal: true), new Dense(4, 20)),
        ["tensors first"] = () => new(new LayerNorm(I), new Dropout(I, 0.1f), new Gru(I, 4)),
        ["units shared by threads"] = () => new(new Elman(I, 500), new Lstm(500, 300), new Dense(300, 300)),
        ["wider than the stack of a thread"] = () => new(new Dense(I, 1100), new Dense(1100, 4), new Gru(4, 3)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_GiveTheBitsOfTheWholeSequence_AndAllocateNothing(string name, int threads)
    {
        using var backend = new CpuBackend(threads);
        Stack stack = Stacks[name]();
        stack.Build(backend, 2);
        float[] x = new Draws(1).Floats(T * I), y = new float[stack.OutputSize];
        using var session = new StreamingSession(backend, stack);

        float[] found = [.. Enumerable.Range(0, T).SelectMany(t =>
        {
            session.Step(x.AsSpan(t * I, I), y);
            return y.ToArray();
        })];

        Near.SameBits(found, Whole(backend, stack, x));
        Allocations.AssertNone(() => session.Step(x.AsSpan(0, I), y));
    }

    [Fact]
    public void AStackOfRecurrentAndDenseLayers_NeedsNoTensors()
    {
        using var backend = new CpuBackend(1);
        Stack stack = Stacks["all by spans"]();
        stack.Build(backend, 2);
        using TensorStorage state = backend.Allocate(stack.StateSize);
        Assert.True(stack.TryStep(
            backend, new float[I], new float[2], new Tensor(state, 0, new Shape(1, stack.StateSize))));
    }

    [Fact]
    public void OutputsMayLieWhereTheInputsAre()
    {
        using var backend = new CpuBackend(1);
        var dense = new Dense(100, 100);
        dense.Build(backend, 2);
        using var session = new StreamingSession(backend, dense);
        float[] x = new Draws(1).Floats(100), y = new float[100];
        session.Step(x, y);
        session.Step(x, x);

        Near.SameBits(x, y);
    }

    private static float[] Whole(CpuBackend backend, Stack stack, float[] x)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return stack.Forward(tape, tape.Input(x, new Shape(T, I)), new Packing([T])).Hidden.Value.ToArray();
    }
}
