using Carousel.Interchange.Onnx.Protocol;
using Carousel.Jobs.Networks;
using Carousel.Testing;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Dimension = Carousel.Interchange.Onnx.Protocol.TensorShapeProto.Types.Dimension;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>A file in ONNX Runtime and the network that was made of it, on the same drawn sequences.</summary>
internal static class ChainRun
{
    private const int Steps = 5, Sequences = 2, Float = 1, Half = 10;

    // The logarithm of a probability below the normal numbers of single precision.
    private const double LeastLogarithm = -87;

    /// <summary>The largest difference, as a share of the largest number, or of 1 if that is larger.</summary>
    /// <remarks>
    /// If the file takes lengths, the second sequence is shorter. If it answers with logarithms of probabilities,
    /// those are compared.
    /// </remarks>
    public static double Difference(byte[] file, NetworkModel model)
    {
        ModelProto proto = ModelProto.Parser.ParseFrom(file);
        GraphProto graph = proto.Graph;

        // Made nodes have the names of their operators, and the runtime takes no name twice.
        foreach (NodeProto node in graph.Node)
        {
            node.ClearName();
        }

        HashSet<string> weights = [.. graph.Initializer.Select(i => i.Name)];
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => !weights.Contains(i.Name))];
        int Outer(ValueInfoProto input) => Sizes(input).Count - (IsReal(input) ? 1 : 0);
        ValueInfoProto sequences = inputs.Where(i => Outer(i) is 1 or 2 && IsReadBy(graph, i))
            .OrderByDescending(Outer).First();
        RepeatedField<Dimension> axes = Sizes(sequences);
        int I = model.Design.InputSize, O = model.Design.OutputSize;
        bool isTimeFirst = axes[0].DimParam is not ("batch" or "b") && axes[0].DimValue is not (1 or Sequences);
        int first = Size(axes[0], isTimeFirst ? Steps : Sequences),
            second = Outer(sequences) == 2 ? Size(axes[1], isTimeFirst ? Sequences : Steps) : 1;
        (int T, int B) = isTimeFirst ? (first, second) : (second, first);
        var draws = new Draws(3);
        float[] drawn = model.Design.Symbols > 0
            ? [.. Enumerable.Range(0, T * B).Select(_ => (float)draws.Below(model.Design.Symbols))]
            : draws.Floats(T * B * I);
        int[] lengths = [.. Enumerable.Repeat(T, B)];
        var given = new Dictionary<string, OnnxRuntimeTensor>();
        foreach (ValueInfoProto input in inputs)
        {
            int[] dims = input == sequences
                ? [.. new[] { first, second }.Take(Outer(input)), .. IsReal(input) ? [I] : Array.Empty<int>()]
                : [.. Sizes(input).Select(a => Size(a, a.DimParam == axes[0].DimParam ? first : B))];
            if (input != sequences && !IsReal(input) && dims is [_] && dims[0] == B)
            {
                lengths = [.. Enumerable.Range(0, B).Select(b => T - b)];
            }

            given[input.Name] = new OnnxRuntimeTensor(
                Type(input), dims, input == sequences ? [.. drawn.Select(v => (double)v)]
                    : IsReal(input) || dims.Length != 1 ? new double[dims.Aggregate(1, (p, d) => p * d)]
                    : [.. lengths.Select(l => (double)l)]);
        }

        bool isLogarithm = graph.Node.Any(n => n.OpType == "LogSoftmax");
        bool isPooled = model.Design.Pooling is not null;
        OnnxRuntimeTensor answer = OnnxRuntime.Run(proto.ToByteArray(), given)
            .OrderByDescending(o => o.Key == graph.Output[0].Name)
            .First(o => o.Value.Data.Length == B * O * (isPooled ? 1 : T)).Value;
        bool isAnswerTimeFirst = answer.Dims.Length > 0 && answer.Dims[0] == T && (T != B || isTimeFirst);
        double largest = 0, scale = Math.Max(1, answer.Data.Where(double.IsFinite).Select(Math.Abs).Max());
        float[][] found = model.Run(
        [
            .. Enumerable.Range(0, B).Select(b => Enumerable.Range(0, lengths[b]).SelectMany(t =>
                drawn.AsSpan((isTimeFirst ? (t * B) + b : (b * T) + t) * I, I).ToArray()).ToArray()),
        ]);
        for (int b = 0; b < B; b++)
        {
            for (int k = 0; k < found[b].Length; k++)
            {
                int row = isPooled ? b : isAnswerTimeFirst ? (k / O * B) + b : (b * T) + (k / O);
                double own = found[b][k], other = answer.Data[(row * O) + (k % O)];
                (own, other) = isLogarithm
                    ? (Math.Max(Math.Log(own), LeastLogarithm), Math.Max(other, LeastLogarithm))
                    : (own, other);
                largest = Math.Max(largest, Math.Abs(own - other));
            }
        }

        return largest / scale;
    }

    private static bool IsReadBy(GraphProto graph, ValueInfoProto input) =>
        graph.Node.Any(n => n.Input.Count > 0 && n.Input.Contains(input.Name)
            && !(n.OpType is "LSTM" or "GRU" or "RNN" && n.Input.IndexOf(input.Name) > 0));

    private static RepeatedField<Dimension> Sizes(ValueInfoProto input) => input.Type.TensorType.Shape.Dim;

    private static int Size(Dimension axis, int free) => axis.DimValue > 0 ? (int)axis.DimValue : free;

    private static bool IsReal(ValueInfoProto input) => input.Type.TensorType.ElemType is Float or Half;

    private static string Type(ValueInfoProto input) => input.Type.TensorType.ElemType switch
    {
        Float => "float32",
        Half => "float16",
        6 => "int32",
        9 => "bool",
        _ => "int64",
    };
}
