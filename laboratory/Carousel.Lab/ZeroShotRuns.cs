using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.ZeroShot;
using Carousel.Training;

namespace Carousel.Lab;

/// <summary>Trains the network of the zero-shot forecaster on synthetic series.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="quiet">Whether progress is left out.</param>
internal sealed class ZeroShotRuns(Terminal terminal, bool quiet) : ITrainingObserver
{
    /// <summary>Its name on the command line.</summary>
    public const string ZeroShot = "zero-shot";

    private const string ModelName = "zero-shot.safetensors", CheckpointName = "checkpoint.safetensors";

    /// <summary>Trains, or resumes a stopped training.</summary>
    /// <param name="path">The output folder, or null for the default.</param>
    /// <param name="training">The training.</param>
    /// <param name="resumes">Whether a stopped training is resumed.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">A stopped training needs --resume or another folder, or --resume finds
    /// none.</exception>
    public int Perform(
        string? path, ZeroShotTraining training, bool resumes, int threads, CancellationToken cancellation)
    {
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", ZeroShot));
        string checkpoint = folder.File(CheckpointName);
        if (File.Exists(checkpoint) != resumes)
        {
            throw new UsageException(resumes
                ? $"The folder {folder.File("")} contains no stopped training. Start one without --resume."
                : $"{checkpoint} is of a stopped training. Continue it with --resume, or choose another folder with "
                    + "--out.");
        }

        TrainingResult result = training.Run(
            folder.File(ModelName), checkpoint, resumes, threads, this, cancellation);
        if (result.Reason == StopReason.Canceled)
        {
            terminal.Error.WriteLine($"  Stopped after {result.Steps:N0} steps. Continue with --resume.");
            return ExitCode.Canceled;
        }

        File.Delete(checkpoint);
        terminal.Out.WriteLine(Invariant.Of(
            $"  {folder.File(ModelName)}   loss on held-out synthetic series {result.History[^1].Score:F4}"));
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        if (!quiet)
        {
            terminal.Error.WriteLine(Invariant.Of(
                $"  epoch {report.Record.Epoch} of {report.Epochs}: loss {report.Record.TrainingLoss:F4}, held out "
                + $"{report.Record.Score:F4}; {FigureText.Clock(report.Times.Left)} left"));
        }
    }
}
