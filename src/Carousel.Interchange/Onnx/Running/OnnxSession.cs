using Carousel.Backends;
using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>Runs an ONNX model. One run at a time: calls from several threads wait for each other.</summary>
/// <remarks>Recurrent layers with the standard activations and products run on Carousel's kernels; the result has equal bits for any number of threads.</remarks>
public sealed class OnnxSession : IDisposable
{
    private readonly CpuBackend _backend;
    private readonly RunMemory _memory;
    private readonly (OnnxNode Node, NodeRun Run)[] _steps;
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Makes a model ready to run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Threads and memory; the defaults if not given.</param>
    /// <exception cref="OnnxNotTakenException">The model has an operator, or an attribute of one, that Carousel does not run.</exception>
    /// <exception cref="ModelFileException">An attribute has a value that can't be.</exception>
    public OnnxSession(OnnxModel model, OnnxSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new OnnxSessionOptions();
        Model = model;
        _memory = new RunMemory(options.MostBytes);
        _steps = [.. model.Nodes.Select(n => (n, OperatorCatalogue.Make(n)))];
        foreach (string name in model.Nodes.SelectMany(n => n.Inputs).Concat(model.Outputs.Select(o => o.Name)))
        {
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        }

        _backend = new CpuBackend(options.Threads);
    }

    /// <summary>What runs.</summary>
    public OnnxModel Model { get; }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">Each input by name.</param>
    /// <param name="cancellation">Stops between operators.</param>
    /// <returns>Each output by name, in the model's order.</returns>
    /// <exception cref="DataFormatException">An input is missing, unknown, or of a type or sizes that the model does not take.</exception>
    /// <exception cref="ModelFileException">An operator can't work on what it is given.</exception>
    /// <exception cref="OnnxNotTakenException">An operator is asked for what Carousel does not do.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyDictionary<string, OnnxTensor> Run(IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        InputCheck.Require(Model, inputs);
        lock (_gate)
        {
            _memory.Used = 0;
            var values = new Dictionary<string, OnnxTensor>(Model.Initializers, StringComparer.Ordinal);
            foreach ((string name, OnnxTensor tensor) in inputs)
            {
                values[name] = tensor;
            }

            var uses = new Dictionary<string, int>(_uses, StringComparer.Ordinal);
            foreach ((OnnxNode node, NodeRun run) in _steps)
            {
                cancellation.ThrowIfCancellationRequested();
                RunNode(node, run, values);
                Release(node, values, uses);
            }

            return new OrderedDictionary<string, OnnxTensor>(Model.Outputs.Select(o => KeyValuePair.Create(o.Name, values[o.Name])), StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    private void RunNode(OnnxNode node, NodeRun run, Dictionary<string, OnnxTensor> values)
    {
        OnnxTensor?[] given = Array.ConvertAll(node.Inputs, name => name.Length > 0 ? values[name] : null);
        OnnxTensor[] made = run(new NodeCall(node, given, _memory, _backend));
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            if (node.Outputs[i].Length > 0)
            {
                values[node.Outputs[i]] = i < made.Length ? made[i] : throw node.NotTaken($"is asked for {i + 1} outputs, of which the last is none that Carousel makes.");
            }
        }
    }

    private void Release(OnnxNode node, Dictionary<string, OnnxTensor> values, Dictionary<string, int> uses)
    {
        foreach (string name in node.Inputs)
        {
            if (name.Length > 0 && --uses[name] == 0 && !Model.Initializers.ContainsKey(name))
            {
                values.Remove(name);
            }
        }

        foreach (string name in node.Outputs)
        {
            if (uses.GetValueOrDefault(name) == 0)
            {
                values.Remove(name);
            }
        }

        // Counted anew now and then: a view of a tensor shares its memory.
        if (_memory.Used > _memory.Most / 2)
        {
            _memory.Used = values.Where(v => !Model.Initializers.ContainsKey(v.Key)).Select(v => v.Value.Memory).Distinct().Sum(m => (long)m.Length);
        }
    }
}
