using System.Globalization;
using Carousel.Data;
using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Training;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>A search for anomalies in channels, before its training. Labels have no part in anything but the measuring.</summary>
public sealed class ChannelPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "anomaly";

    internal const string RowsName = "scores.csv";
    internal const string RangesName = "anomalies.csv";

    private const int FewestRows = 40;
    private const int DefaultWindow = 48;
    private const double ValidationShare = 0.2;

    private ChannelPlan(ChannelData data, AnomalyOptions options, int learningRows, ChannelDesign design, TrainingChoices training, int season)
    {
        (Data, Options, LearningRows, Design, Training, Season) = (data, options, learningRows, design, training, season);
    }

    /// <summary>The rows.</summary>
    public ChannelData Data { get; }

    /// <summary>What was asked for.</summary>
    public AnomalyOptions Options { get; }

    /// <summary>Rows that are learned from; the last fifth of them says when to stop.</summary>
    public int LearningRows { get; }

    /// <summary>The network.</summary>
    public ChannelDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <summary>Rows of a season, for the baseline; 1 for none.</summary>
    public int Season { get; }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => Data.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "pieces";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Math.Max(1, (LearningPart.Length / Math.Max(1, Design.Window / 2)) - 1);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [RowsName, RangesName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new JobFact("series", string.Create(CultureInfo.InvariantCulture, $"{Data.Count:N0} rows of {string.Join(", ", Data.Channels)}, {Data.LabelAt(0)} to {Data.LabelAt(Data.Count - 1)}")),
        new JobFact("split", string.Create(CultureInfo.InvariantCulture, $"learned from the first {LearningRows:N0} rows, searched from {Data.LabelAt(LearningRows)} on, {Data.Count - LearningRows:N0} rows")),
        new JobFact("labels", Data.Labels is null ? "none: nothing can be said about what is missed"
            : string.Create(CultureInfo.InvariantCulture, $"{Data.Labels.Skip(LearningRows).Count(l => l):N0} rows of the searched part; used for measuring alone")),
        new JobFact("model", $"{Design.Cells.Describe()}, {(Design.Score == ChannelScoreKind.Forecast ? "score from the surprise of the next row" : "score from the reconstruction of windows")}"),
        new JobFact("threshold", Options.Threshold == ThresholdKind.Rate
            ? $"{FigureText.Percent(Options.Rate, 2)} of the rows learned from lie above it" : $"dynamic, pruned at {FigureText.Percent(Options.Pruning)}"),
        .. Data.Notes.Select(n => new JobFact("note", n)),
    ];

    internal RowRange LearningPart => new(0, LearningRows - ValidationRows);

    internal RowRange ValidationPart => new(LearningRows - ValidationRows, LearningRows);

    private int ValidationRows => (int)(LearningRows * ValidationShare);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">There are too few rows, or nothing is known of a channel.</exception>
    public static ChannelPlan Make(ChannelData data, AnomalyOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (data.Count < FewestRows)
        {
            throw new DataFormatException($"{data.Name} has {data.Count} rows, but {FewestRows} or more are needed: one part is learned from, the rest is searched.");
        }

        int learning = Math.Clamp((int)(options.Learn * data.Count), FewestRows / 2, data.Count - 1);
        for (int c = 0; c < data.Channels.Count; c++)
        {
            if (!data.Columns[c].Take(learning).Any(float.IsFinite))
            {
                throw new DataFormatException($"{data.Name}: the column '{data.Channels[c]}' has no value in the {learning} rows that are learned from. Leave it out of --target.");
            }
        }

        int window = Math.Clamp(options.Window ?? DefaultWindow, 2, Math.Max(2, learning / 4));
        RobustScale[] scales = [.. data.Columns.Select(c => RobustScale.Of(c.Take(learning)))];
        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 24, 0, 1, InitialiserKind.Glorot).With(options.Fit);
        var design = new ChannelDesign(data.Channels, data.TimeName, options.Score, cells, window, scales);
        TrainingChoices training = new TrainingChoices(OptimizerKind.Adam, 5e-3, 0, ScheduleKind.Cosine, 16, 40, 10, 1, null).With(options.Fit);
        return new ChannelPlan(data, options, learning, design, training, SeasonOf(data, learning));
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
        {
            ChannelNetwork network = ChannelNetwork.Make(Design);
            ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName);
            var rows = new ChannelRows(Data, Design.Scales);
            var problem = new ChannelProblem(network, rows, LearningPart, ValidationPart, Training.Batch, Fit.Seed) { Fingerprint = Data.Fingerprint };
            TrainingResult result = ModelFitting.Train(
                backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
            var scores = ChannelScores.Of(backend, network, rows, CancellationToken.None);
            var fitted = ChannelFitted.Of(scores, LearningRows, Options.Threshold, Options.Rate, Options.Pruning);
            var origin = new AnomalyOrigin(Data.LabelAt(0), Data.LabelAt(LearningRows), LearningRows, Season, Data.Fingerprint);
            return new ChannelModel(backend, network, fitted, FitSummary.Of(result, Fit.Seed, network.ParameterCount), origin);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        ChannelVerdicts verdicts = ((ChannelModel)model).Judge(Data, cancellation);
        JobResult result = ChannelResult.Of(Data, verdicts, LearningRows, Season, (ChannelModel)model);
        return result with
        {
            Report = ChannelReport.Make(Data, verdicts, LearningRows, (ChannelModel)model, result, command),
            Files = [JobFile.OfText(RowsName, ChannelTables.Rows(Data, verdicts)), JobFile.OfText(RangesName, ChannelTables.Ranges(Data, verdicts, LearningRows))],
        };
    }

    private static int SeasonOf(ChannelData data, int learning)
    {
        float[] values = data.Columns[0][..learning];
        return values.Distinct().Count() < 3 ? 1 : SeasonFinder.Find(values, null).Best;
    }
}
