using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.ZeroShot;
using Carousel.Laboratory.ZeroShot.Evaluation;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Lab;

/// <summary>Trains the network of the zero-shot forecaster on synthetic series, or measures it.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="quiet">Whether progress is left out.</param>
internal sealed class ZeroShotRuns(Terminal terminal, bool quiet) : ITrainingObserver
{
    /// <summary>Its name on the command line.</summary>
    public const string ZeroShot = "zero-shot";

    private const string ModelName = "zero-shot.safetensors", CheckpointName = "checkpoint.safetensors",
        ResultsName = "results.csv", FirstFile = "forecast/us_flights_hourly.csv";

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

    /// <summary>Measures the forecasts of a network.</summary>
    /// <param name="data">The folder of the files.</param>
    /// <param name="model">The file of a network; null for the bundled one.</param>
    /// <param name="training">How that network was trained.</param>
    /// <param name="path">The output folder, or null for the default.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The folder has none of the files.</exception>
    public int Evaluate(
        string data, string? model, ZeroShotTraining training, string? path, int threads,
        CancellationToken cancellation)
    {
        IReadOnlyList<EvaluationSet> sets = EvaluationSet.In(data);
        if (sets.Count == 0)
        {
            throw new UsageException($"{data} has none of the files that are measured, such as {FirstFile}.");
        }

        using var folder = OutputFolder.Open(path ?? Path.Combine("out", ZeroShot));
        using ZeroShotForecaster? trained = model is null ? null : training.Load(model, threads);
        var evaluation = new ZeroShotEvaluation(data, threads, trained);
        var lines = new List<string>
        {
            $"set,held out,origins,naive,{string.Join(',', evaluation.Methods)},weighted quantile loss,inside 80 %,"
                + "inside 95 %",
        };
        void Add(params IEnumerable<string> cells)
        {
            lines.Add(string.Join(',', cells.Select(cell => cell.Replace(',', ';'))));
            terminal.Out.WriteLine($"  {lines[^1]}");
        }

        string Text(double value) => Invariant.Of($"{value:G4}");
        var rows = new List<ZeroShotEvaluation.Row>();
        foreach (EvaluationSet set in sets)
        {
            ZeroShotEvaluation.Row row = evaluation.Measure(set, cancellation);
            rows.Add(row);
            Add(
            [
                set.Name, $"{set.IsHeldOut}", $"{row.Origins}",
                .. row.Errors.Append(row.Loss).Append(row.Inside80).Append(row.Inside95).Select(Text),
            ]);
        }

        foreach (IGrouping<bool, ZeroShotEvaluation.Row> group in rows.GroupBy(row => row.Set.IsHeldOut))
        {
            Add(
            [
                "geometric mean over naive", $"{group.Key}", $"{group.Sum(row => row.Origins)}",
                .. rows[0].Errors.Select((_, m) => Text(Math.Exp(group.Where(row => row.Errors[0] > 0)
                    .Average(row => Math.Log(row.Errors[m] / row.Errors[0]))))),
                "", Text(group.Average(r => r.Inside80)), Text(group.Average(r => r.Inside95)),
            ]);
        }

        using var bundled = new ZeroShotForecaster(threads);
        foreach (LastWindows set in LastWindows.All.Where(set => File.Exists(Path.Combine(data, set.File))))
        {
            LastWindows.Errors errors = set.Measure(data, trained ?? bundled, cancellation);
            Add(
                set.Name, $"{errors.Series}", $"OWA {Text(errors.Overall)}", $"sMAPE {Text(errors.Percent)}",
                $"MASE {Text(errors.Scaled)}", $"seasonal naive {Text(errors.Naive)}",
                $"inside 80 % {Text(errors.Inside)}");
        }

        AtomicFile.Write(folder.File(ResultsName), string.Join('\n', lines) + "\n");
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
