using System.Globalization;
using Carousel.Data;
using Carousel.Execution;
using Carousel.Forecasting.Rivals;
using Carousel.Jobs.Rivals;
using Carousel.Storage;

namespace Carousel.Forecasting.Beside;

/// <summary>Boosted trees whose forecasts are averaged with a network's.</summary>
/// <param name="Trees">The trees.</param>
/// <param name="Share">Their share of the mean, 0 … 1.</param>
internal sealed record TreesBeside(WindowTrees Trees, double Share)
{
    /// <summary>What a person is told.</summary>
    public string Sentence => Share == 0
        ? "On validation the boosted trees beside the network take nothing off its error: they have no share."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Boosted trees have a share of {100 * Share:0} % in the forecast, which validation chose.");

    /// <summary>
    /// Chooses the share on rows that neither network nor trees learned from: one that is no better than the network
    /// alone by a standard error is 0.
    /// </summary>
    /// <param name="trees">The trees.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows that choose.</param>
    /// <param name="table">[W, H, K, Q]: what the network forecasts of them, in its scale.</param>
    /// <param name="truth">[W, H, K]: what came, in that scale; NaN where missing.</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public static TreesBeside Choose(
        WindowTrees trees, ForecastData data, IReadOnlyList<Window> windows, QuantileTable table,
        ReadOnlySpan<float> truth, RivalFitting fitting)
    {
        double[] told = Told(trees, data, windows, fitting);
        var errors = new List<ValidationErrors>();
        foreach (double share in RivalShare.Shares)
        {
            QuantileTable mixed = table.Copy();
            Mix(mixed, told, share);
            errors.Add(new ValidationErrors(data, windows, mixed, truth));
        }

        return new TreesBeside(trees, RivalShare.Choose([.. errors.Select(e => e.BySeriesOrBlock(errors[0]))]).Alpha);
    }

    /// <summary>Moves the quantiles of windows so that their median is the mean.</summary>
    /// <param name="table">[W, H, K, Q] in the network's scale.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public void Apply(QuantileTable table, ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting)
    {
        if (Share > 0)
        {
            Mix(table, Told(Trees, data, windows, fitting), Share);
        }
    }

    /// <summary>Reads the trees of a model file; null where its design has none.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="share">Their share.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">Trees are missing or damaged.</exception>
    public static TreesBeside? Read(
        ForecastDesign design, double share, Func<string, StoredTensor?> find, string path) =>
        design.Beside == ForecastCompanion.None ? null : new TreesBeside(WindowTrees.Read(design, find, path), share);

    private static void Mix(QuantileTable table, double[] told, double share)
    {
        for (int i = 0; i < told.Length; i++)
        {
            int cell = i / table.Targets;
            (int w, int t, int k) = (cell / table.Horizon, cell % table.Horizon, i % table.Targets);
            double move = share * (told[i] - table.MedianOf(w, t, k));
            foreach (ref double quantile in table[w, t, k])
            {
                quantile += double.IsFinite(move) ? move : 0;
            }
        }
    }

    /// <summary>[W, H, K] in the scale of the network's output; NaN where nothing is known.</summary>
    private static double[] Told(
        WindowTrees trees, ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting)
    {
        using Workers workers = fitting.MakeWorkers();
        var told = new double[windows.Count * data.Design.Horizon * data.Design.TargetCount];
        workers.Run(new Telling(trees, data, windows, told, fitting.Cancellation), windows.Count);
        fitting.Cancellation.ThrowIfCancellationRequested();
        return told;
    }

    private readonly struct Telling(
        WindowTrees trees, ForecastData data, IReadOnlyList<Window> windows, double[] told,
        CancellationToken cancellation) : IParallelWork
    {
        public void Run(int part)
        {
            int H = data.Design.Horizon, K = data.Design.TargetCount;
            Span<double> own = stackalloc double[H];
            for (int k = 0; k < K && !cancellation.IsCancellationRequested; k++)
            {
                trees.Forecast(data.Series[windows[part].Series], windows[part].Origin, k, own);
                for (int t = 0; t < H; t++)
                {
                    told[(((part * H) + t) * K) + k] = own[t];
                }
            }
        }
    }
}
