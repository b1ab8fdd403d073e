using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Inspection;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Forecasting.Networks;

namespace Carousel.Tasks.Forecasting;

/// <summary>A fitted forecaster: fit it from a plan, or load it from its file; then forecast, and measure it.</summary>
/// <remarks>Not thread-safe. Owns its backend unless it was given one.</remarks>
public sealed class Forecaster : IDisposable
{
    private readonly Backend _backend;
    private readonly ForecastModel _model;
    private readonly ForecastScaling _scaling;
    private readonly bool _ownsBackend;

    internal Forecaster(
        Backend backend, ForecastModel model, ForecastScaling scaling, Calibration calibration, SamplePaths paths,
        FitSummary summary, ForecastOrigin origin, bool ownsBackend = false)
    {
        (_backend, _model, _scaling, _ownsBackend) = (backend, model, scaling, ownsBackend);
        (Calibration, Paths, Summary, Origin) = (calibration, paths, summary, origin);
    }

    /// <summary>The network and what it is fed.</summary>
    public ForecastDesign Design => _model.Design;

    /// <summary>What the training reached.</summary>
    public FitSummary Summary { get; }

    /// <summary>The data it was fitted on.</summary>
    public ForecastOrigin Origin { get; }

    /// <summary>The widths of the quantiles.</summary>
    public Calibration Calibration { get; }

    /// <summary>Turns quantiles into paths.</summary>
    public SamplePaths Paths { get; }

    /// <summary>Fits a forecaster.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="run">Checkpoints and observers; null for none.</param>
    /// <param name="cancellation">Ends the fit after the present step: the best model so far is given, its summary says that it was cancelled, and the checkpoint is kept.</param>
    /// <returns>The forecaster, owned by the caller.</returns>
    /// <exception cref="Training.DivergenceException">The training diverged.</exception>
    /// <exception cref="Storage.CheckpointException">The checkpoint to go on from is damaged or of other settings.</exception>
    /// <exception cref="Storage.ModelFileException">The model to start from is damaged or of another design.</exception>
    public static async Task<Forecaster> FitAsync(ForecastPlan plan, FitRun? run = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await ModelFitting.RunAsync(
            plan.Options.Fit.Threads, backend => new ForecastFitting(plan, run ?? new FitRun(), backend).Fit(cancellation).Owning()).ConfigureAwait(false);
    }

    /// <summary>Loads a forecaster.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The forecaster, owned by the caller.</returns>
    /// <exception cref="Storage.ModelFileException">Missing, damaged, or of another task.</exception>
    public static Forecaster Load(string path, int threads = 0) => ModelFitting.WithBackend(threads, backend => Load(path, backend).Owning());

    /// <summary>Writes the forecaster completely or not at all. Equal fits give equal files, byte for byte.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public void Save(string path) => ForecastFile.ToFile(_model, _scaling, Calibration, Paths, Summary, Origin).Write(path);

    /// <summary>What the forecaster is made of and what it costs.</summary>
    /// <returns>The description.</returns>
    public ModelDescription Describe() => ForecastDescription.Of(_model);

    /// <summary>Forecasts what follows each series.</summary>
    /// <param name="set">Series with the columns of the design; what is known ahead stands in their future rows.</param>
    /// <param name="assumeKnown">Where covariates are not known ahead, repeats their last season instead of refusing, and says so in a note.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <returns>The forecast.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataFormatException">A column is missing, a series is too short, or what is known ahead is not there.</exception>
    public Forecast Predict(SeriesSet set, bool assumeKnown = false, CancellationToken cancellation = default)
    {
        var inputs = PredictionInputs.Make(set, Design, assumeKnown);
        QuantileTable table = Run(DataOf(inputs.Set), inputs.Windows, cancellation);
        return new Forecast(inputs.Set, inputs.Windows, table, Paths, inputs.Notes);
    }

    /// <summary>Forecasts from many origins and measures the forecasts beside the baselines.</summary>
    /// <param name="split">The series and their parts: the test part is measured, the baselines are fitted on the others.</param>
    /// <param name="stride">Rows between origins.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <returns>The backtest.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="DataFormatException">No window fits in the test part.</exception>
    public Backtest Backtest(TemporalSplit split, int stride, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        PredictionInputs.RequireColumns(split.Set, Design);
        Windows windows = split.Test.Windows(Design.Lookback, Design.Horizon, stride);
        if (windows.Count == 0)
        {
            throw new DataFormatException(
                $"{split.Set.Name}: no window of {Design.Lookback} rows to look back and {Design.Horizon} to forecast fits; it has {split.Set.Series.Max(s => s.HistoryLength):N0} rows.");
        }

        Window[] all = [.. Enumerable.Range(0, windows.Count).Select(i => windows[i])];
        var data = new ForecastData(split.Set, Design, _scaling, split.Train.Rows);
        QuantileTable table = Run(data, all, cancellation);
        return BacktestScorer.Score(split.Set, Design, all, table, split.Train.Rows, split.Validation.Rows);
    }

