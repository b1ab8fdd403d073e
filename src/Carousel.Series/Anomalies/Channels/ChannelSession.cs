using System.Globalization;
using System.Text.Json;
using Carousel.Anomalies.Thresholds;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Streaming;

namespace Carousel.Anomalies.Channels;

/// <summary>
/// A session of a detector that forecasts: each row is judged as a prediction of all rows judges it, bit for bit.
/// </summary>
/// <remarks>
/// A prediction reads pieces of two windows and judges their second halves; here one stream judges while the next one
/// reads the window that it will have before it.
/// </remarks>
internal sealed class ChannelSession : SteppingSession
{
    private readonly ChannelModel _model;
    private readonly ChannelDesign _design;
    private readonly RowColumns _columns;
    private readonly RowTimes _times;
    private readonly int _first;
    private readonly float[] _input;
    private readonly float[] _filled;
    private readonly float[] _output;
    private readonly float[] _unread;
    private StreamingSession _judging;
    private StreamingSession _reading;
    private DateTime? _last;
    private long _rows;
    private bool _isAnomalous;

    private ChannelSession(ChannelModel model, StateMark mark)
        : base(mark)
    {
        (_model, _design) = (model, model.Design);
        string[] names = Names(_design);
        _first = names.Length - _design.Channels.Count;
        (_columns, _times) = (new RowColumns(names), new RowTimes(names[.._first], StampClock.Parse(_design.Clock)));
        (_judging, _reading) = (model.NewSession(), model.NewSession());
        (_input, _filled) = (new float[_design.InputSize], new float[_design.Channels.Count]);
        int outputs = _design.Channels.Count * model.Network.OutputsPerChannel;
        (_output, _unread) = (new float[outputs], new float[outputs]);
    }

    /// <summary>What makes the sessions of a detector.</summary>
    /// <exception cref="SteppingException">It judges rows by later ones.</exception>
    public static ISteppingModel Of(IJobModel model)
    {
        var detector = (ChannelModel)model;
        if (!detector.Design.IsForecast)
        {
            throw Refuse(
                $"The detector rebuilds whole windows, so it can't judge a row before later ones have come: use "
                + $"carousel predict, or train it with {{Score}} forecast.");
        }

        if (detector.Fitted.Kind == ThresholdKind.Dynamic)
        {
            throw Refuse(
                $"The detector finds its threshold from later rows too, so it can't judge a row as it comes: use "
                + $"carousel predict, or train it with {{Threshold}} rate.");
        }

        var mark = StateMark.Of(detector);
        return new SteppingModel(
            $"the cells {CsvColumns.Shown(Names(detector.Design))} of the next row"
            + (detector.Design.Every is { } every ? $", brought onto a grid of {every}" : ""),
            "the score of the row in deviations from what is usual, whether it is an anomaly and whether an alarm "
            + "begins with it, the oddest channel with its value and what was expected, and the scores of all channels",
            () => new ChannelSession(detector, mark));
    }

    /// <inheritdoc/>
    protected override void Take(JsonElement row, long number, Utf8JsonWriter answer)
    {
        if (_columns.Read(row, number) is not { } cells)
        {
            AnswerNothing(answer);
            return;
        }

        float[] values = [.. _design.Channels.Select((name, c) => cells.NumberAt(_first + c, name, number))];
        DateTime? stamp = _times.Read(cells.Cells, number);
        if (stamp < _last)
        {
            throw _times.RefuseOrder(cells.Cells, number);
        }

        _columns.Accept();
        _times.Accept();
        _last = stamp;
        ChannelVerdicts verdicts = Judge(stamp, values);
        bool isAlarm = verdicts.IsAnomalous[0] && !_isAnomalous;
        _isAnomalous = verdicts.IsAnomalous[0];
        Write(answer, stamp, values, verdicts, isAlarm);
    }

    /// <inheritdoc/>
    protected override void Write(BinaryWriter writer)
    {
        _columns.Write(writer);
        _times.Write(writer);
        writer.WriteTime(_last);
        writer.Write(_rows);
        writer.Write(_isAnomalous);
        writer.WriteFloats(_filled);
        writer.WriteBytes(_judging.Save());
        writer.WriteBytes(_reading.Save());
    }

