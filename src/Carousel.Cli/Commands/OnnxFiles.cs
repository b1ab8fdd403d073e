using Carousel.Cli.Errors;
using Carousel.Interchange.Onnx;
using Carousel.Jobs;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>Files of ONNX on their way to the disk.</summary>
internal static class OnnxFiles
{
    /// <summary>A model as files.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="UsageException">It is not exported as ONNX.</exception>
    public static IReadOnlyList<OnnxFile> Of(IJobModel model, string name) => OnnxExport.Write(
        model as IGraphModel
            ?? throw new UsageException($"{name} is a model for '{model.Task}', which is not exported as ONNX."));

    /// <summary>What the command prints of files, one line each.</summary>
    public static IEnumerable<string> Sentences(IReadOnlyList<OnnxFile> files) => files.SelectMany(
        IEnumerable<string> (file) =>
        [
            $"{file.Name}: {file.Sentence}", .. file.Inputs.Select(i => $"  in   {i}"),
            .. file.Outputs.Select(o => $"  out  {o}"), .. file.Remarks,
        ]);

    /// <summary>Writes one of the files, and what its numbers mean.</summary>
    public static void Write(OnnxFile file, string path, string descriptionPath)
    {
        AtomicFile.Write(path, stream => stream.Write(file.Bytes.Span));
        AtomicFile.Write(descriptionPath, file.Description);
    }
}
