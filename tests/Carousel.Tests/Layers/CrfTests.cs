using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public sealed class CrfTests : IDisposable
{
    private const int C = 4;
    private static readonly Packing _packing = new([3, 0, 5]);
    private static readonly float[] _labels = [0, 1, 3, 2, 1, 0, 3, 2];
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Crf _layer = new(C);

    public CrfTests()
    {
        _arena = new Arena(_backend);
        _layer.Build(_backend, 5);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Parameters_AreStartTransitionAndEnd() =>
        Assert.Equal(["start", "transition", "end"], _layer.Parameters.Select(p => p.Name));

    [Fact]
    public void Gradients_EqualDifferences_ThroughTheTape()
    {
        var dense = new Dense(3, C);
        dense.Build(_backend, 2);
        float[] x = new Draws(7).Floats(_packing.Rows * 3);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            _backend, [.. dense.Parameters, .. _layer.Parameters], tape =>
            {
                Variable scores = dense.Forward(tape, tape.Input(x, new Shape(_packing.Rows, 3)), _packing).Hidden;
                Tensor labels = tape.Arena.Allocate(new Shape(_labels.Length));
                labels.Write(_labels);
                return _layer.Loss(tape, scores, labels, _packing);
            });

        Assert.Equal(5, found.Count);
        Assert.All(found, difference => Assert.True(difference.Error < 2e-3, $"{difference}"));
    }

    [Fact]
    public void Decode_FindsTheLabels_WhenTheScoresAreClear()
    {
        Tensor scores = _arena.Allocate(new Shape(_packing.Rows, C)),
            labels = _arena.Allocate(new Shape(_packing.Rows));
        scores.Write([.. _labels.SelectMany(label => Enumerable.Range(0, C).Select(c => c == label ? 9f : 0))]);
        _layer.Decode(_backend, scores, _packing, labels);
        Assert.Equal(_labels, labels.ToArray());
    }

    [Fact]
    public void Labels_MustBeOneOrMore() => Assert.Throws<ArgumentOutOfRangeException>(() => new Crf(0));
}
