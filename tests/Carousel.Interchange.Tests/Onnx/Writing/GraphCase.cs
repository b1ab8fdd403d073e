using Carousel.Backends;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Interchange.Onnx.Writing;
using Carousel.Jobs.Graphs;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>A graph that was written, and what Carousel's own layers give for it at some sizes.</summary>
/// <param name="File">The file.</param>
/// <param name="Computed">Inputs and outputs.</param>
internal sealed record GraphCase(OnnxFile File, ComputedGraph Computed)
{
    /// <summary>What steps and sequences there are: one size of each that no weight has, twice.</summary>
    public static (int Time, int Batch)[] Sizes { get; } = [(5, 1), (9, 3)];

    /// <summary>The graphs of a model at all sizes.</summary>
    public static IReadOnlyList<GraphCase> Of(IReadOnlyList<ModelGraph> graphs, string task)
    {
        var cases = new List<GraphCase>();
        foreach (ModelGraph graph in graphs)
        {
            OnnxFile file = OnnxExport.Write(graph, task);
            foreach ((int time, int batch) in Sizes)
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
        [.. cases.Zip(Ask(cases), (one, answer) => one.Difference(answer))];

    /// <summary>
    /// The largest difference of any number of a state between Carousel's run of the file and ONNX Runtime's.
    /// </summary>
    public double OfRunner(OnnxRuntimeAnswer answer)
    {
        using var stream = new MemoryStream(File.Bytes.ToArray());
        using var session = new OnnxSession(OnnxModel.Load(stream), new OnnxSessionOptions { Threads = 1 });
        var inputs = ModelProto.Parser.ParseFrom(File.Bytes.Span).Graph.Input.ToDictionary(i => i.Name, i =>
        {
            OnnxRuntimeTensor given = Given(i);
            return given.Type switch
            {
                "int64" => OnnxTensor.Of(Array.ConvertAll(given.Data, v => (long)v), given.Dims),
                "int32" => OnnxTensor.Of(Array.ConvertAll(given.Data, v => (int)v), given.Dims),
                _ => OnnxTensor.Of(Array.ConvertAll(given.Data, v => (float)v), given.Dims),
            };
        });
        return session.Run(inputs).Where(o => o.Key.Contains(".final_", StringComparison.Ordinal))
            .Select(o => o.Value.ToDoubles().Zip(answer.Outputs[o.Key].Data, (a, b) => Math.Abs(a - b)).Max())
            .DefaultIfEmpty(0).Max();
    }

    /// <summary>What ONNX Runtime makes of each case.</summary>
    public static IReadOnlyList<OnnxRuntimeAnswer> Ask(IReadOnlyList<GraphCase> cases)
    {
        string folder = Directory.CreateTempSubdirectory("carousel").FullName;
        try
        {
            return OnnxRuntime.Run([.. cases.Select((one, n) => one.ToRuntime(Path.Combine(folder, $"{n}.onnx")))]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private OnnxRuntimeCase ToRuntime(string path)
    {
        System.IO.File.WriteAllBytes(path, File.Bytes.ToArray());
        return new OnnxRuntimeCase(
            path, ModelProto.Parser.ParseFrom(File.Bytes.Span).Graph.Input.ToDictionary(i => i.Name, Given));
    }

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
    public double Difference(OnnxRuntimeAnswer answer)
    {
        Assert.True(answer.Error is null, answer.Error);
        Assert.Equal(
            Computed.Outputs.Keys.Order(StringComparer.Ordinal), answer.Outputs.Keys.Order(StringComparer.Ordinal));
        return Computed.Outputs.Max(output =>
        {
            double[] found = answer.Outputs[output.Key].Data;
            Assert.Equal(output.Value.Values.Length, found.Length);

            // Behind a sequence's end no number is promised.
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
