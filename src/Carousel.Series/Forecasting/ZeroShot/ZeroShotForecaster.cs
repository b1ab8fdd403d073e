using System.Collections.Concurrent;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Storage;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>
/// Forecasts any series at once: its network was trained on synthetic series, and nothing is trained on yours.
/// </summary>
/// <remarks>
/// The network mixes and corrects thirteen forecasts in closed form of the past, such as seasonal ones and regressions.
/// It reads the last 16,384 values of a series; the network reads the last 2,048 for one forecast and the last 512 for
/// another, whose mean is the answer in all but short series with negative values. The answer is the same bits on any
/// number of threads, any vector width, and whatever other series are forecast with it. From a horizon of 2 on,
/// intervals are scaled by the errors of three forecasts of the last values of the history, if it is at least six times
/// as long as the horizon (at most 64 steps, rounded up to a multiple of 16).
/// </remarks>
public sealed class ZeroShotForecaster : IDisposable
{
    private const string Resource = "zero-shot.safetensors";
    private const int FewestValues = 3, Together = 16;

    private static readonly Lazy<ModelFile> _file = new(Read);

    private readonly ConcurrentBag<Lane> _lanes = [];
    private readonly int _threads;
    private readonly Func<CpuBackend, ZeroShotNetwork> _load;
    private bool _isDisposed;

    /// <summary>Loads the network that the library brings.</summary>
    /// <param name="threads">Most threads for several series; 0 for all processors.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public ZeroShotForecaster(int threads = 0)
        : this(threads, _file.Value, Resource, ZeroShotNetwork.Of)
    {
    }

