using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Networks;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel convert</c>: a network from PyTorch or Keras, or the weights of a model to PyTorch.</summary>
internal sealed class ConvertCommand : VerbCommand
{
    private enum Target
    {
        Carousel,
        PyTorch,
    }

    private readonly Argument<string> _in = new("IN") { Description = "A model of Carousel, a state dictionary of PyTorch (.pth or .safetensors), or a Keras model as export_keras.py writes it." };
    private readonly Argument<string> _out = new("OUT") { Description = "The file to write: .pth for PyTorch; .safetensors for Carousel, or for PyTorch where IN is Carousel's." };
    private readonly Option<Target?> _to = OptionKinds.Choice("--to", "What to write, where OUT's name does not say it.", ("carousel", Target.Carousel), ("pytorch", Target.PyTorch));

    private readonly Option<string?> _layers = OptionKinds.Text(
        "--layers", "LIST", "Order of PyTorch's modules, with poolings (last, mean, max, final) and functions, such as embedding,lstm,last,fc:softmax.");

    private readonly Option<string?> _nonlinearity = OptionKinds.Text("--nonlinearity", "tanh|relu", "The function of torch.nn.RNN, which its file does not say.");
    private readonly Option<string?> _key = OptionKinds.Text("--key", "NAME", "The dictionary of a PyTorch checkpoint that holds the weights, where there are several.");
    private readonly Option<string?> _check = OptionKinds.Text("--check", "FILE", "Stored input and output (.safetensors or .json): an import that gives other numbers is refused.");

    /// <inheritdoc/>
    public override string Name => "convert";

    /// <inheritdoc/>
    public override string Summary => "Bring a network in from PyTorch or Keras, or a model's weights out to PyTorch.";

    /// <inheritdoc/>
    public override string Example => "carousel convert out/flights/model.safetensors out/flights/model.pth";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_in, _out];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups => [new("Network", [_to, _layers, _nonlinearity, _key, _check]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(null);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        (string from, string to) = (result.GetRequiredValue(_in), result.GetRequiredValue(_out));
        RequireFile(from, to);
        bool isOwn = CarouselModels.Is(from);
        Target target = TargetOf(result, to, isOwn);
        if (isOwn)
        {
            if (new Option[] { _layers, _nonlinearity, _key, _check }.FirstOrDefault(o => result.GetResult(o) is { Implicit: false })?.Name is { } name)
            {
                throw new UsageException($"{name} belongs to files of PyTorch; {from} is a model of Carousel.");
            }

            using IJobModel model = JobModels.Load(from, Run.Threads(result));
            if (target == Target.Carousel)
            {
                throw new UsageException($"{from} is a model of Carousel already. Write a .pth file for PyTorch, or pass --to pytorch.");
            }

            WriteTorch(result, terminal, model, to);
            return Task.FromResult(ExitCode.Done);
        }

        NetworkImport import = ForeignNetworks.Read(from, new TorchImportOptions
        {
            Layers = result.GetValue(_layers),
            Nonlinearity = result.GetValue(_nonlinearity),
            Key = result.GetValue(_key),
            Check = result.GetValue(_check),
            Threads = Run.Threads(result),
        });
        using NetworkModel imported = import.Model;
        if (!Run.Quiet(result))
        {
            foreach (string note in import.Notes)
            {
                terminal.Out.WriteLine($"  {note}");
            }
        }

        if (target == Target.PyTorch)
        {
            WriteTorch(result, terminal, imported, to);
        }
        else
        {
            using OutputFolder folder = Folder(to);
            imported.Save(to);
            terminal.Out.WriteLine($"  {to}");
            WriteJson(result, terminal, imported, to);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static OutputFolder Folder(string file) => OutputFolder.Open(Path.GetDirectoryName(file) is { Length: > 0 } parent ? parent : ".");

    private static void RequireFile(string from, string to)
    {
        if (to.Length == 0 || Directory.Exists(to) || Path.EndsInDirectorySeparator(to))
        {
            throw new UsageException($"OUT must be a file, such as {Path.Combine(to.Length == 0 ? "out" : to, "model.pth")}, but is a folder.");
        }

        if (Path.GetFullPath(from) == Path.GetFullPath(to))
        {
            throw new UsageException($"{to} is the file that is read. Name another one.");
        }
    }

    private Target TargetOf(ParseResult result, string to, bool isOwn)
    {
        string extension = Path.GetExtension(to).ToLowerInvariant();
        return result.GetValue(_to) ?? extension switch
        {
            ".pth" or ".pt" or ".bin" => Target.PyTorch,
            ".safetensors" => isOwn ? Target.PyTorch : Target.Carousel,
            ".onnx" => throw new UsageException($"convert writes no ONNX: carousel export onnx MODEL does. Convert {(isOwn ? "nothing" : "into a model of Carousel")} before."),
            _ => throw new UsageException($"The name {to} does not say what to write. End it with .pth or .safetensors, or pass --to pytorch or --to carousel."),
        };
    }

    private void WriteTorch(ParseResult result, Terminal terminal, IJobModel model, string to)
    {
        var export = TorchExport.Of(model);
        using OutputFolder folder = Folder(to);
        if (Path.GetExtension(to).Equals(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            SafeTensors.Write(to, new TensorFile(export.Tensors, [new("format", "pt")]));
        }
        else
        {
            TorchFile.Write(to, export.Tensors);
        }

        if (!Run.Quiet(result))
        {
            terminal.Out.WriteLine($"  {FigureText.Counted(export.Tensors.Count, "tensor")} under PyTorch's names: weights alone, no scalers, no vocabulary, no order of layers. In Python:");
            foreach (string line in export.Python(Path.GetFileName(to)))
            {
                terminal.Out.WriteLine($"    {line}");
            }
        }

        terminal.Out.WriteLine($"  {to}");
        WriteJson(result, terminal, model, to);
    }

    private void WriteJson(ParseResult result, Terminal terminal, IJobModel model, string to)
    {
        if (Run.Json(result))
        {
            (JsonLine.OfModel(model.Task, to, model.Summary, null, ThreadCount(Run.Threads(result)), 0) with { Files = [to] }).Write(terminal);
        }
    }
}
