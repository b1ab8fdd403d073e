using System.Reflection;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Layers;
using Carousel.Networks;
using Google.Protobuf;

namespace Carousel.Interchange.Onnx;

/// <summary>
/// Writes models as files of ONNX: batch and time of any size, names as in the model, and in the metadata how numbers
/// come from data.
/// </summary>
/// <remarks>Operators of set 17, version 8 of the format: what ONNX Runtime reads from release 1.12 on.</remarks>
internal static class OnnxExport
{
    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 8;

    /// <summary>The set of operators.</summary>
    public const int OperatorSet = 17;

    /// <summary>The files of a model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>One for most; two where a decoder reads its own answers.</returns>
    /// <exception cref="NotPortableException">The model has no form in ONNX; the message says why, and what to
    /// do.</exception>
    public static IReadOnlyList<OnnxFile> Write(IGraphModel model)
    {
        return [.. model.ToGraphs().Select(graph => Write(graph, model.Task))];
    }

    /// <summary>The file of a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="task">What the model is for, such as <c>forecast</c>.</param>
    /// <returns>The file.</returns>
    /// <exception cref="NotPortableException">A layer has no form in ONNX.</exception>
    public static OnnxFile Write(ModelGraph graph, string task)
    {
        var drawing = new OnnxDrawing();
        graph.Draw(new OnnxNetworkGraph(drawing));
        drawing.Prune();
        drawing.Graph.Name = graph.Name;
        drawing.Graph.DocString = graph.Sentence;
        var file = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "carousel",
            ProducerVersion =
                typeof(OnnxExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion.Split('+')[0] ?? "0",
            DocString = graph.Sentence,
            Graph = drawing.Graph,
        };
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        file.OpsetImport.AddRange(
            drawing.Domains.Select(d => new OperatorSetIdProto { Domain = d, Version = OnnxDomains.Versions[d] }));

        drawing.Notes["task"] = task;
        drawing.Notes["sentence"] = graph.Sentence;
        IEnumerable<string> orders = RecurrentCell.All.Select(c => c.Onnx).OfType<CellForm>()
            .Where(form => form.Letters.Length > 0).Select(form => $"{form.Name} {form.Letters}");
        drawing.Notes["gate_order"] = $"ONNX: {string.Join("; ", orders)}";
        foreach ((string key, string text) in drawing.Notes)
        {
            file.MetadataProps.Add(new StringStringEntryProto { Key = $"carousel.{key}", Value = text });
        }

        return new OnnxFile(
            $"{graph.Name}.onnx", file.ToByteArray(), graph.Sentence, [.. drawing.Graph.Input.Select(Describe)],
            [.. drawing.Graph.Output.Select(Describe)], PortableJson.Text(drawing.Notes), [.. drawing.Remarks]);
    }

    private static string Describe(ValueInfoProto value)
    {
        TypeProto.Types.Tensor type = value.Type.TensorType;
        IEnumerable<string> sizes = type.Shape.Dim.Select(
            d => d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam
                ? d.DimParam
                : $"{d.DimValue}");
        string kind = (TensorProto.Types.DataType)type.ElemType switch
        {
            TensorProto.Types.DataType.Int64 => "int64",
            TensorProto.Types.DataType.Int32 => "int32",
            _ => "float32",
        };
        return $"{value.Name} [{string.Join(", ", sizes)}] {kind}";
    }
}
