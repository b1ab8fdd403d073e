using System.Buffers.Binary;

namespace Carousel.Interchange.Tensors;

/// <summary>Types of values in a file of another program, little-endian.</summary>
internal enum NumberType
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Half precision.</summary>
    Float16,

    /// <summary>The upper half of single precision.</summary>
    BFloat16,

    /// <summary>Double precision.</summary>
    Float64,

    /// <summary>A whole number of 64 bits.</summary>
    Int64,

    /// <summary>A whole number of 32 bits.</summary>
    Int32,

    /// <summary>A whole number of 16 bits.</summary>
    Int16,

    /// <summary>A whole number of 8 bits.</summary>
    Int8,

    /// <summary>A whole number of 8 bits, or a truth value.</summary>
    UInt8,
}

/// <summary>Sizes and values of number types.</summary>
internal static class NumberTypes
{
    /// <summary>Bytes of a value.</summary>
    public static int Size(this NumberType type) => type switch
    {
        NumberType.Float64 or NumberType.Int64 => 8,
        NumberType.Float32 or NumberType.Int32 => 4,
        NumberType.Float16 or NumberType.BFloat16 or NumberType.Int16 => 2,
        _ => 1,
    };

    /// <summary>Values in single precision.</summary>
    /// <param name="type">How they lie.</param>
    /// <param name="bytes">As many as the values need.</param>
    /// <param name="values">Overwritten.</param>
    public static void Convert(this NumberType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int size = type.Size();
        for (int k = 0; k < values.Length; k++)
        {
            ReadOnlySpan<byte> own = bytes.Slice(k * size, size);
            values[k] = type switch
            {
                NumberType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(own),
                NumberType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(own),
                NumberType.BFloat16 =>
                    BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(own) << 16),
                NumberType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(own),
                NumberType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(own),
                NumberType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(own),
                NumberType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(own),
                NumberType.Int8 => (sbyte)own[0],
                _ => own[0],
            };
        }
    }
}
