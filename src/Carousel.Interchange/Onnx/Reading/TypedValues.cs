using System.Buffers.Binary;
using Carousel.Interchange.Onnx.Protocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Values in the field of their type instead of raw bytes. Whole numbers, and the bits of half precision, are
/// written there in 1 to 10 bytes each, the last of which is below 128.
/// </summary>
/// <remarks>
/// Read from the file's bytes straight into the tensor's: a list of numbers between them would be several times as
/// large as either.
/// </remarks>
internal static class TypedValues
{
    /// <summary>The field of a type, in the pieces that the file has it in.</summary>
    public static RepeatedField<ByteString> Of(TensorProto proto, OnnxType type) => type switch
    {
        OnnxType.Float32 => proto.FloatData,
        OnnxType.Float64 => proto.DoubleData,
        OnnxType.Int64 => proto.Int64Data,
        OnnxType.UInt64 or OnnxType.UInt32 => proto.Uint64Data,
        _ => proto.Int32Data,
    };

    /// <summary>How many whole numbers a piece holds.</summary>
    public static long Count(ReadOnlySpan<byte> piece)
    {
        long count = 0;
        foreach (byte one in piece)
        {
            count += one < 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Reads whole numbers.</summary>
    /// <param name="pieces">As many numbers as <paramref name="to"/> has room for.</param>
    /// <param name="type">Their type.</param>
    /// <param name="to">The tensor's bytes.</param>
    /// <returns>False where a number does not end.</returns>
    public static bool TryRead(RepeatedField<ByteString> pieces, OnnxType type, Span<byte> to)
    {
        int size = type.Size();
        foreach (ByteString piece in pieces)
        {
            ReadOnlySpan<byte> bytes = piece.Span;
            for (int at = 0; at < bytes.Length; to = to[size..])
            {
                if (!ProtocolScan.ReadNumber(bytes, ref at, out ulong value))
                {
                    return false;
                }

                switch (size)
                {
                    case 1: to[0] = type == OnnxType.Bool ? (byte)(value == 0 ? 0 : 1) : (byte)value; break;
                    case 2: BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)value); break;
                    case 4: BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)value); break;
                    default: BinaryPrimitives.WriteUInt64LittleEndian(to, value); break;
                }
            }
        }

        return true;
    }
}
