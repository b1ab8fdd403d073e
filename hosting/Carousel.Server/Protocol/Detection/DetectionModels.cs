using System.Collections.Concurrent;
using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Server.Wire;
using static Carousel.Server.Protocol.DetectionFields;

namespace Carousel.Server.Protocol;

/// <summary>Models of several variables, in files of the folder of data, and the results of searches.</summary>
/// <remarks>Models are trained in turn, and stored when they are. The results of searches are in memory.</remarks>
internal sealed class DetectionModels : IDisposable
{
    /// <summary>The most models of an owner.</summary>
    public const int MostModels = 300;

    private const int MostTraining = 5, MostRows = 20_000, MostFound = 1000;
    private const double LearnedShare = 0.95;

    /// <summary>The code of data that are not as described.</summary>
    public const string DataError = "ReadingFileError";

    // Decimal digits of the number of rows from one with such a score to the next: a severity of 1.
    private const double MostScore = 12;

    // By owner and id, which are also the names of the files.
    private readonly ConcurrentDictionary<string, DetectionModel> _models = new();
    private readonly ConcurrentDictionary<string, BatchAnswer> _found = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder;

    /// <summary>Reads the models of a folder.</summary>
    /// <param name="root">The folder of data.</param>
    public DetectionModels(string root)
    {
        _folder = Directory.CreateDirectory(Path.Combine(root, ".models")).FullName;
        foreach (string file in Directory.EnumerateFiles(_folder, "*.json"))
        {
            _models[Path.GetFileNameWithoutExtension(file)] =
                JsonSerializer.Deserialize(File.ReadAllBytes(file), DetectionJson.Default.DetectionModel)!;
        }
    }

    /// <summary>The models of an owner, those that changed last first.</summary>
    public DetectionModel[] All(long owner) =>
    [
        .. _models.Where(m => m.Key.StartsWith(Key(owner, ""), StringComparison.Ordinal)).Select(m => m.Value)
            .OrderByDescending(m => m.LastUpdatedTime),
    ];

    /// <summary>A model.</summary>
    /// <exception cref="RequestException">The owner has no such model.</exception>
    public DetectionModel this[long owner, string id] =>
        _models.GetValueOrDefault(Key(owner, id)) ?? throw Wrong("ModelNotExist", "The model does not exist.", 404);

    /// <summary>The result of a search.</summary>
    /// <exception cref="RequestException">There is no such search.</exception>
    public BatchAnswer Found(long owner, string id) =>
        _found.GetValueOrDefault(Key(owner, id)) ?? throw Wrong("ResultNotExist", "The result does not exist.", 404);

    /// <summary>Removes a model.</summary>
    public void Delete(long owner, string id)
    {
        _models.TryRemove(Key(owner, id), out _);
        File.Delete(FileOf(owner, id) + ".json");
        File.Delete(FileOf(owner, id));
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
        DetectionModel[] all = All(owner);
        Require(all.Length < MostModels, "TooManyModels", $"There are {MostModels} models: delete one first.");
        Require(
            all.Count(m => m.ModelInfo.Status == "CREATED") < MostTraining, "TooManyRunningModels",
            $"{MostTraining} models are not trained yet: try again later.");
        string id = Guid.NewGuid().ToString(), key = Key(owner, id);
        var made = new DetectionModel(id, DateTime.UtcNow, DateTime.UtcNow, info with { Status = "CREATED" });
        _models[key] = made;
        _ = Task.Run(async () =>
        {
            await _turn.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                var plan = ChannelPlan.Make(
                    DetectionTable.Read(path, info.AlignPolicy!, from, to), new AnomalyOptions
                    {
                        Learn = LearnedShare,
                        Window = info.SlidingWindow,
                        Fit = new FitOptions { Threads = 1 },
                    });
                using Fitted<ChannelModel> fitted = await plan.FitAsync(null, _end.Token).ConfigureAwait(false);
                fitted.Model.Save(FileOf(owner, id));
                Set("READY");
            }
            catch (Exception exception)
            {
                // The caller has its answer already, so the model has the error.
                string code = (exception as RequestException)?.Code ?? DataError;
                Set("FAILED", new DetectionError(code, exception.Message));
            }
            finally
            {
                _turn.Release();
            }
        });
        return made;

        void Set(string status, params DetectionError[] errors)
        {
            DetectionModel now = made with
            {
                LastUpdatedTime = DateTime.UtcNow,
                ModelInfo = info with { Status = status, Errors = errors },
            };
            if (_models.TryGetValue(key, out DetectionModel? before) && _models.TryUpdate(key, now, before))
            {
                File.WriteAllBytes(
                    FileOf(owner, id) + ".json",
                    JsonSerializer.SerializeToUtf8Bytes(now, DetectionJson.Default.DetectionModel));
            }
            else
            {
                Delete(owner, id);
            }
        }
    }

    /// <summary>Searches data.</summary>
    /// <param name="owner">Who has the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="setup">The request.</param>
    /// <param name="data">The rows, with those before the first that is judged.</param>
    /// <param name="from">The first time that is judged.</param>
    /// <returns>The result, which <see cref="Found"/> returns from then on.</returns>
    /// <exception cref="RequestException">There are too few or too many rows, or other variables.</exception>
    public BatchAnswer Search(long owner, DetectionModel model, BatchRequest setup, ChannelData data, DateTime from)
    {
        if (_found.Count > MostFound)
        {
            _found.Clear();
        }

        string id = Guid.NewGuid().ToString();
        return _found[Key(owner, id)] = new BatchAnswer(
            id, new BatchSummary("READY", [], setup), Judge(owner, model, data, from, setup.TopContributorCount));
    }

    /// <summary>Judges rows.</summary>
    /// <param name="owner">Who has the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows, with those before the first that is judged.</param>
    /// <param name="from">The first time that is judged.</param>
    /// <param name="top">The most variables that explain an anomaly.</param>
    /// <exception cref="RequestException">There are too few or too many rows, or other variables.</exception>
    public AnomalyState[] Judge(long owner, DetectionModel model, ChannelData data, DateTime from, int top)
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
            }, _end.Token);
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
        _turn.Wait();
    }

    private static string Key(long owner, string id) => $"{owner:x16}.{id}";

    private string FileOf(long owner, string id) => Path.Combine(_folder, Key(owner, id));
}
