using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>
/// The series and targets of a forecast as its report shows them: each can be picked, and a table holds their errors.
/// </summary>
internal sealed class ForecastSubjects
{
    private const int MostPictures = 50, MostRows = 200;

    // Positions of all pictures together: some megabytes of numbers in the page.
    private const long MostPositions = 60_000;

    private readonly Backtest _backtest;
    private readonly string _kind;

    /// <summary>Finds them.</summary>
    /// <param name="backtest">The forecasts of the test part.</param>
    /// <param name="forecast">What comes next.</param>
    public ForecastSubjects(Backtest backtest, Forecast forecast)
    {
        _backtest = backtest;
        (ForecastDesign design, SeriesSet set) = (backtest.Design, backtest.Set);
        HashSet<int> series =
            [.. backtest.Windows.Select(w => w.Series), .. forecast.Windows.Select(w => w.Series)];
        _kind = series.Count == 1 ? "column" : design.TargetCount == 1 ? "series" : "series and column";
        Dictionary<(int, int), (double Own, double Other, long Values)> sums = Sums();
        All =
        [
            .. series.Order().SelectMany(s => design.TargetPlaces.Select(k =>
            {
                string title = _kind switch
                {
                    "column" => design.Targets[k],
                    "series" => IdOf(set, s),
                    _ => $"{IdOf(set, s)}, {design.Targets[k]}",
                };
                (double own, double other, long values) = sums.GetValueOrDefault((s, k));
                return new ForecastSubject(s, k, title, own / values, other / values, values);
            })),
        ];
        Shown = Pictured();
    }

    /// <summary>All of them: series after series, target after target.</summary>
    public IReadOnlyList<ForecastSubject> All { get; }

    /// <summary>Those with pictures: all, or where they are many those with the largest errors; in the same
    /// order.</summary>
    public IReadOnlyList<ForecastSubject> Shown { get; }

    /// <summary>Pictures of each, one at a time.</summary>
    /// <param name="blocks">The pictures of one.</param>
    public IReadOnlyList<Block> Show(Func<ForecastSubject, IEnumerable<Block>> blocks) => All.Count == 1
        ? [.. blocks(All[0])]
        :
        [
            new Choice(_kind, [.. Shown.Select(s => new ChoiceOption(s.Title, [.. blocks(s)]))]),
            .. Optional.Of(Shown.Count == All.Count
                ? null
                : new Paragraph(
                        $"The {Shown.Count} of {FigureText.Count(All.Count)} forecasts with the largest errors can be "
                        + "selected; forecast.csv contains all.", Tone.Quiet)),
        ];

    /// <summary>The errors of each, the largest first; null if there is only one.</summary>
    public Table? Errors()
    {
        if (All.Count == 1)
        {
            return null;
        }

        ForecastSubject[] rows = [.. WorstFirst().Take(MostRows)];
        int decimals = FigureText.Decimals(rows.Select(r => r.Error).Where(double.IsFinite).DefaultIfEmpty(0).Take(1));
        return new Table(
            [
                new TableColumn(_kind, Alignment.Left), new TableColumn("MAE"),
                new TableColumn($"MAE of {_backtest.BestBaseline.Title}"), new TableColumn("values measured"),
            ],
            [
                .. rows.Select(r => new TableRow(
                [
                    new TableCell(r.Title),
                    new TableCell(FigureText.Number(r.Error, decimals), r.Error <= r.BaselineError),
                    new TableCell(FigureText.Number(r.BaselineError, decimals), r.BaselineError <= r.Error),
                    new TableCell(FigureText.Count(r.Values)),
                ])),
            ])
        {
            Caption = $"Mean absolute error by {_kind}, the largest first",
            Note = rows.Length < All.Count
                ? $"The {MostRows} largest of {FigureText.Count(All.Count)}."
                : "",
        };
    }

    private static string IdOf(SeriesSet set, int series) => set[series].Id ?? $"series {series + 1}";

    private IEnumerable<ForecastSubject> WorstFirst() =>
        All.OrderBy(s => double.IsNaN(s.Error)).ThenByDescending(s => s.Error);

    private ForecastSubject[] Pictured()
    {
        long positions = 0;
        var kept = new HashSet<ForecastSubject>();
        foreach (ForecastSubject one in WorstFirst().Take(MostPictures))
        {
            positions += _backtest.Windows.Where(w => w.Series == one.Series).Take(1)
                .Sum(w => _backtest.Set[one.Series].HistoryLength - w.Origin);
            if (positions > MostPositions && kept.Count > 0)
            {
                break;
            }

            kept.Add(one);
        }

        return [.. All.Where(kept.Contains)];
    }

    /// <summary>For each series and target the sums of the errors of both, and how many values they are of.</summary>
    private Dictionary<(int Series, int Target), (double Own, double Other, long Values)> Sums()
    {
        (int H, int K) = (_backtest.Design.Horizon, _backtest.Design.TargetCount);
        float[] baseline = _backtest.ValuesOf(_backtest.BestBaseline);
        var sums = new Dictionary<(int, int), (double Own, double Other, long Values)>();
        for (int at = 0; at < baseline.Length; at++)
        {
            (int w, int t, int k) = (at / K / H, at / K % H, at % K);
            double here = Math.Abs((double)_backtest.Truth[at] - (float)_backtest.Quantiles.MedianOf(w, t, k));
            double there = Math.Abs((double)_backtest.Truth[at] - baseline[at]);
            if (!double.IsNaN(here) && !double.IsNaN(there))
            {
                (double own, double other, long values) = sums.GetValueOrDefault((_backtest.Windows[w].Series, k));
                sums[(_backtest.Windows[w].Series, k)] = (own + here, other + there, values + 1);
            }
        }

        return sums;
    }
}
