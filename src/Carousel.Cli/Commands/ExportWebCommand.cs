using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Web;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary><c>carousel export web</c>: a model as one page that runs it in a browser, offline.</summary>
internal sealed class ExportWebCommand() : ExportFormCommand(
    "export web", "Write a model as one page that runs it in a browser, offline.",
    "carousel export web out/flights/model.safetensors --data samples/us_flights_hourly.csv")
{
    private const int MostSequences = 64;

    private readonly Option<WebPrecision?> _precision = OptionKinds.Choice(
        "--precision", "Number format. Default int8 for a model of carousel quantize, else float32.",
        (WebExport.NameOf(WebPrecision.Floating), WebPrecision.Floating),
        (WebExport.NameOf(WebPrecision.Bytes), WebPrecision.Bytes));

    private readonly Option<string?> _data = OptionKinds.Text(
        "--data", "FILE",
        "Data like the training data: the page checks itself with them, and shows some rows of a table. Default: "
        + "generated data.");

    private readonly Option<string?> _out = OptionKinds.Text(
        "--out", "FILE", "The page. Default: the model's file with .html instead of .safetensors.");
    private readonly Option<string?> _title = OptionKinds.Text(
        "--title", "TEXT", "The page's title. Default: the name of the model's folder.");
    private readonly SeriesOptionSet _series = new();

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [new("Page", [_precision, _data, _out, _title]), _series.CellsOnly, Run.Group];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        (string file, string? data) = (result.GetRequiredValue(Model), result.GetValue(_data));
        using IPortableJob model = PortableModelFile.Load(file, Run.Threads(result));
        var network = PortableNetwork.Of(model);
        JobInput? input = data is null ? null : JobInput.OfFile(data, _series.ReadCells(result));
        IReadOnlyList<PortableSequence> sequences = input is null ? [] : model.ReadSequences(input, MostSequences);
        string page = PathOf(result, file, data), name = FolderName(file);
        WebPrecision precision = result.GetValue(_precision)
            ?? (network.IsInBytes ? WebPrecision.Bytes : WebPrecision.Floating);
        WebPage written = WebExport.Write(
            network, precision, result.GetValue(_title) ?? (name.Length > 0 ? name : network.Task), sequences,
            RowsOf(network, input));
        using OutputFolder folder = OutputFolder.OpenFor(page);
        AtomicFile.Write(page, written.Html);
        string[] sentences =
        [
            network.Sentence,
            $"{FigureText.Count(network.WeightCount)} weights in {WebExport.NameOf(precision)}: a model "
            + $"of {FigureText.Bytes(written.ModelBytes)}; engine, page and golden "
            + $"vectors {FigureText.Bytes(written.OtherBytes)}; "
                + $"the page checks itself on {FigureText.Counted(written.GoldenSteps, "step")}",
        ];
        return Task.FromResult(Finish(result, terminal, started, model, data, sentences, [page]));
    }

    private string PathOf(ParseResult result, string model, string? data)
    {
        string path = result.GetValue(_out) ?? Path.ChangeExtension(model, ".html");
        OutputFolder.RequireFile(path, _out.Name, "model.html");
        string? taken = OutputFolder.IsSame(path, model) ? "model"
            : data is not null && OutputFolder.IsSame(path, data) ? "data" : null;
        return taken is null ? path
            : throw new UsageException($"{path} is the {taken} itself. Name another file with --out.");
    }

    private static string RowsOf(PortableNetwork network, JobInput? input)
    {
        if (input is null || network.Table is null)
        {
            return "";
        }

        using TextReader table = input.OpenTable();
        return WebExample.Of(network, table);
    }
}
