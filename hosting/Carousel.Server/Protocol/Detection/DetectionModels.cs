using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Server.Wire;
using Carousel.Storage;
using static Carousel.Server.Protocol.DetectionFields;

namespace Carousel.Server.Protocol;

/// <summary>Models of several variables, in files of the folder of data, and the results of searches.</summary>
/// <remarks>Models are trained in turn, and stored when they are. The results of searches are in memory.</remarks>
internal sealed class DetectionModels : IDisposable
{
    /// <summary>The most models of an owner.</summary>
    public const int MostModels = 300;

    private const int MostTraining = 5, MostRows = 20_000, MostFound = 20;
    private const double LearnedShare = 0.95;
    private static readonly TimeSpan _longestEnd = TimeSpan.FromSeconds(10);

    /// <summary>The folder of models below that of the data.</summary>
    public const string Hidden = ".models";

    /// <summary>The code of data that are not as described.</summary>
    public const string DataError = "ReadingFileError";

    // Decimal digits of the number of rows from one with such a score to the next: a severity of 1.
    private const double MostScore = 12;

    // By owner and id, which are also the names of the files.
    private readonly Dictionary<string, DetectionModel> _models = [];
    private readonly Dictionary<string, CancellationTokenSource> _trainings = [];
    private readonly Dictionary<long, Queue<BatchAnswer>> _found = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder;

    /// <summary>Reads the models of a folder; files that cannot be read are left out.</summary>
    /// <param name="root">The folder of data.</param>
    /// <exception cref="DataFormatException">There is no such folder.</exception>
    public DetectionModels(string root)
    {
        _folder = Directory.Exists(root)
            ? Directory.CreateDirectory(Path.Combine(root, Hidden)).FullName
            : throw new DataFormatException($"The folder of data {root} does not exist.");
        foreach (string file in Directory.EnumerateFiles(_folder, "*.json"))
        {
            if (Stored(file) is { } model)
            {
                _models[Path.GetFileNameWithoutExtension(file)] = model;
            }
        }
    }

    /// <summary>The models of an owner, those that changed last first.</summary>
    public DetectionModel[] All(long owner)
    {
        lock (_gate)
        {
            return
            [
                .. _models.Where(m => m.Key.StartsWith(Key(owner, ""), StringComparison.Ordinal)).Select(m => m.Value)
                    .OrderByDescending(m => m.LastUpdatedTime),
            ];
        }
    }

    /// <summary>A model.</summary>
    /// <exception cref="RequestException">The owner has no such model.</exception>
    public DetectionModel this[long owner, string id]
    {
        get
        {
            lock (_gate)
            {
                return _models.GetValueOrDefault(Key(owner, id))
                    ?? throw Wrong("ModelNotExist", "The model does not exist.", 404);
            }
        }
    }

    /// <summary>The result of a search.</summary>
    /// <exception cref="RequestException">There is no such search.</exception>
    public BatchAnswer Found(long owner, string id)
    {
        lock (_gate)
        {
            return _found.GetValueOrDefault(owner)?.FirstOrDefault(f => f.ResultId == id)
                ?? throw Wrong("ResultNotExist", "The result does not exist.", 404);
        }
    }

    /// <summary>The error that a client gets: it names no path of the server.</summary>
    public static DetectionError ErrorOf(Exception exception) => new(
        (exception as RequestException)?.Code ?? DataError,
        exception is RequestException or DataFormatException ? exception.Message
            : "The data or the model cannot be read, or the training failed.");

    /// <summary>Removes a model, and ends its training.</summary>
    public void Delete(long owner, string id)
    {
        lock (_gate)
        {
            _models.Remove(Key(owner, id));
            _trainings.GetValueOrDefault(Key(owner, id))?.Cancel();
            File.Delete(FileOf(owner, id) + ".json");
            File.Delete(FileOf(owner, id));
        }
    }

    /// <summary>Begins to train a model.</summary>
    /// <param name="owner">Who has it.</param>
    /// <param name="info">The request.</param>
    /// <param name="path">The data.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last time.</param>
    /// <exception cref="RequestException">The owner has too many.</exception>
    public DetectionModel Train(long owner, ModelInfo info, string path, DateTime from, DateTime to)
    {
        string id = Guid.NewGuid().ToString();
        var made = new DetectionModel(
            id, DateTime.UtcNow, DateTime.UtcNow, info with { Status = "CREATED", Errors = null });
        lock (_gate)
        {
            DetectionModel[] all = All(owner);
            Require(all.Length < MostModels, "TooManyModels", $"There are {MostModels} models: delete one first.");
            Require(
                all.Count(m => m.ModelInfo.Status == "CREATED") < MostTraining, "TooManyRunningModels",
                $"{MostTraining} models are not trained yet: try again later.");
            _models[Key(owner, id)] = made;
            _trainings[Key(owner, id)] = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        }

        _ = Task.Run(() => FitAsync(owner, made, path, from, to));
        return made;
    }

