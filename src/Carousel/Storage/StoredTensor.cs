using Carousel.Memory;

namespace Carousel.Storage;

/// <summary>A tensor as it lies in a file: a name, a shape and single-precision values in row-major order.</summary>
public sealed class StoredTensor
{
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
        (Name, Shape, Values) = (name, shape, values);
    }

    /// <summary>The name in the file, such as <c>encoder.weight</c>.</summary>
    public string Name { get; }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The values, row-major.</summary>
    public ReadOnlyMemory<float> Values { get; }
}
