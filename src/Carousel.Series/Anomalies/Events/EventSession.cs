using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Anomalies;

/// <summary>
/// A session of a detector of events: each event is judged as a prediction from the whole log judges it, bit for bit.
/// The events of each entity follow each other; entities may come by turns.
/// </summary>
internal sealed class EventSession : SteppingSession
{
    private readonly EventModel _model;
    private readonly EventDesign _design;
    private readonly RowColumns _columns;
    private readonly RowTimes _times;
    private readonly int _id;
    private readonly Dictionary<string, EventHistory> _entities = [];

    private EventSession(EventModel model, StateMark mark)
        : base(mark)
    {
        (_model, _design) = (model, model.Design);
        string[] names = Names(_design);
        _id = names.Length - 1 - _design.CategoryNames.Count - _design.NumberNames.Count;
        _columns = new RowColumns(names, model.Summary.Missing);
        _times = new RowTimes(names[.._id], StampClock.Parse(_design.Clock));
    }

    /// <summary>What makes the sessions of a detector.</summary>
    public static ISteppingModel Of(IJobModel model)
    {
        var detector = (EventModel)model;
        var mark = StateMark.Of(detector);
        return new SteppingModel(
            $"the cells {CsvColumns.Shown(Names(detector.Design))} of the next event",
            "the score of the event and whether it is an anomaly, the surprise of the event without earlier ones, and "
            + "the field that is furthest from normal with its value",
            () => new EventSession(detector, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        if (_columns.Read(row, number) is not { } cells)
        {
            AnswerNothing(answer);
            return;
        }

        DateTime time = _times.Read(cells.Cells, number)!.Value;
        KeptEvent last = EventOf(cells, time, number);
        string id = cells.Cells[_id];
        EventHistory history = _entities.GetValueOrDefault(id) ?? new EventHistory(_design);
        if (history.Latest.Count > 0 && time < history.Latest[^1].Time)
        {
            throw _times.RefuseOrder(cells.Cells, number, "earlier");
        }

        EventLog log = LogOf(id, [.. history.Latest, last]);
        _columns.Accept();
        _times.Accept();
        float[] state = history.State;
        EventSurprise surprise = _model.Step(log, ref state);
        history.Keep(last, state);
        (surprise, float[] judged) = _model.Fitted.RowOf(
            history, new EventEncoder(_design, log), (log[0], log[0].Length - 1), surprise);
        _entities[id] = history;
        Write(answer, log, surprise, _model.Fitted.ScoreOf(judged));
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        _columns.Write(writer);
        _times.Write(writer);
        writer.Write(_entities.Count);
        foreach ((string id, EventHistory history) in _entities)
        {
            writer.Write(id);
            history.Pass(new StatePass(writer, null), _model.Network.Reader.StateSize);
        }
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _columns.Read(reader);
        _times.Read(reader);
        for (int left = reader.ReadCount(sizeof(double)); left > 0; left--)
        {
            var history = new EventHistory(_design);
            _entities.Add(reader.ReadString(), history);
            history.Pass(new StatePass(null, reader), _model.Network.Reader.StateSize);
        }
    }

    private static string[] Names(EventDesign design) =>
    [
        .. TimeColumns.NamesIn(design.TimeName, []), design.IdName, .. design.CategoryNames, .. design.NumberNames,
    ];

    private KeptEvent EventOf(RowCells row, DateTime time, long number)
    {
        int place = _id;
        if (row.Cells[place].Length == 0 || row.Cells[place] == RowColumns.Missing)
        {
            throw new DataFormatException(
                Source, number, place + 1, $"the id in column '{_design.IdName}' is empty. Write whose event it is.");
        }

        string[] categories = new string[_design.CategoryNames.Count];
        for (int c = 0; c < categories.Length; c++)
        {
            string cell = row.Cells[++place];
            categories[c] = cell == RowColumns.Missing ? "" : cell;
        }

        if (categories.Length > 0 && categories[0].Length == 0)
        {
            throw new DataFormatException(
                Source, number, _id + 2,
                $"the event in column '{_design.CategoryNames[0]}' is empty. Write what happened.");
        }

        return new KeptEvent(
            time, categories, [.. _design.NumberNames.Select(name => row.NumberAt(++place, name, number))]);
    }

    private EventLog LogOf(string id, IReadOnlyList<KeptEvent> events)
    {
        var builder = new EventLogBuilder(Source, _design.CategoryNames, _design.NumberNames)
        {
            IdName = _design.IdName,
            TimeName = _design.TimeName,
        };
        foreach (KeptEvent one in events)
        {
            builder.Add(id, one.Time, one.Categories, one.Numbers, float.NaN);
        }

        return builder.Build();
    }

    private void Write(Utf8JsonWriter answer, EventLog log, EventSurprise surprise, double score)
    {
        EventSequence history = log[0];
        EventField reason = _design.Fields[_model.Fitted.Reason(surprise)];
        answer.WriteStartObject();
        answer.WriteString("id", history.Id);
        answer.WriteString(
            "time", history.Times[^1].ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        answer.WriteNumber("score", Math.Round(score, 4));
        answer.WriteBoolean("anomaly", score > _model.Fitted.Threshold);
        answer.WriteNumber("surprise", Math.Round(surprise.Total, 4));
        answer.WriteString("reason", reason.Name);
        answer.WriteString("value", EventTables.ValueOf(log, history, history.Length - 1, reason));
        answer.WriteEndObject();
    }
}
