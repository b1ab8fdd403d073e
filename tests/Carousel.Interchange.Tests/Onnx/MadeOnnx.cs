using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx;

/// <summary>Makes ONNX models for tests, node by node.</summary>
internal sealed class MadeOnnx
{
    private readonly ModelProto _model;

    public MadeOnnx(long opset = 17, bool hasMicrosoft = false)
    {
        _model = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "made" } };
        _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        if (hasMicrosoft)
        {
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        }
    }

    public ModelProto Proto => _model;

    public MadeOnnx Input(string name, OnnxType type, params string[] axes)
    {
        _model.Graph.Input.Add(Port(name, type, axes));
        return this;
    }

    public MadeOnnx Output(string name, OnnxType type)
    {
        _model.Graph.Output.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type } },
            });
        return this;
    }

    public MadeOnnx Weight(string name, OnnxTensor tensor)
    {
        _model.Graph.Initializer.Add(Tensor(name, tensor));
        return this;
    }

    public MadeOnnx Node(string op, string[] inputs, string[] outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"the {op}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _model.Graph.Node.Add(node);
        return this;
    }

    public byte[] Bytes() => _model.ToByteArray();

    public OnnxModel Model() => OnnxModel.Read("made.onnx", Bytes());

    public static TensorProto Tensor(string name, OnnxTensor tensor)
    {
        var proto = new TensorProto
        {
            Name = name,
            DataType = (int)tensor.Type,
            RawData = ByteString.CopyFrom(tensor.Bytes),
        };
        proto.Dims.AddRange(tensor.Dims.ToArray().Select(d => (long)d));
        return proto;
    }

    /// <summary>Whole numbers as the fields of tensors hold them.</summary>
    public static ByteString Packed(params long[] values)
    {
        using var stream = new MemoryStream();
        using (var written = new CodedOutputStream(stream, leaveOpen: true))
        {
            foreach (long value in values)
            {
                written.WriteInt64(value);
            }
        }

        return ByteString.CopyFrom(stream.ToArray());
    }

    public static AttributeProto Whole(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Number(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Word(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Wholes(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Numbers(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto Words(string name, params string[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    /// <summary>A graph that an operator runs: that of a model made for it.</summary>
    public static AttributeProto Body(string name, MadeOnnx body) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = body._model.Graph };

    private static ValueInfoProto Port(string name, OnnxType type, string[] axes)
    {
        var shape = new TensorShapeProto();
        foreach (string axis in axes)
        {
            shape.Dim.Add(
                long.TryParse(axis, out long size)
                    ? new TensorShapeProto.Types.Dimension { DimValue = size }
                    : new TensorShapeProto.Types.Dimension { DimParam = axis });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
