using System.Text.Json;
using Carousel.Studio;
using Carousel.Studio.Data;
using Carousel.Studio.Messages;

namespace Carousel.Mcp;

/// <summary>The tools of an agent. Each call is one command line in a separate process.</summary>
/// <param name="commands">The command line.</param>
/// <param name="folders">What the agent may read.</param>
/// <param name="threads">Threads of each call; 0 for as many as there are processors.</param>
internal sealed class AgentTools(ICommandLine commands, AllowedFolders folders, int threads) : IDisposable
{
    private const string ModelEnding = ".safetensors";
    private const int MostFiles = 200;
    private const int MostDepth = 4;

    private static readonly ToolParameter _file =
        new("file", "string", "A path, absolute or from an allowed folder.", IsNeeded: true);

    private static readonly ToolParameter _model =
        new("model", "string", "A model file that train wrote, NAME.safetensors.", IsNeeded: true);

    private static readonly ToolParameter _target =
        new("target", "string", "The column to forecast, or to watch. Default: the last one, or all numbers.");

    private static readonly ToolParameter _time =
        new("time", "string", "The column of time stamps. Default: detected.");

    private static readonly ToolParameter _id =
        new("id", "string", "The column that distinguishes several series. Default: one series.");

    // What each job of train takes besides its file.
    private static readonly Dictionary<string, string[]> _jobs = new(StringComparer.Ordinal)
    {
        ["forecast"] = ["target", "time", "id"],
        ["classify"] = ["label", "time", "id"],
        ["anomaly"] = ["target", "time", "id"],
        ["tag"] = ["label"],
        ["life"] = ["time", "id"],
        ["survive"] = ["time", "id", "leave"],
    };

    private readonly CommandCalls _calls = new(commands, threads);

    private IReadOnlyList<AgentTool>? _all;

    /// <summary>All tools.</summary>
    public IReadOnlyList<AgentTool> All => _all ??=
    [
        new(
            "list_files", "Lists the files in the allowed folders: path, size, and whether it is a trained model.",
            [new("folder", "string", "Only files in this folder. Default: all.")], Soon, ListAsync),
        new(
            "describe_file",
            "Describes a data file (columns, time, gaps, season, odd rows, and the jobs that fit) or a model file "
            + "(inputs, layers and scores).", [_file], Soon, DescribeAsync),
        new(
            "forecast",
            "Forecasts a table of one or more series in seconds, without training, with quantiles; states its error "
            + "on held-out rows and that of simple baselines.",
            [_file, _target, _time, _id, new("horizon", "integer", "Steps ahead. Default: by the frequency.")],
            Soon, ForecastAsync),
        new(
            "find_anomalies",
            "Learns the normal behaviour of channels, and lists the clearest incidents, then all in order of time. "
            + "Takes seconds to minutes.", [_file, _target, _time], Later, AnomaliesAsync),
        new(
            "train",
            "Trains a model on a file and keeps it for apply_model; states its scores and those of baselines on "
            + "held-out rows. Takes a minute or more.",
            [
                new("job", "string", "The kind of model.", IsNeeded: true)
                {
                    Choices = [.. _jobs.Keys],
                },
                _file, _target, _time, _id,
                new("label", "string", "The column of classes, or of labels of tokens. Default: detected."),
                new("leave", "string", "The event with which a customer leaves, for survive. Default: detected."),
                new("out", "string", "A new folder for the model, in an allowed folder.", IsNeeded: true),
            ],
            Latest, TrainAsync)
        {
            IsReadOnly = false,
        },
        new(
            "apply_model",
            "Applies a model to a file or a text: forecasts, scores, classes or labels, as CSV or CoNLL.",
            [
                _model, _file with { IsNeeded = false },
                new("text", "string", "A text instead of a file, for a model of texts."),
            ],
            Later, ApplyAsync),
        new(
            "explain_forecast",
            "Lists how much each input of a forecasting model contributes to each step of its forecast, as CSV.",
            [_model, _file], Later, ExplainAsync),
    ];

    private static TimeSpan Soon => TimeSpan.FromMinutes(2);

    private static TimeSpan Later => TimeSpan.FromMinutes(15);

    private static TimeSpan Latest => TimeSpan.FromHours(2);

