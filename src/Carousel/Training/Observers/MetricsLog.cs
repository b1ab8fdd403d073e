using System.Text;
using System.Text.Json;

namespace Carousel.Training;

/// <summary>
/// Writes a training's metrics to a file, one JSON object per line. After a resume the lines after the checkpoint are
/// dropped first.
/// </summary>
public sealed class MetricsLog : ITrainingObserver, IDisposable
{
    private readonly string _path;
    private readonly int _everySteps;
    private FileStream? _stream;
    private Utf8JsonWriter? _json;

    /// <summary>A log; the file is opened when the training begins.</summary>
    /// <param name="path">The file, such as <c>metrics.jsonl</c>.</param>
    /// <param name="everySteps">Steps between lines of steps; 0 for only epochs.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="everySteps"/> is negative.</exception>
    public MetricsLog(string path, int everySteps = 10)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        (_path, _everySteps) = (path, everySteps);
    }

    /// <inheritdoc/>
    public void OnStarted(in TrainingPlan plan)
    {
        string[] kept = plan.FirstStep > 0 && File.Exists(_path) ? Until(File.ReadAllLines(_path), plan.FirstStep) : [];
        _stream = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _json = new Utf8JsonWriter(_stream);
        foreach (string line in kept)
        {
            _stream.Write(Encoding.UTF8.GetBytes(line));
            _stream.WriteByte((byte)'\n');
        }
    }

    /// <inheritdoc/>
    public void OnStep(in StepReport report)
    {
        if (_json is not { } json || _everySteps == 0 || report.Step % _everySteps != 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", "step");
        json.WriteNumber("step", report.Step);
        json.WriteNumber("epoch", report.Epoch);
        json.WriteNumber("loss", report.Loss);
        json.WriteNumber("gradient_norm", report.GradientNorm);
        json.WriteNumber("learning_rate", report.LearningRate);
        json.WriteNumber("seconds", Seconds(report.Times));
        EndLine(json);
    }

    /// <inheritdoc/>
    public void OnEpoch(in EpochReport report)
    {
        if (_json is not { } json)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", "epoch");
        json.WriteNumber("step", report.Record.Step);
        json.WriteNumber("epoch", report.Record.Epoch);
        json.WriteNumber("training_loss", report.Record.TrainingLoss);
        if (report.Record.Score is { } score && double.IsFinite(score))
        {
            json.WriteNumber("score", score);
        }
        else
        {
            json.WriteNull("score");
        }

        json.WriteBoolean("best", report.Record.IsBest);
        json.WriteNumber("learning_rate", report.Record.LearningRate);
        json.WriteNumber("seconds", Seconds(report.Times));
        EndLine(json);
        _stream!.Flush();
    }

    /// <inheritdoc/>
    public void OnStopped(TrainingResult result) => Dispose();

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _json?.Dispose();
        _stream?.Dispose();
        (_json, _stream) = (null, null);
    }

    private static double Seconds(TrainingTimes times) => Math.Round(times.Elapsed.TotalSeconds, 3);

    private static string[] Until(string[] lines, long step)
    {
        return [.. lines.Where(IsKept)];

        bool IsKept(string line)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(line);
                return document.RootElement.GetProperty("step").GetInt64() <= step;
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException
                or KeyNotFoundException or FormatException)
            {
                // A line that was cut when the run was killed.
                return false;
            }
        }
    }

    private void EndLine(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        _stream!.WriteByte((byte)'\n');
        json.Reset();
    }
}
