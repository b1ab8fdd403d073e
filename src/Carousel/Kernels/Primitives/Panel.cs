using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>One factor of a product as the register tile reads it: for each term the values of 64 outputs.</summary>
/// <remarks>
/// If a tile is four vectors of 16 wide, the 64 values of a term are adjacent. For narrower tiles, weights are
/// stored in four slices of 16 columns, [K × 16] each: the tile then reads memory from front to back, and a slice uses
/// all sets of the first-level cache. The values of a term that a product packs for itself are adjacent on every width.
/// </remarks>
internal readonly unsafe struct Panel
{
    /// <summary>Columns of a slice.</summary>
    public const int SliceWidth = 16;

    private readonly nint _slice;

    private Panel(float* values, nint slice)
    {
        Values = values;
        _slice = slice;
    }

    /// <summary>Whether the values of a term are adjacent in all panels, which the compiler knows.</summary>
    private static bool AreRows => Vector512.IsHardwareAccelerated;

    /// <summary>The first term of the first column.</summary>
    public float* Values { get; }

    /// <summary>Distance of two slices of 16 columns.</summary>
    public nint Slice => AreRows ? SliceWidth : _slice;

    /// <summary>Distance of two terms of a column.</summary>
    public nint Term => Slice == SliceWidth ? RegisterTile.PanelWidth : SliceWidth;

    /// <summary>The panel of the next 64 outputs, as long as this one; of weights only.</summary>
    public Panel Next => new(Values + (4 * _slice), _slice);

    /// <summary>Weights of K terms.</summary>
    /// <param name="values">[K × 64].</param>
    /// <param name="k">K.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel OfWeights(float* values, nint k) => new(values, k * SliceWidth);

    /// <summary>Terms of 64 adjacent values.</summary>
    /// <param name="values">[K × 64], at the first column wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Panel OfRows(float* values) => new(values, SliceWidth);

    /// <summary>The terms from some term on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Panel FromTerm(nint term) => new(Values + (term * Term), _slice);

    /// <summary>The columns from some column on: a multiple of 16, or of a tile that reads one slice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Panel FromColumn(int column) => new(Column(column), _slice);

    /// <summary>Where a column begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Column(int column) => Values + (column / SliceWidth * Slice) + (column % SliceWidth);
}
