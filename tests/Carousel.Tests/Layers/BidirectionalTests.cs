using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>Gradients and states against another implementation: LayerParityTests.</summary>
public sealed class BidirectionalTests : IDisposable
{
    private const int I = 3, H = 7;
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;
    private readonly Lstm _forward = new(I, H);
    private readonly Lstm _reverse = new(I, H, reverse: true);
    private readonly Bidirectional _layer;

    public BidirectionalTests()
    {
        _arena = new Arena(_backend);
        _layer = new Bidirectional(_forward, _reverse);
        _layer.Build(_backend, 3);
    }

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Forward_SwapsItsHalves_WhenTheStepsAreReversed()
    {
        // Equal weights in both directions: reversed input gives reversed output with the halves exchanged, bit for
        // bit.
        foreach ((Parameter to, Parameter from) in _reverse.Parameters.Zip(_forward.Parameters))
        {
            to.Set(from.Value.ToArray());
        }

        var packing = new Packing([4, 0, 6, 1]);
        float[] x = new Draws(1).Floats(packing.Rows * I);
        float[] y = Run(packing, x, reversed: false);
        float[] turned = Run(packing, x, reversed: true);

        for (int row = 0; row < packing.Rows; row++)
        {
            Near.SameBits(turned.AsSpan(row * 2 * H, H), y.AsSpan((row * 2 * H) + H, H));
            Near.SameBits(turned.AsSpan((row * 2 * H) + H, H), y.AsSpan(row * 2 * H, H));
        }
    }

    [Fact]
    public void Layer_NamesItsParametersByDirection() =>
        Assert.Equal(
            ["forward.W", "forward.R", "forward.b", "reverse.W", "reverse.R", "reverse.b"],
            _layer.Parameters.Select(p => p.Name));

    [Fact]
    public void Step_IsRefused_AsLaterStepsAreSeen()
    {
        Assert.False(_layer.IsCausal);
        Assert.Throws<NotSupportedException>(() => _layer.Step(_backend, default, default, default, default));
    }

    [Fact]
    public void Layer_RefusesDirectionsAndSizesThatDoNotFit()
    {
        Assert.Throws<ArgumentException>(() => new Bidirectional(new Lstm(I, H), new Lstm(I, H)));
        Assert.Throws<ArgumentException>(
            () => new Bidirectional(new Lstm(I, H, reverse: true), new Lstm(I, H, reverse: true)));
        Assert.Throws<ArgumentException>(() => new Bidirectional(new Lstm(I, H), new Lstm(I + 1, H, reverse: true)));
    }

    private float[] Run(Packing packing, float[] values, bool reversed)
    {
        var tape = new Tape(_backend, _arena);
        tape.Begin(TapeMode.Inference);
        Variable x = tape.Input(values, new Shape(packing.Rows, I));
        Variable y = _layer.Forward(tape, reversed ? tape.Reverse(x, packing) : x, packing).Hidden;
        return (reversed ? tape.Reverse(y, packing) : y).Value.ToArray();
    }
}
