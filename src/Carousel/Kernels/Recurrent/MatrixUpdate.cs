using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>A step of a matrix, for some values.</summary>
internal static unsafe class MatrixUpdate
{
    /// <summary>
    /// A vector of columns of M = forget·M + key·valueᵀ; gives what the query reads there, one chain over keys.
    /// </summary>
    /// <param name="step">Where it lies.</param>
    /// <param name="column">The first column.</param>
    /// <param name="forget">What is kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Column<V, O>(in MatrixStep step, int column, V forget)
        where O : ILanes<V>
    {
        V value = O.Load(step.Value + column), sum = O.Zero;
        float* at = step.Memory + column;
        float* key = step.Key;
        float* query = step.Query;
        for (int j = 0; j < step.Head; j++, at += step.Stride)
        {
            V held = O.MultiplyAdd(O.Broadcast(key[j]), value, O.Multiply(forget, O.Load(at)));
            O.Store(held, at);
            sum = O.MultiplyAdd(O.Broadcast(query[j]), held, sum);
        }

        return sum;
    }
}
