using Carousel.Autograd;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Tests.Onnx.Graphs;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>A graph that was written, and the outputs of Carousel's layers for it at some sizes.</summary>
/// <param name="File">The file.</param>
/// <param name="Computed">Inputs and outputs.</param>
internal sealed record GraphCase(OnnxFile File, ComputedGraph Computed)
{
    /// <summary>The graphs of a model at two sizes: steps of one sequence, and 9 steps of 3.</summary>
    /// <param name="graphs">The graphs.</param>
    /// <param name="task">What the model is for.</param>
    /// <param name="steps">Steps of one sequence: a number that no weight has. Bases need a multiple of 3.</param>
    public static IReadOnlyList<GraphCase> Of(IReadOnlyList<ModelGraph> graphs, string task, int steps = 5)
    {
        var cases = new List<GraphCase>();
        foreach (ModelGraph graph in graphs)
        {
            OnnxFile file = OnnxExport.Write(graph, task);
            foreach ((int time, int batch) in new[] { (steps, 1), (9, 3) })
            {
                using var backend = new CpuBackend(1);
                var computed = new ComputedGraph(
                    backend,
                    new Dictionary<string, int>
                    {
                        ["time"] = time,
                        ["batch"] = batch,
                        ["ahead"] = time - 2,
                        ["letters"] = 4,
                        ["segments"] = 3,
                        ["codons"] = time / 3,
                    }, seed: 5);
                graph.Draw(computed);
                cases.Add(new GraphCase(file, computed));
            }
        }

        return cases;
    }

    /// <summary>The largest difference of any output in ONNX Runtime.</summary>
    public static double LargestDifference(IReadOnlyList<GraphCase> cases) => Differences(cases).Max();

    /// <summary>The largest difference of each case.</summary>
    public static IReadOnlyList<double> Differences(IReadOnlyList<GraphCase> cases) =>
        [.. cases.Select(one => one.Difference())];

    /// <summary>State has an axis of directions in the file.</summary>
    private OnnxRuntimeTensor Given(ValueInfoProto input)
    {
        GraphTensor tensor = Computed.Inputs[input.Name];
        int[] sizes = input.Type.TensorType.Shape.Dim.Count > tensor.Sizes.Count
            ? [1, .. tensor.Sizes]
            : [.. tensor.Sizes];
        string type = (TensorProto.Types.DataType)input.Type.TensorType.ElemType switch
        {
            TensorProto.Types.DataType.Int64 => "int64",
            TensorProto.Types.DataType.Int32 => "int32",
            _ => "float32",
        };
        return new OnnxRuntimeTensor(type, sizes, [.. tensor.Values.Select(v => (double)v)]);
    }

    /// <summary>The largest difference of any output from the model.</summary>
    private double Difference()
    {
        IReadOnlyDictionary<string, OnnxRuntimeTensor> answer = OnnxRuntime.Run(
            File.Bytes, ModelProto.Parser.ParseFrom(File.Bytes.Span).Graph.Input.ToDictionary(i => i.Name, Given));
        Assert.Equal(Computed.Outputs.Keys.Order(StringComparer.Ordinal), answer.Keys.Order(StringComparer.Ordinal));
        return Computed.Outputs.Max(output =>
        {
            double[] found = answer[output.Key].Data;
            Assert.Equal(output.Value.Values.Length, found.Length);

            // After a sequence's end numbers are undefined.
            double[] differences =
            [
                .. output.Value.Values.Zip(found).Where(p => !float.IsNaN(p.First))
                    .Select(p => double.IsNaN(p.Second) ? double.PositiveInfinity : Math.Abs(p.First - p.Second)),
            ];
            Assert.InRange(differences.Length, Math.Max(1, found.Length / 4), found.Length);
            return differences.Max();
        });
    }
}
