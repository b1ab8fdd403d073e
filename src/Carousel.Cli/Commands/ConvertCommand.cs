using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Imports;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Networks;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel convert</c>: a network from PyTorch or Keras, or the weights of a model to PyTorch, or a model to ONNX.
/// </summary>
internal sealed class ConvertCommand() : VerbCommand(
    "convert", "Import a network from PyTorch, Keras or ONNX; export to PyTorch or ONNX.",
    "carousel convert out/flights/model.safetensors out/flights/model.pth")
{
    private enum Target
    {
        Carousel,
        PyTorch,
        Onnx,
    }

    private readonly Argument<string> _in = new("IN")
    {
        Description =
            "A Carousel model, a PyTorch state dictionary (.pth or .safetensors), a Keras model written by "
            + "export_keras.py, or an ONNX model that is a chain of layers.",
    };
    private readonly Argument<string> _out = new("OUT")
    {
        Description =
            "The file to write: .pth for PyTorch; .onnx; .safetensors for Carousel, or for PyTorch if IN "
            + "is Carousel's.",
    };
    private readonly Option<Target?> _to = OptionKinds.Choice(
        "--to", "Format of OUT. Default: by its name.", ("carousel", Target.Carousel),
        ("pytorch", Target.PyTorch), ("onnx", Target.Onnx));

    private readonly Option<string?> _layers = OptionKinds.Text(
        "--layers", "LIST",
        "Order of PyTorch's modules, with poolings (last, mean, max, final) and functions, such as "
        + "embedding,lstm,last,fc:softmax.");

    private readonly Option<string?> _nonlinearity = OptionKinds.Text(
        "--nonlinearity", "tanh|relu", "Function of torch.nn.RNN, which its file does not state.");
    private readonly Option<string?> _key = OptionKinds.Text(
        "--key", "NAME", "Dictionary of a PyTorch checkpoint that contains the weights, if there are several.");
    private readonly Option<string?> _check = OptionKinds.Text(
        "--check", "FILE",
        "Stored input and output (.safetensors or .json); an import with other results is rejected.");

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_in, _out];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("Network", [_to, _layers, _nonlinearity, _key, _check]), Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        (string from, string to) = (result.GetRequiredValue(_in), result.GetRequiredValue(_out));
        OutputFolder.RequireFile(to, "OUT", "model.pth");
        if (OutputFolder.IsSame(from, to))
        {
            throw new UsageException($"{to} is also the input file. Choose another OUT.");
        }

        bool isOwn = CarouselModels.Is(from);
        Target target = TargetOf(result, to, isOwn);
        if (target == Target.Onnx
            && new[] { from, to, result.GetValue(_check) }.OfType<string>()
                .Any(f => OutputFolder.IsSame(f, DescriptionOf(to))))
        {
            throw new UsageException(
                $"{DescriptionOf(to)}, the description of {to}, would overwrite a file that this command uses. Choose "
                + "another OUT.");
        }

        if (isOwn)
        {
            if (result.FirstGiven([_layers, _nonlinearity, _key, _check]) is { } name)
            {
                throw new UsageException($"{name} is only for imports; {from} is a Carousel model.");
            }

            using IJobModel model = KnownModels.Load(from, Run.Threads(result));
            if (target == Target.Carousel)
            {
                throw new UsageException(
                    $"{from} is already a Carousel model. Write a .pth file for PyTorch or an .onnx file, or pass "
                    + "--to pytorch or --to onnx.");
            }

            return Write(result, terminal, model, target, to);
        }

        NetworkImport import = ForeignNetworks.Read(from, new TorchImportOptions
        {
            Layers = result.GetValue(_layers),
            Nonlinearity = result.GetValue(_nonlinearity),
            Key = result.GetValue(_key),
            Check = result.GetValue(_check),
            Threads = Run.Threads(result),
        });
        using var imported = NetworkModel.Of(import.Model);
        foreach (string note in Run.Quiet(result) ? [] : import.Notes)
        {
            terminal.Out.WriteLine($"  {note}");
        }

        return Write(result, terminal, imported, target, to);
    }

    /// <summary>What the numbers of a file of ONNX mean stands beside it.</summary>
    private static string DescriptionOf(string to) => Path.ChangeExtension(to, ".json");

    private Target TargetOf(ParseResult result, string to, bool isOwn)
    {
        string extension = Path.GetExtension(to).ToLowerInvariant();
        return result.GetValue(_to) ?? extension switch
        {
            ".pth" or ".pt" or ".bin" => Target.PyTorch,
            ".safetensors" => isOwn ? Target.PyTorch : Target.Carousel,
            ".onnx" => Target.Onnx,
            _ =>
                throw new UsageException(
                    $"The name {to} does not show the format. End it with .pth, .onnx or .safetensors, or pass --to "
                    + "pytorch, --to onnx or --to carousel."),
        };
    }

    private Task<int> Write(ParseResult result, Terminal terminal, IJobModel model, Target target, string to)
    {
        string[] files = [to];
        using var folder = OutputFolder.OpenFor(to, "OUT");
        RunRecord.RequireFree(to, to, target == Target.Carousel ? RunRecord.OfModel(model) : null, "OUT");
        if (target == Target.PyTorch)
        {
            WriteTorch(result, terminal, model, to);
        }
        else if (target == Target.Onnx)
        {
            files = [to, DescriptionOf(to)];
            WriteOnnx(result, terminal, model, files);
        }
        else
        {
            model.Save(to);
        }

        terminal.Out.WriteLine($"  {string.Join("   ", files)}");
        if (Run.Json(result))
        {
            (LineOf(result, terminal, null, model, to, null) with { Seconds = 0, Files = files }).Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private void WriteOnnx(ParseResult result, Terminal terminal, IJobModel model, string[] to)
    {
        string from = result.GetRequiredValue(_in);
        IReadOnlyList<OnnxFile> files = OnnxFiles.Of(model, from);
        if (files.Count > 1)
        {
            throw new UsageException(
                $"{from} is exported as {string.Join(" and ", files.Select(f => f.Name))}: write them with carousel "
                + $"export onnx {from} --out DIR.");
        }

        OnnxFiles.Write(files[0], to[0], to[1]);
        foreach (string sentence in Run.Quiet(result) ? [] : OnnxFiles.Sentences(files))
        {
            terminal.Out.WriteLine($"  {sentence}");
        }
    }

    private void WriteTorch(ParseResult result, Terminal terminal, IJobModel model, string to)
    {
        var export = TorchExport.Of(model);
        export.Write(to);
        if (!Run.Quiet(result))
        {
            terminal.Out.WriteLine(
                $"  {FigureText.Counted(export.Tensors.Count, "tensor")} under PyTorch's names: only weights, "
                + "without scalers, vocabulary and order of layers. In Python:");
            foreach (string line in export.Python(Path.GetFileName(to)))
            {
                terminal.Out.WriteLine($"    {line}");
            }
        }
    }
}
