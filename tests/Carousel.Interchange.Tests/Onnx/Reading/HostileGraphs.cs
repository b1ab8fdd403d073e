using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Carousel.Interchange.Tests.Onnx.Reading;

/// <summary>
/// Files with valid bytes and invalid content: numbers at borders, parts that are missing, occur
/// twice or bear another's name, and groups, which the format does not have.
/// </summary>
internal static class HostileGraphs
{
    private static readonly long[] _borders =
        [
            0, 1, -1, 2, -2, 3, 4, 5, 7, 8, 100, 1000, 65536, 1_000_000, 100_000_000, int.MaxValue, int.MinValue,
            1L << 32, long.MaxValue, long.MinValue,
        ];

    // A group of field 100: where it begins and ends.
    private static readonly byte[] _group = [0xa3, 0x06, 0xa4, 0x06];

    /// <summary>Damages a file in one or two places.</summary>
    public static byte[] Damage(byte[] original, Random random)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(original);
        bool hasGroup = false;
        for (int edits = 1 + random.Next(2); edits > 0; edits--)
        {
            GraphProto[] bodies =
            [
                .. model.Graph.Node.SelectMany(n => n.Attribute).Select(a => a.G).OfType<GraphProto>(),
            ];
            GraphProto graph = bodies.Length > 0 && random.Next(2) == 0 ? One(bodies, random) : model.Graph;
            switch (random.Next(20))
            {
                case 0: Repeat(graph.Output, random); break;
                case 1: Repeat(graph.Input, random); break;
                case 2: Repeat(graph.Node, random); break;
                case 3: Repeat(graph.Initializer, random); break;
                case 4: Rename(One(graph.Node, random), random); break;
                case 5: Empty(One([.. graph.Node.SelectMany(n => n.Attribute)], random), random); break;
                case 6: Repeat(One(graph.Node, random).Attribute, random); break;
                case 7: Port(One([.. graph.Input, .. graph.Output], random), random); break;
                case 8: Outside(One(graph.Initializer, random), random); break;
                case 9: Retype(One(graph.Initializer, random), random); break;
                case 10: RepeatNumber(graph, random); break;
                case 11: hasGroup = true; break;
                default: Border(graph, random); break;
            }
        }

