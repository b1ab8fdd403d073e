using System.Text.Json;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;
using Carousel.Training;

namespace Carousel.Cli.Rendering;

/// <summary>
/// What <c>--progress json</c> writes: facts, memory, each epoch, some of the steps, the result, each a JSON object on
/// a line of standard error. <c>docs/how-to/studio.md</c> lists the fields.
/// </summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="plan">The job.</param>
internal sealed class TrainingEvents(Terminal terminal, IJobPlan plan) : IPartObserver, IBaselineObserver
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private string _part = "";
    private double _lossSum, _elements;
    private long _written;
    private EpochRecord? _last;
    private (double Score, int Epoch)? _best;

    /// <summary>Writes what was found and decided.</summary>
    public void WriteFacts() => Write("facts", json => ResultJson.WriteFacts(json, [.. plan.Facts]));

    /// <summary>Writes what memory the fit takes.</summary>
    public void WriteMemory(MemoryStatement memory) => Write("memory", json =>
    {
        json.WriteNumber("peak_bytes", memory.Peak);
        json.WriteString("words", memory.InWords());
        json.WriteNumber("parameters", memory.ParameterCount);
    });

    /// <summary>Writes a sentence.</summary>
    public void WriteNote(string sentence) => Write("note", json => json.WriteString("sentence", sentence));

    /// <summary>Writes what was measured.</summary>
    /// <param name="result">It.</param>
    /// <param name="parameters">How many values were trained.</param>
    /// <param name="seconds">How long all took.</param>
    public void WriteResult(JobResult result, long parameters, double seconds) => Write("result", json =>
    {
        json.WriteStartObject("result");
        ResultJson.Write(json, result);
        json.WriteNumber("parameters", parameters);
        json.WriteNumber("seconds", Math.Round(seconds, 3));
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public void OnPart(string title)
    {
        (_part, _last, _best) = (title, null, null);
        Write("part", json => json.WriteString("title", title));
    }

    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan training)
    {
        (int epochs, long steps, long firstStep, int firstEpoch) = (
            training.Epochs, training.Steps, training.FirstStep, training.FirstEpoch);
        (_lossSum, _elements) = (0, 0);
        Write("begin", json =>
        {
            json.WriteNumber("epochs", epochs);
            json.WriteNumber("steps", steps);
            json.WriteNumber("first_step", firstStep);
            json.WriteNumber("first_epoch", firstEpoch);
        });
    }

    /// <inheritdoc/>
    public void OnBaseline(string name, double score) => Write("baseline", json =>
    {
        json.WriteString("name", name);
        json.Number("validation", score);
    });

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        _lossSum += report.Loss * report.Elements;
        _elements += report.Elements;
        if (terminal.Clock.GetElapsedTime(_written) >= _pause)
        {
            WriteProgress(report.Epoch, report.Epochs, report.Step, report.Steps, report.Times);
        }
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        EpochRecord record = report.Record;
        double seconds = report.Times.Elapsed.TotalSeconds;
        _last = record;
        _best = record is { IsBest: true, Score: { } score } ? (score, record.Epoch) : _best;
        Write("epoch", json =>
        {
            json.WriteNumber("epoch", record.Epoch);
            json.WriteNumber("step", record.Step);
            json.Number("loss", plan.LossScale * record.TrainingLoss);
            json.Number("validation", record.Score);
            json.WriteBoolean("is_best", record.IsBest);
            json.WriteNumber("seconds", Math.Round(seconds, 3));
        });
        WriteProgress(record.Epoch, report.Epochs, record.Step, report.Steps, report.Times);
        (_lossSum, _elements) = (0, 0);
    }

    /// <inheritdoc/>
    public void OnStopped(TrainingResult result)
    {
        if (StopNotes.Of(result) is { } note)
        {
            WriteNote($"The training {note}.");
        }
    }

    private void WriteProgress(int epoch, int epochs, long step, long steps, TrainingTimes times)
    {
        double pace = times.StepsPerSecond * plan.UnitsPerEpoch * epochs / Math.Max(1, steps);
        Write("progress", json =>
        {
            json.WriteNumber("epoch", epoch);
            json.WriteNumber("epochs", epochs);
            json.WriteNumber("step", step);
            json.WriteNumber("steps", steps);
            json.Number(
                "loss",
                plan.LossScale * (_elements > 0 ? _lossSum / _elements : _last?.TrainingLoss ?? double.NaN));
            json.Number("validation", _last?.Score);
            json.Number("best", _best?.Score);
            json.Number("best_epoch", _best?.Epoch);
            json.WriteNumber("seconds", Math.Round(times.Elapsed.TotalSeconds, 3));
            json.Number(
                "seconds_left", times.StepsPerSecond > 0 ? Math.Round(times.Left.TotalSeconds, 1) : null);
            json.Number("units_per_second", pace > 0 ? Math.Round(pace, 1) : null);
            json.WriteString("unit", plan.Unit);
            json.WriteString("part", _part);
            json.WriteNumber("bytes", Environment.WorkingSet);
        });
        _written = terminal.Clock.GetTimestamp();
    }

    private void Write(string kind, Action<Utf8JsonWriter> write)
    {
        string line = JsonText.OfObject(json =>
        {
            json.WriteString("kind", kind);
            write(json);
        });
        lock (_gate)
        {
            terminal.Error.WriteLine(line);
            terminal.Error.Flush();
        }
    }
}
