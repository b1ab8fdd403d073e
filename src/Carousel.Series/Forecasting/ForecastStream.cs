using Carousel.Data;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Forecasting;

/// <summary>
/// A forecaster that is fed the rows of its series line by line and forecasts after each. Its answers are those of a
/// prediction from all rows so far, bit for bit.
/// </summary>
/// <remarks>
/// The networks read a window whose level is taken away first, so that all its rows change with every new one: the
/// window is run again for each line.
/// What a line is, is described in docs/how-to/stream.md.
/// </remarks>
public sealed partial class ForecastStream : IStreamingModel
{
    private readonly Forecaster _model;
    private readonly ForecastDesign _design;
    private readonly ForecastStreamOptions _options;
    private readonly Frequency? _frequency;
    private readonly AnswerFormat _format;
    private readonly StreamIntervals? _intervals;
    private readonly StreamLines _lines;
    private readonly PrequentialScore _score;
    private readonly ForecastLearner? _learner;
    private readonly SeriesRoles _roles;
    private readonly StreamAdaptation? _adaptation;
    private readonly DriftMonitor _drift;

    // Insertion order is kept because nothing is ever removed.
    private readonly Dictionary<string, StreamHistory> _series = [];
    private readonly int _keep;
    private (StreamHistory History, ForecastData Data)? _taken;
    private long _rows, _answers, _skipped;
    private bool _resumed, _isDisposed;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="model">The forecaster; it must live as long as the stream, and learns if that is asked for.</param>
    /// <param name="options">How lines are read and answered; null for the defaults.</param>
    /// <exception cref="DataFormatException">The model needs columns ahead, which a stream does not have, and they are
    /// not to be repeated.</exception>
    public ForecastStream(Forecaster model, ForecastStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _design, _options) = (model, model.Design, options ?? new ForecastStreamOptions());
        if (_design.Known.Count > 0 && !_options.RepeatKnown)
        {
            throw OptionTable.None.Unfit(
                $"The model was trained on columns known ahead ({CsvColumns.Shown(_design.Known)}), but a line does "
                + $"not contain the next {_design.Horizon} rows. Pass {{RepeatKnown}} to repeat their last season.");
        }

        if (_design.Hierarchy is not null)
        {
            throw new DataFormatException(
                "The model forecasts a hierarchy, whose sums need the rows of all series at once; lines come one by "
                + "one. Use predict on a file.");
        }

        _frequency = _design.Frequency is { } frequency ? Frequency.Parse(frequency) : null;
        _format = new AnswerFormat(_design, _options);
        _intervals = _design.Every is { } every ? new StreamIntervals(Sampling.Parse(every)!, _options.Source) : null;
        _lines = new StreamLines(_design, _options.Source, _options.Cells.AlsoMissing(model.Summary.Missing));
        _score = new PrequentialScore(_design, _format.Level);
        _learner = _options.Learn ? new ForecastLearner(model, _options) : null;
        _roles = new SeriesRoles(_design.Targets, _design.Known, _design.Past, _design.StaticColumns);
        _keep = RowsToKeep();

        _drift = new DriftMonitor(model.Calibration.WindowErrors);

