using System.CommandLine;
using System.Text;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running;
using Carousel.Interchange.Onnx.Values;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel run</c>: runs an ONNX model on values from files.</summary>
internal sealed class RunCommand : VerbCommand
{
    private const int MostMegabytes = 1 << 20;

    private readonly Argument<string> _model = new("MODEL") { Description = "A model in the ONNX format." };

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description =
            "Files of values, in the order of the model's inputs or as NAME=FILE: .json, .pb, or a table whose rows "
            + "are steps; - for JSON on standard input. Without one the model is listed.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _list = OptionKinds.Switch(
        "--list", "Show inputs, outputs, operators and how gates are read, and run nothing.");
    private readonly Option<bool> _zeros = OptionKinds.Switch(
        "--zeros",
        "Fill inputs that are not given with zeros, such as first states, and lengths with whole sequences.");
    private readonly Option<bool> _csv = OptionKinds.Switch(
        "--csv", "One output as a table in place of all as JSON: the last axis as columns.");
    private readonly Option<string?> _output = OptionKinds.Text(
        "--output", "NAME", "The output of --csv. Default: the first.");
    private readonly Option<int?> _memory = OptionKinds.Whole(
        "--memory", "Most megabytes that a run may take beside inputs and weights. Default 4096.");

    /// <inheritdoc/>
    public override string Name => "run";

    /// <inheritdoc/>
    public override string Summary => "Run an ONNX model on JSON, tables or .pb tensors.";

    /// <inheritdoc/>
    public override string Example => "carousel run samples/latch.onnx samples/latch.csv --zeros --csv";

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("Values", [_list, _zeros, _csv, _output, _memory]), Run.Group];

    /// <inheritdoc/>
    public override RunOptionSet Run { get; } = new(
        "Folder for the outputs, each as NAME.pb and all as outputs.json, instead of standard output.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(_model);
        string[] given = result.GetValue(_inputs) ?? [];
        int threads = Run.Threads(result);
        long most = result.GetValue(_memory) is { } megabytes
            ? megabytes is >= 1 and <= MostMegabytes ? (long)megabytes << 20
            : throw new UsageException($"--memory must be 1…{MostMegabytes} megabytes, but is {megabytes}.")
            : new OnnxSessionOptions().MostBytes;
        var model = OnnxModel.Load(file);
        if (result.GetValue(_list) || (given.Length == 0 && model.Inputs.Count > 0 && !result.GetValue(_zeros)))
        {
            OnnxView.Write(terminal, model);
            if (Run.Json(result))
            {
                OnnxView.WriteJson(terminal, model);
            }

            return Task.FromResult(ExitCode.Done);
        }

        string table = Table(result, model);
        using var session = new OnnxSession(model, new OnnxSessionOptions { Threads = threads, MostBytes = most });
        OnnxInputs inputs = Inputs(result, terminal, model, given, most);
        using OutputFolder? folder = Run.Out(result) is { } path ? OutputFolder.Open(path) : null;
        IReadOnlyDictionary<string, OnnxTensor> outputs = session.Run(inputs.Tensors, cancellation);
        if (folder is null)
        {
            terminal.Out.Write(Text(result, outputs, table));
        }
        else
        {
            WriteFiles(terminal, folder, outputs);
        }

        if (Run.Json(result))
        {
            double seconds = terminal.Clock.GetElapsedTime(started).TotalSeconds;
            OnnxView.WriteRunJson(terminal, file, outputs, ThreadCount(threads), seconds);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private OnnxInputs Inputs(ParseResult result, Terminal terminal, OnnxModel model, string[] given, long most)
    {
        var inputs = new OnnxInputs(model);
        foreach (string one in given)
        {
            if (one == "-")
            {
                inputs.AddJson(terminal.In.ReadToEnd(), "standard input");
            }
            else
            {
                inputs.Add(one);
            }
        }

        if (result.GetValue(_zeros))
        {
            inputs.FillZeros(most);
        }

        return inputs.Missing is { Count: > 0 } missing
            ? throw new UsageException(
                $"The model's inputs {string.Join("; ", missing)} are missing. Give them as NAME=FILE, or pass "
                + $"--zeros, which fills states with zeros.")
            : inputs;
    }

    private string Table(ParseResult result, OnnxModel model)
    {
        string? named = result.GetValue(_output);
        if (named is not null && !result.GetValue(_csv))
        {
            throw new UsageException("--output belongs to --csv, which writes one output; JSON holds them all.");
        }

        if (result.GetValue(_csv) && Run.Out(result) is not null)
        {
            throw new UsageException("--csv writes to standard output and --out into a folder: pass one of them.");
        }

        return named is null || model.Outputs.Any(o => o.Name == named)
            ? named ?? (model.Outputs.Count > 0 ? model.Outputs[0].Name : "")
            : throw new UsageException(
                $"The model has no output '{named}'. It has: {string.Join("; ", model.Outputs)}.");
    }

    private string Text(ParseResult result, IReadOnlyDictionary<string, OnnxTensor> outputs, string table)
    {
        if (result.GetValue(_csv))
        {
            using var writer = new StringWriter { NewLine = "\n" };
            OnnxTable.Write(table, outputs[table], writer);
            return writer.ToString();
        }

        using var bytes = new MemoryStream();
        OnnxJson.Write(outputs, bytes);
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void WriteFiles(
        Terminal terminal, OutputFolder folder, IReadOnlyDictionary<string, OnnxTensor> outputs)
    {
        string[] names = OnnxView.FileNames(outputs.Keys);
        foreach (((string name, OnnxTensor tensor), string plain) in outputs.Zip(names))
        {
            string file = folder.File($"{plain}.pb");
            OnnxTensorFile.Write(file, name, tensor);
            terminal.Out.WriteLine($"  {file}  {tensor}");
        }

        string all = folder.File("outputs.json");
        AtomicFile.Write(all, stream => OnnxJson.Write(outputs, stream));
        terminal.Out.WriteLine($"  {all}");
    }
}
