using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public class SequenceConvolutionTests
{
    private const int Features = 4;
    private static readonly int[] _lengths = [4, 0, 9, 1];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_EqualDifferences_ThroughTwoLayers(bool causal)
    {
        using var backend = new CpuBackend(1);
        var model = new Stack(
            new SequenceConvolution(Features, 5, 3, causal: causal, activation: ElementwiseFunction.Tanh),
            new SequenceConvolution(5, 2, 3, dilation: 2, causal: causal, bias: false));
        model.Build(backend, 3);
        SequenceBatch batch = Batch(1);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            backend,
            model.Parameters,
            tape =>
            {
                Variable y = model.Forward(
                    tape, tape.Input(batch), batch.Packing).Hidden;
                Tensor truth = tape.Arena.Allocate(y.Shape);
                truth.Write(new float[y.Value.Length]);
                return Loss.Squared.Apply(tape, y, truth);
            });
        Assert.Equal(["0.weight", "0.bias", "1.weight"], model.Parameters.Select(p => p.Name));
        Assert.All(found, difference => Assert.True(difference.Error < 1e-2, $"{difference}"));
    }

    [Fact]
    public void OutputsAndGradients_HaveEqualBits_ForAnyNumberOfThreads()
    {
        float[]? one = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var backend = new CpuBackend(threads);
            using var arena = new Arena(backend);

            // More weights than a strip and a panel, and more rows than a part: every work is split.
            var layer = new SequenceConvolution(40, 100, 3);
            layer.Build(backend, 5);
            var draws = new Draws(1);
            var packing = new Packing([60, 90, 7]);
            var tape = new Tape(backend, arena);
            tape.Begin(TapeMode.Training);
            Tensor tensor = arena.Allocate(new Shape(packing.Rows, 40));
            tensor.Write(draws.Floats(packing.Rows * 40));
            Variable x = tape.Watch(tensor), y = layer.Forward(tape, x, packing).Hidden;
            tape.Gradient(y).Write(draws.Floats(packing.Rows * 100));
            tape.Propagate();
            float[] all =
            [
                .. y.Value.ToArray(), .. tape.Gradient(x).ToArray(),
                .. layer.Parameters.SelectMany(p => p.Gradient.ToArray()),
            ];
            one ??= all;
            Near.SameBits(all, one);
        }
    }

    [Fact]
    public void Steps_AndSequencesInTwoParts_GiveTheBitsOfTheWhole()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var layer = new SequenceConvolution(
            Features, 3, 2, dilation: 3, causal: true, activation: ElementwiseFunction.Relu);
        layer.Build(backend, 5);
        float[] values = new Draws(2).Floats(10 * Features);
        float[] whole = Run(backend, arena, layer, values, default, out _);
        float[] before = Run(backend, arena, layer, values[..(4 * Features)], default, out float[] state);
        Near.SameBits(before, whole.AsSpan(0, 4 * 3));
        Near.SameBits(Run(backend, arena, layer, values[(4 * Features)..], state, out _), whole.AsSpan(4 * 3));

        using var storage = new HostStorage(100);
        var column = new Tensor(storage, 0, new Shape(100, 1));
        Tensor x = column.Rows(0, Features).Reshape(new Shape(1, Features)),
            y = column.Rows(10, 3).Reshape(new Shape(1, 3));
        Tensor held = column.Rows(20, layer.StateSize).Reshape(new Shape(1, layer.StateSize)),
            scratch = column.Rows(60, layer.StepScratchLength(1));
        layer.StartState(backend, held);
        for (int t = 0; t < 10; t++)
        {
            x.Write(values.AsSpan(t * Features, Features));
            layer.Step(backend, x, y, held, scratch);
            Near.SameBits(y.ToArray(), whole.AsSpan(t * 3, 3));
        }

        Allocations.AssertNone(() => layer.Step(backend, x, y, held, scratch));
        Assert.Throws<NotSupportedException>(
            () => new SequenceConvolution(Features, 3, 3).Step(backend, x, y, default, scratch));
    }

    [Fact]
    public void ATrainingStep_AllocatesNothing_OnceWarm()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var layer = new SequenceConvolution(Features, 3, 3, causal: true);
        layer.Build(backend, 5);
        SequenceBatch batch = Batch(1);
        var tape = new Tape(backend, arena);
        float[] dy = new float[batch.Packing.Rows * 3];
        Allocations.AssertNone(
            () =>
            {
                tape.Begin(TapeMode.Training);
                Variable y = layer.Forward(
                    tape, tape.Input(batch), batch.Packing).Hidden;
                tape.Gradient(y).Write(dy);
                tape.Propagate();
            },
            warmUps: 3);
    }

    private static float[] Run(
        CpuBackend backend, Arena arena, SequenceConvolution layer, float[] values, float[]? state, out float[] final)
    {
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing([values.Length / Features]);
        Variable before = state is null ? default : tape.Input(state, new Shape(1, state.Length));
        SequenceOutput output = layer.Forward(
            tape, tape.Input(values, new Shape(packing.Rows, Features)), packing, before);
        final = output.FinalState.Value.ToArray();
        return output.Hidden.Value.ToArray();
    }

    private static SequenceBatch Batch(int seed)
    {
        var draws = new Draws(seed);
        return SequenceBatch.Of(Features, Array.ConvertAll(_lengths, length => draws.Floats(length * Features)));
    }
}
