using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// A tensor of an ONNX model: a type, sizes, and values row-major. It does not change after it is made.
/// </summary>
internal sealed class OnnxTensor(OnnxType type, int[] dims, ReadOnlyMemory<byte> bytes)
{
    private readonly int[] _dims = dims;

    /// <summary>What the values are.</summary>
    public OnnxType Type => type;

    /// <summary>The sizes of the axes; none for a single number.</summary>
    public ReadOnlySpan<int> Dims => _dims;

    /// <summary>How many axes.</summary>
    public int Rank => _dims.Length;

    /// <summary>How many values: the product of the sizes.</summary>
    public int Length => bytes.Length / Type.Size();

    /// <summary>The values in the byte order of memory, little-endian.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>The values in the byte order of memory, little-endian.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>A tensor of values.</summary>
    /// <typeparam name="T">float, double, Half, bool, or a whole number of 8 to 64 bits.</typeparam>
    /// <param name="values">[product of <paramref name="dims"/>], row-major; copied.</param>
    /// <param name="dims">The sizes of the axes; none for a single number.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit the number of values.</exception>
    public static OnnxTensor Of<T>(ReadOnlySpan<T> values, params ReadOnlySpan<int> dims)
        where T : unmanaged
    {
        long length = 1;
        foreach (int dim in dims)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dim, nameof(dims));
            length = checked(length * dim);
        }

        return length == values.Length
            ? new OnnxTensor(OnnxTypes.Of<T>(), dims.ToArray(), MemoryMarshal.AsBytes(values).ToArray())
            : throw new ArgumentException(
                $"A tensor of [{Text(dims)}] has {length} values, but {values.Length} are given.", nameof(values));
    }

    /// <inheritdoc cref="Of{T}(ReadOnlySpan{T}, ReadOnlySpan{int})"/>
    public static OnnxTensor Of<T>(T[] values, params ReadOnlySpan<int> dims)
        where T : unmanaged => Of((ReadOnlySpan<T>)values, dims);

    /// <summary>
    /// The values in double precision; true and false as 1 and 0. Whole numbers above 2⁵³ are rounded.
    /// </summary>
    /// <returns>[Length], row-major.</returns>
    public double[] ToDoubles()
    {
        var values = new double[Length];
        OnnxNumbers.Read(this, values);
        return values;
    }

    /// <summary>The values in single precision; true and false as 1 and 0.</summary>
    /// <returns>[Length], row-major.</returns>
    public float[] ToSingles()
    {
        var values = new float[Length];
        OnnxNumbers.Read(this, values);
        return values;
    }

    /// <summary>Type and sizes, such as <c>float32 [100, 1, 128]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Type.Name()} [{Text(_dims)}]";

    /// <summary>The same values under other sizes.</summary>
    public OnnxTensor As(int[] dims) => new(Type, dims, bytes);

    /// <summary>One of equal parts of the first axis, whose other axes are one; its values are shared.</summary>
    public OnnxTensor Part(int part, int parts)
    {
        int length = Length / parts;
        return new OnnxTensor(Type, [length], bytes.Slice(part * length * Type.Size(), length * Type.Size()));
    }

    /// <summary>Sizes as text, such as <c>100, 1, 128</c>.</summary>
    public static string Text(ReadOnlySpan<int> dims) => string.Join(", ", dims.ToArray());
}
