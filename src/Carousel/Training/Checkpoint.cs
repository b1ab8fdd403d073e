using System.Text;
using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Training;

/// <summary>
/// A training in a file: all its tensors, its position and its settings, without times, paths or the number of
/// threads.
/// </summary>
internal sealed class Checkpoint
{
    private const string VersionKey = "carousel_checkpoint";
    private const string CurrentVersion = "1";
    private const string SettingsKey = "settings";
    private const string PositionKey = "position";
    private const string NotSet = "not set";

    private readonly IReadOnlyDictionary<string, StoredTensor> _tensors;
    private readonly TrainingPosition _position;
    private readonly long _optimizerSteps;

    private Checkpoint(
        IReadOnlyDictionary<string, StoredTensor> tensors, TrainingPosition position, long optimizerSteps) =>
        (_tensors, _position, _optimizerSteps) = (tensors, position, optimizerSteps);

    /// <summary>Writes a checkpoint completely or not at all.</summary>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, string>> settings, TrainingPosition position, HeldTensors held)
    {
        KeyValuePair<string, string>[] metadata =
        [
            new(VersionKey, CurrentVersion),
            new(SettingsKey, Json(json =>
            {
                foreach ((string name, string value) in settings)
                {
                    json.WriteString(name, value);
                }
            })),
            new(PositionKey, Json(json => PositionJson.Write(json, position, held.Optimizer.Steps))),
        ];
        SafeTensors.Write(path, new TensorFile(held.Store(), metadata));
    }

    /// <summary>Reads and checks a checkpoint, and copies everything directly from the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What it must be of.</param>
    /// <param name="position">The position of the training; set.</param>
    /// <param name="held">The tensors of the training; set.</param>
    /// <param name="threads">How many threads may verify the checksum.</param>
    /// <exception cref="CheckpointException">Missing, damaged, or of other settings; then nothing was changed. If
    /// memory runs out, some tensors may be set.</exception>
    public static void Resume(
        string path, IEnumerable<KeyValuePair<string, string>> settings, TrainingPosition position, HeldTensors held,
        int threads)
    {
        try
        {
            SafeTensors.Map(path, file =>
            {
                Of(file, path, settings, held).ApplyTo(position, held);
                return file;
            }, threads);
        }
        catch (ModelFileException exception)
        {
            throw new CheckpointException(exception.Message, exception);
        }
    }

    private static Checkpoint Of(
        TensorFile file, string path, IEnumerable<KeyValuePair<string, string>> settings, HeldTensors held)
    {
        if (!file.IsVerified || !file.TryGetText(VersionKey, out string? version)
            || !file.TryGetText(SettingsKey, out string? stored) || !file.TryGetText(PositionKey, out string? text))
        {
            throw new CheckpointException($"{path}: this is not a checkpoint of this program.");
        }

        CheckpointException.RequireVersion(path, version, CurrentVersion);

        if (file.NotFinite is { } tensor)
        {
            throw CheckpointException.NotFinite(path, tensor);
        }

        try
        {
            RequireSettings(path, stored, settings);
            (TrainingPosition position, long optimizerSteps) = PositionJson.Read(text);
            string? misfit = held.Misfit(file.Tensors);
            return misfit is null
                ? new Checkpoint(file.Tensors, position, optimizerSteps)
                : throw new CheckpointException($"{path}: {misfit}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{path}: the position in the checkpoint cannot be understood.", exception);
        }
    }

    private void ApplyTo(TrainingPosition position, HeldTensors held)
    {
        held.Load(_tensors);
        held.Optimizer.Steps = _optimizerSteps;
        position.CopyFrom(_position);
    }

    private static void RequireSettings(string path, string stored, IEnumerable<KeyValuePair<string, string>> settings)
    {
        using JsonDocument document = JsonDocument.Parse(stored);
        KeyValuePair<string, string>[] now = [.. settings];
        IEnumerable<KeyValuePair<string, string>> dropped = document.RootElement.EnumerateObject()
            .Where(property => now.All(setting => setting.Key != property.Name))
            .Select(property => Settings.Of(property.Name, NotSet));
        foreach ((string name, string value) in now.Concat(dropped))
        {
            string before = document.RootElement.TryGetProperty(name, out JsonElement element)
                ? element.GetString()!
                : NotSet;
            if (before != value)
            {
                throw new CheckpointException(
                    name is "parameters" or "problem"
                        ? $"{path}: the checkpoint belongs "
                            + $"to {(name == "problem" ? "other data or another task" : "another model")}. Start over, "
                            + $"or use what it was made with."
                        : $"{path}: the checkpoint was made with {name} = {before}, now it is {value}. Use the same "
                            + $"settings, or start over.");
            }
        }
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
