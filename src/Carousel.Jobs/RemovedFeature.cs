using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Jobs;

/// <summary>Something that models of earlier versions may need and this version cannot do.</summary>
/// <param name="Property">The property of the entry of the model file; points separate it from those that contain it.
/// </param>
/// <param name="Value">Its value in models that need it; null for any but null, false and 0.</param>
/// <param name="What">What it is, for messages.</param>
internal sealed record RemovedFeature(string Property, string? Value, string What)
{
    private const string LastVersion = "0.1";

    /// <summary>Rejects an entry that needs a removed feature.</summary>
    /// <param name="removed">The features.</param>
    /// <param name="entry">The entry as JSON; null where the file has none.</param>
    /// <param name="path">How messages call the model file.</param>
    /// <exception cref="ModelFileException">It needs one of them.</exception>
    public static void Require(IReadOnlyList<RemovedFeature> removed, string? entry, string path)
    {
        if (removed.Count == 0 || entry is null)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(entry);
            foreach (RemovedFeature feature in removed)
            {
                JsonElement value = document.RootElement;
                if (feature.Property.Split('.').All(name =>
                        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out value))
                    && (feature.Value is null ? IsSet(value) : value.ToString() == feature.Value))
                {
                    throw feature.Refusal(path);
                }
            }
        }
        catch (JsonException)
        {
            // The parser of the entry says what is wrong with it.
        }
    }

    /// <summary>The error for a model that needs it.</summary>
    /// <param name="path">How messages call the model file.</param>
    public ModelFileException Refusal(string path) => new(
        $"{path} needs {What}. Version {LastVersion} is the last that reads it: train the model again with this "
        + "version.");

    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDouble() != 0,
        _ => true,
    };
}
