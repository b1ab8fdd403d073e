using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Interchange.Keras;

/// <summary>
/// What <c>export_keras.py</c> wrote: layers in the order in which they read one another, and an example.
/// </summary>
internal sealed class KerasFile
{
    private const string VersionKey = "keras";
    private const string ModelKey = "keras_model";

    private KerasFile(string version, string name, IReadOnlyList<KerasLayer> layers) =>
        (Version, Name, Layers) = (version, name, layers);

    /// <summary>The version of Keras; may be empty.</summary>
    public string Version { get; }

    /// <summary>What the model is called in Keras; may be empty.</summary>
    public string Name { get; }

    /// <summary>From the input on.</summary>
    public IReadOnlyList<KerasLayer> Layers { get; }

    /// <summary>Whether a file's texts are those that <c>export_keras.py</c> wrote.</summary>
    public static bool IsOne(IReadOnlyDictionary<string, string> texts) => texts.ContainsKey(ModelKey);

    /// <summary>Reads the description and gives each layer its weights.</summary>
    /// <exception cref="ModelFileException">The description can't be understood, or a weight is missing.</exception>
    public static KerasFile Read(TensorFile file, string path)
    {
        if (!file.TryGetText(ModelKey, out string? text))
        {
            throw new ModelFileException(
                $"{path}: the file contains no description of a Keras model (metadata '{ModelKey}'). Write it with "
                + $"export_keras.py.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement.Clone();
            string name = root.TryGetProperty("name", out JsonElement own) && own.ValueKind == JsonValueKind.String
                ? own.GetString()!
                : "";
            return new KerasFile(
                file.TryGetText(VersionKey, out string? version) ? version : "", name,
                [.. root.GetProperty("layers").EnumerateArray().Select(l => Layer(l, file, path))]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException)
        {
            throw new ModelFileException(
                $"{path}: the description of the Keras model (metadata '{ModelKey}') can't be read. Write the "
                + $"file again with export_keras.py.", exception);
        }
    }

    private static KerasLayer Layer(JsonElement layer, TensorFile file, string path)
    {
        string name = layer.GetProperty("name").GetString() ?? throw new JsonException();
        string[] weights =
        [
            .. layer.GetProperty("weights").EnumerateArray().Select(w => w.GetString() ?? throw new JsonException()),
        ];
        JsonElement settings = layer.GetProperty("config");
        return new KerasLayer(
            path, layer.GetProperty("class_name").GetString() ?? throw new JsonException(), name,
            settings.ValueKind == JsonValueKind.Object ? settings : throw new JsonException(),
            [
                .. weights.Select(
                    w => file.Tensors.TryGetValue(w, out StoredTensor? tensor)
                        ? tensor
                        : throw new ModelFileException(
                            $"{path}: the weight '{w.ReplaceLineEndings(" ")}' of the layer "
                            + $"'{name.ReplaceLineEndings(" ")}' is not in the file.")),
            ]);
    }
}
