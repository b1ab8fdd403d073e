using System.Text;
using Carousel.Interchange.Onnx.Writing;
using Carousel.Jobs.Graphs;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>A model as files of ONNX that were held against it before they are written.</summary>
/// <param name="Files">The files.</param>
/// <param name="Check">What the comparison found.</param>
internal sealed record CheckedOnnx(IReadOnlyList<OnnxFile> Files, OnnxCheck Check)
{
    /// <summary>What there is to say of the files, a line each.</summary>
    public IEnumerable<string> Sentences => [.. Files.SelectMany(Of), Check.Sentence];

    /// <summary>Makes the files and compares.</summary>
    /// <exception cref="OnnxCheckException">A file gives other numbers than the model.</exception>
    public static CheckedOnnx Of(IGraphModel model)
    {
        IReadOnlyList<OnnxFile> files = OnnxExport.Write(model);
        return new CheckedOnnx(files, OnnxCheck.Of(model, files));
    }

    /// <summary>Writes one of the files, and what its numbers mean.</summary>
    public static void Write(OnnxFile file, string path, string descriptionPath)
    {
        AtomicFile.Write(path, stream => stream.Write(file.Bytes.Span));
        AtomicFile.Write(descriptionPath, stream => stream.Write(Encoding.UTF8.GetBytes(file.Description)));
    }

    private static IEnumerable<string> Of(OnnxFile file) =>
    [
        $"{file.Name}: {file.Sentence}", .. file.Inputs.Select(i => $"  in   {i}"),
        .. file.Outputs.Select(o => $"  out  {o}"), .. file.Remarks,
    ];
}
