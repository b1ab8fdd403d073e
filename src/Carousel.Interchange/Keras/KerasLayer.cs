using System.Text.Json;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Interchange.Keras;

/// <summary>
/// A layer as Keras describes it: its class, its name, its <c>get_config()</c> and its <c>get_weights()</c>.
/// </summary>
internal sealed class KerasLayer(
    string path, string className, string name, JsonElement settings, IReadOnlyList<StoredTensor> weights)
{
    private static readonly string[] _modules = ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras"];

    /// <summary>Such as <c>LSTM</c>.</summary>
    public string ClassName => className;

    /// <summary>How sentences call the layer.</summary>
    public string Title { get; } = $"the layer '{name.ReplaceLineEndings(" ")}' ({className.ReplaceLineEndings(" ")})";

    /// <summary>The name that its maker gave it.</summary>
    public string Name => name;

    /// <summary>In the order of <c>get_weights()</c>.</summary>
    public IReadOnlyList<StoredTensor> Weights => weights;

    /// <summary>A refusal that names the layer.</summary>
    /// <param name="sentence">The text after the layer's name.</param>
    public ModelFileException Bad(string sentence) => new($"{path}: {Title} {sentence}");

    /// <summary>A setting that is true or false.</summary>
    public bool Flag(string key, bool otherwise) => Find(key) is not { } value ? otherwise : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad($"has the setting {key}={Shown(value)}, which must be true or false."),
    };

    /// <summary>A setting that is a number.</summary>
    public double Number(string key, double otherwise) => Find(key) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Bad($"has the setting {key}={Shown(value)}, which must be a number.");

    /// <summary>A setting that is a text; a function is called by its name.</summary>
    public string Text(string key, string otherwise)
    {
        if (Find(key) is not { } value)
        {
            return otherwise;
        }

        // Keras writes a function as its name, or as an object that holds its name.
        foreach (string part in new[] { "config", "class_name" })
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(part, out JsonElement inner)
                && inner.ValueKind == JsonValueKind.String)
            {
                RequireKerasOwn(key, value, inner.GetString()!);
                value = inner;
            }
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!.ReplaceLineEndings(" ")
            : throw Bad($"has the setting {key}={Shown(value)}, which is not known.");
    }

    /// <summary>Whether a setting is given.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The unchanged value of a setting; null if it is missing or null.</summary>
    public JsonElement? Find(string key) =>
        settings.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>
    /// The layer that a wrapping one holds, under the wrapping one's name, with a part of its weights.
    /// </summary>
    public KerasLayer Inner(string key, IReadOnlyList<StoredTensor> own)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Object } value
            || !value.TryGetProperty("class_name", out JsonElement kind) || kind.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("config", out JsonElement config) || config.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"does not name in the setting '{key}' the layer that it contains.");
        }

        return new KerasLayer(path, kind.GetString()!, $"{name}/{key}", config, own);
    }

    /// <summary>Requires this number of weights.</summary>
    public void RequireWeights(int count)
    {
        if (weights.Count != count)
        {
            throw Bad($"has {weights.Count} weights; {count} are needed.");
        }
    }

    /// <summary>The values of a weight of a known shape.</summary>
    public ReadOnlyMemory<float> Values(int number, string what, Shape shape) => weights[number].Shape == shape
        ? weights[number].Values
        : throw Bad($"has a {what} of the shape {weights[number].Shape}; {shape} is needed.");

    /// <summary>
    /// Rejects a user's function with the name of a function of Keras: its module and its registered name differ.
    /// </summary>
    private void RequireKerasOwn(string key, JsonElement function, string name)
    {
        string Said(string part) =>
            function.TryGetProperty(part, out JsonElement said) && said.ValueKind == JsonValueKind.String
                ? said.GetString()!
                : "";
        string module = Said("module"), registered = Said("registered_name");
        bool isKeras = module is "" or "builtins"
            || Array.Exists(_modules, m => module == m || module.StartsWith(m + ".", StringComparison.Ordinal));
        if (!isKeras || (registered.Length > 0 && registered != "function" && registered != name))
        {
            throw Bad(
                $"has the {key} '{OneLine.Shown(isKeras ? registered : $"{module}.{name}")}', which is not part "
                + $"of Keras; the file does not contain its computation.");
        }
    }

    private static string Shown(JsonElement value)
    {
        const int most = 40;
        string text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= most ? text : text[..most] + "…";
    }
}
