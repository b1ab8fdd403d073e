using Carousel.Interchange.Onnx;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>Files of ONNX on their way to the disk.</summary>
internal static class OnnxFiles
{
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
