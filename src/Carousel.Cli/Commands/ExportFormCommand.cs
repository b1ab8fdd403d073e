using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>A form in which a model leaves Carousel: what all of them are given, and say when they are done.</summary>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in a few words.</param>
/// <param name="example">A command line that works.</param>
/// <param name="run">What every verb understands; without it, the verb writes no files.</param>
internal abstract class ExportFormCommand(string name, string summary, string example, RunOptionSet? run = null)
    : VerbCommand(name, summary, example, run)
{
    /// <summary>The model that leaves.</summary>
    protected Argument<string> Model { get; } = ModelArgument.Model();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [Model];

    /// <summary>The name of the folder in which a file lies; empty where it has none.</summary>
    protected static string FolderName(string file) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? "";

    /// <summary>Says what was written.</summary>
    /// <param name="result">The options.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="started">When the work began.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">The data's file, or null.</param>
    /// <param name="sentences">What is said unless the user wants quiet, a line each.</param>
    /// <param name="files">The files.</param>
    protected int Finish(
        ParseResult result, Terminal terminal, long started, IJobModel model, string? data,
        IEnumerable<string> sentences, IReadOnlyList<string> files)
    {
        foreach (string sentence in Run.Quiet(result) ? [] : sentences)
        {
            terminal.Out.WriteLine($"  {sentence}");
        }

        terminal.Out.WriteLine($"  {string.Join("   ", files)}");
        if (Run.Json(result))
        {
            (LineOf(result, terminal, started, model, result.GetRequiredValue(Model), data) with
            {
                Files = files,
                Notes = [.. sentences],
            }).Write(terminal);
        }

        return ExitCode.Done;
    }
}
