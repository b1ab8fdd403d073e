using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Report;
using Series = Carousel.Data.Series;

namespace Carousel.Forecasting;

/// <summary>
/// Mean absolute scaled errors of a backtest at each level of a hierarchy, compared with other ways to add up.
/// </summary>
/// <param name="Levels">The names of the levels.</param>
/// <param name="Rows">Each with an error for each level and their geometric mean; the model first.</param>
internal sealed record LevelTable(
    IReadOnlyList<string> Levels, IReadOnlyList<(string Name, IReadOnlyList<double> Errors)> Rows)
{
    /// <summary>The file that holds it.</summary>
    public const string FileName = "levels.csv";

    private const int Wide = 5;
    private const string Mean = "geometric mean";

    /// <summary>What other ways than the model's own forecast of the same windows.</summary>
    /// <param name="forecaster">The model, of a hierarchy.</param>
    /// <param name="series">The sums and series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="apart">Its forecasts.</param>
    public static IReadOnlyList<BaselineValues> Ways(
        Forecaster forecaster, IReadOnlyList<Series> series, IReadOnlyList<Window> windows,
        QuantileTable<Stage.InUnits> apart)
    {
        ForecastDesign design = forecaster.Design;
        var ways = new List<BaselineValues>();
        void Add(string name, float[] values) => ways.Add(new BaselineValues(name, name, values));

        float[] alone = apart.Medians();
        Add("each by itself", alone);
        Add("bottom-up", Summed(HierarchyOf(design, series), design, series, windows, alone));
        if (!design.IsSmoothed)
        {
            var simple = new Reconciler(design, forecaster.Reconciliation!, series, isSmoothed: true);
            Add("simple forecasts, bottom-up", simple.Apply(apart, windows).Medians());
        }

        return ways;
    }

    /// <summary>Measures.</summary>
    /// <param name="backtest">The coherent forecasts of a model of a hierarchy, and those of baselines.</param>
    /// <param name="ways">What other ways forecast of the same windows.</param>
    /// <param name="training">For each series the rows that scale errors.</param>
    public static LevelTable Of(
        Backtest backtest, IReadOnlyList<BaselineValues> ways, IReadOnlyList<RowRange> training)
    {
        ForecastDesign design = backtest.Design;
        IReadOnlyList<Series> series = backtest.Set.Series;
        Hierarchy hierarchy = HierarchyOf(design, series);
        var rows = new List<(string, IReadOnlyList<double>)>();
        void Add(string name, float[] values) =>
            rows.Add((name, Errors(hierarchy, backtest, values, training)));

        Add("carousel", backtest.Quantiles.Medians());
        foreach (BaselineValues way in ways)
        {
            Add(way.Name, way.Values);
        }

        string naive = $"seasonal naive, {design.Season}";
        foreach ((string name, float[] values) in backtest.BaselineForecasts.OrderBy(b => b.Name != naive))
        {
            Add(name, values);
            Add($"{name}, bottom-up", Summed(hierarchy, design, series, backtest.Windows, values));
        }

        return new LevelTable(hierarchy.Levels, [.. rows]);
    }

    /// <summary>As a table of a report.</summary>
    public Table ToTable() => Table.Of(["", .. Levels, Mean], Rows.Select(r => (IReadOnlyList<string>)
    [
        r.Name, .. r.Errors.Select(Text),
    ])) with
    {
        Caption = "Mean absolute scaled error by level",
        Note = "Each node's error is divided by the seasonal naive training error, then averaged over the level.",
    };

    /// <summary>As lines of a terminal: the model and the baselines.</summary>
    /// <param name="most">How many rows.</param>
    public IReadOnlyList<string> ToLines(int most)
    {
        (string Name, IReadOnlyList<double> Errors)[] shown = [.. Rows.Take(most)];
        int wide = shown.Max(r => r.Name.Length);
        string[] titles = [.. Levels, Mean];
        string Line(string name, IEnumerable<string> cells) =>
            name.PadRight(wide)
            + string.Concat(cells.Select((c, i) => "  " + c.PadLeft(Math.Max(titles[i].Length, Wide))));
        return
        [
            Line("MASE by level", titles), .. shown.Select(r => Line(r.Name, r.Errors.Select(Text))),
        ];
    }

    /// <summary>As CSV.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder();
        string[] header = ["forecast", .. Levels, "geometric_mean"];
        text.AppendJoin(',', header.Select(CsvCell.Of)).Append('\n');
        foreach ((string name, IReadOnlyList<double> errors) in Rows)
        {
            text.Append(CsvCell.Of(name));
            foreach (double error in errors)
            {
                text.Append(',').Append(
                    double.IsNaN(error) ? "" : Invariant.Of($"{error:R}"));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Text(double error) =>
        double.IsNaN(error) ? "–" : Invariant.Of($"{error:0.000}");

    private static Hierarchy HierarchyOf(ForecastDesign design, IReadOnlyList<Series> series) =>
        Hierarchy.OfWhole(HierarchyForm.Parse(design.Hierarchy!), series);

    /// <summary>[levels + 1]: the errors, over targets, and their geometric mean.</summary>
    private static double[] Errors(
        Hierarchy hierarchy, Backtest backtest, float[] values, IReadOnlyList<RowRange> training)
    {
        (int H, int K) = (backtest.Design.Horizon, backtest.Design.TargetCount);
        var byLevel = new double[hierarchy.Levels.Count];
        for (int k = 0; k < K; k++)
        {
            double[] scales =
            [
                .. backtest.Set.Series.Select((s, n) => ForecastMetrics.SeasonalNaiveScale(
                    s.Column(k)[training[n].Start..training[n].End], Math.Max(1, backtest.Design.Season))),
            ];
            var errors = new LevelErrors(hierarchy, scales);
            for (int i = k; i < values.Length; i += K)
            {
                errors.Add(backtest.Windows[i / K / H].Series, (double)backtest.Truth[i] - values[i]);
            }

            double[] own = errors.ByLevel();
            for (int level = 0; level < own.Length; level++)
            {
                byLevel[level] += own[level] / K;
            }
        }

        return [.. byLevel, LevelErrors.GeometricMean(byLevel)];
    }

    /// <summary>[W, H, K]: forecasts of sums made those of their series.</summary>
    private static float[] Summed(
        Hierarchy hierarchy, ForecastDesign design, IReadOnlyList<Series> series, IReadOnlyList<Window> windows,
        float[] values)
    {
        float[] summed = [.. values];
        int cells = design.Horizon * design.TargetCount;
        var nodes = new double[hierarchy.Nodes.Count];
        foreach (int[] group in OriginGroups.Of(series, windows))
        {
            for (int c = 0; c < cells; c++)
            {
                for (int n = 0; n < nodes.Length; n++)
                {
                    nodes[n] = values[(group[n] * cells) + c];
                }

                hierarchy.Sum(nodes);
                for (int n = 0; n < nodes.Length; n++)
                {
                    summed[(group[n] * cells) + c] = (float)nodes[n];
                }
            }
        }

        return summed;
    }
}
