using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Anomalies;

/// <summary>
/// A session of a detector that forecasts: each row is judged as a prediction of all rows judges it, bit for bit.
/// </summary>
internal sealed class ChannelSession : SteppingSession, IStreamingModel
{
    private readonly ChannelDesign _design;
    private readonly RowColumns _columns;
    private readonly RowTimes _times;
    private readonly int _first;
    private readonly ChannelScorer _scorer;
    private readonly float[] _before;
    private DateTime? _last;
    private string? _incident;
    private long _rows;

    internal ChannelSession(
        ChannelModel model, StateMark mark, ReadOptions? cells = null, string source = Source)
        : base(mark)
    {
        _design = model.Design;
        string[] names = Names(_design);
        _first = names.Length - _design.Channels.Count;
        _columns = new RowColumns(names, [.. cells?.Missing ?? [], .. model.Summary.Missing ?? []], cells, source);
        _times = new RowTimes(names[.._first], StampClock.Parse(_design.Clock), cells?.TimeFormat, source);
        _scorer = model.NewScorer();
        _before = new float[_design.Channels.Count];
        Array.Fill(_before, float.NaN);
    }

    /// <summary>What makes the sessions of a detector.</summary>
    public static ISteppingModel Of(IJobModel model)
    {
        var detector = (ChannelModel)model;
        var mark = StateMark.Of(detector);
        return new SteppingModel(
            $"the cells {CsvColumns.Shown(Names(detector.Design))} of the next row"
            + (detector.Design.Every is { } every ? $", resampled to a grid of {every}" : ""),
            "the score of the row, whether it is an anomaly, its incident and whether the incident begins with it, the "
            + "most unusual channel with its value and its expected value, and the scores of all channels",
            () => new ChannelSession(detector, mark));
    }

    /// <inheritdoc/>
    public string Header => $"{CsvCell.Of(_design.TimeName ?? "row")},{ChannelTables.RowColumns}";

    /// <inheritdoc/>
    public StreamSummary Summary => new(_rows, _rows);

    /// <inheritdoc/>
    public IStreamAnswer? Take(string line, long number) =>
        string.IsNullOrWhiteSpace(line) ? null : Take(_columns.ReadLine(line.TrimStart('\uFEFF'), number), number);

    /// <summary>Takes a row.</summary>
    /// <param name="cells">Its cells; null for a header.</param>
    /// <param name="number">Its number, from 1, for messages.</param>
    /// <returns>The answer; null for a header.</returns>
    private ChannelAnswer? Take(RowCells? cells, long number)
    {
        if (cells is null)
        {
            return null;
        }

        float[] values = [.. _design.Channels.Select((name, c) => cells.NumberAt(_first + c, name, number))];
        DateTime? stamp = _times.Read(cells.Cells, number);
        if (stamp <= _last)
        {
            throw _times.RefuseOrder(cells.Cells, number, "not later");
        }

        _columns.Accept();
        _times.Accept();
        _last = stamp;
        _rows++;
        foreach (int c in _design.Rising ?? [])
        {
            values[c] = RisingChannels.Take(ref _before[c], values[c]);
        }

        RowJudgement judged = _scorer.Take(stamp, values);
        string label = ChannelData.LabelOf(stamp, _rows);

        // The state after the fit may be inside an incident: for the reader of a stream it begins with the first row.
        judged = judged with { Begins = judged.Begins || (judged.IsAnomalous && _incident is null) };
        _incident = judged.Begins ? label : _incident;
        return new ChannelAnswer(_design, label, values, judged, judged.IsAnomalous ? _incident : null);
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer, StepTurn turn)
    {
        if (Take(_columns.Read(row, number), number) is { } said)
        {
            said.Write(answer);
        }
        else
        {
            AnswerNothing(answer);
        }
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        _columns.Write(writer);
        _times.Write(writer);
        Pass(new StatePass(writer, null));
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _columns.Read(reader);
        _times.Read(reader);
        Pass(new StatePass(null, reader));
        StateParts.Require(_rows >= 0);
    }

    /// <inheritdoc/>
    protected override void End() => _scorer.Dispose();

    private void Pass(StatePass state) =>
        _scorer.PassAll(state.Of(ref _last).Of(ref _rows).Of(_before).Of(ref _incident));

    private static string[] Names(ChannelDesign design) =>
    [
        .. design.TimeName is { } time ? TimeColumns.NamesIn(time, design.Channels) : [], .. design.Channels,
    ];
}
