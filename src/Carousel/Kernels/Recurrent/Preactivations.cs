using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>Rows that come as preactivations, of a layer whose inputs other layers have mapped.</summary>
internal static unsafe class Preactivations
{
    /// <summary>a[n] = x[n] + b.</summary>
    /// <param name="x">[n, columns].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="a">[n, columns], overwritten.</param>
    /// <param name="stride">Distance of two rows of a.</param>
    /// <param name="rows">n.</param>
    /// <param name="columns">Values of a row.</param>
    public static void Add<V, O>(float* x, float* bias, float* a, nint stride, int rows, int columns)
        where O : ILanes<V>
    {
        for (int row = 0; row < rows; row++)
        {
            ElementLoop.Run<V, O, AddMap>(
                default, x + ((nint)row * columns), bias, bias, a + (row * stride), columns);
        }
    }

    /// <summary>dx += da.</summary>
    /// <param name="da">[n, columns].</param>
    /// <param name="dx">[n, columns], added to.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void AddGradient(ReadOnlySpan<float> da, Span<float> dx)
    {
        ShapeException.Require(da, dx.Length);
        ElementLoop.Run(default(AddMap), da, dx, dx);
    }
}