    /// <summary>Loads another network.</summary>
    /// <param name="threads">Most threads for several series; 0 for all processors.</param>
    /// <param name="trained">Its file.</param>
    /// <param name="name">How messages call the file.</param>
    /// <param name="make">An empty network of the sizes that the file has.</param>
    internal ZeroShotForecaster(
        int threads, ModelFile trained, string name, Func<ModelFile, ZeroShotNetwork> make)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _threads = threads == 0 ? Environment.ProcessorCount : threads;
        _load = backend =>
        {
            ZeroShotNetwork network = make(trained);
            network.Allocate(backend);
            network.Load(trained, name);
            return network;
        };
    }

    /// <summary>Forecasts a series.</summary>
    /// <param name="history">Its values in time, 3 or more, NaN where one is missing.</param>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="frequency">The distance between values, which suggests likely seasons; null where it is
    /// unknown.</param>
    /// <returns>The quantiles of each step.</returns>
    /// <exception cref="ArgumentException">The history has fewer than 3 known values among its last 2,048, or an
    /// infinite one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The forecaster was disposed.</exception>
    public ZeroShotForecast Forecast(ReadOnlySpan<float> history, int horizon, Frequency? frequency = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        Check(history, "the history", nameof(history));
        Lane lane = Take();
        lane.Runner.Clear();
        lane.Runner.Add(history);
        lane.Runner.Run(horizon, SeasonsOf(frequency));
        var forecast = new ZeroShotForecast(lane.Runner.Quantiles(0));
        _lanes.Add(lane);
        return forecast;
    }

    /// <summary>Forecasts many series, on several threads.</summary>
    /// <param name="histories">The values of each in time, 3 or more, NaN where one is missing.</param>
    /// <param name="horizon">Steps ahead, 1 or more.</param>
    /// <param name="frequency">The distance between values, which suggests likely seasons; null where it is
    /// unknown.</param>
    /// <param name="cancellation">Stops between some series and the next.</param>
    /// <returns>The forecast of each series.</returns>
    /// <exception cref="ArgumentException">A history has fewer than 3 known values among its last 2,048, or an infinite
    /// one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The forecaster was disposed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<ZeroShotForecast> Forecast(
        IReadOnlyList<float[]> histories, int horizon, Frequency? frequency = null,
        CancellationToken cancellation = default) =>
        Forecast(histories, horizon, SeasonsOf(frequency), cancellation);

    /// <summary>The same with lengths of likely seasons in steps, ascending, and perhaps without scaled
    /// intervals.</summary>
    internal IReadOnlyList<ZeroShotForecast> Forecast(
        IReadOnlyList<float[]> histories, int horizon, int[] seasons, CancellationToken cancellation,
        bool onlyMedians = false)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        for (int k = 0; k < histories.Count; k++)
        {
            Check(histories[k], $"history {k + 1} of {histories.Count}", nameof(histories));
        }

        var forecasts = new ZeroShotForecast[histories.Count];
        Parallel.For(0, (histories.Count + Together - 1) / Together, Options(cancellation), part =>
        {
            Lane lane = Take();
            lane.Runner.Clear();
            int first = part * Together, end = Math.Min(first + Together, histories.Count);
            for (int k = first; k < end; k++)
            {
                lane.Runner.Add(histories[k]);
            }

            lane.Runner.Run(horizon, seasons, onlyMedians);
            for (int k = first; k < end; k++)
            {
                forecasts[k] = new ZeroShotForecast(lane.Runner.Quantiles(k - first));
            }

            _lanes.Add(lane);
        });
        return forecasts;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (Lane lane in _lanes)
        {
            lane.Dispose();
        }

        _lanes.Clear();
    }

    /// <summary>Lengths of seasons in steps that a frequency suggests.</summary>
    /// <param name="frequency">The distance between values; null for none.</param>
    internal static int[] SeasonsOf(Frequency? frequency) => frequency is null ? [] :
    [
        .. SeasonFinder.Candidates(frequency).Select(steps => (int)Math.Round(steps))
            .Where(steps => steps is >= 2 and <= LongestSeason),
    ];

    /// <summary>A number that is to be subtracted from values before they are rounded to single precision.</summary>
    /// <param name="cells">The values as texts, with a decimal point.</param>
    /// <returns>0 if they need none.</returns>
    internal static double OffsetOf(IEnumerable<string> cells)
    {
        var numbers = new CellNumbers('.', []);
        var seen = new RoundedColumn();
        foreach (string cell in cells)
        {
            if (numbers.TryRead(cell, out float value))
            {
                seen.Add(new CsvLine(0, [cell]), 0, value, numbers);
            }
        }

        return seen.Offset;
    }

    /// <summary>Threads for the work on several series.</summary>
    internal ParallelOptions Options(CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };

    /// <summary>Whether a history has enough known values among those that the network reads.</summary>
    internal static bool HasEnough(ReadOnlySpan<float> history) => Known(history) >= FewestValues;

    private static int Known(ReadOnlySpan<float> history)
    {
        history = history[Math.Max(0, history.Length - MostPast)..];
        return history.Length - history.Count(float.NaN);
    }

    private static void Check(ReadOnlySpan<float> history, string what, string parameter)
    {
        if (history.IndexOfAny(float.PositiveInfinity, float.NegativeInfinity) is >= 0 and var t)
        {
            throw new ArgumentException(
                $"Value {t + 1} of {what} is infinite. Replace it, or write NaN for a missing value.", parameter);
        }

        if (Known(history) is < FewestValues and var known)
        {
            throw new ArgumentException(
                $"A forecast needs {FewestValues} or more known values among the last 2,048; {what} has {known}.",
                parameter);
        }
    }

    private static ModelFile Read()
    {
        using Stream stream = typeof(ZeroShotForecaster).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The library was built without {Resource}.");
        return ModelFile.From(SafeTensorsReader.Read(stream, Resource), Resource);
    }

    private Lane Take() => _lanes.TryTake(out Lane? lane) ? lane : new(_load);

    // Each thread has a network.
    private sealed class Lane : IDisposable
    {
        private readonly CpuBackend _backend = new(threads: 1);

        public Lane(Func<CpuBackend, ZeroShotNetwork> load) => Runner = new ZeroShotRunner(load(_backend), _backend);

        public ZeroShotRunner Runner { get; }

        public void Dispose()
        {
            Runner.Dispose();
            _backend.Dispose();
        }
    }
}
