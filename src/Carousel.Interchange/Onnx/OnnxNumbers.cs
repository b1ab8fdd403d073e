using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Interchange.Onnx;

/// <summary>Values of any type as double precision or as whole numbers of 64 bits, and back.</summary>
internal static class OnnxNumbers
{
    /// <summary>Reads values in double precision; true and false as 1 and 0.</summary>
    public static void Read(OnnxTensor tensor, Span<double> to)
    {
        if (tensor.Type == OnnxType.Float64)
        {
            tensor.Values<double>().CopyTo(to);
        }
        else
        {
            ReadReal(tensor, to);
        }
    }

    /// <summary>Reads values in single precision; true and false as 1 and 0.</summary>
    public static void Read(OnnxTensor tensor, Span<float> to)
    {
        if (tensor.Type == OnnxType.Float32)
        {
            tensor.Values<float>().CopyTo(to);
        }
        else
        {
            ReadReal(tensor, to);
        }
    }

    /// <summary>
    /// Reads values as whole numbers; fractions are cut towards 0, and what is beyond 64 bits is their end.
    /// </summary>
    public static void Read(OnnxTensor tensor, Span<long> to)
    {
        switch (tensor.Type)
        {
            case OnnxType.Float32: ReadWhole<float>(tensor.Bytes, to); break;
            case OnnxType.Float64: ReadWhole<double>(tensor.Bytes, to); break;
            case OnnxType.Float16: ReadWhole<Half>(tensor.Bytes, to); break;
            case OnnxType.UInt8 or OnnxType.Bool: ReadWhole<byte>(tensor.Bytes, to); break;
            case OnnxType.Int8: ReadWhole<sbyte>(tensor.Bytes, to); break;
            case OnnxType.UInt16: ReadWhole<ushort>(tensor.Bytes, to); break;
            case OnnxType.Int16: ReadWhole<short>(tensor.Bytes, to); break;
            case OnnxType.UInt32: ReadWhole<uint>(tensor.Bytes, to); break;
            case OnnxType.Int32: ReadWhole<int>(tensor.Bytes, to); break;
            // The same 64 bits: sums and products come out right; orders and quotients of numbers above 2⁶³ are for who
            // calls.
            case OnnxType.UInt64: MemoryMarshal.Cast<byte, long>(tensor.Bytes).CopyTo(to); break;
            default: tensor.Values<long>().CopyTo(to); break;
        }
    }

    /// <summary>
    /// Writes numbers as values of a type: rounded to the nearest, cut towards 0 for whole types, other than 0 for
    /// true.
    /// </summary>
    public static void Write(ReadOnlySpan<double> from, OnnxType type, Span<byte> to)
    {
        switch (type)
        {
            case OnnxType.Float32: WriteAs<double, float>(from, to); break;
            case OnnxType.Float64: MemoryMarshal.AsBytes(from).CopyTo(to); break;
            case OnnxType.Float16: WriteAs<double, Half>(from, to); break;
            case OnnxType.Bool: WriteTruth(from, to); break;
            default: WriteCut(from, type, to); break;
        }
    }

    /// <summary>Writes whole numbers as values of a type; of those that do not fit the lowest bits.</summary>
    public static void Write(ReadOnlySpan<long> from, OnnxType type, Span<byte> to)
    {
        switch (type)
        {
            case OnnxType.Int8 or OnnxType.UInt8: WriteAs<long, byte>(from, to); break;
            case OnnxType.Int16 or OnnxType.UInt16: WriteAs<long, ushort>(from, to); break;
            case OnnxType.Int32 or OnnxType.UInt32: WriteAs<long, uint>(from, to); break;
            case OnnxType.Int64 or OnnxType.UInt64: MemoryMarshal.AsBytes(from).CopyTo(to); break;
            case OnnxType.Bool: WriteTruth(from, to); break;
            default: WriteReals(from, type, to); break;
        }
    }

    /// <summary>
    /// Writes whole numbers without sign as values of a type; of those that do not fit the lowest bits.
    /// </summary>
    public static void Write(ReadOnlySpan<ulong> from, OnnxType type, Span<byte> to)
    {
        if (type.IsReal())
        {
            WriteReals(from, type, to);
        }
        else
        {
            Write(MemoryMarshal.Cast<ulong, long>(from), type, to);
        }
    }

    private static void WriteReals<T>(ReadOnlySpan<T> from, OnnxType type, Span<byte> to)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case OnnxType.Float32: WriteAs<T, float>(from, to); break;
            case OnnxType.Float16: WriteAs<T, Half>(from, to); break;
            default: WriteAs<T, double>(from, to); break;
        }
    }

    private static void ReadReal<T>(OnnxTensor tensor, Span<T> to)
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

    private static void ReadWhole<T>(ReadOnlySpan<byte> bytes, Span<long> to)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = long.CreateSaturating(values[i]);
        }
    }

    private static void WriteAs<TFrom, T>(ReadOnlySpan<TFrom> from, Span<byte> to)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(to);
        for (int i = 0; i < from.Length; i++)
        {
            values[i] = T.CreateTruncating(from[i]);
        }
    }

    private static void WriteCut(ReadOnlySpan<double> from, OnnxType type, Span<byte> to)
    {
        Span<long> cut = stackalloc long[64];
        int size = type.Size();
        for (int start = 0; start < from.Length; start += cut.Length)
        {
            int count = Math.Min(cut.Length, from.Length - start);
            for (int i = 0; i < count; i++)
            {
                cut[i] = type == OnnxType.UInt64 && from[start + i] >= long.MaxValue
                    ? (long)ulong.CreateSaturating(from[start + i])
                    : long.CreateSaturating(from[start + i]);
            }

            Write(cut[..count], type, to.Slice(start * size, count * size));
        }
    }

    private static void WriteTruth<T>(ReadOnlySpan<T> from, Span<byte> to)
        where T : INumberBase<T>
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = T.IsZero(from[i]) ? (byte)0 : (byte)1;
        }
    }
}
