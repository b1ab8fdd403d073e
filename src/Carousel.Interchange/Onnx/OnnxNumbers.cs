using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx;

/// <summary>Values of any type as real numbers, and back.</summary>
internal static class OnnxNumbers
{
    /// <summary>Reads values as real numbers; true and false as 1 and 0.</summary>
    /// <param name="tensor">The values.</param>
    /// <param name="to">As many, overwritten.</param>
    public static void Read<T>(OnnxTensor tensor, Span<T> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (tensor.Type)
        {
            case OnnxType.Float32: Convert<float, T>(tensor.Bytes, to); break;
            case OnnxType.Float64: Convert<double, T>(tensor.Bytes, to); break;
            case OnnxType.Float16: Convert<Half, T>(tensor.Bytes, to); break;
            case OnnxType.UInt8 or OnnxType.Bool: Convert<byte, T>(tensor.Bytes, to); break;
            case OnnxType.Int8: Convert<sbyte, T>(tensor.Bytes, to); break;
            case OnnxType.UInt16: Convert<ushort, T>(tensor.Bytes, to); break;
            case OnnxType.Int16: Convert<short, T>(tensor.Bytes, to); break;
            case OnnxType.UInt32: Convert<uint, T>(tensor.Bytes, to); break;
            case OnnxType.Int32: Convert<int, T>(tensor.Bytes, to); break;
            case OnnxType.UInt64: Convert<ulong, T>(tensor.Bytes, to); break;
            default: Convert<long, T>(tensor.Bytes, to); break;
        }
    }

    /// <summary>
    /// Writes a number as a value of a type: rounded to the nearest, cut towards 0 for whole types and to their ends,
    /// other than 0 for true.
    /// </summary>
    public static void Write(double value, OnnxType type, Span<byte> to)
    {
        switch (type)
        {
            case OnnxType.Float32: WriteAs<float>(value, to); break;
            case OnnxType.Float64: WriteAs<double>(value, to); break;
            case OnnxType.Float16: WriteAs<Half>(value, to); break;
            case OnnxType.Bool: to[0] = value == 0 ? (byte)0 : (byte)1; break;
            case OnnxType.UInt8: WriteAs<byte>(value, to); break;
            case OnnxType.Int8: WriteAs<sbyte>(value, to); break;
            case OnnxType.UInt16: WriteAs<ushort>(value, to); break;
            case OnnxType.Int16: WriteAs<short>(value, to); break;
            case OnnxType.UInt32: WriteAs<uint>(value, to); break;
            case OnnxType.Int32: WriteAs<int>(value, to); break;
            case OnnxType.UInt64: WriteAs<ulong>(value, to); break;
            default: WriteAs<long>(value, to); break;
        }
    }

    private static void Convert<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<TFrom> values = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = T.CreateTruncating(values[i]);
        }
    }

    private static void WriteAs<T>(double value, Span<byte> to)
        where T : unmanaged, INumberBase<T> => MemoryMarshal.Write(to, T.CreateSaturating(value));
}
