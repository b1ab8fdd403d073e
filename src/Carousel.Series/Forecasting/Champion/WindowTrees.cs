using Carousel.Boosting;
using Carousel.Data;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Boosted trees on <see cref="TreeInputs"/> of all series at once. One forest reads values relative to the level of
/// the window and follows a series to new levels. A single series has a second forest, which reads the values as they
/// are and finds what depends on the level; the forecast is the mean of both. If a target leaves its earlier range,
/// there is only the first forest of each: a tree never forecasts a value beyond those that it has learned.
/// </summary>
/// <param name="design">Targets, horizon and seasons.</param>
/// <param name="trees">[K · forms]: for each target its forests; without trees where there was nothing to learn from.
/// </param>
/// <param name="starts">[K · forms]: the start values of the forests.</param>
internal sealed class WindowTrees(
    ForecastDesign design, IReadOnlyList<IReadOnlyList<RegressionTree>> trees, IReadOnlyList<float> starts)
    : IWindowMethod
{
    /// <summary>How options and model files call them.</summary>
    public const string MethodWord = "trees";

    /// <summary>Their name in tables.</summary>
    public const string MethodName = "boosted trees";

    /// <summary>Rows that a forest grows on at most, of all windows and steps.</summary>
    public const int MostRows = 150_000;

    /// <summary>The same of a single series with two forests, whose windows are alike.</summary>
    private const int MostRowsOfOne = 60_000;

    /// <summary>Trees of a forest.</summary>
    public const int Trees = 200;

    /// <summary>The share of values outside the earlier range from which a series is taken to leave it.</summary>
    private const double MostOutside = 0.1;

    private const string TensorName = "methods.trees.";

    /// <summary>How the trees are grown.</summary>
    public static BoostingOptions Options { get; } =
        new(BoostingLoss.Absolute, LearningRate: 0.08, Leaves: 31, LeastLeaf: 60, Columns: 0.3);

    private readonly TreeInputs _inputs = new(design);
    private readonly int _forms = trees.Count / design.TargetCount;

    /// <inheritdoc/>
    public string Word => MethodWord;

    /// <inheritdoc/>
    public string Name => MethodName;

    /// <inheritdoc/>
    public int Reach => _inputs.Reach;

    /// <summary>Grows trees on windows.</summary>
    /// <param name="data">The series in the network's scale.</param>
    /// <param name="windows">What is learned from.</param>
    /// <param name="fitting">Threads, and what stops it between two trees.</param>
    /// <param name="only">The only target that is forecast; null for all.</param>
    /// <param name="grow">Grows a forest on rows [N, F] with N targets and returns it with its start value; null for
    /// <see cref="TreeBooster"/>.</param>
    /// <param name="forests">Forests of each target, 1 or 2; null to choose.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static WindowTrees Fit(
        ForecastData data, Windows windows, BaselineFitting fitting, int? only = null,
        Func<float[], float[], (IReadOnlyList<RegressionTree> Trees, double Start)>? grow = null, int? forests = null)
    {
        using Workers workers = fitting.MakeWorkers(), alone = new(1);
        ForecastDesign design = data.Design;
        var inputs = new TreeInputs(design);
        int forms = forests ?? (data.Series.Count == 1 && !LeavesItsRange(data, windows) ? 2 : 1);
        int most = (forms == 2 ? MostRowsOfOne : MostRows) / design.TargetCount;
        var trees = new IReadOnlyList<RegressionTree>[forms * design.TargetCount];
        var starts = new float[trees.Length];

        // A forest on one thread wastes none of it. If there are more threads than forests, all help to grow each.
        (trees.Length >= workers.Count ? workers : alone).Run(new EachPart(GrowOne), trees.Length);

        void GrowOne(int f)
        {
            (float[] rows, float[] targets) = (only ?? f / forms) == f / forms
                ? Rows(data, inputs, windows, (f / forms, f % forms), most)
                : ([], []);
            (IReadOnlyList<RegressionTree> own, double start) =
                targets.Length == 0 ? ([], 0) : (grow ?? Grow)(rows, targets);
            (trees[f], starts[f]) = ([.. own.Select(TreeNumbers.Rounded)], (float)start);
        }

        (IReadOnlyList<RegressionTree> Trees, double Start) Grow(float[] rows, float[] targets)
        {
            var booster = new TreeBooster(new BinnedTable(rows, inputs.Count, workers), targets, Options, workers);
            return ([.. booster.Grow(Trees, fitting.Cancellation)], booster.Start);
        }

        return new WindowTrees(design, trees, starts);
    }

    /// <summary>The row of trees that are fitted on all rows before a test set.</summary>
    /// <param name="split">The series and their parts.</param>
    /// <param name="data">The series in the network's scale.</param>
    /// <param name="windows">The windows of the test set.</param>
    /// <param name="fitting">Threads, and what stops it between two trees.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static BaselineValues Row(
        TemporalSplit split, ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        Windows before = ForecastPlan.TrainWindowsOf(split.LearningFromAll(), data.Design);
        double[] values = Fit(data, before, fitting).Forecast(data, windows, fitting);
        return new BaselineValues(MethodName, MethodName, data.ToData(values, windows).Medians());
    }

    /// <summary>Forecasts a window, in the scale of the network's output.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H], overwritten; NaN where nothing is known.</param>
    public void Forecast(SeriesFeatures series, int origin, int target, Span<double> forecast)
    {
        float level = WindowLevel.Of(design, series.Target, target, origin);
        Span<float> row = stackalloc float[_inputs.Count];
        forecast.Fill(trees[_forms * target].Count == 0 ? double.NaN : -level);
        for (int form = 0; form < _forms; form++)
        {
            int f = (_forms * target) + form;
            (double Level, double Change) scale = Scale(_inputs, series, origin, (target, form));
            _inputs.WriteWindow(series, origin, target, scale, row);
            for (int t = 0; t < forecast.Length; t++)
            {
                _inputs.WriteStep(series, origin, t, target, scale, row);
                double sum = starts[f];
                foreach (RegressionTree tree in trees[f])
                {
                    sum += tree.Predict(row);
                }

                forecast[t] += (scale.Level + (sum * scale.Change)) / _forms;
            }
        }
    }

    /// <inheritdoc/>
    IWindowMethod IWindowMethod.Fit(ForecastData data, Windows windows, BaselineFitting fitting) =>
        Fit(data, windows, fitting, forests: _forms);

    /// <inheritdoc/>
    public double[] Forecast(ForecastData data, IReadOnlyList<Window> windows, BaselineFitting fitting)
    {
        using Workers workers = fitting.MakeWorkers();
        var told = new double[windows.Count * design.Horizon * design.TargetCount];
        workers.Run(new Telling(this, data, windows, told, fitting.Cancellation), windows.Count);
        fitting.Cancellation.ThrowIfCancellationRequested();
        return told;
    }

    /// <summary>Whether a tensor of a model file holds trees.</summary>
    public static bool IsTensor(string name) => name.StartsWith(TensorName, StringComparison.Ordinal);

    /// <inheritdoc/>
    /// <remarks>For each forest one row with the start, then one row per node.</remarks>
    public IEnumerable<StoredTensor> ToTensors() => trees.Select((own, k) =>
    {
        float[] values = TreeNumbers.Written(own, starts[k]);
        var shape = new Shape(values.Length / TreeNumbers.NodeValues, TreeNumbers.NodeValues);
        return new StoredTensor($"{TensorName}{k}", shape, values);
    });

    /// <summary>Reads what <see cref="ToTensors"/> wrote.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">Trees are missing or damaged.</exception>
    public static WindowTrees Read(ForecastDesign design, Func<string, StoredTensor?> find, string path)
    {
        int features = new TreeInputs(design).Count;
        var trees = new List<IReadOnlyList<RegressionTree>>();
        var starts = new List<float>();
        int forms = find($"{TensorName}{design.TargetCount}") is null ? 1 : 2;
        for (int f = 0; f < forms * design.TargetCount; f++)
        {
            if (find($"{TensorName}{f}") is not { Shape.Rank: 2 } tensor || tensor.Shape[1] != TreeNumbers.NodeValues
                || TreeNumbers.Parse(tensor.Values.Span, features) is not { } own)
            {
                throw new ModelFileException(
                    $"{path}: the trees '{TensorName}{f}' are missing or do not fit this model; the file was "
                    + "damaged or made by hand.");
            }

            trees.Add(own);
            starts.Add(tensor.Values.Span[1]);
        }

        return new WindowTrees(design, trees, starts);
    }

    /// <summary>Whether values of the last fifth of the only series are outside the range of the earlier ones, as those
    /// of a trend are.</summary>
    private static bool LeavesItsRange(ForecastData data, Windows windows)
    {
        if (windows.Count == 0)
        {
            return false;
        }

        (int K, int first) = (data.Design.TargetCount, windows[0].Origin);
        int end = windows[^1].Origin + data.Design.Horizon, since = end - ((end - first) / 5);
        return Enumerable.Range(0, K).Any(k =>
        {
            float[] Known(int from, int to) => [
                .. Enumerable.Range(from, to - from).Select(r => data.Series[0].Target[(r * K) + k])
                    .Where(float.IsFinite)];
            (float[] before, float[] last) = (Known(first, since), Known(since, end));
            (float least, float most) = (before.DefaultIfEmpty().Min(), before.DefaultIfEmpty().Max());
            return before.Length > 0
                && last.Count(v => v < least || v > most) > MostOutside * last.Length;
        });
    }

    /// <summary>What a forest subtracts from the values of a window, and its divisor.</summary>
    private static (double Level, double Change) Scale(
        TreeInputs inputs, SeriesFeatures series, int origin, (int Target, int Form) forest) =>
        forest.Form == 0 ? inputs.Scale(series, origin, forest.Target) : (0, 1);

    /// <summary>Steps of windows as rows of a table, with the true values.</summary>
    private static (float[] Rows, float[] Targets) Rows(
        ForecastData data, TreeInputs inputs, Windows windows, (int Target, int Form) forest, int most)
    {
        ForecastDesign design = data.Design;
        int target = forest.Target;
        double mean = MeanWeight(data, windows);

        // The steps of a window follow each other, and share its scale and most inputs.
        (int Series, int Origin) last = (-1, -1);
        (double Level, double Change) scale = default;
        (double Level, double Change) ScaleOf(Window window)
        {
            if (last != (window.Series, window.Origin))
            {
                last = (window.Series, window.Origin);
                scale = Scale(inputs, data.Series[window.Series], window.Origin, forest);
            }

            return scale;
        }

        double Counts(Window window, int step)
        {
            SeriesFeatures series = data.Series[window.Series];
            double level = ScaleOf(window).Level;
            float truth = series.Target[((window.Origin + step) * design.TargetCount) + target];
            return double.IsNaN(truth - level) ? 0
                : mean > 0 ? series.Series.WeightAt(window.Origin + step) / mean
                : 1;
        }

        (Window Window, int Step)[] drawn = [.. WindowSteps.Draw(windows, design.Horizon, most, Counts)];
        var rows = new float[drawn.Length * inputs.Count];
        var targets = new float[drawn.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            (Window window, int step) = drawn[i];
            SeriesFeatures series = data.Series[window.Series];
            bool isSame = i > 0 && drawn[i - 1].Window == window;
            (double Level, double Change) own = ScaleOf(window);
            Span<float> row = rows.AsSpan(i * inputs.Count, inputs.Count);
            if (isSame)
            {
                rows.AsSpan((i - 1) * inputs.Count, inputs.WindowCount).CopyTo(row);
            }
            else
            {
                inputs.WriteWindow(series, window.Origin, target, own, row);
            }

            inputs.WriteStep(series, window.Origin, step, target, own, row);
            float truth = series.Target[((window.Origin + step) * design.TargetCount) + target];
            targets[i] = (float)((truth - own.Level) / own.Change);
        }

        return (rows, targets);
    }

    /// <summary>The mean weight of the first rows of windows; 1 where all count alike.</summary>
    private static double MeanWeight(ForecastData data, Windows windows) =>
        windows.Count == 0 || !data.Set.HasWeights ? 1
        : Enumerable.Range(0, windows.Count)
            .Average(w => data.Set[windows[w].Series].WeightAt(windows[w].Origin));

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
