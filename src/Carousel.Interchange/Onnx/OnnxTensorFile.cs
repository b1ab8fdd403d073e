using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;
using Google.Protobuf;

namespace Carousel.Interchange.Onnx;

/// <summary>A tensor in a file of its own, <c>.pb</c>: the form of the standard's test data.</summary>
internal static class OnnxTensorFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensor's name, empty where it has none, and the tensor.</returns>
    /// <exception cref="ModelFileException">The file can't be read, or is damaged.</exception>
    /// <exception cref="OnnxNotTakenException">Its values are of a type that Carousel does not take.</exception>
    public static (string Name, OnnxTensor Tensor) Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = ModelBytes.Read(path);
        ProtocolScan.RequireTensor(path, bytes);
        try
        {
            TensorProto proto = TensorProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            return (proto.Name, new TensorReading(path, hasFolder: false).Read(proto, "the tensor"));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Refusal.Of($"{path} is no tensor of the ONNX format, or is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a file, completely or not at all.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static void Write(string path, string name, OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)tensor.Type,
            RawData = UnsafeByteOperations.UnsafeWrap(tensor.Memory),
        };
        proto.Dims.AddRange(tensor.Dims.ToArray().Select(d => (long)d));
        AtomicFile.Write(path, proto.WriteTo);
    }
}
