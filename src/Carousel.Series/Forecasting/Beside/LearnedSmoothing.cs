using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Forecasting.Rivals;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Memory;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Forecasting.Beside;

/// <summary>
/// A smoothing of each series with dilated LSTM layers on what it leaves, trained on all series at once. It errs in
/// other ways than a regression, trees, or a network that reads plain windows.
/// </summary>
/// <param name="design">Targets, horizon and seasons.</param>
/// <param name="ids">The series with coefficients of their own, in order.</param>
/// <param name="parameters">The values of the network's parameters, in its order.</param>
internal sealed class LearnedSmoothing(
    ForecastDesign design, IReadOnlyList<string> ids, IReadOnlyList<float[]> parameters) : ICompanion
{
    private const string TensorName = "beside.smoothing.";

    /// <summary>Steps of a training: on tails of many series more changed nothing.</summary>
    private const int Steps = 200;

    private const double LearningRate = 3e-3;
    private const int Side = 32;

    private readonly SmoothingForm _form = SmoothingForm.Of(design)!;
    private readonly Dictionary<string, int> _places =
        ids.Select((id, place) => (id, place)).ToDictionary(p => p.id, p => p.place, StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "learned smoothing";

    /// <summary>Whether a tensor of a model file is one of a smoothing.</summary>
    public static bool IsTensor(string name) => name.StartsWith(TensorName, StringComparison.Ordinal);

    /// <summary>Trains one.</summary>
    /// <param name="data">The series in the network's scale.</param>
    /// <param name="rows">For each series the rows to learn from.</param>
    /// <param name="fitting">Trains.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static LearnedSmoothing Fit(
        ForecastData data, IReadOnlyList<RowRange> rows, JobFitting fitting, ulong seed)
    {
        var form = SmoothingForm.Of(data.Design)!;
        var network = new SmoothedNetwork(form, data.Series.Count * data.Design.TargetCount);
        network.Build(fitting.Backend, seed);
        var problem = new SmoothingProblem(network, form, data, rows, seed);
        if (problem.Count > 0)
        {
            int batches = problem.BatchesIn(0);
            var training = new TrainingChoices(
                OptimizerKind.Adam, LearningRate, 0, ScheduleKind.Cosine, SmoothingProblem.BatchSize,
                Math.Max(1, (Steps + (batches / 2)) / batches), 0, 1, null);
            FitSummary summary = fitting.TrainBeside(problem, training, "a learned smoothing beside the network");
            if (summary.Reason == StopReason.Cancelled)
            {
                throw new OperationCanceledException(fitting.Cancellation);
            }
        }

        return Of(data, network);
    }

    /// <summary>One that learned nothing: that of a fit that was stopped before.</summary>
    public static LearnedSmoothing None(ForecastData data, ulong seed)
    {
        using var backend = new CpuBackend(1);
        var network = new SmoothedNetwork(
            SmoothingForm.Of(data.Design)!, data.Series.Count * data.Design.TargetCount);
        network.Build(backend, seed);
        return Of(data, network);
    }

    private static LearnedSmoothing Of(ForecastData data, SmoothedNetwork network) => new(
        data.Design, [.. data.Set.Series.Select(s => s.Id ?? "")],
        [.. network.Parameters.Select(p => p.Value.ToArray())]);

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting)
    {
        int H = design.Horizon, K = design.TargetCount, sequences = windows.Count * K;
        var told = new double[windows.Count * H * K];
        told.AsSpan().Fill(double.NaN);
        using var backend = new CpuBackend(fitting.Threads);
        var network = new SmoothedNetwork(_form, ids.Count * K);
        network.Allocate(backend);
        foreach ((Parameter parameter, float[] values) in network.Parameters.Zip(parameters))
        {
            parameter.Set(values);
        }

        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new SmoothingBatch(_form);
        for (int first = 0; first < sequences; first += Side)
        {
            fitting.Cancellation.ThrowIfCancellationRequested();
            int B = Math.Min(Side, sequences - first);
            var rows = new int[B];
            batch.Begin(B);
            for (int b = 0; b < B; b++)
            {
                (int w, int k) = ((first + b) / K, (first + b) % K);
                SeriesFeatures series = data.Series[windows[w].Series];
                batch.Set(b, series, k, windows[w].Origin);
                rows[b] = _places.TryGetValue(series.Series.Id ?? "", out int place) ? (place * K) + k : -1;
            }

            tape.Begin(TapeMode.Inference);
            float[] last = tape.SliceRows(
                network.Forward(tape, batch, rows), (_form.Span - 1) * B, B).Value.ToArray();
            for (int b = 0; b < B; b++)
            {
                (int w, int k) = ((first + b) / K, (first + b) % K);
                (float level, float spread) =
                    WindowLevel.Of(design, data.Series[windows[w].Series].Target, k, windows[w].Origin);
                for (int t = 0; t < H && batch.FirstTold(b) < _form.Span; t++)
                {
                    told[(((w * H) + t) * K) + k] = ((double)last[(b * H) + t] - level) / spread;
                }
            }
        }

        return told;
    }

    /// <inheritdoc/>
    public IEnumerable<StoredTensor> ToTensors()
    {
        var network = new SmoothedNetwork(_form, ids.Count * design.TargetCount);
        network.Name();
        return network.Parameters.Zip(
            parameters, (parameter, values) => new StoredTensor(TensorName + parameter.Name, parameter.Shape, values));
    }

    /// <summary>Reads what <see cref="ToTensors"/> wrote.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="ids">The series of the training, in order.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">A tensor is missing or damaged.</exception>
    public static LearnedSmoothing Read(
        ForecastDesign design, IReadOnlyList<string> ids, Func<string, StoredTensor?> find, string path)
    {
        if (SmoothingForm.Of(design) is not { } form)
        {
            throw new ModelFileException(
                $"{path}: the model smooths its series, but has no season to do so; the file was damaged or made by "
                + "hand.");
        }

        var network = new SmoothedNetwork(form, ids.Count * design.TargetCount);
        network.Name();
        return new LearnedSmoothing(
            design, ids,
            [
                .. network.Parameters.Select(parameter =>
                    find(TensorName + parameter.Name) is { } tensor && tensor.Shape == parameter.Shape
                    && tensor.Values.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0
                        ? tensor.Values.ToArray()
                        : throw new ModelFileException(
                            $"{path}: the tensor '{TensorName}{parameter.Name}' is not there, or does not fit this "
                            + "model; the file was damaged or made by hand.")),
            ]);
    }
}
