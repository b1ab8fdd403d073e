using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Inspection.Looks;
using Carousel.Jobs;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>
/// A verb that looks inside a model: facts, the look with its progress, a picture, figures with their intervals, one
/// sentence; a report and CSV files.
/// </summary>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in a few words.</param>
/// <param name="example">A command line that works.</param>
internal abstract class InspectionCommand(string name, string summary, string example) : VerbCommand(
    name, summary, example, new("Folder for report.html and CSV files. Default out/<name of the data>-inspected."))
{
    private const string ReportName = "report.html";

    private readonly Argument<string> _model = ModelArgument.Model();
    private readonly Argument<string> _data = ModelArgument.Data();
    private readonly SequenceOptionSet _sequences = new();
    private readonly SeriesOptionSet _series = new();
    private readonly PictureOptionSet _pictures = new();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, _data];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> Groups =>
        [.. Own, _sequences.Group, new("Data", [_pictures.Pictures]), _series.CellsOnly, Run.Group];

    /// <summary>Options of this look alone.</summary>
    protected abstract IReadOnlyList<OptionGroup> Own { get; }

    /// <summary>How many sequences were asked for; null where nothing was said.</summary>
    protected int? MostSequences(ParseResult result) => _sequences.Most(result);

    /// <summary>The looks that the options ask for, in the order of the report.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="subject">The model and its data.</param>
    protected abstract IReadOnlyList<Look> Looks(ParseResult result, InspectionSubject subject);

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        (string file, string data) = (result.GetRequiredValue(_model), result.GetRequiredValue(_data));
        bool isQuiet = Run.Quiet(result);
        int threads = Run.Threads(result);
        using IJobModel model = KnownModels.Load(file, threads);
        _pictures.Apply(result, model, file);
        string shown = CommandLineText.ModelName ?? file;
        InspectionSubject subject = _sequences.Choose(result, InspectionSubject.Open(
            model, JobInput.OfFile(data, _series.ReadCells(result)), shown, _sequences.Seed(result),
            _sequences.Part(result), cancellation));
        IReadOnlyList<Look> looks = Looks(result, subject);
        foreach (Look look in looks)
        {
            look.Require(subject);
        }

        using OutputFolder folder = OutputFolder.Open(Run.Out(result) ?? OutputFolder.DefaultFor(data) + "-inspected");
        if (!isQuiet)
        {
            FactsBlock.Write(terminal, [$"carousel {Name}", file, data, Threads(threads)], subject.Facts);
            terminal.Error.WriteLine();
        }

        var results = new List<InspectionResult>();
        foreach (Look look in looks)
        {
            using var view = new InspectionProgressView(isQuiet ? null : terminal, look.Name);
            results.Add(look.Run(subject, view, cancellation));
        }

        cancellation.ThrowIfCancellationRequested();
        foreach (InspectionResult one in results)
        {
            InspectionView.Write(terminal, one);
            terminal.Out.WriteLine();
        }

        string command = CommandLineText.Of(result).Replace(
            CommandLineText.Quote(file), CommandLineText.Quote(shown));
        Keep(results, subject, folder, command);
        string[] names = [ReportName, .. results.SelectMany(r => r.Files).Select(f => f.Name)];
        terminal.Out.WriteLine($"  {string.Join("   ", names.Select((n, i) => i == 0 ? folder.File(n) : n))}");
        if (Run.Json(result))
        {
            InspectionJsonLine.Write(terminal, results);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void Keep(
        List<InspectionResult> results, InspectionSubject subject, OutputFolder folder, string command)
    {
        foreach (JobFile file in results.SelectMany(r => r.Files))
        {
            AtomicFile.Write(folder.File(file.Name), file.Write);
        }

        folder.Write(ReportName, InspectionReport.Of(results, subject, command));
    }
}
