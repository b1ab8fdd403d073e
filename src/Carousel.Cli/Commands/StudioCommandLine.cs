using System.Diagnostics;
using System.Text.Json.Nodes;
using Carousel.Cli.Errors;
using Carousel.Jobs;
using Carousel.Studio;
using Carousel.Studio.Messages;

namespace Carousel.Cli.Commands;

/// <summary>What the studio has of this command.</summary>
internal sealed class StudioCommandLine : ICommandLine
{
    private readonly Lazy<IReadOnlyList<JobCommand>> _jobs =
        new(() => [.. VerbCatalogue.MakeAll().OfType<JobCommand>()]);

    /// <inheritdoc/>
    public string Version => CarouselCommand.Version;

    /// <inheritdoc/>
    public IReadOnlyList<JobWords> Jobs =>
        [.. _jobs.Value.Select(job => new JobWords(job.Name, job.Summary, job.Arguments[0].Description ?? ""))];

    /// <inheritdoc/>
    public JsonObject SchemaOf(string job) => _jobs.Value.First(one => one.Name == job).Schema;

    /// <inheritdoc/>
    public ProcessStartInfo Start(IReadOnlyList<string> arguments, string? model)
    {
        ProcessStartInfo start = OwnProgram.With([.. arguments]);
        start.Environment[CommandLineText.ModelVariable] = model;
        return start;
    }

    /// <inheritdoc/>
    public string TextOf(IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Select(CommandLineText.Quote).Prepend("carousel"));

    /// <inheritdoc/>
    public string OutputOf(string data) => OutputFolder.DefaultFor(data);

    /// <inheritdoc/>
    public IJobModel Load(string file) => KnownModels.Load(file, threads: 1);

    /// <inheritdoc/>
    public string? SentenceOf(Exception exception) =>
        Failure.From(exception) is { Code: ExitCode.WrongUsageOrData } failure ? failure.Sentence : null;
}
