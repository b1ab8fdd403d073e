using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// What is decided before the work begins: split, season, horizon, model and training. Shown first, so that a wrong
/// guess is seen at once.
/// </summary>
public sealed class ForecastPlan : JobPlan<Forecaster>
{
    internal const string BacktestName = "backtest.csv";

    // Horizons that a file must have if the default one is to reach beyond closed times.
    private const int LongEnough = 8;

    private const int BytesOfATreeRow = 768;

    /// <summary>Earlier forecasts are held of some series at once.</summary>
    private const int MostEarlierRows = 1_000_000;

    /// <summary>After the fit whose regressions are there when memory is stated: on all rows before the test part, and
    /// on all rows.</summary>
    private const int LaterFits = 2;

    /// <summary>With more rows than this, backtest.csv contains only some of the origins.</summary>
    private const int MostRows = 200_000;

    private readonly Lazy<JobFact?> _atOnce;

    private ForecastPlan(
        TemporalSplit given, ForecastOptions options, TemporalSplit split, ForecastDesign design, SeasonFinding seasons,
        int stride, TrainingChoices? training = null)
        : base(
            options.Fit,
            training ?? ForecastTraining.ChoicesFor(TrainWindowsOf(split, design).Count, options, design)) =>
        (Given, Set, Options, Split, Design, Seasons, Stride, Missing, _atOnce) = (
            given, split.Set, options, split, design, seasons, stride,
            [.. options.Reading.Missing.Union(split.Set.MissingCodes)],
            new(() => training is null ? ZeroShotFact.Of(this) : null));

    /// <summary>The series; zeros of days on which they are closed are missing.</summary>
    public SeriesSet Set { get; }

    /// <summary>What was asked for.</summary>
    public ForecastOptions Options { get; }

    /// <summary>Training, validation and test part.</summary>
    public TemporalSplit Split { get; }

    /// <summary>The same parts with the zeros of closed days, from which later fits learn closures.</summary>
    internal TemporalSplit Given { get; }

    /// <summary>The network and its inputs.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The seasons that were found in the training part, or asked for; perhaps none.</summary>
    public SeasonFinding Seasons { get; }

    /// <summary>Why the network gives counts; null where it does not, or was trained before.</summary>
    internal DemandChoice? Demand { get; private init; }

    /// <summary>A forecast without training, to read during the training; null for too few rows.</summary>
    internal JobFact? AtOnce => _atOnce.Value;

    /// <summary>Steps between the origins of the backtest.</summary>
    public int Stride { get; }

    /// <summary>Windows of the training part; each has all its lags.</summary>
    public Windows TrainWindows => TrainWindowsOf(Split, Design);

    /// <summary>Windows of a round of training, drawn without repetition.</summary>
    public int WindowsPerEpoch => DrawnOf(TrainWindows.Count);

    /// <summary>Windows of the test part, one for each origin.</summary>
    public Windows TestWindows => Split.Test.Windows(Design.Lookback, Design.Horizon, Stride);

    /// <summary>Windows of the validation and the test set that a fit forecasts.</summary>
    internal int ForecastWindows => ValidationWindows().Length + TestWindows.Count;

    /// <summary>The approximate number of measured windows. For a large set these are the windows of evenly spaced
    /// series.</summary>
    internal long MeasuredWindows => TestWindows.Count / Backtest.EveryMeasured(Set, Design, TestWindows);

    /// <summary>The model's layers and costs.</summary>
    public ModelDescription Model => Forecaster.Describe(new ForecastModel(Design));

    /// <inheritdoc/>
    public override string Task => Forecaster.TaskName;

    /// <inheritdoc/>
    public override string DataName => Set.Name;

    /// <inheritdoc/>
    public override IEnumerable<JobFact> Facts => ForecastFacts.Of(this);

    /// <inheritdoc/>
    public override string Unit => "windows";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => WindowsPerEpoch;

