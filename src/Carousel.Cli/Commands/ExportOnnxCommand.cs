using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Onnx;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel export onnx</c>: a model as ONNX, for every runtime that reads it.</summary>
internal sealed class ExportOnnxCommand() : ExportFormCommand(
    "export onnx", "Write a model as ONNX, for sequences of any number and length.",
    "carousel export onnx out/flights/model.safetensors", new("Folder for the files. Default: that of the model."))
{
    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(Model);
        using IJobModel model = KnownModels.Load(file, Run.Threads(result));
        IReadOnlyList<OnnxFile> files = OnnxFiles.Of(model, file);
        using OutputFolder folder = Run.OpenOut(result) ?? OutputFolder.OpenFor(file);
        string[] written = [.. files.SelectMany(f => (string[])[f.Name, f.DescriptionName]).Select(folder.File)];
        if (written.Any(w => OutputFolder.IsSame(w, file)))
        {
            throw new UsageException($"{file} is the model itself. Name another folder with --out.");
        }

        foreach (OnnxFile one in files)
        {
            OnnxFiles.Write(one, folder.File(one.Name), folder.File(one.DescriptionName));
        }

        return Task.FromResult(
            Finish(result, terminal, started, model, null, OnnxFiles.Sentences(files), written));
    }
}
