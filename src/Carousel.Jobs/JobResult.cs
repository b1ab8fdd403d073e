using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Report;
using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>
/// How a model did on data: one table with honest baselines, one sentence in plain words, a report.
/// </summary>
/// <param name="Metrics">The columns of the table.</param>
/// <param name="Scores">The model first, then the baselines.</param>
/// <param name="Sentence">The result in plain words; it reports when a baseline wins.</param>
public sealed record JobResult(IReadOnlyList<JobMetric> Metrics, IReadOnlyList<JobScore> Scores, string Sentence)
{
    /// <summary>The name of the model's file in the same folder.</summary>
    internal const string ModelName = "model.safetensors";

    /// <summary>The name of the file of the same model once more, trained on all rows; some jobs write it.</summary>
    internal const string LatestName = "latest.safetensors";

    /// <summary>The name of the report's file.</summary>
    internal const string ReportName = "report.html";

    /// <summary>The file of the model of a folder that answers: the one that was trained on all rows, where the folder
    /// has both.</summary>
    /// <param name="folder">What a fit wrote.</param>
    /// <returns>The file; null where the folder has no model.</returns>
    internal static string? FileThatAnswers(string folder)
    {
        (string model, string latest) = (Path.Combine(folder, ModelName), Path.Combine(folder, LatestName));
        return !File.Exists(model) ? null : File.Exists(latest) ? latest : model;
    }

    /// <summary>What a reader has to know before all else; empty for nothing.</summary>
    internal string Headline { get; init; } = "";

    /// <summary>The incidents that were found, the clearest first; null where the job finds none.</summary>
    internal IReadOnlyList<JobIncident>? Incidents { get; init; }

    /// <summary>What was found in the data, shown before the table; empty where the plan has shown it.</summary>
    public IReadOnlyList<JobFact> Facts { get; init; } = [];

    /// <summary>Lines shown unchanged below the table, such as a table of classes.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>What else a reader has to know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The trainings of the fit, in order; none where the job does not tell them.</summary>
    internal IReadOnlyList<NamedTraining> Trainings { get; init; } = [];

    /// <summary>The next values; null where the job tells none.</summary>
    internal JobPreview? Preview { get; init; }

    /// <summary>What the network adds to the simple method inside it; null where there is none.</summary>
    internal BaselineEffect? Baseline { get; init; }

    /// <summary>
    /// What the job shows of the result in its report; null where no report is made, as for <c>evaluate</c>.
    /// </summary>
    internal JobPage? Page { get; init; }

    /// <summary>The page that a person would forward; null where none is made, as for <c>evaluate</c>.</summary>
    internal ReportDocument? Report { get; init; }

    /// <summary>The files written next to the model.</summary>
    internal IReadOnlyList<JobFile> Files { get; init; } = [];

    /// <summary>
    /// Writes what was measured: files of the job, such as each forecast of a backtest, and the report where there is
    /// one; each completely or not at all.
    /// </summary>
    /// <param name="folder">Where they go; made where it is missing.</param>
    /// <exception cref="IOException">The folder is full or can't be made.</exception>
    public void Save(string folder) => SaveNoted(folder);

    /// <summary>As <see cref="Save"/>.</summary>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    /// <returns>This result, with a note on each table in which ids look as formulas do.</returns>
    internal JobResult SaveNoted(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] notes = [.. Notes, .. JobFile.WriteAll(folder, Files)];
        if (Report is { } report)
        {
            AtomicFile.Write(Path.Combine(folder, ReportName), ReportWriter.ToHtml(report));
        }

        return this with { Notes = notes };
    }
}
