using Carousel.Autograd;
using Carousel.Interchange.Onnx;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange;

/// <summary>Models that a program trained or built itself, as files of ONNX.</summary>
/// <remarks>
/// The file reads and gives numbers in the units of the data: scales and softmax are inside. Its input is <c>input
/// [time, batch, features]</c>, or <c>symbols [time, batch]</c>. If the number of steps matters, <c>lengths [batch]</c>
/// gives it for each sequence; if the network can step, its state is an input and an output.
/// </remarks>
public static class OnnxModels
{
    /// <summary>Writes a model, completely or not at all.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, such as <c>model.onnx</c>; replaced if it is there.</param>
    /// <exception cref="NotPortableException">A layer has no form in ONNX; the message says
    /// which.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static void ToOnnx(this SequenceModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ToOnnx(model.Network, path);
    }

    /// <summary>Writes a built layer, such as a stack, completely or not at all.</summary>
    /// <param name="model">The layer.</param>
    /// <param name="path">The file, such as <c>model.onnx</c>; replaced if it is there.</param>
    /// <exception cref="ArgumentException">The layer, or one inside, is of a kind that the library does not
    /// know.</exception>
    /// <exception cref="InvalidOperationException">The layer is not built.</exception>
    /// <exception cref="NotPortableException">A layer has no form in ONNX; the message says
    /// which.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static void ToOnnx(this Layer model, string path)
    {
        using var backend = new CpuBackend(threads: 1);
        Write(NetworkChain.Of(model, backend), path);
    }

    private static void Write(NetworkChain network, string path)
    {
        OnnxFile file = OnnxExport.Write(NetworkPortable.Graph(network), LayerFile.NetworkTask);
        AtomicFile.Write(path, stream => stream.Write(file.Bytes.Span));
    }
}
