using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// The class of the nearest training series, by squared distances step by step or within a window of time warping that
/// errs least on training series left out one by one.
/// </summary>
/// <remarks>
/// Sakoe and Chiba 1978; Dau and others 2018 on choosing the window. The score of a class is −ln of the distance to
/// its nearest series. With many or long series, every second step, or every fourth, and so on is looked
/// at, the window is chosen on fewer series, and in the end only the first ones of each class are known, so that it
/// stays within a fixed amount of work.
/// </remarks>
internal sealed class NeighborBaseline : IClassBaseline
{
    private const string SeriesName = "rival.series", LengthsName = "rival.lengths", ClassesName = "rival.classes";
    private const double WorkToChoose = 1e9, WorkToAnswer = 8e9;
    private const int FewestSteps = 64;
    private const double Least = 1e-12;

    /// <summary>Windows to choose from, as shares of the length; 0 compares step by step.</summary>
    private static readonly double[] _windows = [0, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2];

    private readonly BaselineSample[] _known;
    private readonly int _classes;

    private NeighborBaseline(BaselineSample[] known, int classes, BaselineSizes sizes) =>
        (_known, _classes, Sizes) = (known, classes, sizes);

    /// <inheritdoc/>
    public ClassBaseline Kind => ClassBaseline.Neighbors;

    /// <inheritdoc/>
    public BaselineSizes Sizes { get; }

    /// <inheritdoc/>
    public string Title => Sizes.Window == 0 ? "nearest neighbour (step by step)"
        : Invariant.Of($"nearest neighbour (time warping by {100 * Sizes.Window:0} % of the length)");

    /// <summary>Chooses the window, and keeps the series.</summary>
    /// <param name="series">Series of known classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    public static NeighborBaseline Fit(
        IReadOnlyList<BaselineSample> series, int classes, Workers workers, CancellationToken cancellation)
    {
        BaselineSample[] known = [.. series];
        int longest = known.Max(s => s.Steps), stride = 1;
        double Work(int count, double window) => (double)count * count * known[0].Channels * longest / stride
            * ((2 * window * longest / stride) + 3);
        while (Work(known.Length, 0.1) > WorkToAnswer && longest / stride > FewestSteps)
        {
            stride *= 2;
        }

        double all = _windows.Sum(w => Work(known.Length, w)), own = Work(known.Length, 0.1);
        if (own > WorkToAnswer)
        {
            known = Fewer(known, Math.Sqrt(WorkToAnswer / own));
        }

        BaselineSample[] some = all > WorkToChoose ? Fewer(known, Math.Sqrt(WorkToChoose / all)) : known;
        bool areEqual = known.All(s => s.Steps == longest);
        NeighborBaseline[] tried =
        [
            .. _windows.Where(w => w > 0 || areEqual)
                .Select(w => new NeighborBaseline(some, classes, new BaselineSizes(longest, 0, 0, w, stride, 0))),
        ];

        // The first of equals: the narrowest window is the quickest.
        NeighborBaseline best = tried.MinBy(t => t.WrongWhenLeftOut(workers, cancellation))!;
        return new NeighborBaseline(known, classes, best.Sizes);
    }

    /// <summary>The baseline of a model file; null where something does not fit.</summary>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="channels">C.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static NeighborBaseline? Read(
        BaselineSizes sizes, int channels, int classes, Func<string, StoredTensor?> find)
    {
        if (find(SeriesName) is not { } rows || find(LengthsName) is not { } lengths
            || find(ClassesName) is not { } numbers || lengths.Values.Length != numbers.Values.Length
            || sizes is not { Window: >= 0 and <= 1, Stride: >= 1 })
        {
            return null;
        }

        ReadOnlySpan<float> values = rows.Values.Span;
        var known = new BaselineSample[lengths.Values.Length];
        int at = 0;
        for (int i = 0; i < known.Length; i++)
        {
            (float length, float label) = (lengths.Values.Span[i], numbers.Values.Span[i]);
            if (!(length >= 1 && at + (length * channels) <= values.Length && label >= 0 && label < classes))
            {
                return null;
            }

            known[i] = new BaselineSample(
                values.Slice(at, (int)length * channels).ToArray(), channels, (int)label);
            at += (int)length * channels;
        }

        return at == values.Length && known.Length > 0 && known.Max(s => s.Steps) <= sizes.Steps
            ? new NeighborBaseline(known, classes, sizes)
            : null;
    }

    /// <inheritdoc/>
    public float[][] Scores(
        IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation) =>
        Scores(series, areKnown: false, workers, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<StoredTensor> ToTensors() =>
    [
        new(
            SeriesName, new Shape(_known.Sum(s => s.Steps), _known[0].Channels),
            _known.SelectMany(s => s.Values).ToArray()),
        new(LengthsName, new Shape(_known.Length), _known.Select(s => (float)s.Steps).ToArray()),
        new(ClassesName, new Shape(_known.Length), _known.Select(s => (float)s.Class).ToArray()),
    ];

    private int WrongWhenLeftOut(Workers workers, CancellationToken cancellation) =>
        Scores(_known, areKnown: true, workers, cancellation)
            .Where((scores, i) => Array.IndexOf(scores, scores.Max()) != _known[i].Class).Count();

    private float[][] Scores(
        IReadOnlyList<BaselineSample> series, bool areKnown, Workers workers, CancellationToken cancellation)
    {
        var scores = new float[series.Count][];
        int longest = Math.Max(Sizes.Steps, series.Max(s => s.Steps));
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            var warping = new NearestNeighbor.Warping(longest, series[i].Channels, Sizes.Stride, Sizes.Window);
            double[] nearest = [.. Enumerable.Repeat(double.PositiveInfinity, _classes)];
            for (int k = 0; k < _known.Length; k++)
            {
                if (!areKnown || k != i)
                {
                    ref double own = ref nearest[_known[k].Class];
                    own = Math.Min(own, warping.Distance(series[i].Values, _known[k].Values, own));
                }
            }

            // A class without a series is as far as the farthest, and a little more.
            double farthest = 2 * nearest.Where(double.IsFinite).DefaultIfEmpty(1).Max();
            scores[i] =
            [
                .. nearest.Select(d => (float)-Math.Log(Math.Max(Least, double.IsFinite(d) ? d : farthest))),
            ];
        }), scores.Length);
        return scores;
    }

    /// <summary>The first series of each class, and at least one.</summary>
    private static BaselineSample[] Fewer(BaselineSample[] series, double share) =>
        [.. series.GroupBy(s => s.Class).SelectMany(g => g.Take(Math.Max(2, (int)(g.Count() * share))))];
}
