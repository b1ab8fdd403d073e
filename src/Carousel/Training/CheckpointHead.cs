using Carousel.Storage;

namespace Carousel.Training;

/// <summary>Settings and position in the files of both trainers.</summary>
internal static class CheckpointHead
{
    private const string CurrentVersion = "1";
    private const string SettingsKey = "settings";
    private const string PositionKey = "position";
    private const string NotSet = "not set";

    /// <summary>The texts of a file.</summary>
    /// <param name="kind">Names the trainer.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="position">The position.</param>
    public static IEnumerable<KeyValuePair<string, string>> Of(string kind, string settings, string position) =>
        [new(kind, CurrentVersion), new(SettingsKey, settings), new(PositionKey, position)];

    /// <summary>Settings and position of a whole file.</summary>
    /// <exception cref="CheckpointException">It is damaged, or of another program, trainer or format.</exception>
    public static (string Settings, string Position) In(TensorFile file, string path, string kind, string expected) =>
        !file.IsVerified || !file.TryGetText(kind, out string? version)
            || !file.TryGetText(SettingsKey, out string? settings)
            || !file.TryGetText(PositionKey, out string? position)
            ? throw new CheckpointException($"{path}: this is not a checkpoint of {expected}.")
            : version == CurrentVersion
            ? (settings, position)
            : throw new CheckpointException(
                $"{path}: the checkpoint has the format version {version}; this release reads version "
                + $"{CurrentVersion}.");

    /// <summary>Compares settings.</summary>
    /// <exception cref="CheckpointException">One differs, was added or was removed.</exception>
    public static void Require(
        string path, IEnumerable<KeyValuePair<string, string>> stored,
        IEnumerable<KeyValuePair<string, string>> settings)
    {
        ILookup<string, string> before = stored.ToLookup(s => s.Key, s => s.Value),
            now = settings.ToLookup(s => s.Key, s => s.Value);
        foreach (string name in now.Concat(before).Select(s => s.Key))
        {
            string old = before[name].LastOrDefault(NotSet), value = now[name].LastOrDefault(NotSet);
            if (old != value)
            {
                throw new CheckpointException(
                    name == "problem" || name.StartsWith("parameter", StringComparison.Ordinal)
                        ? $"{path}: the checkpoint belongs to another model or to other data. Start over, or use what "
                            + $"it was made with."
                        : $"{path}: the checkpoint was made with {name} = {old}, now it is {value}. Use the same "
                            + $"settings, or start over.");
            }
        }
    }
}
