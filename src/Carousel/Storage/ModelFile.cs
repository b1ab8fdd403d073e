using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Carousel.Storage;

/// <summary>
/// A trained model in one <c>.safetensors</c> file: parameters, and as JSON texts all that is needed to use it again.
/// </summary>
/// <remarks>
/// Holds no time, path, host or number of threads: equal training gives an equal file, byte for byte.
/// </remarks>
public sealed class ModelFile
{
    /// <summary>The version this release writes. Every released version stays readable.</summary>
    public const int CurrentVersion = 1;

    /// <summary>
    /// The text of the metadata with the version of the format: what only a model of this library has.
    /// </summary>
    public const string VersionKey = "carousel";

    /// <summary>The name of the metadata entry that contains the task of the model.</summary>
    public const string TaskKey = "task";

    private const string InnerKey = "inner";
    private const string EmptyObject = "{}";

    /// <summary>What the model is for, such as <c>forecast</c>.</summary>
    public required string Task { get; init; }

    /// <summary>The layers and sizes from which the model is built again, as a JSON object.</summary>
    public required string Configuration { get; init; }

    /// <summary>The fitted scalers, as a JSON object.</summary>
    public string Scalers { get; init; } = EmptyObject;

    /// <summary>The vocabulary, as a JSON object.</summary>
    public string Vocabulary { get; init; } = EmptyObject;

    /// <summary>What the training reached: steps, epochs, losses, metrics, and no times, as a JSON object.</summary>
    public string Training { get; init; } = EmptyObject;

    /// <summary>The fingerprint of the data trained on, as a JSON object.</summary>
    public string Data { get; init; } = EmptyObject;

    /// <summary>
    /// Entries of other models that are kept inside this one, as a JSON object; a file without
    /// them has no such text.
    /// </summary>
    public string Inner { get; init; } = EmptyObject;

    /// <summary>The version of the format that was read; <see cref="CurrentVersion"/> for a new file.</summary>
    public int Version { get; private init; } = CurrentVersion;

    /// <summary>The parameters, each under the name of its layer.</summary>
    public required IReadOnlyList<StoredTensor> Tensors { get; init; }

    /// <summary>Writes the file completely or not at all.</summary>
    /// <param name="path">The file; replaced if it is there.</param>
    /// <exception cref="ArgumentException">A text is not a JSON object, or two tensors have one name.</exception>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public void Write(string path) => SafeTensors.Write(path, ToTensorFile());

    /// <summary>Writes the bytes of the file to a stream.</summary>
    /// <param name="stream">Takes them.</param>
    /// <exception cref="IOException">The stream can't take them.</exception>
    internal void Write(Stream stream) => SafeTensors.Write(stream, ToTensorFile());

    /// <summary>Reads and checks a model file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, not written by this library, or by a newer release of
    /// it.</exception>
    public static ModelFile Read(string path) => From(SafeTensors.Read(path), path);

    /// <summary>Reads a model file for one task.</summary>
    /// <param name="path">The file.</param>
    /// <param name="task">The task it must be for.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">As for <see cref="Read(string)"/>, or the model is for another
    /// task.</exception>
    public static ModelFile Read(string path, string task) => RequireTask(Read(path), path, task);

    /// <summary>
    /// Reads a model file for one task where it lies, as <see cref="SafeTensors.Map"/> does: nothing is copied before
    /// the parameters take the values.
    /// </summary>
    /// <remarks>
    /// No process may write into the file in the meantime; see <see cref="SafeTensors.Map"/>.
    /// Replace the file by renaming, as <see cref="Write(string)"/> does.
    /// </remarks>
    /// <typeparam name="T">What is made of the file.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="task">The task it must be for.</param>
    /// <param name="load">Makes the model; the tensors' values end with its return.</param>
    /// <param name="threads">How many threads may verify the checksum; 0 for as many as the machine has processors.
    /// The result does not depend on it.</param>
    /// <returns>What <paramref name="load"/> returned.</returns>
    /// <exception cref="ModelFileException">As for <see cref="Read(string, string)"/>.</exception>
    public static T Map<T>(string path, string task, Func<ModelFile, T> load, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(load);
        return SafeTensors.Map(path, content => load(RequireTask(From(content, path), path, task)), threads);
    }

