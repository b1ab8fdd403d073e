using Carousel.Interchange.Onnx.Protocol;
using Carousel.Storage;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Reads the tensors of a file: raw bytes, values in the field of their type, or bytes in a separate file.
/// </summary>
/// <param name="file">The file, for messages, and for its folder if tensors are in separate files.</param>
internal sealed class TensorReading(string file)
{
    private readonly ExternalTensors _outside = new(file);

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
            throw new OnnxNotTakenException(
                $"{file}: {what} contains values of {OnnxTypes.Name(proto.DataType)}, which Carousel does not take. It "
                + $"takes {string.Join(", ", OnnxTypes.Names)}.");
        }

        var type = (OnnxType)proto.DataType;
        (int[] dims, long length) = Sizes(proto, what, type.Size());
        long bytes = length * type.Size();
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
        {
            return new OnnxTensor(type, dims, _outside.Read(proto, type, what, bytes));
        }

        if (proto.HasRawData)
        {
            Require(proto.RawData.Length, bytes, "bytes", what, type, dims);
            return new OnnxTensor(type, dims, Truths(type, proto.RawData.Memory));
        }

        return new OnnxTensor(type, dims, Typed(TypedValues.Of(proto, type), type, what, length, dims));
    }

    private ReadOnlyMemory<byte> Typed(
        RepeatedField<ByteString> pieces, OnnxType type, string what, long length, int[] dims)
    {
        if (type is OnnxType.Float32 or OnnxType.Float64)
        {
            Require(pieces.Sum(p => (long)p.Length), length * type.Size(), "bytes", what, type, dims);
            return pieces.Count == 1 ? pieces[0].Memory : pieces.SelectMany(p => p).ToArray();
        }

        Require(pieces.Sum(p => TypedValues.Count(p.Span)), length, "values", what, type, dims);
        var values = new byte[length * type.Size()];
        return TypedValues.TryRead(pieces, type, values)
            ? values
            : throw Wrong($"{what} contains a number that does not end. It is damaged: get it again.");
    }

    private (int[] Dims, long Length) Sizes(TensorProto proto, string what, int size)
    {
        var dims = new int[proto.Dims.Count];
        long length = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            long dim = proto.Dims[i];
            // An axis of none makes the product 0; the others have to be of a size that can be.
            if (dim is < 0 or > int.MaxValue || (length != 0 && dim != 0 && length > Array.MaxLength / size / dim))
            {
                throw Wrong(
                    $"{what} has the sizes [{string.Join(", ", proto.Dims.Take(16))}], which a tensor in a file can't "
                    + $"have.");
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
            throw Wrong(
                $"{what} is {type.Name()} [{OnnxTensor.Text(dims)}], which needs {expected} {unit}, but the "
                + $"file has {found}. It is damaged or cut short: get it again.");
        }
    }

    // A byte other than 0 and 1 is not a truth value that a processor knows.
    internal static ReadOnlyMemory<byte> Truths(OnnxType type, ReadOnlyMemory<byte> bytes) =>
        type == OnnxType.Bool && bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) >= 0
            ? Array.ConvertAll(bytes.ToArray(), static b => b == 0 ? (byte)0 : (byte)1)
            : bytes;

    private ModelFileException Wrong(string sentence) => Refusal.Of($"{file}: {sentence}");
}