    /// <inheritdoc/>
    /// <remarks>
    /// Quantiles of the model in double precision; truth, medians and some eight baselines
    /// in single precision; earlier forecasts that widen intervals; the table that boosted trees grow on; each
    /// series' regressions of later fits. Measured.
    /// </remarks>
    public override long MeasuringBytes
    {
        get
        {
            long cells = MeasuredWindows * Design.Horizon * Design.TargetCount;
            long rows = Math.Min((long)TrainWindows.Count * Design.Horizon, WindowTrees.MostRows);
            int quantiles = sizeof(double) * Design.Quantiles.Count;
            long earlier = Math.Min(Split.Test.TotalRows, MostEarlierRows) * Design.TargetCount;
            return FitRun.UsualMeasuringBytes + (rows * BytesOfATreeRow) + (earlier * 2 * quantiles)
                + (LaterFits * BytesOfOwnMaps) + (cells * (quantiles + (12 * sizeof(float))));
        }
    }

    private long BytesOfOwnMaps => Design.BaselineEach
        ? (new WindowInputs(Design, 0).Count + 1L) * Design.Horizon * Design.TargetCount * Set.Count * sizeof(float)
        : 0;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames =>
        [
            Forecaster.ForecastName, BacktestName, LevelTable.FileName, EventImpacts.FileName, JobResult.LatestName,
            SumTable.FileName,
        ];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="set">The series, on their grid.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">There are too few rows, or a target is constant.</exception>
    /// <exception cref="OptionException">Options contradict each other or the series.</exception>
    public static ForecastPlan Make(SeriesSet set, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Methods?.All(WindowMethods.IsUntrained) == true)
        {
            throw options.Wrong("{Methods} must contain network to train a model.");
        }

        set = HierarchySeries.Prepare(Prepare(set), options);
        TemporalSplit split = ForecastSplit.Make(set, options);
        if (ClosedFinder.Of(split, options) is not { } closed)
        {
            return Make(options, split, null);
        }

