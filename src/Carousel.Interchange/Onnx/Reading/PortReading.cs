using Carousel.Interchange.Onnx.Protocol;

namespace Carousel.Interchange.Onnx;

/// <summary>Reads what a file says of an input or an output.</summary>
internal static class PortReading
{
    /// <summary>Reads one.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="proto">What it says.</param>
    /// <param name="what"><c>input</c> or <c>output</c>.</param>
    /// <exception cref="OnnxNotTakenException">It is not a tensor, or of a type that Carousel does not
    /// take.</exception>
    public static OnnxPort Read(string file, ValueInfoProto proto, string what)
    {
        if (proto.Type?.TensorType is not { } type)
        {
            throw new OnnxNotTakenException(
                $"{file}: the {what} '{proto.Name}' is not a tensor; Carousel takes only tensors, not sequences, maps "
                + $"or optional values.");
        }

        if (!OnnxTypes.IsKnown(type.ElemType))
        {
            throw new OnnxNotTakenException(
                $"{file}: the {what} '{proto.Name}' contains values of {OnnxTypes.Name(type.ElemType)}, which Carousel "
                + $"does not take.");
        }

        OnnxAxis[]? axes = type.Shape is null ? null : [.. type.Shape.Dim.Select(d => Axis(file, proto, what, d))];
        return new OnnxPort(proto.Name, (OnnxType)type.ElemType, axes);
    }

    private static OnnxAxis Axis(
        string file, ValueInfoProto proto, string what, TensorShapeProto.Types.Dimension axis) => axis.ValueCase switch
        {
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam =>
                new(null, axis.DimParam.Length > 0 ? axis.DimParam : null),
            // Old exporters write 0 or −1 for an axis of any size.
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when axis.DimValue is > 0 and <= int.MaxValue =>
                new((int)axis.DimValue, null),
            TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when axis.DimValue > int.MaxValue =>
                throw Refusal.Of(
                    $"{file}: the {what} '{proto.Name}' has an axis of {axis.DimValue} values, which no tensor has."),
            _ => new(null, null),
        };
}
