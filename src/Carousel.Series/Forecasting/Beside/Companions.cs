using Carousel.Data;
using Carousel.Forecasting.Rivals;
using Carousel.Storage;

namespace Carousel.Forecasting.Beside;

/// <summary>All that is averaged with a network, one after the other.</summary>
/// <param name="All">Each with its share of the mean with all before it.</param>
internal sealed record Companions(IReadOnlyList<Companion> All)
{
    /// <summary>Nothing is averaged.</summary>
    public static Companions None { get; } = new([]);

    /// <summary>Whether any has a share.</summary>
    public bool HasShare => All.Any(c => c.Share > 0);

    /// <summary>What a person is told.</summary>
    public IEnumerable<string> Sentences => All.Select(c => c.Sentence);

    /// <summary>What a model file holds of them.</summary>
    public IEnumerable<StoredTensor> ToTensors() => All.SelectMany(c => c.Forecasts.ToTensors());

    /// <summary>The share of those of a kind; 0 where there are none.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public double ShareOf<T>()
        where T : ICompanion => All.FirstOrDefault(c => c.Forecasts is T)?.Share ?? 0;

    /// <summary>Moves the quantiles of windows so that their medians are the means.</summary>
    /// <param name="table">[W, H, K, Q] in the network's scale.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">[W].</param>
    /// <param name="fitting">Threads, on which bits do not depend, and what stops it between windows.</param>
    public void Apply(QuantileTable table, ForecastData data, IReadOnlyList<Window> windows, RivalFitting fitting)
    {
        foreach (Companion companion in All)
        {
            companion.Apply(table, data, windows, fitting);
        }
    }

    /// <summary>Whether a tensor of a model file belongs to them.</summary>
    public static bool IsTensor(string name) => WindowTrees.IsTensor(name) || LearnedSmoothing.IsTensor(name);

    /// <summary>Rows before an origin on which they can depend.</summary>
    /// <param name="design">The design of a model.</param>
    public static int Reach(ForecastDesign design) => Math.Max(
        design.HasTreesBeside ? new TreeInputs(design).Reach : 0,
        design.HasSmoothingBeside ? SmoothingForm.Of(design)!.Span : 0);

    /// <summary>Reads those of a model file.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="fitted">Their shares, and the series of the training.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">Tensors are missing or damaged.</exception>
    public static Companions Read(
        ForecastDesign design, ForecastFitted fitted, Func<string, StoredTensor?> find, string path)
    {
        var all = new List<Companion>();
        if (design.HasTreesBeside)
        {
            all.Add(new Companion(WindowTrees.Read(design, find, path), fitted.BesideShare));
        }

        if (design.HasSmoothingBeside)
        {
            all.Add(new Companion(
                LearnedSmoothing.Read(design, [.. fitted.Scaling.Series.Keys], find, path), fitted.SmoothingShare));
        }

        return new Companions(all);
    }
}
