using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Forecasting;

/// <summary>
/// What special days change in the forecasts of the test part: each of some windows is forecast again as if the days
/// from its origin on were ordinary ones.
/// </summary>
internal sealed class EventImpacts
{
    /// <summary>The name of the file that holds them.</summary>
    public const string FileName = "events.csv";

    private const int MostWindows = 60;

    private readonly Forecaster _forecaster;
    private readonly Backtest _backtest;
    private readonly EventCalendar _calendar;
    private readonly Dictionary<(string Title, int Target), Sums> _sums = [];

    private EventImpacts(Forecaster forecaster, Backtest backtest, EventCalendar calendar) =>
        (_forecaster, _backtest, _calendar) = (forecaster, backtest, calendar);

    /// <summary>Finds them: by title, the events in the order of their first day.</summary>
    /// <param name="forecaster">What was fitted.</param>
    /// <param name="backtest">Its forecasts of the test part.</param>
    /// <param name="plan">How it was fitted.</param>
    /// <param name="cancellation">Stops it between windows.</param>
    /// <returns>The impacts; none without a calendar.</returns>
    public static IReadOnlyList<EventImpact> Of(
        Forecaster forecaster, Backtest backtest, ForecastPlan plan, CancellationToken cancellation)
    {
        if (forecaster.Design.Events is not { } calendar || forecaster.Scaling.Events is null)
        {
            return [];
        }

        var impacts = new EventImpacts(forecaster, backtest, calendar);
        impacts.Learned((plan.Options.TrainOnce ? plan.Split : plan.Split.LearningFromAll()).Train.Rows);
        foreach (int w in impacts.Windows())
        {
            cancellation.ThrowIfCancellationRequested();
            impacts.Add(w);
        }

        return
        [
            .. impacts._sums.Where(s => s.Value.Learned.Count > 0 || s.Value.Days.Count > 0)
                .Select(s => s.Value.ToImpact(s.Key.Title, backtest.Design.Targets[s.Key.Target])),
        ];
    }

    /// <summary>The file that contains them; empty without impacts.</summary>
    /// <param name="impacts">The impacts.</param>
    public static IReadOnlyList<JobFile> Files(IReadOnlyList<EventImpact> impacts) =>
        impacts.Count == 0 ? [] : [JobFile.OfText(FileName, ToCsv(impacts))];

    private static string ToCsv(IReadOnlyList<EventImpact> impacts)
    {
        static string Number(double value) =>
            double.IsFinite(value) ? Invariant.Of($"{value:G6}") : "";
        return string.Concat(
            impacts.Select(i => Invariant.Of(
                $"{CsvCell.Of(i.Title)},{CsvCell.Of(i.Target)},{i.DaysLearned},{Number(i.Usual)},{i.DaysForecast},"
                + $"{Number(i.Change)},{Number(i.Percent)},{Number(i.Error)},{Number(i.ErrorWithout)}\n"))
                .Prepend(
                    "event,target,days_learned,usual_change,days_forecast,change,change_percent,error,"
                    + "error_without\n"));
    }

    /// <summary>Days of the training rows, and their usual difference from ordinary days.</summary>
    private void Learned(IReadOnlyList<RowRange> training)
    {
        (ForecastDesign design, ForecastScaling scaling) = (_forecaster.Design, _forecaster.Scaling);
        for (int s = 0; s < training.Count; s++)
        {
            Series series = _backtest.Set[s];
            if (!series.HasTimes || training[s].Length == 0)
            {
                continue;
            }

            float[][] effects = scaling.EventsOf(series, design);
            IReadOnlyList<FittedScaler> scalers = scaling.Of(series, training[s], design);
            for (int r = training[s].Start; r < training[s].End; r++)
            {
                DateTime stamp = series.Times[r];
                if (_calendar.On(DateOnly.FromDateTime(stamp), series.Id) is not [var mark])
                {
                    continue;
                }

                for (int k = 0; k < design.TargetCount; k++)
                {
                    Sums sums = SumsOf(mark.Title, k);
                    sums.Learned.Add(DateOnly.FromDateTime(stamp));
                    bool isClosed = _calendar.Closed?.At(_calendar, series, r, k) >= 1;
                    sums.Add(
                        (isClosed ? 0 : scaling.ToData(design, k, scalers[k], effects[k][r]))
                        - scaling.ToData(design, k, scalers[k], 0));
                }
            }
        }
    }

