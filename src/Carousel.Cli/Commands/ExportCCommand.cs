using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.C;
using Carousel.Interchange.Networks;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>
/// <c>carousel export c</c>: a model as one C99 header, with golden vectors and a program that compares.
/// </summary>
internal sealed class ExportCCommand() : ExportFormCommand(
    "export c", "Write a model as one C99 header without allocation, for devices.",
    Line, new("Folder for the files. Default: out/ and the prefix."))
{
    /// <summary>A command line that works.</summary>
    public const string Line = "carousel export c out/flights/model.safetensors --precision int8";

    private const int MostSequences = 256;

    private readonly Option<CPrecision?> _precision = OptionKinds.Choice(
        "--precision", "Number format. Default float32.", ("float32", CPrecision.Floating),
        ("int8", CPrecision.Bytes));

    private readonly Option<string?> _data = OptionKinds.Text(
        "--data", "FILE",
        "Data like the training data, for golden vectors. Default: generated data.");

    private readonly Option<string?> _name = OptionKinds.Text(
        "--name", "PREFIX", "Prefix of all names. Default: the name of the model's folder.");
    private readonly SeriesOptionSet _series = new();

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("C", [_precision, _data, _name]), _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(Model);
        string prefix = Prefix(result, file);
        CPrecision precision = result.GetValue(_precision) ?? CPrecision.Floating;
        using IPortableJob model = PortableModelFile.Load(file, Run.Threads(result));
        var network = PortableNetwork.Of(model);
        IReadOnlyList<PortableSequence> sequences = result.GetValue(_data) is { } data
            ? model.ReadSequences(JobInput.OfFile(data, _series.ReadCells(result)), MostSequences)
            : [];
        IReadOnlyList<CFile> files = CExport.Write(network, precision, prefix, sequences);
        using var folder = OutputFolder.Open(Run.Out(result) ?? Path.Combine("out", prefix));
        foreach (CFile one in files)
        {
            AtomicFile.Write(folder.File(one.Name), one.Text);
        }

        string[] sentences =
        [
            network.Sentence,
            $"{FigureText.Count(network.WeightCount)} weights "
            + $"in {CNames.Of(precision)}{Loss(network, precision, sequences)}",
        ];
        return Task.FromResult(Finish(
            result, terminal, started, model, result.GetValue(_data), sentences,
            [.. files.Select(f => folder.File(f.Name))]));
    }

    private string Prefix(ParseResult result, string model)
    {
        if (result.GetValue(_name) is not { } name)
        {
            return CNames.PrefixOf(FolderName(model));
        }

        return CNames.IsPrefix(name)
            ? name
            : throw new UsageException(
                "--name must be a C name of lower-case letters, digits and single underscores, a letter first, at "
                + $"most 40 characters, but is '{name}'.");
    }

    private static string Loss(PortableNetwork network, CPrecision precision, IReadOnlyList<PortableSequence> sequences)
    {
        if (precision == CPrecision.Floating || sequences.Count == 0)
        {
            return "";
        }

        var loss = PrecisionLoss.Of(network, precision, sequences);
        string same = loss.SameChoice is { } share
            ? Invariant.Of(
                $"; that costs {loss.Nats:0.0#####} nats per answer, and {FigureText.Percent(share)} of the most "
                + $"likely answers are the same")
            : "";
        return Invariant.Of(
            $"; its answers (probabilities, or numbers as the network scales them) differ from single precision by "
            + $"{loss.Mean:0.#####} on average and {loss.Largest:0.####} at most, over {loss.Answers:N0} "
            + $"answers{same}");
    }
}
