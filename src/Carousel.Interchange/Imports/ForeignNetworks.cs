using Carousel.Interchange.Keras;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Storage;

namespace Carousel.Interchange.Imports;

/// <summary>Reads a network of another program: the file's content says of which.</summary>
public static class ForeignNetworks
{
    /// <summary>
    /// Reads a file of PyTorch, of Keras as <c>export_keras.py</c> writes it, or an ONNX model whose graph is a plain
    /// chain of layers.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Settings that a file of PyTorch does not contain; for Keras and ONNX only the stored
    /// outputs to compare with.</param>
    /// <returns>The network and the assumptions; owned by the caller.</returns>
    /// <exception cref="ModelFileException">It can't be read, is not a chain of known layers, or stored outputs
    /// differ.</exception>
    /// <exception cref="OnnxNotTakenException">The graph of an ONNX model is not such a chain; the message names the
    /// node.</exception>
    /// <exception cref="ImportOptionException">An option does not fit the file.</exception>
    public static NetworkImport Read(string path, TorchImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OnnxModel.Is(path))
        {
            return options is { Layers: null, Nonlinearity: null, Key: null }
                ? OnnxChain.Read(path, options.Check, options.Threads)
                : throw new ImportOptionException(
                    $"{path} is an ONNX model, which defines its layers: leave --layers, --nonlinearity and --key "
                    + $"out.");
        }

        if (!KerasModel.IsOne(ForeignTensors.TextsOf(path)))
        {
            return TorchImport.Read(path, options);
        }

        if (options is not { Layers: null, Nonlinearity: null, Key: null })
        {
            throw new ImportOptionException(
                $"{path} comes from Keras and defines its layers: leave --layers, --nonlinearity and --key out.");
        }

        KerasImport import = KerasModel.Import(path, options.Threads);
        try
        {
            return options.Check is { } stored
                ? new NetworkImport(
                    import.Model,
                    [
                        .. import.Notes,
                        import.Check(NetworkExample.Read(stored)).Describe(),
                    ])
                : new NetworkImport(import.Model, import.Notes);
        }
        catch
        {
            import.Model.Dispose();
            throw;
        }
    }
}
