using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// Hidden units in blocks of 16, the gates of a block side by side: the order of panels, of kept gates and of sums over
/// gates.
/// </summary>
internal static class UnitBlocks
{
    /// <summary>Units in a block; the last one may hold fewer.</summary>
    public const int Size = 16;

    /// <summary>How many blocks.</summary>
    public static int Count(int H) => (H + Size - 1) / Size;

    /// <summary>Units in block j.</summary>
    public static int Units(int H, int j) => Math.Min(Size, H - (j * Size));

    /// <summary>Where a gate of a unit lies in a compact row of gates·H values.</summary>
    public static int CompactIndex(int H, int gates, int gate, int unit)
    {
        int first = unit / Size * Size;
        return (gates * first) + (gate * Math.Min(Size, H - first)) + unit - first;
    }

    /// <summary>
    /// Panels for products that sum over the compact gates: rows of a [gates·H, columns] matrix in compact order, 64
    /// columns a panel.
    /// </summary>
    /// <param name="weight">[gates·H, columns], by gate, then unit.</param>
    /// <param name="H">Hidden units.</param>
    /// <param name="gates">Gates.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="panels">MatrixProduct.PanelLength(gates·H, columns) values, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void PackBackward(
        ReadOnlySpan<float> weight, int H, int gates, int columns, Span<float> panels)
    {
        fixed (float* w = weight, p = panels)
        {
            int place = 0;
            for (int first = 0; first < H; first += Size)
            {
                int units = Math.Min(Size, H - first);
                for (int gate = 0; gate < gates; gate++)
                {
                    for (int u = 0; u < units; u++)
                    {
                        MatrixProduct.PackRow(
                            w + ((nint)((gate * H) + first + u) * columns), columns, place++, gates * H, p);
                    }
                }
            }
        }
    }
}
