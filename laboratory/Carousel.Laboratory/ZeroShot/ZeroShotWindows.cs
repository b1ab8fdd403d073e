using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>Windows of synthetic series, as the zero-shot network reads them, and the values after each.</summary>
/// <param name="seed">The seed of the windows and of the series.</param>
/// <param name="threads">How many threads, 0 for all processors; does not change the windows.</param>
internal sealed class ZeroShotWindows(ulong seed, int threads = 0)
{
    /// <summary>Origins of a window.</summary>
    public const int Origins = 6;

    private const float LeastError = 0.3f;
    private const int FirstRegression = 10, LongEvery = 4;

    // The past of a window, how many windows a batch has, and how often.
    private static readonly (int Past, int Windows)[] _sizes =
        [(128, 128), (256, 96), (512, 64), (1024, 40), (2048, 20)];
    private static readonly double[] _often = [0.15, 0.2, 0.3, 0.2, 0.15];
    private static readonly int[] _seasonal = [0, 1, 2, 3, 4, 7, 8];

    private readonly SyntheticSeries _series = new(seed);
    private readonly PastFeatures[] _features =
        [.. Enumerable.Range(0, Threads(threads)).Select(_ => new PastFeatures())];
    private float[][] _pool = [];
    private long _pooled = -1;

    private ParallelOptions Options => new() { MaxDegreeOfParallelism = _features.Length };

    /// <summary>The batch.</summary>
    public ZeroShotBatch Batch { get; } = new();

    /// <summary>[O·<see cref="PatchesAhead"/>, <see cref="Patch"/>]: the values ahead; NaN where missing.</summary>
    public float[] Targets { get; private set; } = [];

    /// <summary>[O·<see cref="PatchesAhead"/>]: the inverse of the least error of a base, which gives windows equal
    /// parts.</summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>[O]: the least error of a base, in units.</summary>
    public float[] BaseErrors { get; private set; } = [];

    /// <summary>Makes the series of an epoch, if they are not there yet.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="count">How many series.</param>
    public void Pool(int epoch, int count)
    {
        if (_pooled == epoch)
        {
            return;
        }

        _pool = _pool.Length == count
            ? _pool
            : [.. Enumerable.Range(0, count).Select(k =>
                new float[k % LongEvery == 0 ? SyntheticSeries.LongLength : SyntheticSeries.Length])];
        Parallel.For(0, count, Options, k => _series.Make((uint)(((long)epoch * count) + k), _pool[k]));
        _pooled = epoch;
    }

    /// <summary>Draws a batch.</summary>
    /// <param name="number">Which batch of all epochs.</param>
    /// <param name="size">The length of the windows, an index; null to draw it.</param>
    public void Draw(uint number, int? size = null)
    {
        var draws = new SimulationDraws(seed, "zero-shot batches", number);
        (int past, int windows) = _sizes[size ?? draws.Pick(_often)];
        Batch.Begin([.. Enumerable.Repeat(past / Patch, windows)], Origins);
        int rows = windows * Origins * PatchesAhead;
        Targets = Targets.Length >= rows * Patch ? Targets : new float[rows * Patch];
        Weights = Weights.Length >= rows ? Weights : new float[rows];
        BaseErrors = BaseErrors.Length >= windows * Origins ? BaseErrors : new float[windows * Origins];
        int parts = _features.Length;
        Parallel.For(0, parts, Options, part =>
        {
            for (int window = part; window < windows; window += parts)
            {
                var draw = new SimulationDraws(seed, "zero-shot windows", (number * 128) + (uint)window);
                Write(draw, past, window, _features[part]);
            }
        });
    }

    private void Write(SimulationDraws draws, int past, int window, PastFeatures features)
    {
        int n = past + Horizon, patches = past / Patch;
        int[] origins = new int[Origins];
        ReadOnlySpan<float> values, older;
        do
        {
            float[] series = Cut(draws, n, out int start);
            values = series.AsSpan(start);
            older = series.AsSpan(0, start);
            if (draws.Chance(start > SyntheticSeries.Length ? 0.1 : 0.75))
            {
                // A past that is not so long begins anywhere in its first patch.
                older = [];
                series.AsSpan(start, draws.Below(Patch)).Fill(float.NaN);
            }

            int end = Math.Max(1, (int)(patches * draws.Within(0.15, 1)));
            origins[0] = end * Patch;
            for (int k = 1; k < Origins; k++)
            {
                origins[k] = draws.Between(end, patches) * Patch;
            }
        }
        while (!features.Read(values, origins[0], older: older) || features.Past.Length < 8);

        Batch.Write(window, features, origins);
        bool isPlain = draws.Chance(0.05);
        for (int b = 0; b < Bases; b++)
        {
            if (b >= FirstRegression ? draws.Chance(0.2) : _seasonal.Contains(b) && (draws.Chance(0.1) || isPlain))
            {
                for (int k = 0; k < Origins; k++)
                {
                    Batch.Hide((window * Origins) + k, b);
                }
            }
        }

        for (int k = 0; k < Origins; k++)
        {
            Aim(features, (window * Origins) + k, origins[k]);
        }
    }

    // A window of a series with the values before it; some are sums of two, or upside down.
    private float[] Cut(SimulationDraws draws, int length, out int start)
    {
        float[] series = _pool[draws.Below(_pool.Length)];
        start = draws.Below(series.Length - length + 1);
        float[] values = series[..(start + length)];
        if (draws.Chance(0.15))
        {
            float[] other = _pool[draws.Below(_pool.Length)];
            other = other.Length < values.Length ? series : other;
            float size = Size(values.AsSpan(start)), otherSize = Size(other), share = (float)draws.Within(0.1, 1);
            int at = draws.Below(other.Length - values.Length + 1);
            for (int t = 0; t < values.Length; t++)
            {
                values[t] = (values[t] / size) + (share * other[at + t] / otherSize);
            }
        }

        float sign = draws.Chance(0.1) ? -1 : 1;
        for (int t = 0; t < values.Length; t++)
        {
            values[t] *= sign;
        }

        return values;
    }

    private static int Threads(int threads) => threads == 0 ? Environment.ProcessorCount : threads;

    private static float Size(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        int known = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                (sum, squares, known) = (sum + value, squares + ((double)value * value), known + 1);
            }
        }

        double mean = sum / Math.Max(known, 1), variance = (squares / Math.Max(known, 1)) - (mean * mean);
        return (float)Math.Sqrt(Math.Max(0, variance)) + 1e-6f;
    }

    private void Aim(PastFeatures features, int origin, int row)
    {
        Span<float> targets = Targets.AsSpan(origin * Horizon, Horizon);
        features.WriteTargets(row, Batch.Levels(origin), targets);
        float least = float.PositiveInfinity;
        for (int b = 0; b < Bases; b++)
        {
            double sum = 0;
            int known = 0;
            for (int h = 0; h < Horizon; h++)
            {
                int at = (((((origin * PatchesAhead) + (h / Patch)) * Bases) + b) * Patch) + (h % Patch);
                double error = Math.Abs(Batch.Bases[at] - targets[h]);
                (sum, known) = double.IsNaN(error) ? (sum, known) : (sum + error, known + 1);
            }

            least = known > 0 ? Math.Min(least, (float)(sum / known)) : least;
        }

        BaseErrors[origin] = least;
        Weights.AsSpan(origin * PatchesAhead, PatchesAhead)
            .Fill(float.IsPositive(least) && float.IsFinite(least) ? 1 / (LeastError + least) : 0);
    }
}
