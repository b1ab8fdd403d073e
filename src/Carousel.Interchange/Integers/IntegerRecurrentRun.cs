using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>A recurrent stage on its way through a sequence, in whole numbers.</summary>
internal sealed class IntegerRecurrentRun
{
    private readonly IntegerStage _stage;
    private readonly ByteCell _cell;
    private readonly int[] _c;
    private readonly int[] _z;

    public IntegerRecurrentRun(IntegerStage stage)
    {
        _stage = stage;
        var source = (RecurrentStage)stage.Source;
        _cell = (ByteCell)PortableCell.Of(source);
        (H, _c, _z) = (
            new short[source.HiddenSize], new int[source.HiddenSize], new int[source.Bias.Length]);
    }

    /// <summary>[H], with 15 fraction bits.</summary>
    public short[] H { get; }

    /// <summary>The state before the first step.</summary>
    public void Reset()
    {
        Array.Clear(H);
        Array.Clear(_c);
    }

    /// <summary>Takes the state of another.</summary>
    public void StartFrom(IntegerRecurrentRun other)
    {
        other.H.CopyTo(H, 0);
        other._c.CopyTo(_c, 0);
    }

    /// <summary>A step.</summary>
    public void Step(ReadOnlySpan<short> x)
    {
        _stage.Bias.CopyTo(_z, 0);
        _stage.W.Multiply(0, x, _z);
        _cell.Step(_stage, _z, H, _c);
    }
}
