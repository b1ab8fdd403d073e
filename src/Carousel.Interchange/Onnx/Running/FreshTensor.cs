using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>A tensor that an operator is about to fill; zero at first.</summary>
/// <param name="Type">What its values are.</param>
/// <param name="Dims">Its sizes.</param>
/// <param name="Bytes">Its values.</param>
internal readonly record struct FreshTensor(OnnxType Type, int[] Dims, byte[] Bytes)
{
    /// <summary>The values of the tensor's own type.</summary>
    public Span<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes.AsSpan());

    /// <summary>The tensor, filled.</summary>
    public OnnxTensor Done => new(Type, Dims, Bytes);

    /// <summary>Fills the tensor with numbers, rounded to its type.</summary>
    public OnnxTensor Filled(ReadOnlySpan<double> values)
    {
        OnnxNumbers.Write(values, Type, Bytes);
        return Done;
    }

    /// <summary>Fills the tensor with numbers, rounded to its type.</summary>
    public OnnxTensor Filled(ReadOnlySpan<float> values)
    {
        Write(0, values);
        return Done;
    }

    /// <summary>Writes numbers at a place, rounded to the tensor's type.</summary>
    public void Write(int at, ReadOnlySpan<double> values) =>
        OnnxNumbers.Write(values, Type, Bytes.AsSpan(at * Type.Size()));

    /// <summary>Writes numbers at a place, rounded to the tensor's type.</summary>
    public void Write(int at, ReadOnlySpan<float> values)
    {
        if (Type == OnnxType.Float32)
        {
            values.CopyTo(Values<float>()[at..]);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            Write(at + i, [(double)values[i]]);
        }
    }
}
