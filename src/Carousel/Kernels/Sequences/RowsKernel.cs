using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Which rows of packed sequences are taken.</summary>
internal enum RowChoice
{
    /// <summary>Every sequence's steps from its last to its first: packed in, packed out.</summary>
    Reversed,

    /// <summary>
    /// Every sequence's last step: packed in, [B] in the caller's order out; zeros for an empty sequence.
    /// </summary>
    Last,

    /// <summary>
    /// One row for each sequence repeated at all its steps: [B] in the caller's order in, packed out.
    /// </summary>
    Repeated,
}

/// <summary>Rows of packed sequences taken in another order. Double-precision twin: RowsReference.</summary>
/// <remarks>
/// Every choice is a copy, so forward is exact; backward, rows taken more than once are summed from the last step to
/// the first.
/// </remarks>
internal static class RowsKernel
{
    /// <summary>y[n] = x[the row chosen for n].</summary>
    /// <param name="choice">Which rows.</param>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="x">Packed [N, F], or [B, F] for Repeated.</param>
    /// <param name="y">Packed [N, F], or [B, F] for Last; overwritten; not x.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(RowChoice choice, PackedLayout rows, ReadOnlySpan<float> x, Span<float> y)
    {
        int F = Require(choice, rows, x, y);
        if (choice == RowChoice.Last)
        {
            y.Clear();
        }

        for (int place = 0; place < rows.B; place++)
        {
            int length = rows.Lengths[place];
            for (int t = choice == RowChoice.Last ? length - 1 : 0; (uint)t < (uint)length; t++)
            {
                (int from, int to) = Rows(choice, rows, place, t);
                x.Slice(from * F, F).CopyTo(y.Slice(to * F, F));
            }
        }
    }

    /// <summary>dx[the row chosen for n] += dy[n].</summary>
    /// <param name="choice">Which rows, as given to Forward.</param>
    /// <param name="rows">How the rows lie.</param>
    /// <param name="dy">The shape of y, ∂loss/∂y.</param>
    /// <param name="dx">The shape of x, added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(RowChoice choice, PackedLayout rows, ReadOnlySpan<float> dy, Span<float> dx)
    {
        int F = Require(choice, rows, dx, dy);
        for (int place = 0; place < rows.B; place++)
        {
            int first = choice == RowChoice.Last ? Math.Max(rows.Lengths[place] - 1, 0) : 0;
            for (int t = rows.Lengths[place] - 1; t >= first; t--)
            {
                (int from, int to) = Rows(choice, rows, place, t);
                ElementwiseKernel.AddScaled(1, dy.Slice(to * F, F), dx.Slice(from * F, F));
            }
        }
    }

    /// <summary>y[k] = x[rows[k]]; zeros where rows[k] is −1.</summary>
    /// <param name="rows">[K], each −1 … R − 1.</param>
    /// <param name="F">Values in a row.</param>
    /// <param name="x">[R, F].</param>
    /// <param name="y">[K, F], overwritten; not x.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void Gather(ReadOnlySpan<int> rows, int F, ReadOnlySpan<float> x, Span<float> y)
    {
        ShapeException.Require(y, (rows.Length, F));
        for (int k = 0; k < rows.Length; k++)
        {
            Span<float> row = y.Slice(k * F, F);
            if (rows[k] == -1)
            {
                row.Clear();
            }
            else
            {
                x.Slice(rows[k] * F, F).CopyTo(row);
            }
        }
    }

    /// <summary>dx[rows[k]] += dy[k], k descending, so that later rows come first.</summary>
    /// <param name="rows">[K], as given to Gather.</param>
    /// <param name="F">Values in a row.</param>
    /// <param name="dy">[K, F], ∂loss/∂y.</param>
    /// <param name="dx">[R, F], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void Scatter(ReadOnlySpan<int> rows, int F, ReadOnlySpan<float> dy, Span<float> dx)
    {
        ShapeException.Require(dy, (rows.Length, F));
        for (int k = rows.Length - 1; k >= 0; k--)
        {
            if (rows[k] != -1)
            {
                ElementwiseKernel.AddScaled(1, dy.Slice(k * F, F), dx.Slice(rows[k] * F, F));
            }
        }
    }

    private static (int From, int To) Rows(RowChoice choice, PackedLayout rows, int place, int t)
    {
        int row = rows.Row(t, place);
        return choice switch
        {
            RowChoice.Reversed => (rows.RowStart[rows.Lengths[place] - 1 - t] + place, row),
            RowChoice.Last => (row, rows.Order[place]),
            _ => (rows.Order[place], row),
        };
    }

    private static int Require(RowChoice choice, PackedLayout rows, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        int N = rows.N, B = rows.B;
        int xRows = choice == RowChoice.Repeated ? B : N, yRows = choice == RowChoice.Last ? B : N;
        int F = xRows > 0 ? x.Length / xRows : yRows > 0 ? y.Length / yRows : 0;
        ShapeException.Require(x, (xRows, F));
        ShapeException.Require(y, (yRows, F));
        return F;
    }
}
