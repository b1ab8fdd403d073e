using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>y[r] = start[r] + Σₖ a[r, k]·panel[k]: what the register tile multiplies, and where it writes.</summary>
/// <param name="a">The rows' values.</param>
/// <param name="panel">The other factor, at the first column wanted.</param>
/// <param name="k">K, the terms, at least 1.</param>
/// <param name="start">Where the chains start: a bias, or what y already has.</param>
/// <param name="y">Overwritten; may be start.</param>
/// <param name="termStride">Distance of two terms of a row of a.</param>
/// <param name="ahead">What to ask for meanwhile.</param>
internal readonly unsafe struct TileProduct(
    StridedRows a, Panel panel, nint k, StridedRows start, StridedRows y, nint termStride = 1,
    RegisterTile.Ahead ahead = default)
{
    /// <summary>The rows' values.</summary>
    public StridedRows A => a;

    /// <summary>The other factor.</summary>
    public Panel Panel => panel;

    /// <summary>The number of terms.</summary>
    public nint K => k;

    /// <summary>Where the chains start.</summary>
    public StridedRows Start => start;

    /// <summary>Where the sums go.</summary>
    public StridedRows Y => y;

    /// <summary>Distance of two terms of a row of a.</summary>
    public nint TermStride => termStride;

    /// <summary>What to ask for meanwhile.</summary>
    public RegisterTile.Ahead Ahead => ahead;

    /// <summary>The rows from some row on.</summary>
    /// <param name="row">The row.</param>
    /// <param name="next">What to ask for meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileProduct FromRow(nint row, RegisterTile.Ahead next) =>
        new(a.FromRow(row), panel, k, start.FromRow(row), y.FromRow(row), termStride, next);

    /// <summary>The columns from some column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TileProduct FromColumn(int column) => new(
        a, panel.FromColumn(column), k, start.FromColumn(column), y.FromColumn(column), termStride, ahead);
}
