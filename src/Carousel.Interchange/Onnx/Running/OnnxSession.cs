using Carousel.Data;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>Runs an ONNX model. One run at a time: calls from several threads wait for each other.</summary>
/// <remarks>
/// Recurrent layers with the standard activations and products run on Carousel's kernels; the result has equal bits for
/// any number of threads.
/// </remarks>
public sealed class OnnxSession : IDisposable
{
    private readonly RunShare _share;
    private readonly GraphProgram _program;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Makes a model ready to run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Threads and memory; the defaults if not given.</param>
    /// <exception cref="OnnxNotTakenException">The model has an operator, or an attribute of one, that Carousel does
    /// not run.</exception>
    /// <exception cref="ModelFileException">An attribute has a value that can't be.</exception>
    public OnnxSession(OnnxModel model, OnnxSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new OnnxSessionOptions();
        Model = model;
        _program = new GraphProgram(model.Graph, options.Dequantises);
        _share = new RunShare(
            options.MostBytes, options.Threads,
            [
                .. model.Initializers.Values,
                .. model.Graph.AllNodes.SelectMany(n => n.Bodies).SelectMany(b => b.Initializers.Values),
            ]);
    }

    /// <summary>What runs.</summary>
    public OnnxModel Model { get; }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">Each input by name.</param>
    /// <param name="cancellation">Stops between operators.</param>
    /// <returns>Each output by name, in the model's order.</returns>
    /// <exception cref="DataFormatException">An input is missing, unknown, or of a type or sizes that the model does
    /// not take.</exception>
    /// <exception cref="ModelFileException">An operator can't work on what it is given.</exception>
    /// <exception cref="OnnxNotTakenException">An operator is asked for what Carousel does not do.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The session has ended.</exception>
    public IReadOnlyDictionary<string, OnnxTensor> Run(
        IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            InputCheck.Require(Model, inputs);
            _share.Memory.Clear();
            var scope = new RunScope(Model.Graph, new RunResources(_share, cancellation));
            foreach ((string name, OnnxTensor tensor) in inputs)
            {
                scope.Set(name, tensor);
            }

            OnnxTensor[] outputs = _program.Run(scope);
            return new OrderedDictionary<string, OnnxTensor>(
                Model.Outputs.Zip(outputs, (o, tensor) => KeyValuePair.Create(o.Name, tensor)), StringComparer.Ordinal);
        }
    }

    /// <summary>Ends the session and gives its memory back; waits for a run of another thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _share.Dispose();
            }
        }
    }
}