    /// <summary>The first windows of the test part that forecast a special day which no earlier one does.</summary>
    private int[] Windows()
    {
        var seen = new HashSet<(int, DateOnly)>();
        bool IsNew(Window window) => Enumerable.Range(window.Origin, window.Ahead.Length).Where(row =>
            MarkOf(window, row) is not null && seen.Add((window.Series, DayOf(window, row)))).ToList().Count > 0;
        return [.. _backtest.Windows.Index().Where(w => IsNew(w.Item)).Take(MostWindows).Select(w => w.Index)];
    }

    private void Add(int w)
    {
        (ForecastDesign design, Window window) = (_forecaster.Design, _backtest.Windows[w]);
        SeriesSet set = _backtest.Set;
        var alone = new SeriesSet([set[window.Series]], set.Roles, set.Name, [], set.TimeName, set.IdName);
        Window[] only = [window with { Series = 0 }];
        QuantileTable known = _forecaster.Unadapted(_forecaster.DataOf(alone), only);
        QuantileTable without = _forecaster.Unadapted(
            _forecaster.DataOf(alone, eventsUntil: window.Origin), only);
        for (int t = 0; t < design.Horizon; t++)
        {
            if (MarkOf(window, window.Origin + t) is not { } mark)
            {
                continue;
            }

            for (int k = 0; k < design.TargetCount; k++)
            {
                SumsOf(mark.Title, k).Add(
                    (window.Series, DayOf(window, window.Origin + t)), known.MedianOf(0, t, k),
                    without.MedianOf(0, t, k),
                    _backtest.Truth[(((w * design.Horizon) + t) * design.TargetCount) + k]);
            }
        }
    }

    /// <summary>The one event of a row; null for several on one day, whose effects cannot be separated.</summary>
    private EventMark? MarkOf(Window window, int row) =>
        _backtest.Set[window.Series].TimeAt(row) is { } stamp
            && _calendar.On(DateOnly.FromDateTime(stamp), _backtest.Set[window.Series].Id) is [var mark]
            ? mark
            : null;

    private DateOnly DayOf(Window window, int row) =>
        DateOnly.FromDateTime(_backtest.Set[window.Series].TimeAt(row)!.Value);

    private Sums SumsOf(string title, int target)
    {
        if (!_sums.TryGetValue((title, target), out Sums? sums))
        {
            _sums[(title, target)] = sums = new Sums();
        }

        return sums;
    }

    private sealed class Sums
    {
        private double _usual, _known, _without, _error, _errorWithout;
        private int _rows, _measured, _learnedRows;

        public HashSet<DateOnly> Learned { get; } = [];

        public HashSet<(int Series, DateOnly Day)> Days { get; } = [];

        public double Usual => _learnedRows == 0 ? 0 : _usual / _learnedRows;

        public void Add(double usual) => (_usual, _learnedRows) = (_usual + usual, _learnedRows + 1);

        public void Add((int Series, DateOnly Day) day, double known, double without, float truth)
        {
            Days.Add(day);
            (_known, _without, _rows) = (_known + known, _without + without, _rows + 1);
            if (!float.IsNaN(truth))
            {
                _error += Math.Abs(truth - known);
                _errorWithout += Math.Abs(truth - without);
                _measured++;
            }
        }

        public EventImpact ToImpact(string title, string target) => new(title, target, Learned.Count, Usual)
        {
            DaysForecast = Days.Count,
            Change = _rows == 0 ? double.NaN : (_known - _without) / _rows,
            Percent = _rows == 0 || _without == 0 ? double.NaN : 100 * (_known - _without) / Math.Abs(_without),
            Error = _measured == 0 ? double.NaN : _error / _measured,
            ErrorWithout = _measured == 0 ? double.NaN : _errorWithout / _measured,
        };
    }
}
