using System.Text;
using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Training;

/// <summary>
/// A training in a file: all its tensors, its position and its settings, without times, paths or the number of
/// threads.
/// </summary>
internal static class Checkpoint
{
    private const string Kind = "carousel_checkpoint";

    /// <summary>Writes a checkpoint completely or not at all.</summary>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, string>> settings, TrainingPosition position, HeldTensors held)
    {
        string stored = Json(json =>
        {
            foreach ((string name, string value) in settings)
            {
                json.WriteString(name, value);
            }
        });
        SafeTensors.Write(path, new TensorFile(held.Store(), CheckpointHead.Of(
            Kind, stored, Json(json => PositionJson.Write(json, position, held.Optimizer.Steps)))));
    }

    /// <summary>Reads and checks a checkpoint, and copies everything directly from the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What it must be of.</param>
    /// <param name="held">The tensors of the training; set.</param>
    /// <param name="threads">How many threads may verify the checksum.</param>
    /// <returns>The position of the training.</returns>
    /// <exception cref="CheckpointException">Missing, damaged, or of other settings; then nothing was changed. If
    /// memory runs out, some tensors may be set.</exception>
    public static TrainingPosition Resume(
        string path, IEnumerable<KeyValuePair<string, string>> settings, HeldTensors held, int threads)
    {
        try
        {
            return SafeTensors.Map(path, file => Take(file, path, settings, held), threads);
        }
        catch (ModelFileException exception)
        {
            throw new CheckpointException(exception.Message, exception);
        }
    }

    private static TrainingPosition Take(
        TensorFile file, string path, IEnumerable<KeyValuePair<string, string>> settings, HeldTensors held)
    {
        (string stored, string text) = CheckpointHead.In(file, path, Kind, "this program");
        if (file.NotFinite is { } tensor)
        {
            throw CheckpointException.NotFinite(path, tensor);
        }

        (TrainingPosition Position, long OptimizerSteps) read;
        try
        {
            using JsonDocument document = JsonDocument.Parse(stored);
            CheckpointHead.Require(
                path,
                document.RootElement.EnumerateObject().Select(s => KeyValuePair.Create(s.Name, s.Value.GetString()!)),
                settings);
            read = PositionJson.Read(text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{path}: the position in the checkpoint cannot be understood.", exception);
        }

        if (held.Misfit(file.Tensors) is { } misfit)
        {
            throw new CheckpointException($"{path}: {misfit}");
        }

        held.Load(file.Tensors);
        held.Optimizer.Steps = read.OptimizerSteps;
        return read.Position;
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
