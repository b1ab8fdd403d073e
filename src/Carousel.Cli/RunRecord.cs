using System.Text;
using System.Text.Json;
using Carousel.Cli.Errors;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Storage;

namespace Carousel.Cli;

/// <summary>
/// What the run was whose model lies in an output folder: beside the model, because a model names no file. A run of
/// another kind, target or file does not replace it unasked.
/// </summary>
/// <param name="Task">What the model is for.</param>
/// <param name="Data">The file of data as seen from the folder, with slashes; or the name of what was made up.</param>
/// <param name="Subject">The columns that are forecast; empty for other jobs.</param>
internal sealed record RunRecord(string Task, string Data, string Subject)
{
    /// <summary>The record's name.</summary>
    public const string FileName = "run.json";

    private const string ModelKey = "model_sha256";

    /// <summary>The scores of the fit; null before it is measured.</summary>
    public RecordedScores? Scores { get; init; }

    /// <summary>The command of the fit; null in the record of an older version.</summary>
    public RecordedFit? Fit { get; init; }

    /// <summary>The hash of the model's file; null before it is written.</summary>
    public string? Model { get; init; }

    /// <summary>The record of a run that is about to begin.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="data">The data as the user named them, or the name of the bundled sample.</param>
    /// <param name="folder">Where it writes.</param>
    public static RunRecord Of(IJobPlan plan, string data, OutputFolder folder) => new(
        plan.Task,
        File.Exists(data) || Directory.Exists(data)
            ? Path.GetRelativePath(folder.Path, data).Replace('\\', '/')
            : data,
        plan is ForecastPlan forecast ? string.Join(", ", forecast.Set.Roles.Targets) : "");

    /// <summary>Writes the record into the folder.</summary>
    public void Write(OutputFolder folder)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("task", Task);
            json.WriteString("data", Data);
            json.WriteString("target", Subject);
            Fit?.Write(json);
            Scores?.Write(json);
            if (Model is not null)
            {
                json.WriteString(ModelKey, Model);
            }

            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        AtomicFile.Write(folder.File(FileName), stream => stream.Write(bytes.ToArray()));
    }

    /// <summary>Refuses to replace what another run left.</summary>
    /// <param name="folder">Where this one would write.</param>
    /// <exception cref="UsageException">The folder holds a model, or a stopped run, of other data, another target or
    /// another kind.</exception>
    public void RequireOwn(OutputFolder folder)
    {
        bool hasModel = folder.Has(JobResult.ModelName);
        if (!hasModel && !FitRun.CheckpointNames.Any(folder.Has))
        {
            return;
        }

        RunRecord? there = Read(folder.Path) ?? (hasModel ? OfModel(folder.File(JobResult.ModelName)) : null);
        if (there is not null && !IsSame(there))
        {
            string what = hasModel ? "a model" : "a stopped run";
            throw new UsageException(
                $"{folder.Path} contains {what} for {there.Words}, which this run would replace with one for {Words}. "
                + "Name another folder with --out, or pass --overwrite.");
        }
    }

    /// <summary>Refuses to replace the model of another job or target, or one that a training left.</summary>
    /// <param name="file">The file that is about to be written.</param>
    /// <param name="place">Where that is, as the user named it.</param>
    /// <param name="own">The model that is written to it; null for a file of another program.</param>
    /// <param name="option">What names the place.</param>
    /// <exception cref="UsageException">There is such a model.</exception>
    public static void RequireFree(string file, string place, RunRecord? own, string option = "--out")
    {
        // The record is about the model of a training, not about other files in its folder.
        RunRecord? trained = Path.GetFileName(file) == JobResult.ModelName
            ? Read(Path.GetDirectoryName(Path.GetFullPath(file))!)
            : null;
        if (File.Exists(file) && (trained ?? OfModel(file)) is { } there
            && (trained is not null || own?.IsSame(there) != true))
        {
            throw new UsageException($"{place} contains a model for {there.Words}. Choose another {option}.");
        }
    }

    private string Words
    {
        get
        {
            string of = Subject.Length > 0 ? $" of {Subject}" : "";
            return $"'{Task}'{of}{(Data.Length > 0 ? $" from {Path.GetFileName(Data.TrimEnd('/'))}" : "")}";
        }
    }

    // What the record of an older model does not say is not compared.
    private bool IsSame(RunRecord there) =>
        there.Task == Task && there.Subject == Subject && (there.Data.Length == 0 || there.Data == Data);

    /// <summary>Measures a model as its fit did, if the data are those of the fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The model's file; the record is read from its folder.</param>
    /// <param name="data">The data.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <param name="cells">The words of each option that says how cells are read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result; null for other data, cells that the fit read differently, another model, or a folder
    /// without a record.</returns>
    public static JobResult? Measure(
        IJobModel model, string file, string data, int threads, IEnumerable<string[]> cells,
        CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (Read(Path.GetDirectoryName(file)!) is not { Fit: { } fit, Model: { } hash } record
            || RecordedFit.HashOf(file) != hash || !fit.Has(cells)
            || fit.PlanOf(folder, data, threads) is not { } plan)
        {
            return null;
        }

        JobResult measured = plan.Fitted(model).Measure("", cancellation);
        return (record.Scores?.AddTo(measured) ?? measured) with
        {
            Facts = [.. plan.Facts, new JobFact("measured", $"on the test set, because {data} is the training data")],
        };
    }

    /// <summary>A result with a note if it has rows of the training.</summary>
    /// <param name="measured">The result.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="data">The data.</param>
    public static JobResult Noted(JobResult measured, string file, string data) =>
        Read(Path.GetDirectoryName(file)!) is { Fit: { } fit } record && fit.IsOf(data)
            && (record.Model ?? RecordedFit.HashOf(file)) == RecordedFit.HashOf(file)
            && measured.Facts.All(f => f.Name != "measured")
            ? measured with
            {
                Notes =
                [
                    .. measured.Notes,
                    $"The model was trained on {data}: most of it was in its training, so these scores are too good."
                    + (record.Scores is null ? "" : $" {FileName} next to it has the scores of the test set."),
                ],
            }
            : measured;

    private static RunRecord? Read(string folder)
    {
        try
        {
            string file = Path.Combine(folder, FileName);
            if (!File.Exists(file))
            {
                return null;
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file, Encoding.UTF8));
            string? Text(string name) => document.RootElement.GetProperty(name).GetString();
            return new RunRecord(Text("task") ?? "", Text("data") ?? "", Text("target") ?? "")
            {
                Fit = RecordedFit.Read(document.RootElement),
                Scores = RecordedScores.Read(document.RootElement),
                Model = document.RootElement.TryGetProperty(ModelKey, out JsonElement model) ? model.GetString() : null,
            };
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(
                Path.Combine(folder, FileName), (exception.LineNumber ?? 0) + 1, 0,
                "this is not JSON. Correct the file, or delete it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What a model says of its run.</summary>
    public static RunRecord OfModel(IJobModel model) =>
        new(model.Task, "", model is Forecaster forecaster ? string.Join(", ", forecaster.Design.Targets) : "");

    /// <summary>What a model says of its run; null where it can't be read, and is nothing to keep.</summary>
    private static RunRecord? OfModel(string file)
    {
        try
        {
            string task = ModelFile.TaskOf(file);
            if (task != Forecaster.TaskName)
            {
                return new RunRecord(task, "", "");
            }

            using Forecaster model = Forecaster.Load(file, threads: 1);
            return OfModel(model);
        }
        catch (Exception exception) when (exception is ModelFileException or IOException)
        {
            return null;
        }
    }
}
