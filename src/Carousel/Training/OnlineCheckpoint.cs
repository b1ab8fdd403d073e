using System.Globalization;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>An online training in a file, without times, paths or the number of threads.</summary>
internal sealed class OnlineCheckpoint
{
    private const string Kind = "carousel_online_checkpoint";
    private const string Expected = "an online training";
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
        SafeTensors.Write(path, new TensorFile(
            tensors, CheckpointHead.Of(Kind, settings, position).Append(Settings.Of(StepsKey, steps))));
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

        (string stored, string position) = CheckpointHead.In(file, path, Kind, Expected);
        if (!file.TryGetText(StepsKey, out string? steps)
            || !long.TryParse(steps, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            throw new CheckpointException($"{path}: this is not a checkpoint of {Expected}.");
        }

        if (settings is not null)
        {
            CheckpointHead.Require(path, Parts(stored), Parts(settings));
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

    // A line of a parameter has no value.
    private static IEnumerable<KeyValuePair<string, string>> Parts(string settings) =>
        settings.Split('\n').Select(s => s.Split(" = ", 2)).Select(s => KeyValuePair.Create(s[0], s[^1]));
}
