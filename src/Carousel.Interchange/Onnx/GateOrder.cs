using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>The order of gates in ONNX and in Carousel, for both ways.</summary>
internal sealed class GateOrder
{
    // The index in Carousel of each gate of ONNX.
    private readonly int[] _gates;

    private GateOrder(params int[] gates) => _gates = gates;

    /// <summary>Of an LSTM's peepholes: i, o, f in ONNX, i, f, o in Carousel.</summary>
    public static GateOrder Peepholes { get; } = new(0, 2, 1);

    /// <summary>Of a cell that ONNX has an operator for.</summary>
    public static GateOrder Of(RecurrentCell cell) => new(cell.Onnx!.Order);

    /// <summary>Puts weights of ONNX into Carousel's order.</summary>
    /// <param name="from">[gates·H, columns].</param>
    /// <param name="to">As many, overwritten.</param>
    public void ToCarousel(ReadOnlySpan<float> from, Span<float> to)
    {
        int block = from.Length / _gates.Length;
        for (int place = 0; place < _gates.Length; place++)
        {
            from.Slice(place * block, block).CopyTo(to[(_gates[place] * block)..]);
        }
    }

    /// <summary>The index in Carousel of each row of ONNX.</summary>
    /// <param name="hidden">H: rows of a gate.</param>
    public int[] Rows(int hidden) => [.. _gates.SelectMany(gate => Enumerable.Range(gate * hidden, hidden))];

    /// <summary>Rows in another order.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rows">The index of the row for each place.</param>
    public static float[] Take(float[] values, int[] rows)
    {
        int columns = values.Length / rows.Length;
        var taken = new float[values.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            values.AsSpan(rows[r] * columns, columns).CopyTo(taken.AsSpan(r * columns));
        }

        return taken;
    }
}
