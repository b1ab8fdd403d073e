using Carousel.Autograd;
using Carousel.Interchange;
using Carousel.Layers;
using Microsoft.ML.OnnxRuntime;

/// <summary>The forward pass of a layer that Carousel exported, by ONNX Runtime on one thread.</summary>
public sealed class Workload
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly Dictionary<string, OrtValue> _inputs = [];

    private Workload(string cell, int inputs, int units, int batch, int steps)
    {
        using var backend = new CpuBackend(threads: 1);
        var network = new Stack(cell switch
        {
            "lstm" => new Lstm(inputs, units),
            "gru" => new Gru(inputs, units),
            _ => (SequenceLayer)new Elman(inputs, units),
        });
        network.Build(backend, seed: 1);
        string path = Path.GetTempFileName();
        network.ToOnnx(path);
        using var setting = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(path, setting);
        File.Delete(path);
        var random = new Random(1);
        foreach ((string name, NodeMetadata input) in _session.InputMetadata)
        {
            long[] shape =
            [
                .. input.Dimensions.Select((size, k) => (long)(size > 0 ? size
                    : input.SymbolicDimensions[k] == "time" ? steps : batch)),
            ];
            long count = shape.Aggregate(1L, (a, b) => a * b);
            _inputs[name] = input.ElementType == typeof(long)
                ? OrtValue.CreateTensorValueFromMemory(Enumerable.Repeat((long)steps, (int)count).ToArray(), shape)
                : OrtValue.CreateTensorValueFromMemory(
                    [.. Enumerable.Range(0, (int)count).Select(_ => name == "input" ? random.NextSingle() : 0)], shape);
        }
    }

    /// <summary>Runs the forward pass as often as it is asked; other parts are not compared.</summary>
    public static Func<string, int, ulong>? Make(
        string cell, int inputs, int units, int batch, int steps, bool inBytes, int threads) =>
        inBytes || units == 0 || steps == 1 || cell == "peepholes" ? null
        : new Workload(cell, inputs, units, batch, steps).Run;

    private ulong Run(string part, int times)
    {
        if (part != "forward")
        {
            throw new ArgumentException("ONNX Runtime does not train: pass a filter such as 'lstm forward'.");
        }

        for (int i = 0; i < times; i++)
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                _session.Run(_options, _inputs, _session.OutputNames);
        }

        return 0;
    }
}