    private Task<ToolAnswer> ListAsync(ToolCall call)
    {
        call.Begin();
        string[] roots = call["folder"] is { } folder ? [folders.Inside(folder)] : [.. folders.Folders];
        if (!Array.TrueForAll(roots, Directory.Exists))
        {
            throw new RefusalException(404, $"{call["folder"]} is not a folder.");
        }

        // Links are not followed: they may lead anywhere, or in a circle.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = MostDepth,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        string[] lines =
        [
            .. roots.SelectMany(root => new DirectoryInfo(root).EnumerateFiles("*", options)).Take(MostFiles + 1)
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
                .Select(file => Invariant.Of(
                    $"{file.FullName}\t{file.Length} bytes{(IsModel(file.Name) ? "\tmodel" : "")}"))
                .Distinct(),
        ];
        return Task.FromResult(new ToolAnswer(
            lines.Length > MostFiles ? [.. lines[..MostFiles], $"… more than {MostFiles} files; name a folder"]
            : lines.Length > 0 ? lines
            : [$"no files in {string.Join(", ", roots)}"]));
    }

    private async Task<ToolAnswer> DescribeAsync(ToolCall call)
    {
        string file = folders.File(call["file"]!);
        if (IsModel(file))
        {
            return await _calls.RunAsync(call, () => ["describe", file, "--quiet"]).ConfigureAwait(false);
        }

        call.Begin();
        DataSet found = await Task.Run(() => DataFindings.Of(file, call["file"]!).Found, call.Cancellation)
            .WaitAsync(call.Cancellation).ConfigureAwait(false);
        return new ToolAnswer(
            [
                Invariant.Of($"kind: {found.Kind}, {found.Rows} {found.Unit}"),
                .. found.Facts.Select(fact => $"{fact.Name}: {fact.Words}"),
                .. found.Columns.Select(column => Invariant.Of(
                    $"column {column.Name}: {column.Kind}, {column.Missing} missing, "
                    + $"{(column.Distinct < TableColumn.MostDistinct ? "" : "at least ")}{column.Distinct} different")),
                .. found.Odd.Select(odd => Invariant.Of($"line {odd.Line}: {odd.Sentence}")),
                $"jobs that fit: {string.Join(", ", found.Jobs.Select(job => job.Job).Where(_jobs.ContainsKey))}",
            ],
            JsonSerializer.SerializeToElement(found, StudioJson.Default.DataSet));
    }

    private Task<ToolAnswer> ForecastAsync(ToolCall call)
    {
        string file = folders.File(call["file"]!);
        return _calls.RunAsync(
            call,
            () =>
            [
                "forecast", file, "--methods=zero-shot", "--json",
                .. call.Options("target", "time", "id", "horizon"),
            ],
            "forecast.csv");
    }

    private Task<ToolAnswer> AnomaliesAsync(ToolCall call)
    {
        string file = folders.File(call["file"]!);
        return _calls.RunAsync(
            call, () => ["anomaly", file, "--json", .. call.Options("target", "time")], "incidents.csv");
    }

    private async Task<ToolAnswer> TrainAsync(ToolCall call)
    {
        (string job, string file, string kept) =
            (call["job"]!, folders.File(call["file"]!), folders.Inside(call["out"]!));
        if (call.Names.Except(["job", "file", "out", .. _jobs[job]]).FirstOrDefault() is { } other)
        {
            throw new RefusalException(
                400, $"A model of the job {job} takes no '{other}'; it takes {string.Join(", ", _jobs[job])}.");
        }

        bool isNew = false;
        try
        {
            return await _calls.RunAsync(call, Words).ConfigureAwait(false);
        }
        finally
        {
            // What a stopped training leaves cannot be resumed by an agent, and would be in the way of the next.
            if (isNew && Directory.Exists(kept) && !File.Exists(Path.Combine(kept, "model" + ModelEnding)))
            {
                Directory.Delete(kept, recursive: true);
            }
        }

        IEnumerable<string> Words()
        {
            isNew = Path.Exists(kept)
                ? throw new RefusalException(409, $"{call["out"]} exists; name a new folder.")
                : true;
            return [job, file, "--json", $"--out={kept}", .. call.Options(_jobs[job])];
        }
    }

    private Task<ToolAnswer> ApplyAsync(ToolCall call)
    {
        string model = folders.File(call["model"]!);
        string input = (call["file"], call["text"]) switch
        {
            ({ } file, null) => folders.File(file),
            (null, { } text) => $"--text={text}",
            _ => throw new RefusalException(400, "apply_model needs either 'file' or 'text'."),
        };
        return _calls.RunAsync(call, () => ["predict", model, input]);
    }

    private Task<ToolAnswer> ExplainAsync(ToolCall call)
    {
        (string model, string file) = (folders.File(call["model"]!), folders.File(call["file"]!));
        return _calls.RunAsync(
            call, () => ["predict", model, file, "--why", "--repeat-known"], "contributions.csv");
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private static bool IsModel(string path) => path.EndsWith(ModelEnding, StringComparison.OrdinalIgnoreCase);
}
