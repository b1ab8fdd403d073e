using System.Globalization;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>An online training in a file, without times, paths or the number of threads.</summary>
internal sealed class OnlineCheckpoint
{
    private const string VersionKey = "carousel_online_checkpoint";
    private const string CurrentVersion = "1";
    private const string SettingsKey = "settings";
    private const string PositionKey = "position";
    private const string StepsKey = "steps";
    private const string OwnPrefix = "own/";

    private readonly IReadOnlyDictionary<string, StoredTensor> _tensors;

    private OnlineCheckpoint(IReadOnlyDictionary<string, StoredTensor> tensors, string position, long steps)
    {
        (_tensors, Position, Steps) = (tensors, position, steps);
        Own = tensors.Where(t => t.Key.StartsWith(OwnPrefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[OwnPrefix.Length..], t => t.Value);
    }

    /// <summary>The caller's position.</summary>
    public string Position { get; }

    /// <summary>Steps made.</summary>
    public long Steps { get; }

    /// <summary>The caller's values.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Own { get; }

    /// <summary>Writes a checkpoint completely or not at all.</summary>
    public static void Write(
        string path, string settings, string position, long steps, IEnumerable<(string Name, Tensor Values)> held,
        IReadOnlyList<StoredTensor> own)
    {
        IEnumerable<StoredTensor> tensors = held.Select(
            h => new StoredTensor(h.Name, h.Values.Shape, h.Values.ToArray()))
            .Concat(own.Select(o => o.Renamed(OwnPrefix + o.Name)));
        KeyValuePair<string, string>[] metadata =
        [
            new(VersionKey, CurrentVersion), new(SettingsKey, settings), new(PositionKey, position),
            new(StepsKey, steps.ToString(CultureInfo.InvariantCulture)),
        ];
        SafeTensors.Write(path, new TensorFile(tensors, metadata));
    }

    /// <summary>Reads and checks a checkpoint; nothing is changed yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What it must be of; null for any.</param>
    /// <param name="held">The tensors it must hold.</param>
    /// <exception cref="CheckpointException">Missing, damaged, or of other settings.</exception>
    public static OnlineCheckpoint Read(string path, string? settings, IEnumerable<(string Name, Tensor Values)> held)
    {
        TensorFile file;
        try
        {
            file = SafeTensors.Read(path, threads: 1);
        }
        catch (ModelFileException exception)
        {
            throw new CheckpointException(exception.Message, exception);
        }

        if (!file.IsVerified || !file.TryGetText(VersionKey, out string? version)
            || !file.TryGetText(SettingsKey, out string? stored)
            || !file.TryGetText(PositionKey, out string? position) || !file.TryGetText(StepsKey, out string? steps)
            || !long.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            throw new CheckpointException($"{path}: this is not a checkpoint of an online training.");
        }

        CheckpointException.RequireVersion(path, version, CurrentVersion);

        if (settings is not null)
        {
            RequireSettings(path, stored.Split('\n'), settings.Split('\n'));
        }

        foreach ((string name, Tensor values) in held)
        {
            if (!file.Tensors.TryGetValue(name, out StoredTensor? tensor) || tensor.Shape != values.Shape)
            {
                throw new CheckpointException($"{path}: the tensor '{name}' is missing or has another shape.");
            }

            // Only the tensors of the training: among the values of the caller NaN is a missing one.
            if (!tensor.IsFinite)
            {
                throw CheckpointException.NotFinite(path, name);
            }
        }

        return new OnlineCheckpoint(file.Tensors, position, count);
    }

    /// <summary>Takes the values over.</summary>
    public void ApplyTo(IEnumerable<(string Name, Tensor Values)> held)
    {
        foreach ((string name, Tensor values) in held)
        {
            values.Write(_tensors[name].Values.Span);
        }
    }

    private static void RequireSettings(string path, string[] stored, string[] settings)
    {
        foreach (string setting in settings)
        {
            if (!stored.Contains(setting))
            {
                string name = setting.Split(" = ")[0];
                string before = stored.FirstOrDefault(s => s.StartsWith($"{name} = ", StringComparison.Ordinal)) ?? "";
                throw new CheckpointException(
                    name == "problem" || setting.StartsWith("parameter ", StringComparison.Ordinal)
                        ? $"{path}: the checkpoint belongs to another model. Start over, or use the "
                            + $"model it was made with."
                        : $"{path}: the checkpoint was made with {before}, now it is {setting}. Use the same settings, "
                            + $"or start over.");
            }
        }
    }
}