        int usual = ForecastSplit.Horizon(set, options), reached = closed.Reaching(set, usual);
        bool isFree = options is { Horizon: null, TestRows: null, Lookback: null };
        options = isFree && reached > usual && LongEnough * reached <= set.Series.Max(s => s.HistoryLength)
            ? options with { Horizon = reached } : options;
        set = closed.Apply(set);
        return Make(options, ForecastSplit.Make(set, options), closed);
    }

    /// <summary>Rises for readings of meters, far values left out, and a note on a last period that may not be
    /// over.</summary>
    /// <param name="set">The series as they were read.</param>
    internal static SeriesSet Prepare(SeriesSet set)
    {
        set = FarValues.LeaveOut(MeterReadings.Find(set));
        return LastPeriod.Note(set) is { } note ? set.With(set.Series, [.. set.Notes, note]) : set;
    }

    /// <summary>The same with parts that are decided.</summary>
    internal static ForecastPlan Make(ForecastOptions options, TemporalSplit given, ClosedTimes? closed)
    {
        EventCalendar? events = EventChoice.Of(given, options);
        RareZeros? zeros = events is null && options.Hierarchy is null ? RareZeros.Of(given.Train) : null;
        TemporalSplit split = given.On(events?.Mask(given.Set) ?? zeros?.Mask(given.Set) ?? given.Set);
        SeriesSet set = split.Set;
        int horizon = ForecastSplit.Horizon(set, options);
        ForecastSplit.RequireVariation(split);
        ForecastSplit.RequireWeights(split, options);
        float[] train = split.Train.SampleOf(0);
        int trainRows = split.Train.LongestRows;
        SeasonFinding seasons = options.Seasons is { } asked
            ? Asked(options, asked, train, trainRows)
            : SeasonFinder.Find(train, set.Frequency);
        int season = seasons.Best;

        int lookback = options.Lookback
            ?? ForecastDefaults.Lookback(seasons, season, horizon, trainRows);
        ForecastSplit.RequireWindows(set, split, lookback, horizon);
        int stride = options.Stride
            ?? ForecastSplit.DefaultStride(set.Frequency, season, horizon, split.Test.LongestRows);
        var demand = DemandChoice.Of(split, options, season, horizon);
        ForecastDesign design = ForecastDesigner.Make(
            split, options, seasons, season, horizon, lookback, demand, events, closed) with
        { RareZeros = zeros };
        ReconciliationFit.RequireOrigins(split, options, design);
        ForecastSplit.RequireClock(set, options);
        var plan = new ForecastPlan(given, options, split, design, seasons, stride) { Demand = demand };
        int rows = (int)Math.Min(set.TotalRows, int.MaxValue);
        RidgeEachRoom.RequireForecasts(
            options, design, Math.Min(rows, (long)plan.DrawnOf(rows) * plan.Training.Epochs));
        return plan;
    }

    /// <summary>The plan to train a forecaster again on other rows.</summary>
    /// <param name="model">The forecaster.</param>
    /// <param name="recipe">How it was trained.</param>
    /// <param name="split">The rows: what does not test is learned from.</param>
    internal static ForecastPlan Again(Forecaster model, ForecastRecipe recipe, TemporalSplit split)
    {
        var options = new ForecastOptions
        {
            EpochWindows = recipe.EpochWindows,
            Hierarchy = model.Design.Hierarchy,
            Fit = new FitOptions { Seed = model.Summary.Seed, Threads = model.Backend.Threads },
        };
        ForecastDesign design = model.Design;
        TemporalSplit all = split.LearningFromAll();
        design = design.Events is { } events ? design with { Events = events.Learning(all.Train) } : design;
        return new ForecastPlan(
            split, options, design.Mask(split), design, new SeasonFinding([]), 1, recipe.Training);
    }

    /// <summary>How the networks are trained once it is known for how long.</summary>
    /// <param name="first">What the first training found.</param>
    internal ForecastRecipe RecipeOf(FitSummary first) => new(
        Training with { Epochs = Math.Max(1, first.BestEpoch), Patience = 0 }, Options.EpochWindows);

    /// <inheritdoc/>
    private protected override Fitted<Forecaster> Train(JobFitting fitting) => new ForecastFit(this, fitting).Run();

    /// <summary>The same series and parts with other options.</summary>
    internal ForecastPlan With(ForecastOptions options)
    {
        ForecastPlan made = Make(options, Given, Design.Closed);
        return new ForecastPlan(Given, made.Options, Split, made.Design, Seasons, Stride);
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Forecaster> fitted, CancellationToken cancellation)
    {
        Forecaster model = fitted.Model;
        Backtest backtest = Options.Refit is { } weeks
            ? new RefittingBacktest(model, Given, weeks) { Comparison = fitted.Comparison }.Run(
                Backtest.WindowsOf(model, Split, Stride), null, cancellation)
            : Backtest.Run(model, fitted.Comparison, Split, Stride, cancellation);
        Forecaster latest = fitted.Latest ?? model;
        Forecast forecast = latest.Predict(
            Set, assumeKnown: true, isLater: false, cancellation, Options.AllMethods);
        JobResult result = backtest.ToResult();
        IReadOnlyList<EventImpact> events = EventImpacts.Of(model, backtest, this, cancellation);
        int every = (int)((backtest.Truth.Count + MostRows - 1L) / MostRows);
        return result with
        {
            Trainings = fitted.Trainings,

            // The report shows as many decimals as the terminal finds that a column needs.
            Metrics = [.. result.Metrics.Select(m => m with
            {
                Decimals = m.Decimals ?? FigureText.Decimals(result.Scores.Select(s => s.Metrics[m.Key])),
            })],
            Sentence = $"{result.Sentence} {ForecastSentence.Outlook(forecast, Design)}",
            Notes =
            [
                .. forecast.Notes,
                .. Optional.Of(model.WeightSentence),
                .. LostWindows.Notes(Split, model.Design),
                .. Optional.Of(fitted.Choice),
                .. Optional.Of(latest == model
                    ? null
                    : $"{Forecaster.ForecastName} is made by {JobResult.LatestName}, the same model retrained on all "
                    + $"rows: use it for predict and stream. The scores are those of {JobResult.ModelName}."),
                .. Optional.Of(Backtest.EveryMeasured(Set, Design, TestWindows) is > 1 and var apart
                    ? $"The test covers one in {apart} series, {FigureText.Count(backtest.Windows.Count)} of "
                        + $"{FigureText.Count(TestWindows.Count)} origins. The forecasts cover all series."
                    : null),
                .. Optional.Of(every == 1
                    ? null
                    : $"{BacktestName} contains one in {every} of {FigureText.Count(backtest.Windows.Count)} origins; "
                    + "a backtest of the model writes all."),
            ],
            Preview = ForecastPreview.Of(forecast, Design),
            Page = ForecastReport.Page(this, fitted, backtest, forecast, events, cancellation),
            Files =
            [
                .. result.Files,
                JobFile.OfText(Forecaster.ForecastName, ForecastTables.ToCsv(forecast, Design)),
                .. Optional.Of(Demand is null
                    ? null
                    : JobFile.OfText(SumTable.FileName, SumTable.ToCsv(forecast, Design))),
                JobFile.OfLines(BacktestName, text => ForecastTables.Write(backtest, text, every)),
                .. EventImpacts.Files(events),
                .. Optional.Of(latest == model ? null : JobFile.OfModel(JobResult.LatestName, latest)),
            ],
        };
    }

    internal static Windows TrainWindowsOf(TemporalSplit split, ForecastDesign design) =>
        split.Train.Windows(design.RowsBefore, design.Horizon);

    /// <summary>How many of some windows an epoch draws: in the refit, which has more, as in the training.</summary>
    internal int DrawnOf(int windows) => ForecastTraining.Drawn(windows, TrainWindows.Count, Options);

    /// <summary>Every origin of the validation rows, thinned out where there are many.</summary>
    internal Window[] ValidationWindows() => ForecastSplit.ValidationWindows(Split, Design);

    internal ForecastOrigin Origin()
    {
        (int index, Series longest) = Set.Series.Index().MaxBy(s => s.Item.HistoryLength);
        return new ForecastOrigin(
            Given.Set.Fingerprint(), Set.TotalRows, Set.Count, longest.LabelAt(0),
            longest.LabelAt(longest.HistoryLength - 1), longest.LabelAt(Split.Validation.Rows[index].End),
            Split.Validation.LongestRows, Split.Test.LongestRows);
    }

    /// <summary>Intervals that follow errors from the first row on that has no part in the training.</summary>
    internal IntervalAdaptation Adaptation(double rate) => new(
        rate,
        Set.Series.Select((s, i) => Split.Validation.Rows[i].End > 0 ? s.TimeAt(Split.Validation.Rows[i].End) : null)
            .Max(),
        Split.Validation.Rows.Max(r => r.End));

    /// <summary>Checkpoints hold it: the windows of an epoch stand among the choices of the training.</summary>
    internal string Fingerprint() => string.Join(
        '|', Set.Fingerprint(), Split.Train.TotalRows, Split.Validation.TotalRows,
        JsonSerializer.Serialize(Design, SeriesJson.Default.ForecastDesign),
        Training.ToJson().Replace(
            "\"patience\"",
            Invariant.Of($"\"windows_per_epoch\":{WindowsPerEpoch},\"patience\"")));

    /// <summary>The seasons that were asked for, as if they were found.</summary>
    private static SeasonFinding Asked(ForecastOptions options, IReadOnlyList<int> asked, float[] train, int trainRows)
        => asked[^1] >= trainRows
            ? throw options.Wrong($"{{Seasons}} must be below the {trainRows} rows to train on, but is {asked[^1]}.")
            : asked is [1, _, ..]
            ? throw options.Wrong($"{{Seasons}} 1 means that the data have no season: leave out the 1, or the others.")
            : SeasonFinder.Measure(train, [.. asked.Where(s => s > 1)]);
}
