using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Rows of values in memory, the same distance apart.</summary>
/// <param name="values">Where row 0 begins.</param>
/// <param name="stride">Distance of two rows; 0 if all rows are one, such as a bias.</param>
internal readonly unsafe struct StridedRows(float* values, nint stride)
{
    /// <summary>Where row 0 begins.</summary>
    public float* Values => values;

    /// <summary>Distance of two rows.</summary>
    public nint Stride => stride;

    /// <summary>Where a row begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(nint row) => values + (row * stride);

    /// <summary>The rows from some row on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StridedRows FromRow(nint row) => new(values + (row * stride), stride);

    /// <summary>The values of a row and of those after it, cut into rows of this width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StridedRows Cut(nint row, nint width) => new(values + (row * stride), width);

    /// <summary>The columns from some column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StridedRows FromColumn(nint column) => new(values + column, stride);
}
