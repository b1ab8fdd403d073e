using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public class PictureConvolutionTests
{
    private const int Pictures = 3;
    private static readonly PictureSize _input = new(7, 6, 2);

    [Theory]
    [InlineData(PicturePoolingKind.Max)]
    [InlineData(PicturePoolingKind.Mean)]
    internal void Gradients_EqualDifferences_ThroughConvolutionAndPooling(PicturePoolingKind kind)
    {
        using var backend = new CpuBackend(1);
        var model = new Model(4, kind);
        model.Build(backend, 3);
        float[] pictures = new Draws(2).Floats(Pictures * _input.Length);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            backend,
            model.Parameters,
            tape =>
            {
                Variable y = model.Apply(tape, tape.Input(pictures, new Shape(Pictures * _input.Places, 2)));
                Tensor truth = tape.Arena.Allocate(y.Shape);
                truth.Write(new float[y.Value.Length]);
                return Loss.Squared.Apply(tape, y, truth);
            });
        Assert.Equal(["first.weight", "first.bias", "second.weight"], model.Parameters.Select(p => p.Name));

        // A wrong gradient misses by its own size; where the largest value changes its place inside a move, a right one
        // is off by a little.
        Assert.All(found, difference => Assert.True(difference.Error < 3e-2, $"{difference}"));
    }

    [Fact]
    public void OutputsAndGradients_HaveEqualBits_ForAnyNumberOfThreads()
    {
        float[]? one = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var backend = new CpuBackend(threads);
            using var arena = new Arena(backend);
            var model = new Model(100, PicturePoolingKind.Max);
            model.Build(backend, 5);
            var draws = new Draws(1);
            var tape = new Tape(backend, arena);
            tape.Begin(TapeMode.Training);
            Tensor tensor = arena.Allocate(new Shape(Pictures * _input.Places, 2));
            tensor.Write(draws.Floats(tensor.Length));
            Variable x = tape.Watch(tensor), y = model.Apply(tape, x);
            tape.Gradient(y).Write(draws.Floats(y.Value.Length));
            tape.Propagate();
            float[] all =
            [
                .. y.Value.ToArray(), .. tape.Gradient(x).ToArray(),
                .. model.Parameters.SelectMany(p => p.Gradient.ToArray()),
            ];
            one ??= all;
            Near.SameBits(all, one);
        }
    }

    [Fact]
    public void Pictures_MustBeWhole_AndTheMessageSaysOfWhatSize()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var model = new Model(4, PicturePoolingKind.Max);
        model.Build(backend, 5);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var error = Assert.Throws<ShapeException>(
            () => model.Apply(tape, tape.Input(new float[200], new Shape(100, 2))));
        Assert.StartsWith(
            "x: expected [2 pictures of 7 by 6 places, 2 channels] = [84, 2], but got [100, 2].", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ATrainingStep_AllocatesNothing_OnceWarm()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var model = new Model(3, PicturePoolingKind.Mean);
        model.Build(backend, 5);
        var tape = new Tape(backend, arena);
        float[] pictures = new float[Pictures * _input.Length], dy = new float[Pictures * model.Output.Length];
        Allocations.AssertNone(
            () =>
            {
                tape.Begin(TapeMode.Training);
                tape.Gradient(model.Apply(tape, tape.Input(pictures, new Shape(Pictures * _input.Places, 2))))
                    .Write(dy);
                tape.Propagate();
            },
            warmUps: 3);
    }

    private sealed class Model : Layer
    {
        private readonly PictureConvolution _first;
        private readonly PicturePooling _pooling;
        private readonly PictureConvolution _second;

        public Model(int channels, PicturePoolingKind kind)
        {
            _first = AddLayer(
                "first", new PictureConvolution(_input, channels, 3, activation: ElementwiseFunction.Tanh));
            _pooling = AddLayer("pooling", new PicturePooling(_first.Convolution.Output, 2, kind: kind));
            _second = AddLayer("second", new PictureConvolution(_pooling.Pooling.Output, 2, 3, stride: 2, bias: false));
        }

        public PictureSize Output => _second.Convolution.Output;

        public Variable Apply(Tape tape, Variable x) =>
            _second.Apply(tape, _pooling.Apply(tape, _first.Apply(tape, x)));
    }
}
