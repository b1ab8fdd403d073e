using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Carousel.Tensors;

namespace Carousel.Interchange.PyTorch;

/// <summary>
/// Writes the pickle of a state dictionary, protocol 2, with the names that <c>torch.load</c> takes with and without
/// <c>weights_only</c>.
/// </summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>
    /// An ordered dictionary of tensors in single precision; the storage of each is the file of its number.
    /// </summary>
    /// <param name="tensors">Names and shapes, in order.</param>
    public static byte[] StateDictionary(IReadOnlyList<(string Name, Shape Shape)> tensors)
    {
        var writer = new PickleWriter();
        writer.Put(0x80, 2);
        writer.Global("collections", "OrderedDict");
        writer.Put((byte)')', (byte)'R', (byte)'(');
        for (int k = 0; k < tensors.Count; k++)
        {
            writer.Text(tensors[k].Name);
            writer.Tensor(k, tensors[k].Shape);
        }

        writer.Put((byte)'u', (byte)'.');
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Tensor(int number, Shape shape)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Put((byte)'(', (byte)'(');
        Text("storage");
        Global("torch", "FloatStorage");
        Text(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text("cpu");
        Number(shape.Length);
        Put((byte)'t', (byte)'Q');
        Number(0);
        Put((byte)'(');
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            Number(shape[axis]);
        }

        Put((byte)'t', (byte)'(');
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            int stride = 1;
            for (int inner = axis + 1; inner < shape.Rank; inner++)
            {
                stride *= shape[inner];
            }

            Number(stride);
        }

        Put((byte)'t', 0x89);
        Global("collections", "OrderedDict");
        Put((byte)')', (byte)'R', (byte)'t', (byte)'R');
    }

    private void Global(string module, string name) => _bytes.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Put((byte)'X');
        Int(bytes.Length);
        _bytes.Write(bytes);
    }

    private void Number(int value)
    {
        Put((byte)'J');
        Int(value);
    }

    private void Int(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    private void Put(params ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);
}
