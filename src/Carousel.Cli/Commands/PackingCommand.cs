using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Language;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>A verb that reads a file with a language model and writes another one: <c>compress</c> and its way
/// back.</summary>
/// <param name="name">The verb.</param>
/// <param name="summary">What it does, in a few words.</param>
/// <param name="example">A command line that works.</param>
/// <param name="doing">What it is doing, for the progress.</param>
/// <param name="from">The file that is read.</param>
/// <param name="to">The file that is written.</param>
internal abstract class PackingCommand(
    string name, string summary, string example, string doing, Argument<string> from, Argument<string> to)
    : VerbCommand(name, summary, example)
{
    private readonly Argument<string> _model = ModelArgument.Model();

    /// <inheritdoc/>
    public override IReadOnlyList<Argument> Arguments => [_model, from, to];

    /// <inheritdoc/>
    public override Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation)
    {
        long started = terminal.Clock.GetTimestamp();
        string file = result.GetRequiredValue(_model), path = result.GetRequiredValue(from);
        string written = result.GetRequiredValue(to);
        RequireWritable(written, file, path);
        Func<TextCoder, LanguageModel, Coded> code = Read(result, path, cancellation);
        using LanguageModel model = LanguageModel.Load(file, Run.Threads(result));
        model.RequirePacking(file);
        using var view = new ShareProgressView(Run.Quiet(result) ? null : terminal, "", () => { });
        Coded coded = code(
            new TextCoder(model, ArchiveIdentity.Of(file))
            {
                Progress = share => view.Report((doing, share)),
            }, model);
        AtomicFile.Write(written, stream => stream.Write(coded.Bytes));
        view.Dispose();
        if (!Run.Quiet(result))
        {
            if (coded.Result is { } coding)
            {
                terminal.Out.WriteLine($"  {coding.Sentence}");
            }

            terminal.Out.WriteLine($"  {written}");
        }

        if (Run.Json(result))
        {
            (LineOf(result, terminal, started, model, file, path, coded.Result) with { Task = Name }).Write(terminal);
        }

        return Task.FromResult(ExitCode.Done);
    }

    /// <summary>Reads the file; what is to be done with it once there is a model.</summary>
    protected abstract Func<TextCoder, LanguageModel, Coded> Read(
        ParseResult result, string path, CancellationToken cancellation);

    /// <summary>What is written has to have a place, and may be none of the files that are read.</summary>
    private static void RequireWritable(string written, params string[] read)
    {
        if (read.Any(r => OutputFolder.IsSame(r, written)))
        {
            throw new UsageException($"{written} is the input file: choose another output file.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(written)) is { } folder && !Directory.Exists(folder))
        {
            throw new UsageException($"{folder} does not exist: create it first, or choose another folder.");
        }

        if (Directory.Exists(written))
        {
            throw new UsageException($"{written} is a folder: name a file.");
        }
    }

    /// <summary>What is written.</summary>
    /// <param name="Bytes">The file.</param>
    protected sealed record Coded(byte[] Bytes)
    {
        /// <summary>Its size in words and numbers; null where there is nothing to report.</summary>
        public JobResult? Result { get; init; }
    }
}
