using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// The two kinds of products of attention on the register tile: over the features of a head, and over keys or steps.
/// </summary>
internal static unsafe class AttentionProducts
{
    private const int Width = RegisterTile.PanelWidth;

    /// <summary>
    /// y[r, u − from] = Σⱼ a[r, j]·b[u, j], one chain from 0, j ascending, for the keys from … to − 1.
    /// </summary>
    /// <param name="rows">Rows of a.</param>
    /// <param name="features">Terms.</param>
    /// <param name="a">In panels of features: [panels][rows × 64].</param>
    /// <param name="transposed">b in panels of keys: [panels][features × 64].</param>
    /// <param name="from">First key, a multiple of 16.</param>
    /// <param name="to">One after the last.</param>
    /// <param name="y">Overwritten from column 0 up to a multiple of 16; its stride is one too.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OverFeatures<V, O>(
        int rows, int features, float* a, float* transposed, int from, int to, StridedRows y)
        where O : ILanes<V>
    {
        float* zeros = stackalloc float[Width];
        new Span<float>(zeros, Width).Clear();
        for (int u = from; u < to; u += Width - (u % Width))
        {
            float* panel = transposed + ((nint)(u / Width) * Width * features) + (u % Width);
            int columns = Math.Min(Width - (u % Width), to - u);
            StridedRows result = y.FromColumn(u - from);
            for (int j = 0; j < features; j += Width)
            {
                RegisterTile.Block<V, O>(
                    rows, columns,
                    new(new(a + ((nint)j * rows), Width), Panel.OfRows(panel + ((nint)j * Width)),
                        Math.Min(Width, features - j), j == 0 ? new(zeros, 0) : result, result));
            }
        }
    }

    /// <summary>y[r] += Σₖ a[r, k]·b[k], one chain, k ascending, for all features of a head.</summary>
    /// <param name="rows">Rows of y.</param>
    /// <param name="features">Columns.</param>
    /// <param name="a">Row r at k is k·termStride after the row's begin.</param>
    /// <param name="termStride">Distance of two terms in a.</param>
    /// <param name="terms">K, at least 1.</param>
    /// <param name="b">At the first term, in panels of features: [panels][length × 64].</param>
    /// <param name="length">Rows of a panel of b.</param>
    /// <param name="y">Added to; columns are rounded up to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddOverTerms<V, O>(
        int rows, int features, StridedRows a, nint termStride, int terms, float* b, int length, StridedRows y)
        where O : ILanes<V>
    {
        for (int j = 0; j < features; j += Width)
        {
            RegisterTile.Block<V, O>(
                rows, Math.Min(Width, features - j),
                new(a, Panel.OfRows(b + ((nint)j * length)), terms, y.FromColumn(j), y.FromColumn(j), termStride));
        }
    }
}
