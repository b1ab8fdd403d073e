using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Continues a series: one LSTM layer of 64 units reads 96 values, its last state gives the 24 values that follow;
/// squared error; Adam at 0.001.
/// </summary>
/// <remarks>A batch is 64 windows that begin anywhere.</remarks>
internal sealed class ForecastLoop : TrainingLoop
{
    private const int Units = 64;
    private const int Lookback = 96;
    private const int Horizon = 24;

    private readonly Network _network;
    private readonly float[] _series;
    private readonly Packing _packing;
    private readonly CounterRandom _random = new(1, CounterRandom.Purpose("windows"));
    private readonly float[] _past = new float[BatchSize * Lookback];
    private readonly float[] _future = new float[BatchSize * Horizon];
    private uint _batch;

    /// <summary>A loop over a series.</summary>
    /// <param name="backend">Where to train.</param>
    /// <param name="series">At least 96 + 24 + 1 values; scaled to mean 0 and deviation 1 here.</param>
    /// <param name="name">How messages call the series.</param>
    /// <exception cref="DataFormatException">The series is too short, or a value is missing.</exception>
    public ForecastLoop(Backend backend, ReadOnlySpan<float> series, string name = "The series")
        : this(backend, Scale(series, name), new Network())
    {
    }

    private ForecastLoop(Backend backend, float[] series, Network network)
        : base(backend, network, learningRate: 1e-3) =>
        (_network, _series, _packing) = (network, series, BenchmarkValues.Alike(BatchSize, Lookback));

    /// <summary>A loop over the last column of numbers of a CSV file.</summary>
    /// <param name="backend">Where to train.</param>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>The loop at its first batch.</returns>
    /// <exception cref="DataFormatException">The file cannot be read, or the column is too short or has
    /// gaps.</exception>
    public static ForecastLoop Open(Backend backend, string path)
    {
        SeriesSet set = SeriesReader.ReadCsv(path);
        string target = set.Roles.Targets[0];
        return new ForecastLoop(backend, set.Series[0].Column(target), $"Column '{target}' of {path}");
    }

    /// <inheritdoc/>
    public override BenchmarkShape Shape { get; } = new("", 1, Units, BatchSize, Lookback);

    /// <summary>Windows of a batch.</summary>
    public override int UnitsPerStep => BatchSize;

    /// <inheritdoc/>
    protected override Variable NextLoss(Tape tape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        for (int b = 0; b < BatchSize; b++)
        {
            int first = (int)(((ulong)_random.Word(_batch, b) * (ulong)(_series.Length - Lookback - Horizon)) >> 32);
            for (int t = 0; t < Lookback; t++)
            {
                _past[(t * BatchSize) + b] = _series[first + t];
            }

            _series.AsSpan(first + Lookback, Horizon).CopyTo(_future.AsSpan(b * Horizon));
        }

        _batch++;
        Variable past = tape.Input(_past, new Shape(BatchSize * Lookback, 1));
        Variable future = tape.Input(_future, new Shape(BatchSize, Horizon));
        Variable state = _network.Lstm.Forward(tape, past, _packing).FinalState;
        Variable forecast = _network.Output.Apply(tape, tape.SliceColumns(state, 0, Units));
        return Loss.Squared.Apply(tape, forecast, future.Value);
    }

    private static float[] Scale(ReadOnlySpan<float> series, string name)
    {
        if (series.Length <= Lookback + Horizon)
        {
            throw new DataFormatException(
                $"{name} has {series.Length} {(series.Length == 1 ? "value" : "values")}. A window takes {Lookback} "
                + $"+ {Horizon}, and there must be more than one.");
        }

        double mean = 0, square = 0;
        foreach (float value in series)
        {
            mean += (double)value / series.Length;
        }

        foreach (float value in series)
        {
            square += (value - mean) * (value - mean) / (series.Length - 1);
        }

        if (!double.IsFinite(square))
        {
            throw new DataFormatException($"{name} has missing values. Take a column without gaps.");
        }

        double deviation = square > 0 ? Math.Sqrt(square) : 1;
        var scaled = new float[series.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (float)((series[i] - mean) / deviation);
        }

        return scaled;
    }

    private sealed class Network : Layer
    {
        public Network()
        {
            Lstm = AddLayer("lstm", new Lstm(1, Units));
            Output = AddLayer("output", new Dense(Units, Horizon));
        }

        public Lstm Lstm { get; }

        public Dense Output { get; }
    }
}