        byte[] bytes = model.ToByteArray();
        return !hasGroup ? bytes : random.Next(2) == 0 ? [.. bytes, .. _group] : [.. _group, .. bytes];
    }

    /// <summary>A model with its weights in the fields of their types instead of raw bytes.</summary>
    public static MadeOnnx Typed(MadeOnnx made)
    {
        foreach (TensorProto tensor in made.Proto.Graph.Initializer)
        {
            var type = (OnnxType)tensor.DataType;
            var values = new OnnxTensor(type, [tensor.RawData.Length / type.Size()], tensor.RawData.Memory);
            var wholes = new long[values.Length];
            OnnxNumbers.Read(
                type == OnnxType.Float16 ? new OnnxTensor(OnnxType.UInt16, [values.Length], values.Memory) : values,
                wholes);
            TypedValues.Of(tensor, type)
                .Add(type is OnnxType.Float32 or OnnxType.Float64 ? tensor.RawData : MadeOnnx.Packed(wholes));
            tensor.ClearRawData();
        }

        return made;
    }

    private static void Border(GraphProto graph, Random random)
    {
        long border = _borders[random.Next(_borders.Length)];
        AttributeProto[] attributes =
        [
            .. graph.Node.SelectMany(n => n.Attribute).Where(a => a.HasI || a.Ints.Count > 0),
        ];
        TensorProto[] numbers =
        [
            .. graph.Initializer.Where(t => t.DataType == (int)OnnxType.Int64 && t.RawData.Length > 0),
        ];
        int which = random.Next(attributes.Length + numbers.Length);
        if (which >= attributes.Length && numbers.Length > 0)
        {
            byte[] raw = numbers[which - attributes.Length].RawData.ToByteArray();
            BitConverter.TryWriteBytes(raw.AsSpan(random.Next(raw.Length / sizeof(long)) * sizeof(long)), border);
            numbers[which - attributes.Length].RawData = ByteString.CopyFrom(raw);
        }
        else if (which < attributes.Length && attributes[which].HasI)
        {
            attributes[which].I = border;
        }
        else if (which < attributes.Length)
        {
            attributes[which].Ints[random.Next(attributes[which].Ints.Count)] = border;
        }
    }

    // One more of the same, or one less; one is left, so that a second edit finds something.
    private static void Repeat<T>(RepeatedField<T> parts, Random random)
    {
        int at = random.Next(Math.Max(parts.Count, 1));
        if (parts.Count > 0 && random.Next(2) == 0)
        {
            parts.Insert(at, parts[at]);
        }
        else if (parts.Count > 1)
        {
            parts.RemoveAt(at);
        }
    }

    // An axis, a start or a size stands twice.
    private static void RepeatNumber(GraphProto graph, Random random)
    {
        foreach (TensorProto tensor in graph.Initializer.Where(
            t => t.DataType == (int)OnnxType.Int64 && t.Dims.Count == 1 && t.RawData.Length == 8))
        {
            if (random.Next(3) > 0)
            {
                tensor.RawData = ByteString.CopyFrom([.. tensor.RawData, .. tensor.RawData]);
                tensor.Dims[0] = 2;
            }
        }

        Repeat(One([.. graph.Node.SelectMany(n => n.Attribute)], random).Ints, random);
    }

    private static void Rename(NodeProto node, Random random)
    {
        RepeatedField<string> names = random.Next(3) > 0 ? node.Input : node.Output;
        if (names.Count > 0)
        {
            names[random.Next(names.Count)] = One<string>(
                ["", "x", "y", "a", "nothing", .. node.Input, .. node.Output], random);
        }
    }

    private static void Empty(AttributeProto attribute, Random random)
    {
        switch (random.Next(4))
        {
            case 0: attribute.Type = (AttributeProto.Types.AttributeType)random.Next(15); break;
            case 1: attribute.ClearType(); break;
            default: break;
        }

        if (random.Next(3) > 0)
        {
            attribute.T = null;
            attribute.G = null;
            attribute.ClearI();
            attribute.ClearF();
            attribute.ClearS();
            attribute.Ints.Clear();
        }
    }

    private static void Port(ValueInfoProto port, Random random)
    {
        switch (random.Next(4))
        {
            case 0: port.Type = null; break;
            case 1: port.Type?.TensorType = null; break;
            case 2: port.Type?.TensorType?.Shape = null; break;
            default: port.Name = random.Next(2) == 0 ? "" : "y"; break;
        }
    }

    private static void Outside(TensorProto tensor, Random random)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (string key in new[] { "location", "offset", "length" })
        {
            if (random.Next(4) > 0)
            {
                tensor.ExternalData.Add(
                    new StringStringEntryProto
                    {
                        Key = key,
                        Value = One<string>(["weights.bin", "0", "-1", "9223372036854775807", "", "."], random),
                    });
            }
        }
    }

    private static void Retype(TensorProto tensor, Random random)
    {
        RepeatedField<ByteString> pieces = One<RepeatedField<ByteString>>(
            [tensor.FloatData, tensor.Int32Data, tensor.Int64Data, tensor.DoubleData, tensor.Uint64Data], random);
        switch (random.Next(4))
        {
            case 0: tensor.DataType = random.Next(18); break;
            case 1: tensor.ClearRawData(); break;
            case 2:
                pieces.Add(ByteString.CopyFrom([.. Enumerable.Repeat((byte)random.Next(256), random.Next(12))]));
                break;
            default: Repeat(tensor.Dims, random); break;
        }
    }

    private static T One<T>(IReadOnlyList<T> of, Random random)
        where T : class => of[random.Next(of.Count)];
}
