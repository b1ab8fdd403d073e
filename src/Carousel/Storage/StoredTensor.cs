using System.Runtime.InteropServices;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Storage;

/// <summary>
/// A tensor of a file: a name, a shape and values in row-major order, single precision or a matrix in 8
/// bits.
/// </summary>
public sealed class StoredTensor
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>A tensor to be written, or one that was read.</summary>
    /// <param name="name">Unique in its file, not empty.</param>
    /// <param name="shape">One axis or more.</param>
    /// <param name="values">shape.Length values; not copied.</param>
    /// <exception cref="ShapeException">There are more or fewer values than the shape states.</exception>
    public StoredTensor(string name, Shape shape, ReadOnlyMemory<float> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfZero(shape.Rank, nameof(shape));
        ShapeException.Require(values.Span, shape.Length, name, $"{shape}");
        (Name, Shape, _values) = (name, shape, values);
    }

    /// <summary>
    /// A matrix in 8 bits: two entries of a file, the numbers under the name and the rows' scales under the name
    /// followed by <c>.scale</c>.
    /// </summary>
    /// <param name="name">Unique in its file, not empty.</param>
    /// <param name="matrix">The matrix.</param>
    internal StoredTensor(string name, QuantizedMatrix matrix)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Shape, Quantized) = (name, new Shape(matrix.Rows, matrix.Columns), matrix);
    }

    /// <summary>The name in the file, such as <c>encoder.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The matrix, where the values are in 8 bits; else <c>null</c>.</summary>
    internal QuantizedMatrix? Quantized { get; }

    /// <summary>The values, row-major; those of a matrix in 8 bits are computed at each call.</summary>
    public ReadOnlyMemory<float> Values => Quantized is null ? _values : Written(Quantized);

    /// <summary>Bytes of the values in a file.</summary>
    public long Bytes => Quantized?.Bytes ?? ((long)Shape.Length * sizeof(float));

    /// <summary>Whether no value is NaN or infinite; those of a matrix in 8 bits never are.</summary>
    internal bool IsFinite => Quantized is not null
        || FiniteBits.AreFinite(FiniteBits.Largest(MemoryMarshal.Cast<float, uint>(_values.Span)));

    /// <summary>The same values under another name.</summary>
    /// <param name="name">Not empty.</param>
    /// <returns>A tensor; nothing is copied.</returns>
    public StoredTensor Renamed(string name) =>
        Quantized is null ? new StoredTensor(name, Shape, _values) : new StoredTensor(name, Quantized);

    private static float[] Written(QuantizedMatrix matrix)
    {
        var values = new float[matrix.Rows * matrix.Columns];
        matrix.Write(values);
        return values;
    }
}