    /// <inheritdoc/>
    protected override void Read(BinaryReader reader)
    {
        _columns.Read(reader);
        _times.Read(reader);
        (_last, _rows, _isAnomalous) = (reader.ReadTime(), reader.ReadInt64(), reader.ReadBoolean());
        StateParts.Require(_rows >= 0);
        reader.ReadFloats(_filled.Length).CopyTo(_filled, 0);
        _judging.Restore(reader.ReadBytes());
        _reading.Restore(reader.ReadBytes());
    }

    /// <inheritdoc/>
    protected override void End()
    {
        _judging.Dispose();
        _reading.Dispose();
    }

    private static SteppingException Refuse(OptionSentence reason) => new(reason.OnCommandLine());

    private static string[] Names(ChannelDesign design) =>
    [
        .. design.TimeName is { } time ? TimeColumns.NamesIn(time, design.Channels) : [], .. design.Channels,
    ];

    private ChannelVerdicts Judge(DateTime? stamp, float[] values)
    {
        if (_rows % _design.Window == 0)
        {
            // The first two windows are judged by one stream from the first row on.
            if (_rows > _design.Window)
            {
                (_judging, _reading) = (_reading, _judging);
            }

            _reading.Reset();
        }

        _filled.CopyTo(_input, 0);
        CalendarPhase.Write(stamp, _input.AsSpan(_filled.Length));
        _judging.Step(_input, _output);
        _reading.Step(_input, _unread);
        _rows++;
        return _model.Fitted.Judge(Score(values), new ChannelData(
            Source, _design.Channels, [.. values.Select(v => new[] { v })], stamp is { } time ? [time] : null,
            _design.TimeName, null, []));
    }

    /// <summary>What the network says to the row, whose values the next row sees.</summary>
    private ChannelScores Score(float[] values)
    {
        int channels = values.Length, size = _model.Network.OutputsPerChannel;
        (double[][] scores, double[][] errors, double[][] expected) = (
            new double[channels][], new double[channels][], new double[channels][]);
        for (int c = 0; c < channels; c++)
        {
            float z = (float)_design.Scales[c].Map(values[c]);
            ReadOnlySpan<float> own = _output.AsSpan(c * size, size);
            (scores[c], errors[c], expected[c]) = (
                [_model.Network.Score(z, own)], [Math.Abs(z - own[0])], [_design.Scales[c].Unmap(own[0])]);
            _filled[c] = float.IsFinite(z) ? z : _filled[c];
        }

        return new ChannelScores(scores, errors, expected);
    }

    private void Write(
        Utf8JsonWriter answer, DateTime? stamp, float[] values, ChannelVerdicts verdicts, bool isAlarm)
    {
        int oddest = verdicts.Channels[0];
        answer.WriteStartObject();
        answer.WriteString("row", stamp is { } time
            ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : _rows.ToString(CultureInfo.InvariantCulture));
        WriteFinite(answer, "score", Math.Round(verdicts.Scores[0], 4));
        answer.WriteBoolean("anomaly", verdicts.IsAnomalous[0]);
        answer.WriteBoolean("alarm", isAlarm);
        answer.WriteString("channel", _design.Channels[oddest]);
        if (float.IsFinite(values[oddest]))
        {
            answer.WriteNumber("value", values[oddest]);
        }
        else
        {
            answer.WriteNull("value");
        }

        WriteFinite(answer, "expected", verdicts.Expected[oddest][0]);
        answer.WriteStartObject("channels");
        for (int c = 0; c < values.Length; c++)
        {
            WriteFinite(answer, _design.Channels[c], Math.Round(verdicts.ByChannel[c][0], 4));
        }

        answer.WriteEndObject();
        answer.WriteEndObject();
    }

    private static void WriteFinite(Utf8JsonWriter answer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            answer.WriteNumber(name, value);
        }
        else
        {
            answer.WriteNull(name);
        }
    }
}
