using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Rows of a table by number. Double-precision twin: EmbeddingReference.</summary>
/// <remarks>
/// Numbers travel as float32, exact up to 2²⁴, so that they can be a feature of a sequence like any other.
/// </remarks>
internal static unsafe class EmbeddingKernel
{
    /// <summary>y[n] = table[ids[n]].</summary>
    /// <param name="E">Values in a row of the table.</param>
    /// <param name="ids">[N], whole numbers 0 … V − 1.</param>
    /// <param name="table">[V, E].</param>
    /// <param name="y">[N, E], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not a row of the table.</exception>
    public static void Forward(int E, ReadOnlySpan<float> ids, ReadOnlySpan<float> table, Span<float> y)
    {
        int N = ids.Length, V = Rows(E, table);
        ShapeException.Require(table, (V, E));
        ShapeException.Require(y, (N, E));
        for (int n = 0; n < N; n++)
        {
            table.Slice(TableRow.Of(ids[n], V, nameof(ids)) * E, E).CopyTo(y.Slice(n * E, E));
        }
    }

    /// <summary>dTable[ids[n]] += dy[n], from the last step to the first, rows ascending within a step.</summary>
    /// <param name="E">Values in a row of the table.</param>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="ids">[N], as given to Forward.</param>
    /// <param name="dy">[N, E], ∂loss/∂y.</param>
    /// <param name="dTable">[V, E], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not a row of the table.</exception>
    public static void Backward(
        int E, ReadOnlySpan<int> rowStart, ReadOnlySpan<float> ids, ReadOnlySpan<float> dy, Span<float> dTable)
    {
        int N = rowStart[^1], V = Rows(E, dTable);
        ShapeException.Require(ids, N);
        ShapeException.Require(dy, (N, E));
        ShapeException.Require(dTable, (V, E));
        fixed (float* from = dy, to = dTable)
        {
            for (int t = rowStart.Length - 2; t >= 0; t--)
            {
                for (int n = rowStart[t]; n < rowStart[t + 1]; n++)
                {
                    Add(from + ((nint)n * E), to + ((nint)TableRow.Of(ids[n], V, nameof(ids)) * E), E);
                }
            }
        }
    }

    /// <summary>A table without columns has no rows that could be counted.</summary>
    private static int Rows(int E, ReadOnlySpan<float> table)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(E);
        return table.Length / E;
    }

    private static void Add(float* from, float* to, int count)
    {
        Widths.Run(new AddRun(from, to, count));
    }

    private readonly struct AddRun(float* from, float* to, int count) : IWidthWork
    {
        void IWidthWork.Run<V, O>() => Add<V, O>(from, to, count);
    }

    private static void Add<V, O>(float* from, float* to, int count)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= count - O.Count; i += O.Count)
        {
            O.Store(O.Add(O.Load(to + i), O.Load(from + i)), to + i);
        }

        for (; i < count; i++)
        {
            to[i] += from[i];
        }
    }
}
