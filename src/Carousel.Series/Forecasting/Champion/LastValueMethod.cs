using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The last value, the forecast of a random walk. Its intervals are those of sums of the steps before an origin: they
/// grow like the square root of the number of steps.
/// </summary>
internal sealed class LastValueMethod : IWindowMethod
{
    /// <summary>Rows before an origin whose steps are drawn from.</summary>
    private const int MostSteps = 512;

    /// <summary>Sums that are drawn for each step of the horizon: their quantiles have an error of about a hundredth.
    /// </summary>
    private const int Drawn = 2000;

    /// <inheritdoc/>
    public string Word => LastValue.Label;

    /// <inheritdoc/>
    public string Name => LastValue.Label;

    /// <inheritdoc/>
    public int Reach => MostSteps;

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting) =>
    [
        .. windows.SelectMany(window => Enumerable.Repeat(
            data.Design.TargetPlaces.Select(k => (double)LastValue.Find(Before(data, window, k))
                - WindowLevel.Of(data.Design, data.Series[window.Series].Target, k, window.Origin)).ToArray(),
            data.Design.Horizon)).SelectMany(last => last),
    ];

    /// <summary>Whether a single series is like a random walk in the rows up to the end of some windows.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">Those of the validation set.</param>
    public static bool Suits(ForecastData data, IReadOnlyList<Window> windows)
    {
        (ForecastDesign design, int K) = (data.Design, data.Design.TargetCount);
        int end = windows.Max(w => w.Ahead.End);
        if (data.Series.Count != 1)
        {
            return false;
        }

        bool[] isOpen = [.. Enumerable.Range(0, end).Select(row => data.Design.IsOpen(data.Set[0], row))];
        return Enumerable.Range(0, K).All(k => RandomWalk.Is(
            [.. Enumerable.Range(0, end).Where(row => isOpen[row]).Select(row => data.Series[0].Target[(row * K) + k])],
            OpenTimes(isOpen, design.Season), OpenTimes(isOpen, design.Horizon)));
    }

    /// <summary>The median number of open times in a span of rows that begins and ends at one.</summary>
    internal static int OpenTimes(bool[] isOpen, int rows)
    {
        int[] until = new int[isOpen.Length + 1];
        for (int row = 0; row < isOpen.Length; row++)
        {
            until[row + 1] = until[row] + (isOpen[row] ? 1 : 0);
        }

        int[] steps =
        [
            .. Enumerable.Range(0, Math.Max(0, isOpen.Length - rows)).Where(row => isOpen[row] && isOpen[row + rows])
                .Select(row => until[row + rows] - until[row]).Order(),
        ];
        return steps.Length == 0 ? rows : steps[steps.Length / 2];
    }

    /// <summary>The forecasts with their quantiles.</summary>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it.</param>
    /// <returns>In the scale of the network's output.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static QuantileTable<Stage.Raw> Table(
        ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        ForecastDesign design = data.Design;
        (int H, int K, int Q) = (design.Horizon, design.TargetCount, design.Quantiles.Count);
        double[] medians = new LastValueMethod().Forecast(data, windows, fitting);
        var table = new double[medians.Length * Q];
        using Workers workers = fitting.MakeWorkers();
        workers.Run(new Widening(data, windows, medians, table, fitting.Cancellation), windows.Count * K);
        fitting.Cancellation.ThrowIfCancellationRequested();
        return new QuantileTable<Stage.Raw>(H, K, design.Quantiles, table);
    }

    /// <summary>The values of a target before an origin, the last ones, without closed times.</summary>
    private static float[] Before(ForecastData data, Window window, int target) =>
    [
        .. Enumerable.Range(Math.Max(0, window.Origin - MostSteps - 1), Math.Min(window.Origin, MostSteps + 1))
            .Where(row => data.Design.IsOpen(data.Set[window.Series], row))
            .Select(row => data.Series[window.Series].Target[(row * data.Design.TargetCount) + target]),
    ];

    /// <summary>Writes the quantiles of one target of a window.</summary>
    private readonly struct Widening(
        ForecastData data, IReadOnlyList<Window> windows, double[] medians, double[] table,
        CancellationToken cancellation) : IParallelWork
    {
        public void Run(int part)
        {
            ForecastDesign design = data.Design;
            (int H, int K) = (design.Horizon, design.TargetCount);
            (int w, int k) = (part / K, part % K);
            if (cancellation.IsCancellationRequested)
            {
                return;
            }

            float[] steps = RandomWalk.Steps(Before(data, windows[w], k));
            double[][] sizes = RandomWalk.Sizes(steps, H, Drawn);
            int walked = -1;
            for (int t = 0; t < H; t++)
            {
                walked += data.Design.IsOpen(data.Set[windows[w].Series], windows[w].Origin + t) ? 1 : 0;
                int cell = (((w * H) + t) * K) + k;
                for (int q = 0; q < design.Quantiles.Count; q++)
                {
                    double share = design.Quantiles[q], within = Math.Abs((2 * share) - 1);
                    double size = sizes[Math.Max(0, walked)][Math.Min(Drawn - 1, (int)(within * Drawn))];
                    table[(cell * design.Quantiles.Count) + q] =
                        medians[cell] + (share == 0.5 ? 0 : share < 0.5 ? -size : size);
                }
            }
        }
    }
}
