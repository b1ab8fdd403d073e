using Carousel.Interchange.Networks;

namespace Carousel.Interchange.Integers;

/// <summary>A recurrent stage on its way through a sequence, in whole numbers.</summary>
internal sealed class IntegerRecurrentRun
{
    private readonly IntegerStage _stage;
    private readonly int[] _c;
    private readonly int[] _z;

    public IntegerRecurrentRun(IntegerStage stage)
    {
        _stage = stage;
        var source = (RecurrentStage)stage.Source;
        (H, _c, _z) = (
            new short[source.HiddenSize], new int[source.HiddenSize], new int[source.Gates * source.HiddenSize]);
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
        switch (_stage.Source)
        {
            case LstmStage:
                _stage.R!.Multiply(0, H, _z);
                Lstm();
                break;
            case GruStage:
                Gru();
                break;
            default:
                _stage.R!.Multiply(0, H, _z);
                for (int u = 0; u < H.Length; u++)
                {
                    H[u] = (short)FixedPoint.Tanh(_z[u]);
                }

                break;
        }
    }

    private void Lstm()
    {
        int units = H.Length;
        for (int u = 0; u < units; u++)
        {
            long kept = FixedPoint.Shift((long)FixedPoint.Logistic(_z[units + u]) * _c[u], FixedPoint.StateBits);
            long entering = FixedPoint.Shift(
                (long)FixedPoint.Logistic(_z[u]) * FixedPoint.Tanh(_z[(2 * units) + u]),
                (2 * FixedPoint.StateBits) - FixedPoint.CellBits);
            _c[u] = FixedPoint.Hold(kept + entering, 1 << 30);
            int squashed = FixedPoint.TanhAt(_c[u], FixedPoint.CellBits - 6);
            H[u] = (short)FixedPoint.Hold(
                FixedPoint.Shift((long)FixedPoint.Logistic(_z[(3 * units) + u]) * squashed, FixedPoint.StateBits),
                FixedPoint.MostValue);
        }
    }

    private void Gru()
    {
        int units = H.Length;
        Span<int> last = _z.AsSpan(2 * units);
        _stage.R!.Multiply(0, H, _z.AsSpan(0, 2 * units));
        if (_stage.ResetBias is { } q)
        {
            int[] product = [.. q];
            _stage.R.Multiply(2 * units, H, product);
            for (int u = 0; u < units; u++)
            {
                last[u] += FixedPoint.Times(FixedPoint.Logistic(_z[u]), product[u]);
            }
        }
        else
        {
            var kept = new short[units];
            for (int u = 0; u < units; u++)
            {
                kept[u] = (short)FixedPoint.Times(FixedPoint.Logistic(_z[u]), H[u]);
            }

            _stage.R.Multiply(2 * units, kept, last);
        }

        for (int u = 0; u < units; u++)
        {
            int n = FixedPoint.Tanh(last[u]);
            H[u] = (short)(n + FixedPoint.Times(FixedPoint.Logistic(_z[units + u]), H[u] - n));
        }
    }
}
