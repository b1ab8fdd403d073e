using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Each;

/// <summary>How the models of many series did, each fitted alone, beside the other methods.</summary>
/// <param name="measure">The measure that is compared, which has no unit; lower is better.</param>
internal sealed class EachScores(string measure)
{
    /// <summary>Differences below this share are called equal.</summary>
    private const double Equal = 0.01;

    private readonly List<Row> _rows = [];
    private readonly List<string> _keys = [], _simpleKeys = [];

    /// <summary>How many series are done.</summary>
    public int Count => _rows.Count;

    /// <summary>How many values were trained in all.</summary>
    public long Parameters => _rows.Sum(r => r.Parameters);

    /// <summary>Adds a series.</summary>
    /// <param name="series">What it is called.</param>
    /// <param name="answer">What came of it.</param>
    public void Add(string series, EachAnswer answer)
    {
        _keys.AddRange(answer.Scores[0].Metrics.Keys.Except(_keys));
        _simpleKeys.AddRange(answer.Scores.Where(s => s.IsSimple).SelectMany(s => s.Metrics.Keys).Except(_simpleKeys));
        _rows.Add(new Row(series, answer.Parameters, answer.BestEpoch, answer.Scores));
    }

    /// <summary>
    /// The mean and the median of the measure over the series, for the model first, then for each other method: that of
    /// the least median first. Of those, also in how many series the model is better, and worse, by 1 % or more.
    /// </summary>
    public IReadOnlyList<JobScore> Summary()
    {
        if (_rows.Count == 0)
        {
            return [];
        }

        EachScore model = _rows[0].Scores[0];
        IEnumerable<JobScore> others = _rows.SelectMany(r => r.Scores.Skip(1)).DistinctBy(s => s.Name)
            .Select(s => Of(s, isModel: false)).OfType<JobScore>().OrderBy(s => s.Metrics[$"median_{measure}"])
            .ThenBy(s => s.Name, StringComparer.Ordinal);
        return Of(model, isModel: true) is { } first ? [first, .. others] : [];
    }

    /// <summary>The series in which the model did worst, the worst first.</summary>
    /// <param name="most">So many at most.</param>
    /// <returns>Name, measure of the model, best other method and its measure.</returns>
    public IReadOnlyList<(string Series, double Model, string Other, double Best)> Worst(int most) =>
    [
        .. _rows.Where(r => double.IsFinite(Measure(r.Scores[0])))
            .OrderByDescending(r => Measure(r.Scores[0])).ThenBy(r => r.Series, StringComparer.Ordinal).Take(most)
            .Select(r => (
                r.Series, Measure(r.Scores[0]), Simple(r)?.Title ?? "",
                Simple(r) is { } best ? Measure(best) : double.NaN)),
    ];

    /// <summary>What the summary says, in plain words.</summary>
    /// <param name="named">What the measure is called.</param>
    public string Sentence(string named)
    {
        IReadOnlyList<JobScore> summary = Summary();
        string[] simple = [.. _rows.SelectMany(r => r.Scores).Where(s => s.IsSimple).Select(s => s.Name).Distinct()];
        int most = summary.Skip(1).Max(s => (int?)s.Metrics["series"]) ?? 0;
        if (summary.Skip(1).FirstOrDefault(s => simple.Contains(s.Name) && s.Metrics["series"] == most) is not { } best)
        {
            return $"No series had rows enough to tell its {named}.";
        }

        // On the same series.
        (double Own, double Model)[] pairs = Pairs(best.Name);
        double own = Median([.. pairs.Select(p => p.Model)]), other = Median([.. pairs.Select(p => p.Own)]);
        string verdict = own < other * (1 - Equal) ? "the models are better"
            : own * (1 - Equal) > other ? "that method is better"
            : "neither is better";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"By the median {named}, {own:0.000} against {other:0.000} of '{best.Title}', {verdict}. Of {most} series, "
            + $"the model is better in {best.Metrics["model_better"]} and worse in {best.Metrics["model_worse"]}, by "
            + $"{100 * Equal:0} % or more.");
    }

    /// <summary>A table with a row for each series, those that were set aside too.</summary>
    /// <param name="name">The name of its file.</param>
    /// <param name="series">Of each its name, the file of its model, and why it was set aside, or null.</param>
    public JobFile ToFile(string name, IEnumerable<(string Series, string Model, string? Fault)> series)
    {
        Dictionary<string, Row> rows = _rows.ToDictionary(r => r.Series, StringComparer.Ordinal);
        var table = new CsvText(string.Join(
            ',',
            [
                "series", "model", "parameters", "best_epoch", .. _keys, "simple",
                .. _simpleKeys.Select(k => $"simple_{k}"), "fault",
            ]));
        foreach ((string key, string model, string? fault) in series)
        {
            Row? row = rows.GetValueOrDefault(key);
            table.Add($"{key},{(row is null ? "" : model)},{row?.Parameters},{row?.BestEpoch}");
            EachScore? simple = row is null ? null : Simple(row);
            AddMetrics(table, _keys, row?.Scores[0]);
            table.Add($",{simple?.Title ?? ""}");
            AddMetrics(table, _simpleKeys, simple);
            table.Row($",{(row is null ? fault ?? "not done" : "")}");
        }

        return table.ToFile(name);
    }

    private static void AddMetrics(CsvText table, IEnumerable<string> keys, EachScore? score)
    {
        foreach (string key in keys)
        {
            table.Add($",{(score?.Metrics.TryGetValue(key, out double known) == true ? known : (double?)null)}");
        }
    }

    // The one with the least error of this series: chosen by the rows that measure, which flatters it.
    private EachScore? Simple(Row row) =>
        row.Scores.Where(s => s.IsSimple && double.IsFinite(Measure(s))).MinBy(Measure);

    private JobScore? Of(EachScore method, bool isModel)
    {
        (double Own, double Model)[] known = Pairs(method.Name);
        if (known.Length == 0)
        {
            return null;
        }

        var metrics = new Dictionary<string, double>
        {
            [$"median_{measure}"] = Median([.. known.Select(p => p.Own)]),
            [$"mean_{measure}"] = known.Average(p => p.Own),
            ["series"] = known.Length,
        };
        if (!isModel)
        {
            metrics["model_better"] = known.Count(p => p.Model < p.Own * (1 - Equal));
            metrics["model_worse"] = known.Count(p => p.Model * (1 - Equal) > p.Own);
        }

        return new JobScore(method.Name, method.Title, metrics);
    }

    // Where both are known.
    private (double Own, double Model)[] Pairs(string method) =>
    [
        .. _rows.Select(r => (
                Own: r.Scores.FirstOrDefault(s => s.Name == method) is { } own ? Measure(own) : double.NaN,
                Model: Measure(r.Scores[0])))
            .Where(p => double.IsFinite(p.Own) && double.IsFinite(p.Model)),
    ];

    private double Measure(EachScore score) => score.Metrics.GetValueOrDefault(measure, double.NaN);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        int half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private sealed record Row(string Series, long Parameters, int BestEpoch, IReadOnlyList<EachScore> Scores);
}