    /// <summary>What a model file is for; its values are not read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The task, such as <c>forecast</c>.</returns>
    /// <exception cref="ModelFileException">Missing, cut short, not written by this library, or by a newer release of
    /// it.</exception>
    public static string TaskOf(string path)
    {
        IReadOnlyDictionary<string, string> texts = SafeTensors.ReadTexts(path);
        RequireVersion(texts, path);
        return texts.TryGetValue(TaskKey, out string? task) ? task : throw Missing(path, TaskKey);
    }

    /// <summary>Finds a tensor by its name.</summary>
    /// <param name="name">The name in the file.</param>
    /// <param name="tensor">The tensor, or null.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out StoredTensor? tensor)
    {
        tensor = Tensors.FirstOrDefault(candidate => candidate.Name == name);
        return tensor is not null;
    }

    /// <summary>The content as it goes to the file.</summary>
    /// <returns>Tensors and texts.</returns>
    /// <exception cref="ArgumentException">A text is not a JSON object, or two tensors have one name.</exception>
    internal TensorFile ToTensorFile()
    {
        ArgumentException.ThrowIfNullOrEmpty(Task);
        var metadata = new Dictionary<string, string>
        {
            [VersionKey] = CurrentVersion.ToString(CultureInfo.InvariantCulture),
            [TaskKey] = Task,
        };
        foreach ((string key, string text) in Texts())
        {
            metadata[key] = IsObject(text)
                ? text
                : throw new ArgumentException($"{key}: expected a JSON object, but got '{text}'.", key);
        }

        return new TensorFile(Tensors, metadata);
    }

    /// <summary>The model in a content that was read.</summary>
    /// <param name="content">Tensors and texts.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The content is not a model.</exception>
    internal static ModelFile From(TensorFile content, string name)
    {
        int number = RequireVersion(content.Metadata, name);
        if (!content.IsVerified)
        {
            throw new ModelFileException(
                $"{name}: the model carries no checksum; the file was damaged or changed, or comes from a version "
                + "before 0.1.");
        }

        if (content.NotFinite is { } tensor)
        {
            throw new ModelFileException(
                $"{name}: the tensor '{tensor}' contains NaN or infinity, so no answer of the model would be a number. "
                + "Train it again, or use an earlier copy.");
        }

        string Text(string key, bool mustBeObject) =>
            content.TryGetText(key, out string? text) && (!mustBeObject || IsObject(text))
                ? text
                : throw Missing(name, key);

        return new ModelFile
        {
            Version = number,
            Task = Text(TaskKey, mustBeObject: false),
            Configuration = Text("configuration", mustBeObject: true),
            Scalers = Text("scalers", mustBeObject: true),
            Vocabulary = Text("vocabulary", mustBeObject: true),
            Training = Text("training", mustBeObject: true),
            Data = Text("data", mustBeObject: true),
            Inner = content.TryGetText(InnerKey, out _) ? Text(InnerKey, mustBeObject: true) : EmptyObject,
            Tensors = [.. content.Tensors.Values],
        };
    }

    private static ModelFile RequireTask(ModelFile model, string path, string task) => model.Task == task
        ? model
        : throw new ModelFileException(
            $"{path}: this is a model for '{model.Task}'; a model for '{task}' is needed here.");

    private static int RequireVersion(IReadOnlyDictionary<string, string> texts, string name) =>
        !texts.TryGetValue(VersionKey, out string? version)
            || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? throw new ModelFileException($"{name}: this is a .safetensors file, but not a model of this program.")
            : number is < 1 or > CurrentVersion
                ? throw new ModelFileException(
                    $"{name}: the model has the format version {number}; this release reads versions up "
                    + $"to {CurrentVersion}.")
                : number;

    private static ModelFileException Missing(string name, string key) =>
        new($"{name}: the model's entry '{key}' is missing or cannot be understood.");

    private IEnumerable<(string Key, string Text)> Texts() =>
    [
        ("configuration", Configuration),
        ("scalers", Scalers),
        ("vocabulary", Vocabulary),
        ("training", Training),
        ("data", Data),
        .. Inner == EmptyObject ? [] : new[] { (InnerKey, Inner) },
    ];

    private static bool IsObject(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