        // A network that learns from the rows of the stream can't be asked what it would have said before them.
        _adaptation = model.Calibration.Adaptation is { } adaptation && !_options.Learn
            ? new StreamAdaptation(model, adaptation, _drift)
            : null;
    }

    /// <inheritdoc/>
    public string Header => _format.Header;

    /// <inheritdoc/>
    public StreamSummary Summary => new(
        _rows, _answers, _learner?.Trainer.Steps ?? 0, _skipped, _score.Metrics, LastValue.Label,
        _score.BaselineMetrics, _score.Coverage);

    /// <summary>
    /// Takes rows that are there already, without answering them: the first line after them is answered at once.
    /// </summary>
    /// <param name="set">Series with the columns of the design. Rows known ahead are kept until their time
    /// comes.</param>
    /// <exception cref="DataFormatException">A column is missing, or a series was not in the training.</exception>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Begin(SeriesSet set)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(set);
        if (set.Columns.Except(MeterReadings.NamesOf(_design.Columns)).FirstOrDefault(_design.Columns.Contains)
            is { } rise)
        {
            throw new DataFormatException($"{set.Name} has the {rise}; a stream needs the readings of the meter.");
        }

        SeriesSet read = MeterReadings.Of(set, _design);
        PredictionInputs.RequireColumns(read, _design);
        _lines.Clock ??= set.Clock;
        ForecastData? data = _adaptation is null ? null : _model.DataOf(_design.Closed?.Apply(read) ?? read);
        for (int s = 0; s < set.Count; s++)
        {
            Series one = set[s];
            StreamHistory history = HistoryOf(one.Id, set.Name, 0);
            foreach ((string name, StaticValue value) in one.Statics)
            {
                history.Statics[name] = value;
            }

            var values = new float[one.Columns.Count];
            for (int r = 0; r < one.Length; r++)
            {
                for (int c = 0; c < values.Length; c++)
                {
                    values[c] = one[r, c];
                }

                if (r < one.HistoryLength)
                {
                    history.Append(one.TimeAt(r), values, steps: 1);
                }
                else
                {
                    history.Ahead.Add(values.AsSpan(_design.TargetCount, _design.Known.Count).ToArray());
                }
            }

            _adaptation?.Begin(history, data!, s);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public IStreamAnswer? Take(string line, long number)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(line);
        _taken = null;
        return _lines.Read(line, number) is { } row ? Take(row) : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Learn()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_learner is not null && _taken is { } taken && taken.History.Length >= _design.Lookback + _design.Horizon)
        {
            _learner.Learn(taken.Data.Series[0], taken.History.Length - _design.Horizon);
        }

        _taken = null;
    }

    /// <summary>Writes the model as it has become, completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    public void SaveModel(string path)
    {
        StreamHistory? latest = _series.Values.Where(h => h.Last is not null)
            .MaxBy(h => h.LabelAt(1), StringComparer.Ordinal);
        if (latest is not null && _learner?.Trainer.Steps > 0
            && string.CompareOrdinal(latest.LabelAt(1), _model.Origin.TrainedTo) > 0)
        {
            _model.TrainedTo(latest.LabelAt(1), latest.Next);
        }

        _model.Save(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _learner?.Dispose();
    }

    /// <summary>Rows that a forecast, or a step of training, can depend on.</summary>
    private int RowsToKeep()
    {
        // A forecast from a horizon ago is made once more where its errors count.
        int ago = _model.Calibration.Adaptation is not null ? _design.Horizon : 0;
        return Math.Max(_design.Reach, _model.Champion.Reach) + _design.Horizon + ago + 2;
    }

    private ForecastAnswer? Take(StreamRow row)
    {
        long number = row.Number;
        RequireCalendar(row);
        RequireKnown(row.Id, _options.Source, number);
        if (_intervals is not null)
        {
            StreamRow? whole = _intervals.Take(row, _lines.TimeColumn);
            _lines.Accept();
            if (whole is null)
            {
                return null;
            }

            row = whole with { Ahead = row.Ahead };
        }

        StreamHistory history = HistoryOf(row.Id, _options.Source, number);
        long? taken = StepsTo(history, row);
        _lines.Accept();
        if (taken is not { } steps)
        {
            _skipped++;
            return null;
        }

        foreach ((string name, StaticValue value) in row.Statics)
        {
            history.Statics[name] = value;
        }

        history.Append(row.Stamp, row.Values, steps, row.Ahead);
        if (_options.KeepsScore)
        {
            // Of a meter it is the rise that was forecast.
            Series rows = history.ToSeries(0, false);
            _score.Add(
                history.Outstanding, history.Rows - 1,
                [.. _design.TargetPlaces.Select(k => rows[history.Length - 1, k])]);
        }

        _rows++;
        QuantileTable<Stage.InUnits>? quantiles = history.Length >= _design.Lookback ? Forecast(history) : null;
        _answers += quantiles is null ? 0 : 1;
        return new ForecastAnswer(_format, number, LabelOf(history), row.Id, quantiles)
        {
            Note = _drift.Alarm((id, origin) => _series[id].LabelOf(origin))
                ?? (_rows == 1 && _lines.Columns is null && _design.Columns.Count > 1
                    ? $"Rows without a header are read as {CsvColumns.Shown(StreamColumns.Names(_design))}."
                    : null),
            DriftSince = _drift.Since,
        };
    }

    /// <summary>The last row's name, in the form of its stamp.</summary>
    private string LabelOf(StreamHistory history) => (_lines.Stamps is { } form && history.Last is { } last
        ? form.Clock?.Format(last, history.Frequency) ?? form.Numbered(history.Frequency)?.Write(last)
        : null) ?? history.LabelAt(0);

    private StreamHistory HistoryOf(string? id, string source, long line)
    {
        if (_series.TryGetValue(id ?? "", out StreamHistory? history))
        {
            return history;
        }

        RequireKnown(id, source, line);
        history = new StreamHistory(_design, id, _keep);
        _series.Add(id ?? "", history);
        return history;
    }

    private void RequireKnown(string? id, string source, long line)
    {
        if (!_model.Knows(id))
        {
            string what =
                $"the series '{id}' was not in the model's training data, so its scale is unknown. Train a model "
                + $"with it, or remove its rows.";
            throw line > 0
                ? new DataFormatException(_options.Source, line, 0, what)
                : new DataFormatException($"{source}: {what}");
        }
    }

    /// <summary>A forecast from a row must end within the calendar.</summary>
    private void RequireCalendar(StreamRow row)
    {
        if (row.Stamp is { } stamp && _frequency is not null)
        {
            try
            {
                _frequency.Add(stamp, _design.Horizon);
            }
            catch (DataFormatException exception)
            {
                throw new DataFormatException(_options.Source, row.Number, _lines.TimeColumn, exception.Message);
            }
        }
    }

    /// <summary>Steps from the row before; null for a row that was taken before the stream was resumed.</summary>
    private long? StepsTo(StreamHistory history, StreamRow row)
    {
        long? steps = history.StepsTo(row.Stamp);
        if (steps is >= 1)
        {
            return steps;
        }

        if (steps is not null && _resumed)
        {
            return null;
        }

        string label = _frequency is not null
            ? _frequency.Format(row.Stamp!.Value)
            : row.Stamp!.Value.ToString("u", System.Globalization.CultureInfo.InvariantCulture);
        throw new DataFormatException(_options.Source, row.Number, _lines.TimeColumn, steps is null
            ? $"{label} is not on the grid of the rows before it ({_frequency!.Name}, the last {history.LabelAt(0)}). "
                + "Correct it, or remove the line."
            : $"{label} is not later than the row before it, {history.LabelAt(0)}. Lines must come in order "
                + "of time, also after the last row of an earlier file.");
    }

    private QuantileTable<Stage.InUnits> Forecast(StreamHistory history)
    {
        Series series = history.ToSeries(_design.Horizon, _options.RepeatKnown);
        ForecastData data = _model.DataOf(new SeriesSet(
            [series], _roles, _options.Source, [], _design.TimeName, _design.IdName));
        Window[] window = [new Window(0, history.Length, _design.Lookback, _design.Horizon)];
        QuantileTable<Stage.InUnits> table = _adaptation?.Forecast(history, data, window[0])
            ?? _model.RunApart(data, window);
        if (_options.KeepsScore && _score.Wants(history.Rows))
        {
            history.Outstanding.Add(Outstanding(history.Rows, table, series, history.Length));
        }

        _taken = _learner is null ? null : (history, data);
        return BlankClosed(history, table);
    }

    private OutstandingForecast Outstanding(long origin, QuantileTable table, Series series, int length)
    {
        return new OutstandingForecast(
            origin, Array.ConvertAll(table.ToArray(), value => (float)value),
            [.. _design.TargetPlaces.Select(k => LastValue.Find(series.Column(k)[..length]))]);
    }

    private Training.OnlineTrainer Learner() =>
        _learner?.Trainer
            ?? throw new InvalidOperationException("The stream does not learn, so it has no state to save.");

    private string Problem() =>
        $"forecast of {string.Join(", ", _design.Columns)} from {_model.Origin.Fingerprint}, {_design.Lookback} "
        + $"to {_design.Horizon}";
}
