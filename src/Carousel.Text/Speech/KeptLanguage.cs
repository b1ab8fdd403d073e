using System.Text.Json;
using Carousel.Jobs;
using Carousel.Language;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Speech;

/// <summary>
/// A language model inside a transcriber's file: its entries as text, its tensors beside those of the network.
/// </summary>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Vocabulary">Its units.</param>
/// <param name="Training">What its training reached.</param>
/// <param name="Data">What it learned from.</param>
internal sealed record KeptLanguage(string Configuration, string Vocabulary, string Training, string Data)
{
    private const string Entry = "language";
    private const string Prefix = "language.";

    /// <summary>Whether a tensor of the file is a parameter of the transcriber's own network.</summary>
    public static bool IsParameter(string name) => !name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What a transcriber's file holds of its language model.</summary>
    /// <param name="model">The language model; null for none.</param>
    public static (string Inner, IReadOnlyList<StoredTensor> Tensors) Of(LanguageModel? model)
    {
        if (model?.ToFileOfNetwork() is not { } file)
        {
            return ("{}", []);
        }

        var kept = new KeptLanguage(file.Configuration, file.Vocabulary, file.Training, file.Data);
        return (
            $"{{\"{Entry}\":{JsonSerializer.Serialize(kept, SpeechJson.Default.KeptLanguage)}}}",
            [.. file.Tensors.Select(t => t.Renamed(Prefix + t.Name))]);
    }

    /// <summary>The language model of a transcriber's file; null where it has none.</summary>
    public static LanguageModel? Load(ModelReading reading)
    {
        using JsonDocument inner = JsonDocument.Parse(reading.File.Inner);
        if (!inner.RootElement.TryGetProperty(Entry, out JsonElement entry))
        {
            return null;
        }

        KeptLanguage kept = ModelEntry.Parse(
            entry.GetRawText(), SpeechJson.Default.KeptLanguage, reading.Path, "inner");
        var file = new ModelFile
        {
            Task = LanguageFile.Task,
            Configuration = kept.Configuration,
            Vocabulary = kept.Vocabulary,
            Training = kept.Training,
            Data = kept.Data,
            Tensors =
            [
                .. reading.File.Tensors.Where(t => !IsParameter(t.Name))
                    .Select(t => t.Renamed(t.Name[Prefix.Length..])),
            ],
        };
        return LanguageFile.Of(file, reading.Path, reading.Backend);
    }
}
