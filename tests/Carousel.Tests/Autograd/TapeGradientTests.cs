using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Tests.Autograd;

/// <summary>A backward pass that starts from a given gradient.</summary>
public sealed class TapeGradientTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _data, _step;
    private readonly Tape _tape;
    private readonly Lstm _layer = new(2, 3);
    private readonly Tensor _input, _gradient;

    public TapeGradientTests()
    {
        (_data, _step) = (new Arena(_backend), new Arena(_backend));
        _tape = new Tape(_backend, _step);
        _layer.Build(_backend, seed: 1);
        (_input, _gradient) = (_data.Allocate(new Shape(4, 2)), _data.Allocate(new Shape(4, 3)));
        _input.Write([.. Enumerable.Range(0, 8).Select(i => 0.1f * i)]);
        _gradient.Write([.. Enumerable.Range(0, 12).Select(i => 0.2f - (0.03f * i))]);
    }

    [Fact]
    public void GivenGradient_CountsAsOneThatWasWritten()
    {
        float[] written = Run((hidden, gradient) => _tape.Gradient(hidden).Write(gradient.ToArray()));
        float[] before = _gradient.ToArray();
        Assert.Equal(written, Run(_tape.SetGradient));
        Assert.Equal(before, _gradient.ToArray());
        Assert.Contains(written, value => value != 0);
    }

    [Fact]
    public void GivenGradient_IsRefused_WhenItsShapeIsAnother() =>
        Assert.Throws<ShapeException>(() => Run((hidden, _) => _tape.SetGradient(hidden, _input)));

    [Fact]
    public void GivenGradient_IsRefused_WhenThereIsOneAlready() =>
        Assert.Throws<InvalidOperationException>(() => Run((hidden, gradient) =>
        {
            _tape.Gradient(hidden);
            _tape.SetGradient(hidden, gradient);
        }));

    public void Dispose()
    {
        _step.Dispose();
        _data.Dispose();
        _backend.Dispose();
    }

    private float[] Run(Action<Variable, Tensor> start)
    {
        _tape.Begin(TapeMode.Training);
        Variable input = _tape.Watch(_input);
        start(_layer.Forward(_tape, input, new Carousel.Data.Packing([4])).Hidden, _gradient);
        _tape.Propagate();
        return _tape.Gradient(input).ToArray();
    }
}
