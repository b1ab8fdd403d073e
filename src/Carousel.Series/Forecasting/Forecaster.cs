using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Measured = Carousel.Forecasting.Backtest;

namespace Carousel.Forecasting;

/// <summary>A fitted forecaster: fit it from a plan, or load it from its file; then forecast, and measure it.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed partial class Forecaster : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What its files say that they are for.</summary>
    public const string TaskName = "forecast";
    internal const string ForecastName = "forecast.csv";

    private static readonly RemovedFeature _countNetwork = new("loss", null, "a network of counts");


    // How messages call its file.
    private readonly string _name;

    internal Forecaster(
        CpuBackend backend, ForecastModel model, ForecastFitted fitted, SamplePaths paths, FitSummary summary,
        ForecastOrigin origin, RidgeBaseline? baseline, string name = "The model")
        : base(backend, model, summary)
    {
        (Model, Scaling, _name) = (model, fitted.Scaling, name);
        (Calibration, Paths, Origin) = (fitted.Calibration, paths, origin);
        (Baseline, Weights, Recipe, Reconciliation) = (baseline, fitted.Weights, fitted.Recipe, fitted.Hierarchy);
    }

    /// <summary>The network and its inputs.</summary>
    public ForecastDesign Design => Model.Design;

    /// <summary>The data it was fitted on.</summary>
    internal ForecastOrigin Origin { get; private set; }

    /// <summary>The widths of the quantiles.</summary>
    internal Calibration Calibration { get; private set; }

    /// <summary>The baseline inside; null without one.</summary>
    internal RidgeBaseline? Baseline { get; }

    /// <summary>The weight of each method in the answer, by its word; none where only the network answers.</summary>
    internal IReadOnlyDictionary<string, double> Weights { get; }

    /// <summary>The weights in words; null where only the network answers.</summary>
    internal string? WeightSentence => Design.IsSmoothed
        ? "Each series is forecast by a mean of its last season and of exponential smoothing, and sums add these "
            + "forecasts. With columns that are known ahead the network and the averaged methods answer."
        : Champion.Methods.Count == 0 ? null
        : Champion.IsWalk ? "The last value was chosen on the rows before the test set. Its intervals are made of the "
            + "steps of the series."
        : $"The forecast is a mean of {string.Join(", ", Weights.Where(w => w.Value > 0).Select(w => Invariant.Of(
            $"{(w.Key == WindowMethods.Network ? NetworkName : w.Key)} {100 * w.Value:0} %")))}. "
            + $"Weights were chosen on validation data{(Champion.Own.Count == 0 ? "" : "; each series has its own")}.";

    private string NetworkName => Design.HasBaseline ? WindowMethods.NetworkName : WindowMethods.Network;

    /// <summary>The methods that are averaged with the network.</summary>
    internal Champion Champion { get; init; } = Champion.Alone;

    /// <summary>How it was trained, to train it again; null in a model of an earlier version.</summary>
    internal ForecastRecipe? Recipe { get; }

    /// <summary>How its forecasts are made to add up; null without a hierarchy.</summary>
    internal Reconciliation? Reconciliation { get; }

    /// <summary>Turns quantiles into paths.</summary>
    public SamplePaths Paths { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Networks => Model.Members;

    /// <inheritdoc/>
    public override bool TakesRowChoices => true;

    /// <inheritdoc/>
    public override string PredictionFile => ForecastName;

    /// <summary>Loads a forecaster.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The forecaster, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static Forecaster Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        ForecastDesign design = reading.Configuration(SeriesJson.Default.ForecastDesign, ForecastDesign.Removed);
        if (DemandChoice.Losses.Contains(design.Loss) && !design.HasDemand)
        {
            throw _countNetwork.Refusal(path);
        }

        ForecastFitted fitted = reading.Scalers(SeriesJson.Default.ForecastFitted, Reconciliation.Removed);
        fitted = fitted with { Hierarchy = Reconciliation.Read(fitted.Hierarchy, design, reading.Find, path) };
        ForecastModel model = reading.Build(
            design.IsInRange, design.Hidden, () => new ForecastModel(design), IsParameter);
        return fitted.Fits(design)
            ? new Forecaster(
                reading.Backend, model, fitted,
                SamplePaths.Read(design, reading.Find, path) with { Widths = fitted.Sums }, reading.Summary,
                reading.Data(SeriesJson.Default.ForecastOrigin),
                RidgeBaseline.Read(design, fitted.Scaling.Series.Keys, reading.Find, path), path)
            {
                Champion = WindowMethods.Read(design, fitted, reading.Find, path),
            }
            : throw new ModelFileException(
                $"{path}: the model's scalers do not fit its configuration; the file was damaged or made by hand.");
    });

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        ModelDescription model = Describe(Model);
        return new JobDescription(
        [
            $"{model.Name}: {string.Join(", ", Design.Targets)}, {ModelData.Span(Design, Design.Horizon)} ahead "
            + $"from {ModelData.Span(Design, Design.Lookback)}",
            $"learned from rows before {Origin.TrainedTo} of {Origin.First} to {Origin.Last}; "
            + $"data {Origin.Fingerprint}",
        ],
        model);
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        WhatIf? changes = input.Rows.Set is { Count: > 0 } texts ? new WhatIf(Design, texts) : null;
        SeriesSet set = ReadRows(input, fits: false).Set;
        ForecastContributions.Require(input.Rows, Design, set.Count);
        Forecast forecast = changes?.Run(this, set, input.Rows.RepeatKnown, cancellation)
            ?? Predict(set, input.Rows.RepeatKnown, cancellation);
        ForecastContributions? contributions = input.Rows.Why
            ? new ForecastContributions(this, DataOf(forecast.Set), forecast.Windows, cancellation)
            : null;
        cancellation.ThrowIfCancellationRequested();
        output.Write(ForecastTables.ToCsv(forecast, Design));
        return new JobAnswer(
            [.. set.Notes, .. forecast.Notes, .. contributions?.Lines() ?? []],
            ForecastSentence.Outlook(forecast, Design))
        {
            Files = contributions is null ? [] :
            [
                JobFile.OfText(
                    ForecastContributions.FileName, ForecastTables.ToCsv(forecast, Design, contributions)),
            ],
        };
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ForecastContributions.Require(input.Rows, Design, series: 1);
        TemporalSplit split = Divide(input);
        Backtest backtest = Backtest(split, input.Rows.Stride, cancellation);
        cancellation.ThrowIfCancellationRequested();
        JobResult result = backtest.ToResult();
        string? drift = SetDrift.Of(this, DataOf(Design.Mask(split)), cancellation).Sentence;
        return result with
        {
            Details =
            [
                .. result.Details,
                .. input.Rows.Why
                    ? new ForecastContributions(
                        this, DataOf(split), ForecastContributions.Some(backtest.Windows), cancellation).Lines()
                    : [],
            ],
            Facts = ForecastFacts.Of(split, Design.Closed),
            Notes =
            [
                .. result.Notes, .. Optional.Of(Scaling.OtherUnits(split.Set, Design)), .. Optional.Of(drift),
                .. LostWindows.Notes(split, Design),
            ],
        };
    }

    /// <summary>Reads rows and divides them into the test set and the rows on which the baselines are
    /// fitted.</summary>
    /// <param name="input">A file with the columns of the design.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="DataFormatException">The data can't be read, do not fit the model, or are too few.</exception>
    /// <exception cref="OptionException">The number of rows asked for does not fit.</exception>
    public TemporalSplit Divide(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return MeasuredRows.Split(this, ReadRows(input, fits: true).Set, input.Rows.TestRows);
    }

    /// <summary>Forecasts what follows each series.</summary>
    /// <param name="set">Series with the columns of the design; covariates known ahead are in their future
    /// rows.</param>
    /// <param name="assumeKnown">If covariates are not known ahead, repeats their last season with a note instead of
    /// throwing.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <returns>The forecast.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataFormatException">A column is missing, a series is too short, or what is known ahead is not
    /// there.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the forecaster.</exception>
    public Forecast Predict(SeriesSet set, bool assumeKnown = false, CancellationToken cancellation = default) =>
        Alone(() => Predict(set, assumeKnown, isLater: true, cancellation));

    /// <summary>As the public one; only later than the fit is a change of the series worth a word.</summary>
    internal Forecast Predict(
        SeriesSet set, bool assumeKnown, bool isLater, CancellationToken cancellation, bool hasMethods = false)
    {
        set = HierarchySeries.Prepare(FarValues.LeaveOut(MeterReadings.Of(set, Design)), Design);
        set = Design.Closed?.Apply(set) ?? set;
        var inputs = PredictionInputs.Make(set, Design, Scaling, assumeKnown);
        HierarchySeries.RequireAll(inputs, Design);
        ForecastData data = DataOf(inputs.Set);
        SeparateForecasts separate = Separate(data, inputs.Windows, cancellation);
        QuantileTable<Stage.Reconciled> table =
            Reconcile(RunApart(data, inputs.Windows, separate, cancellation), inputs.Windows, data);
        string? drift = isLater ? SetDrift.Of(this, data, cancellation, IntervalScales.Remembered).Alarm : null;
        string? units = isLater ? Scaling.OtherUnits(set, Design) : null,
            unfinished = isLater ? LastPeriod.Note(set) : null;
        return new Forecast(
            Design, inputs.Set, inputs.Windows, table, Paths,
            [.. inputs.Notes, .. Optional.Of(units), .. Optional.Of(drift), .. Optional.Of(unfinished)])
        {
            Methods = hasMethods ? MethodsOf(data, inputs.Windows, separate) : [],
        };
    }

    /// <summary>Forecasts from many origins and compares the errors with those of the baselines.</summary>
    /// <param name="split">The series and their parts: the test part is measured, the baselines are fitted on the
    /// others.</param>
    /// <param name="stride">Rows between origins; null for a day, or a season.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <returns>The backtest.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataFormatException">No window fits in the test part.</exception>
    public Backtest Backtest(TemporalSplit split, int? stride = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        return Measured.Run(this, null, split, stride, cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="OptionException">A regression of counts answers.</exception>
    public IInspectedModel Inspect() => Design.HasDemand
        ? throw new OptionException(
            "This forecast comes from a regression of counts, which has no trained network to inspect.")
        : new ForecastInspection(this, input => ReadRows(input, fits: false));

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => ForecastPortable.Design(this);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [ForecastGraph.Of(this)];

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most) =>
        ForecastPortable.Sequences(this, ReadRows(input, fits: false).Set, most);

    /// <summary>Which tensors of a model file are parameters, by name.</summary>
    internal static bool IsParameter(string name) =>
        name is not (SamplePaths.TensorName or Reconciliation.TensorName) && !RidgeBaseline.IsTensor(name)
        && !WindowTrees.IsTensor(name);

    /// <summary>The networks' layers and costs.</summary>
    internal static ModelDescription Describe(ForecastModel model) => ModelDescription.Of(
        model.Design.Describe(), model.Members, model.Members.Sum(m => m.MultiplyAdds),
        model.Members.Sum(m => (long)m.Reader.StateSize));

    /// <summary>The networks.</summary>
    internal ForecastModel Model { get; }

    /// <summary>The contents of the model file in addition to the parameters.</summary>
    private ForecastFitted Fitted => new(Scaling, Calibration)
    {
        Weights = Weights,
        OwnWeights = Champion.Own.Count == 0 ? null : Champion.Own,
        ZeroShotKnown = Champion.Methods.Select(m => m.Method).OfType<ZeroShotMethod>().Any(m => m.UsesKnown == true),
        Recipe = Recipe,
        Sums = Paths.Widths,
        Hierarchy = Reconciliation,
    };

    /// <summary>How values become what the networks see.</summary>
    internal ForecastScaling Scaling { get; }

    /// <summary>Whether a series was in the training set; it then has separate scalers.</summary>
    internal bool Knows(string? id) => Scaling.Series.ContainsKey(id ?? "");

    /// <summary>Its networks were trained further, up to a row.</summary>
    /// <param name="label">The first row that had no part: its stamp as text.</param>
    /// <param name="since">Its stamp; null where rows are at no even distance.</param>
    internal void TrainedTo(string label, DateTime? since)
    {
        Origin = Origin with { TrainedTo = label };
        Calibration = Calibration with { Adaptation = Calibration.Adaptation?.From(since) };
    }

    /// <summary>Intervals follow errors in this way from now on.</summary>
    internal void Adapt(IntervalAdaptation adaptation) =>
        Calibration = Calibration with { Adaptation = adaptation };

    /// <summary>Makes quantiles add up, where every series of a hierarchy has a window.</summary>
    internal QuantileTable<Stage.Reconciled> Reconcile(
        QuantileTable<Stage.InUnits> table, IReadOnlyList<Window> windows, ForecastData data) =>
        Reconciliation is { } fitted
            ? new Reconciler(Design, fitted, data.Set.Series, Design.IsSmoothed).Apply(table, windows)
            : table.To<Stage.Reconciled>();

    /// <summary>Quantiles of windows, in the unit of the data, each series by itself.</summary>
    internal QuantileTable<Stage.InUnits> RunApart(
        ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation = default) =>
        RunApart(data, windows, Separate(data, windows, cancellation), cancellation);

    /// <summary>The same of forecasts that are already made.</summary>
    internal QuantileTable<Stage.InUnits> RunApart(
        ForecastData data, IReadOnlyList<Window> windows, SeparateForecasts separate, CancellationToken cancellation)
    {
        QuantileTable<Stage.Calibrated> table = Calibrated(separate);
        table = Calibration.Adaptation is { IsOn: true } adaptation
            ? Adapting(adaptation, data, cancellation).Apply(table, windows)
            : table;
        return data.ToOpenData(table, windows);
    }

    /// <summary>The medians of each method that is averaged, the network first, each series by itself.</summary>
    internal IReadOnlyList<BaselineValues> MethodsOf(
        ForecastData data, IReadOnlyList<Window> windows, SeparateForecasts separate)
    {
        return
        [
            new(NetworkName, NetworkName, data.ToData(Calibration.Apply(separate.Network), windows).Medians()),
            .. Champion.Methods.Zip(separate.Others, (m, values) => new BaselineValues(
                m.Method.Name, m.Method.Name, data.ToData(values, windows).Medians())),
        ];
    }

    /// <summary>The same with widths that do not follow errors, and with quantiles at closed times, to compare
    /// medians.</summary>
    internal QuantileTable<Stage.InUnits> Unadapted(
        ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation = default) =>
        data.ToData(Calibrated(data, windows, cancellation), windows);

    /// <summary>Adapts the intervals of series that are there as a whole.</summary>
    internal AdaptiveIntervals Adapting(
        IntervalAdaptation adaptation, ForecastData data, CancellationToken cancellation = default) =>
        new(Design, adaptation, data, windows => Calibrated(data, windows, cancellation));

    /// <summary>Quantiles of windows in the networks' scale, before they follow the errors of others.</summary>
    internal QuantileTable<Stage.Calibrated> Calibrated(
        ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation = default) =>
        Calibrated(Separate(data, windows, cancellation));

    /// <summary>The same of forecasts that are already made.</summary>
    internal QuantileTable<Stage.Calibrated> Calibrated(SeparateForecasts separate) =>
        Calibration.Apply(Champion.Mix(separate));

    /// <summary>The forecasts of windows by each method; some may be made already.</summary>
    internal SeparateForecasts Separate(
        ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation,
        Func<IWindowMethod, double[]?>? made = null) =>
        Champion.Separate(
            Model.Quantiles(Tape, data, windows, cancellation), data, windows,
            new BaselineFitting(Backend.Threads, cancellation), made);

    /// <summary>The series as the networks see them; rows from one on may count as ordinary days.</summary>
    internal ForecastData DataOf(SeriesSet set, int? eventsUntil = null) =>
        new(set, Design, Scaling, baseline: Baseline, eventsUntil: eventsUntil);

    /// <summary>The same of divided series: those that it does not know are scaled by the training part.</summary>
    internal ForecastData DataOf(TemporalSplit split) => new(split.Set, Design, Scaling, split.Train.Rows, Baseline);

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, SeriesJson.Default.ForecastDesign),
        JsonSerializer.Serialize(Origin, SeriesJson.Default.ForecastOrigin))
    {
        Scalers = JsonSerializer.Serialize(Fitted, SeriesJson.Default.ForecastFitted),
        Tensors =
        [
            .. Baseline?.ToTensors() ?? [], .. Champion.Methods.SelectMany(m => m.Method.ToTensors()),
            .. Paths.ToTensors(),
            .. Reconciliation?.ToTensors() ?? [],
        ],
    };

    /// <summary>The rows of a table, with the table row from which each row of each series comes.</summary>
    internal (SeriesSet Set, IReadOnlyList<int[]> Rows) ReadRows(JobInput input, bool fits) =>
        ModelData.ReadRows(Design, _name, input.With(Summary.Missing), fits);
}
