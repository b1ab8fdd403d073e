using System.Text;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Web;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Interchange;

/// <summary>Models of jobs as files of other tools: what <c>carousel export</c> writes, from a program.</summary>
/// <remarks>Each file is written completely or not at all; one that is there is replaced.</remarks>
public static class ModelExports
{
    /// <summary>Writes a model as ONNX.</summary>
    /// <param name="model">The model of a job.</param>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    /// <returns>The files: one for most jobs, two where a decoder reads its own answers.</returns>
    /// <exception cref="NotPortableException">It has no form in ONNX; the message says why.</exception>
    /// <exception cref="IOException">The folder is full or can't be made.</exception>
    public static IReadOnlyList<string> ToOnnx(this ITrainedModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        IGraphModel graphs = model as IGraphModel
            ?? throw new NotPortableException($"A model for '{model.Task}' is not exported as ONNX.");
        IReadOnlyList<OnnxFile> files = OnnxExport.Write(graphs);
        return [.. files.Select(f => Written(folder, f.Name, f.Bytes.Span))];
    }

    /// <summary>Writes a model as one C99 header, with golden vectors and a program that compares.</summary>
    /// <param name="model">The model of a job.</param>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    /// <param name="precision">The numbers in which it computes.</param>
    /// <param name="prefix">The prefix of all names: small letters, digits and single underlines.</param>
    /// <param name="data">Sequences as the network reads them, such as <c>model.ReadSequences(data)</c> gives: golden
    /// vectors are made of them, and whole numbers scaled for them; null for made numbers.</param>
    /// <returns>The files, the header first.</returns>
    /// <exception cref="NotPortableException">It has no form in C; the message says why.</exception>
    /// <exception cref="ArgumentException">The prefix is not a valid name.</exception>
    /// <exception cref="IOException">The folder is full or can't be made.</exception>
    public static IReadOnlyList<string> ToC(
        this ITrainedModel model, string folder, CPrecision precision = CPrecision.Floating, string prefix = "model",
        IReadOnlyList<PortableSequence>? data = null)
    {
        IReadOnlyList<CFile> files = CExport.Write(PortableNetwork.Of(Portable(model)), precision, prefix, data ?? []);
        return [.. files.Select(f => Written(folder, f.Name, Encoding.UTF8.GetBytes(f.Text)))];
    }

    /// <summary>Writes a model as one page that runs it in a browser, offline.</summary>
    /// <param name="model">The model of a job.</param>
    /// <param name="path">The page, such as <c>model.html</c>.</param>
    /// <param name="precision">The numbers in which it computes.</param>
    /// <param name="title">The page's title; null for the task of the model.</param>
    /// <param name="data">Sequences as the network reads them, on which the page checks itself, such as
    /// <c>model.ReadSequences(data)</c> gives; null for made numbers.</param>
    /// <exception cref="NotPortableException">It can't run in a page; the message says why.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static void ToPage(
        this ITrainedModel model, string path, WebPrecision precision = WebPrecision.Floating, string? title = null,
        IReadOnlyList<PortableSequence>? data = null)
    {
        var network = PortableNetwork.Of(Portable(model));
        WebPage page = WebExport.Write(network, precision, title ?? network.Task, data ?? []);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.Html)));
    }

    /// <summary>Writes the weights of a model under the names of PyTorch's modules.</summary>
    /// <param name="model">The model of a job; weights in 8 bits leave in single precision.</param>
    /// <param name="path">The file: <c>.pth</c>, or <c>.safetensors</c>.</param>
    /// <returns>Lines of Python that make the modules and load the file.</returns>
    /// <exception cref="NotPortableException">PyTorch has no module for one of the layers; the message names
    /// it.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public static IReadOnlyList<string> ToPyTorch(this ITrainedModel model, string path)
    {
        var export = TorchExport.Of(model);
        export.Write(path);
        return [.. export.Python(Path.GetFileName(path))];
    }

    private static IPortableModel Portable(ITrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model as IPortableModel ?? throw new NotPortableException(
            $"A model for '{model.Task}' is not exported: it does not run step by step from the first to the last.");
    }

    private static string Written(string folder, string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        byte[] bytes = content.ToArray();
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return path;
    }
}
