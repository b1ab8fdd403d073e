using System.Runtime.InteropServices;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Reading;

/// <summary>Reads the tensors of a file: raw bytes, values in the field of their type, or bytes in a file beside the model.</summary>
/// <param name="file">The file, for messages, and for its folder where tensors lie outside.</param>
/// <param name="hasFolder">Whether the file has a folder: false for a stream.</param>
internal sealed class TensorReading(string file, bool hasFolder)
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="proto">What the file says.</param>
    /// <param name="what">What messages call it, such as <c>the tensor 'W'</c>.</param>
    /// <returns>The tensor; its bytes may be those of <paramref name="proto"/>.</returns>
    /// <exception cref="ModelFileException">Type, sizes and values do not fit each other, or are missing.</exception>
    /// <exception cref="OnnxNotTakenException">Carousel does not take the type.</exception>
    public OnnxTensor Read(TensorProto proto, string what)
    {
        if (!OnnxTypes.IsKnown(proto.DataType))
        {
            throw new OnnxNotTakenException($"{file}: {what} holds values of {OnnxTypes.Name(proto.DataType)}, which Carousel does not take. It takes {string.Join(", ", OnnxTypes.Names)}.");
        }

        var type = (OnnxType)proto.DataType;
        (int[] dims, long length) = Sizes(proto, what);
        long bytes = length * type.Size();
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
        {
            return new OnnxTensor(type, dims, Truths(type, ExternalTensor.Read(file, hasFolder, proto, what, bytes)));
        }

        if (proto.HasRawData)
        {
            Require(proto.RawData.Length, bytes, "bytes", what, type, dims);
            return new OnnxTensor(type, dims, Truths(type, proto.RawData.Memory));
        }

        Require(Count(proto, type), length, "values", what, type, dims);
        var values = new byte[bytes];
        Fill(proto, type, values);
        return new OnnxTensor(type, dims, Truths(type, values));
    }

    private (int[] Dims, long Length) Sizes(TensorProto proto, string what)
    {
        var dims = new int[proto.Dims.Count];
        long length = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            long dim = proto.Dims[i];
            // An axis of none makes the product 0; the others have to be of a size that can be.
            if (dim is < 0 or > int.MaxValue || (length != 0 && dim != 0 && length > int.MaxValue / dim))
            {
                throw Wrong($"{what} has the sizes [{string.Join(", ", proto.Dims.Take(16))}], which is no tensor that fits a file.");
            }

            dims[i] = (int)dim;
            length *= dim;
        }

        return (dims, length);
    }

    private void Require(long found, long expected, string unit, string what, OnnxType type, int[] dims)
    {
        if (found != expected)
        {
            throw Wrong($"{what} is {type.Name()} [{OnnxTensor.Text(dims)}], which is {expected} {unit}, but the file holds {found}. It is damaged or cut short: get it anew.");
        }
    }

    private static int Count(TensorProto proto, OnnxType type) => type switch
    {
        OnnxType.Float32 => proto.FloatData.Count,
        OnnxType.Float64 => proto.DoubleData.Count,
        OnnxType.Int64 => proto.Int64Data.Count,
        OnnxType.UInt64 or OnnxType.UInt32 => proto.Uint64Data.Count,
        _ => proto.Int32Data.Count,
    };

    private static void Fill(TensorProto proto, OnnxType type, Span<byte> to)
    {
        switch (type)
        {
            case OnnxType.Float32: Copy(proto.FloatData, MemoryMarshal.Cast<byte, float>(to)); break;
            case OnnxType.Float64: Copy(proto.DoubleData, MemoryMarshal.Cast<byte, double>(to)); break;
            case OnnxType.Int64: Copy(proto.Int64Data, MemoryMarshal.Cast<byte, long>(to)); break;
            case OnnxType.UInt64: Copy(proto.Uint64Data, MemoryMarshal.Cast<byte, ulong>(to)); break;
            case OnnxType.Int32: Copy(proto.Int32Data, MemoryMarshal.Cast<byte, int>(to)); break;
            case OnnxType.UInt32: Cut(proto.Uint64Data, static v => (uint)v, MemoryMarshal.Cast<byte, uint>(to)); break;
            case OnnxType.UInt16 or OnnxType.Int16 or OnnxType.Float16: Cut(proto.Int32Data, static v => (ushort)v, MemoryMarshal.Cast<byte, ushort>(to)); break;
            case OnnxType.Bool: Cut(proto.Int32Data, static v => v == 0 ? (byte)0 : (byte)1, to); break;
            default: Cut(proto.Int32Data, static v => (byte)v, to); break;
        }
    }

    private static void Copy<T>(IReadOnlyList<T> from, Span<T> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }

    private static void Cut<TFrom, TTo>(IReadOnlyList<TFrom> from, Func<TFrom, TTo> cut, Span<TTo> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = cut(from[i]);
        }
    }

    // A byte other than 0 and 1 is no truth value that a processor knows.
    private static ReadOnlyMemory<byte> Truths(OnnxType type, ReadOnlyMemory<byte> bytes) =>
        type == OnnxType.Bool && bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0
            ? Array.ConvertAll(bytes.ToArray(), static b => b == 0 ? (byte)0 : (byte)1)
            : bytes;

    private ModelFileException Wrong(string sentence) => Refusal.Of($"{file}: {sentence}");
}
