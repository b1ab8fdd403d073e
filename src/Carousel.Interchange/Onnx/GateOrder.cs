namespace Carousel.Interchange.Onnx.Writing;

/// <summary>Rows of gates in the order of ONNX: i, o, f, c of an LSTM, where Carousel has i, f, g, o; z, r, h of a GRU, where Carousel has r, z, n.</summary>
internal static class GateRows
{
    /// <summary>Which of Carousel's rows stands at each place of an LSTM.</summary>
    public static int[] Lstm(int hidden) => Of(hidden, 0, 3, 1, 2);

    /// <summary>Which of Carousel's rows stands at each place of a GRU.</summary>
    public static int[] Gru(int hidden) => Of(hidden, 1, 0, 2);

    /// <summary>Which row stands at each place, where there is one block of rows alone.</summary>
    public static int[] Plain(int hidden) => Of(hidden, 0);

    /// <summary>Rows in another order.</summary>
    /// <param name="values">[rows, columns].</param>
    /// <param name="rows">Which row stands at each place.</param>
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

    private static int[] Of(int hidden, params int[] gates) => [.. gates.SelectMany(g => Enumerable.Range(g * hidden, hidden))];
}