    /// <summary>Searches data.</summary>
    /// <param name="owner">Who has the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="setup">The request.</param>
    /// <param name="data">The rows, with those before the first that is judged.</param>
    /// <param name="from">The first time that is judged.</param>
    /// <param name="left">The caller has left.</param>
    /// <returns>The result, which <see cref="Found"/> returns until the owner has made 20 others.</returns>
    /// <exception cref="RequestException">There are too few or too many rows, or other variables.</exception>
    public BatchAnswer Search(
        long owner, DetectionModel model, BatchRequest setup, ChannelData data, DateTime from, CancellationToken left)
    {
        var answer = new BatchAnswer(
            Guid.NewGuid().ToString(), new BatchSummary("READY", [], setup),
            Judge(owner, model, data, from, setup.TopContributorCount, left));
        lock (_gate)
        {
            Queue<BatchAnswer> own = _found[owner] = _found.GetValueOrDefault(owner) ?? [];
            own.Enqueue(answer);
            if (own.Count > MostFound)
            {
                own.Dequeue();
            }
        }

        return answer;
    }

    /// <summary>Judges rows.</summary>
    /// <param name="owner">Who has the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows, with those before the first that is judged.</param>
    /// <param name="from">The first time that is judged.</param>
    /// <param name="top">The most variables that explain an anomaly.</param>
    /// <param name="left">The caller has left.</param>
    /// <exception cref="RequestException">There are too few or too many rows, or other variables.</exception>
    public AnomalyState[] Judge(
        long owner, DetectionModel model, ChannelData data, DateTime from, int top, CancellationToken left)
    {
        IReadOnlyList<DateTime> stamps = data.Stamps!;
        int window = model.ModelInfo.SlidingWindow, first = stamps.Count(s => s < from);
        Require(
            data.Count >= window, "NotEnoughInput",
            $"There are {data.Count} rows, but the sliding window needs {window} or more.");
        Require(data.Count - first <= MostRows, "DataExceedsLimit", $"A request judges at most {MostRows} rows.");
        using var detector = ChannelModel.Load(FileOf(owner, model.ModelId), threads: 1);
        IReadOnlyList<string> channels = detector.Design.Channels;
        Require(
            channels.All(data.Channels.Contains), "FileNotExist",
            $"The data must have the variables {string.Join(", ", channels)}.");
        ChannelVerdicts verdicts = detector.Judge(
            data with
            {
                Channels = channels,
                Columns = [.. channels.Select(c => data.Columns[data.Channels.ToList().IndexOf(c)])],
            }, left);
        return [.. Enumerable.Range(first, data.Count - first).Select(r => new AnomalyState(stamps[r], Value(r)))];

        AnomalyValue Value(int row)
        {
            double score = verdicts.Scores[row] is > 0 and var own ? Math.Min(own / MostScore, 1) : 0;
            bool isFound = verdicts.IsAnomalous[row];
            return new AnomalyValue(
                isFound, isFound ? score : 0, 2 * score,
                [
                    .. verdicts.Contributions(row).Take(isFound ? top : 0).Select(
                        c => new Interpretation(channels[c.Channel], c.Share)),
                ]);
        }
    }

    /// <summary>Ends what is under way; a training ends with its present step.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _turn.Wait(_longestEnd);
    }

    private static DetectionModel? Stored(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), DetectionJson.Default.DetectionModel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task FitAsync(long owner, DetectionModel made, string path, DateTime from, DateTime to)
    {
        ModelInfo info = made.ModelInfo;
        CancellationTokenSource stop;
        lock (_gate)
        {
            stop = _trainings[Key(owner, made.ModelId)];
        }

        try
        {
            await _turn.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                var plan = ChannelPlan.Make(
                    DetectionTable.Read(path, info.AlignPolicy!, from, to), new AnomalyOptions
                    {
                        Learn = LearnedShare,
                        Window = info.SlidingWindow,
                        Fit = new FitOptions { Threads = 1 },
                    });
                using Fitted<ChannelModel> fitted = await plan.FitAsync(null, stop.Token).ConfigureAwait(false);

                // A training that is stopped early has a model too.
                stop.Token.ThrowIfCancellationRequested();
                fitted.Model.Save(FileOf(owner, made.ModelId));
                Store(owner, made, "READY");
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Delete(owner, made.ModelId);
        }
        catch (Exception exception)
        {
            // The caller has its answer already, so the model has the error.
            Store(owner, made, "FAILED", ErrorOf(exception));
        }
        finally
        {
            lock (_gate)
            {
                _trainings.Remove(Key(owner, made.ModelId));
                stop.Dispose();
            }
        }
    }

    private void Store(long owner, DetectionModel made, string status, params DetectionError[] errors)
    {
        DetectionModel now = made with
        {
            LastUpdatedTime = DateTime.UtcNow,
            ModelInfo = made.ModelInfo with { Status = status, Errors = errors },
        };
        lock (_gate)
        {
            if (_models.ContainsKey(Key(owner, made.ModelId)))
            {
                _models[Key(owner, made.ModelId)] = now;
                AtomicFile.Write(
                    FileOf(owner, made.ModelId) + ".json",
                    stream => JsonSerializer.Serialize(stream, now, DetectionJson.Default.DetectionModel));
            }
            else
            {
                Delete(owner, made.ModelId);
            }
        }
    }

    private static string Key(long owner, string id) => $"{owner:x16}.{id}";

    private string FileOf(long owner, string id) => Path.Combine(_folder, Key(owner, id));
}