    /// <summary>Measures forecasts of some windows, without baselines.</summary>
    /// <param name="split">The series and their parts: scaled errors are scaled by the training part.</param>
    /// <param name="windows">The windows, one at least.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <returns>How well the model did.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public BacktestModel Measure(TemporalSplit split, IReadOnlyList<Window> windows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(windows);
        PredictionInputs.RequireColumns(split.Set, Design);
        var data = new ForecastData(split.Set, Design, _scaling, split.Train.Rows);
        return BacktestScorer.ScoreAlone(split.Set, Design, windows, Run(data, windows, cancellation), split.Train.Rows);
    }

    /// <summary>All gates and states of the first recurrent layer of the first network over one window's look-back.</summary>
    /// <param name="set">The series.</param>
    /// <param name="window">Which window.</param>
    /// <returns>The trace.</returns>
    public LayerTrace Trace(SeriesSet set, Window window)
    {
        ArgumentNullException.ThrowIfNull(set);
        ForecastNetwork network = _model.Members[0];
        return NetworkTrace.Of(_backend, (SequenceLayer)network.Reader.Layers.First(), network.ReaderInput(_backend, DataOf(set), window))[0];
    }

    /// <summary>How much of an error comes back through the recurrent layers that read the look-back, of the first network, by lag.</summary>
    /// <param name="set">The series.</param>
    /// <param name="window">Which window.</param>
    /// <returns>The flow over the steps that those layers read: rows, or segments where the network reads segments.</returns>
    public GradientFlow ErrorFlow(SeriesSet set, Window window)
    {
        ArgumentNullException.ThrowIfNull(set);
        ForecastNetwork network = _model.Members[0];
        return GradientFlow.Of(_backend, network.Reader, network.ReaderInput(_backend, DataOf(set), window));
    }

    /// <summary>As over a window, but over made inputs: independent uniform numbers of mean 0 and variance 1, which is what scaled features look like to a network, without their order.</summary>
    /// <param name="seed">The seed of the inputs.</param>
    /// <returns>The flow over as many steps as the look-back has.</returns>
    public GradientFlow ErrorFlow(ulong seed)
    {
        Stack reader = _model.Members[0].Reader;
        int T = Design.Lookback / (Design.Strategy == ForecastStrategy.Segment ? Design.Segment : 1);
        var input = new float[T * reader.InputSize];
        new CounterRandom(seed, CounterRandom.Purpose("error flow")).Uniform(0, input);
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = ((2 * input[i]) - 1) * MathF.Sqrt(3);
        }

        return GradientFlow.Of(_backend, reader, input);
    }

    /// <summary>What the first recurrent layer of the first network reads and gives over one window's look-back.</summary>
    /// <param name="set">The series.</param>
    /// <param name="window">Which window.</param>
    /// <returns>The reading; its layer is the forecaster's own.</returns>
    public RecurrentReading ReadWindow(SeriesSet set, Window window)
    {
        ArgumentNullException.ThrowIfNull(set);
        return ReadInput(_model.Members[0].ReaderInput(_backend, DataOf(set), window));
    }

    /// <summary>What that layer gives where every feature is one unit of its scale above the mean in the first step, and at the mean from then on.</summary>
    /// <param name="steps">T.</param>
    /// <returns>The reading; its layer is the forecaster's own.</returns>
    public RecurrentReading ReadPulse(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int inputs = _model.Members[0].Reader.InputSize;
        var input = new float[steps * inputs];
        input.AsSpan(0, inputs).Fill(1);
        return ReadInput(input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsBackend)
        {
            _backend.Dispose();
        }
    }

    /// <summary>Loads a forecaster onto a backend that somebody else owns.</summary>
    internal static Forecaster Load(string path, Backend backend)
    {
        (ForecastModel model, ForecastFitted fitted, SamplePaths paths, FitSummary summary, ForecastOrigin origin) = ForecastFile.Read(path, backend);
        return new Forecaster(backend, model, fitted.Scaling, fitted.Calibration, paths, summary, origin);
    }

    /// <summary>Where it computes.</summary>
    internal Backend Backend => _backend;

    /// <summary>The networks.</summary>
    internal ForecastModel Model => _model;

    /// <summary>How values become what the networks see.</summary>
    internal ForecastScaling Scaling => _scaling;

    /// <summary>Whether the training knew a series: then it has scalers of its own.</summary>
    internal bool Knows(string? id) => _scaling.Series.ContainsKey(id ?? "");

    /// <summary>The same forecaster, its networks trained further up to a row.</summary>
    /// <param name="trainedTo">The first stamp or row that had no part.</param>
    internal Forecaster TrainedTo(string trainedTo) =>
        new(_backend, _model, _scaling, Calibration, Paths, Summary, Origin with { TrainedTo = trainedTo });

    /// <summary>Quantiles of windows, in the unit of the data.</summary>
    internal QuantileTable Run(ForecastRunner runner, ForecastData data, IReadOnlyList<Window> windows, Tape? tape, CancellationToken cancellation)
    {
        QuantileTable table = runner.Quantiles(data, windows, tape, cancellation);
        Calibration.Apply(table);
        data.ToData(table, windows);
        return table;
    }

    /// <summary>The series as the networks see them.</summary>
    internal ForecastData DataOf(SeriesSet set) => new(set, Design, _scaling);

    private RecurrentReading ReadInput(float[] input) =>
        RecurrentReading.Of(_backend, (SequenceLayer)_model.Members[0].Reader.Layers.First(), Design.EncoderFeatures, input);

    private Forecaster Owning() => new(_backend, _model, _scaling, Calibration, Paths, Summary, Origin, ownsBackend: true);

    private QuantileTable Run(ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation)
    {
        using var runner = new ForecastRunner(_backend, _model);
        return Run(runner, data, windows, tape: null, cancellation);
    }
}
