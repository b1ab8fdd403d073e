using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// A search for anomalies in channels, before its training. Labels have no part in anything but the measuring.
/// </summary>
public sealed class ChannelPlan : JobPlan<ChannelModel>
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "anomaly";

    internal const string RowsName = "scores.csv";
    internal const string IncidentsName = "incidents.csv";
    internal const string ContributionsName = "contributions.csv";

    /// <summary>The fewest rows of a search.</summary>
    internal const int FewestRows = 40;

    private const double ValidationShare = 0.2;

    // Beyond this multiple of the training rows, the fitted tail is not supported by data.
    private const int MostExtrapolated = 10;

    private static readonly TrainingChoices _choices = new(
        OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay: 0, Batch: 16, Epochs: 40, Patience: 10, ClipNorm: 1);

    private ChannelPlan(ChannelData data, AnomalyOptions options, int learningRows, ChannelDesign design, int season)
        : base(options.Fit, _choices.With(options.Fit)) =>
        (Data, Options, LearningRows, Design, Season, Missing) =
            (data, options, learningRows, design, season, [.. options.Cells.Missing.Union(data.MissingCodes)]);

    /// <summary>The rows.</summary>
    internal ChannelData Data { get; }

    /// <summary>What was asked for.</summary>
    public AnomalyOptions Options { get; }

    /// <summary>Rows that are learned from; the last fifth of them says when to stop.</summary>
    public int LearningRows { get; }

    /// <summary>The network.</summary>
    internal ChannelDesign Design { get; }

    /// <summary>Rows of a season, for the baseline; 1 for none.</summary>
    public int Season { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Name;

    /// <inheritdoc/>
    public override string Unit => "windows";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => Math.Max(1, (LearningPart.Length / Math.Max(1, Design.Window / 2)) - 1);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames =>
        [RowsName, IncidentsName, ContributionsName, SeriesChanges.FileName];

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        Data.Fact,
        new(
            "split",
            $"learned from the first {FigureText.Count(LearningRows)} rows, searched from {Data.LabelAt(LearningRows)} "
            + $"on, {FigureText.Count(Data.Count - LearningRows)} rows"),
        new("labels", Data.Labels is null ? "none: missed anomalies can't be counted"
            : $"{FigureText.Count(Data.Labels.Skip(LearningRows).Count(l => l))} rows of the searched part; used only "
                + "for the evaluation"),
        new("model", $"{Design.Cells.Describe()}, {ChannelModel.ScoreSource}"),
        AlarmRate.Fact(Options.Rate, RowsBetween),
        .. JobFact.Notes([.. Optional.Of(ShortNote), .. Optional.Of(UnseenDaysNote)]),
        .. JobFact.Notes(Data.Notes),
    ];

    private double RowsBetween => AlarmRate.Of(Options.Rate).RowsBetween(Data.Stamps, LearningRows);

    private string? ShortNote =>
        RowsBetween <= MostExtrapolated * (double)LearningRows ? null
        : $"{FigureText.Count(LearningRows)} rows are too few to estimate a score that occurs once in "
            + $"{FigureText.Count((long)RowsBetween)} rows: the threshold is extrapolated from their highest scores, "
            + "and more false incidents may occur. Learn from "
            + $"{FigureText.Count((long)Math.Ceiling(RowsBetween / MostExtrapolated))} rows or more.";

    private string? UnseenDaysNote
    {
        get
        {
            // Rows that are further apart are not judged by their day.
            if (Data.Stamps is not { } stamps || stamps[LearningRows - 1] - stamps[0] > TimeSpan.FromDays(LearningRows))
            {
                return null;
            }

            DayOfWeek[] days =
            [
                .. stamps.Skip(LearningRows).Select(s => s.DayOfWeek).Distinct()
                    .Except(stamps.Take(LearningRows).Select(s => s.DayOfWeek)),
            ];
            return days.Length == 0 ? null
                : $"The training rows have no {NearestName.Either([.. days.Select(d => $"{d}")])}, but the searched "
                    + "rows do. False incidents are likely on these days. Learn from a whole week.";
        }
    }

    internal RowRange LearningPart => new(0, LearningRows - ValidationRows);

    internal RowRange ValidationPart => new(LearningRows - ValidationRows, LearningRows);

    private int ValidationRows => (int)(LearningRows * ValidationShare);

    /// <summary>The plan for a table, with everything decided that the options leave open.</summary>
    /// <param name="path">A CSV file with one row for each time.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">There are too few rows, or nothing is known of a channel.</exception>
    public static ChannelPlan Read(string path, AnomalyOptions options) =>
        Make(ChannelData.Read(path, path, options.Reading, options.Label), options);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">There are too few rows, or nothing is known of a channel.</exception>
    internal static ChannelPlan Make(ChannelData data, AnomalyOptions options)
    {
        options.RequireTraining();
        if (data.Count < FewestRows)
        {
            throw new DataFormatException(
                $"{data.Name} has {FigureText.Counted(data.Count, "row")}, but {FewestRows} or more are needed: "
                + "one part for training, the rest to search.");
        }

        int learning = Math.Clamp((int)(options.Learn * data.Count), FewestRows / 2, data.Count - 1);
        for (int c = 0; c < data.Channels.Count; c++)
        {
            if (!data.Columns[c].Take(learning).Any(float.IsFinite))
            {
                throw options.Unfit(
                    $"{data.Name}: the column '{data.Channels[c]}' has no value in the {learning} training "
                    + $"rows. Leave it out of {{Targets}}.");
            }
        }

        int[]? rising = RisingChannels.Find(data, learning);
        data = RisingChannels.Watched(data, rising);
        int window = Math.Clamp(options.Window, 2, Math.Max(2, learning / 4));
        RobustScale[] scales = [.. data.Columns.Select(c => RobustScale.Of(c.Take(learning)))];
        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 24, 0, 1, InitializerKind.Glorot).With(options.Fit);
        var design = new ChannelDesign(
            data.Channels, data.TimeName, ChannelDesign.OnlyScore, cells, window, scales)
        {
            Every = data.Every,
            Clock = data.Clock?.ToString(),
            Sensors = data.Sensors,
            Rising = rising,
        };
        return new ChannelPlan(data, options, learning, design, SeasonOf(data.Columns[0], learning));
    }

    /// <inheritdoc/>
    private protected override Fitted<ChannelModel> Train(JobFitting fitting)
    {
        ChannelNetwork network = fitting.Begin(new ChannelNetwork(Design));
        var rows = new ChannelRows(Data, Design.Scales);
        FitSummary summary = fitting.Train(
            new ChannelProblem(
                network, rows, LearningPart, ValidationPart, Training.Batch, Fit.Seed, Data.Fingerprint),
            baseline: ChannelBaseline.Of(
                rows, [.. Enumerable.Range(LearningPart.Start, LearningPart.Length)],
                [.. ChannelProblem.RowsOf(ValidationPart, Design.Window)]));
        ChannelForecast[][] looks = Looks(fitting, network);
        var use = NetworkChoice.Of(rows, looks, LearningPart, ValidationPart, Season);
        var fitted = ChannelFitted.Of(
            Design, Data, LearningRows, use.IsUsed ? looks : null, ValidationPart.Start, use, Options);
        if (Data.Stamps is { } stamps)
        {
            fitted = fitted with
            {
                State = ChannelScorer.Run(fitting.Backend, network, fitted, Data, LearningRows, origin: null).State,
                LastTicks = stamps[LearningRows - 1].Ticks,
            };
        }

        var origin = new AnomalyOrigin(
            Data.LabelAt(0), Data.LabelAt(LearningRows), LearningRows, Season, Data.Fingerprint)
        {
            FirstRow = ChannelData.TextOf(Data.StampAt(0), Data.Row(0)),
            Learned = Data.ValuesOf(LearningRows),
        };
        return Fitted(new ChannelModel(fitting.Backend, network, fitted, summary, origin));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<ChannelModel> fitted, CancellationToken cancellation)
    {
        ChannelVerdicts verdicts = fitted.Model.Judge(Data, cancellation);
        return ChannelResult.WithPage(
            Data, verdicts, LearningRows, fitted.Model.Setting,
            Data.Columns.Select(c => RobustParts.OfChannel(Data, c)),
            cancellation);
    }

    private ChannelForecast[][] Looks(JobFitting fitting, ChannelNetwork network)
    {
        using var reader = new ChannelReader(fitting.Backend, network);
        var looks = new ChannelForecast[Data.Count][];
        for (int r = 0; r < looks.Length; r++)
        {
            looks[r] = new ChannelForecast[Data.Channels.Count];
            reader.Take(Data.StampAt(r), Data.Row(r), looks[r]);
        }

        return looks;
    }

    /// <summary>The season of a channel, for the baseline.</summary>
    /// <param name="values">[n].</param>
    /// <param name="learning">The number of training rows.</param>
    /// <returns>Rows; 1 for none.</returns>
    internal static int SeasonOf(float[] values, int learning)
    {
        values = values[..learning];
        return values.Distinct().Count() < 3 ? 1 : SeasonFinder.Find(values, null).Best;
    }
}
