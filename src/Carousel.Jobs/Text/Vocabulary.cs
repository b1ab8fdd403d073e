using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Carousel.Storage;

namespace Carousel.Jobs.Text;

/// <summary>Texts (words, characters, labels) as numbers 0, 1, …; kept in the model file.</summary>
/// <remarks>
/// Immutable. The order is by falling count, equal counts by code point: the same texts give the same numbers.
/// </remarks>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers;

    private Vocabulary(IReadOnlyList<string> entries, int unknown)
    {
        (Entries, Unknown) = (entries, unknown);
        _numbers = new Dictionary<string, int>(entries.Count, StringComparer.Ordinal);
        for (int e = 0; e < entries.Count; e++)
        {
            if (!_numbers.TryAdd(entries[e], e))
            {
                throw new ArgumentException($"'{entries[e]}' appears twice in a vocabulary.", nameof(entries));
            }
        }
    }

    /// <summary>The text that replaces every text that is not in the vocabulary.</summary>
    public const string UnknownText = "<unknown>";

    /// <summary>The texts in the order of their numbers.</summary>
    public IReadOnlyList<string> Entries { get; }

    /// <summary>V: how many there are, the unknown one among them.</summary>
    public int Count => Entries.Count;

    /// <summary>
    /// The number of texts that are not in the vocabulary, or −1 where it is closed, such as that of labels.
    /// </summary>
    public int Unknown { get; }

    /// <summary>A closed vocabulary, such as that of labels, in a given order.</summary>
    /// <param name="entries">The texts, each once.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ArgumentException">A text stands twice.</exception>
    public static Vocabulary Closed(IEnumerable<string> entries) => new([.. entries], -1);

    /// <summary>An open vocabulary of counted texts: number 0 is the unknown text.</summary>
    /// <param name="counts">How often each text was seen.</param>
    /// <param name="leastCount">Texts seen less often are left out.</param>
    /// <param name="most">Most entries, the unknown one among them.</param>
    /// <returns>The vocabulary.</returns>
    public static Vocabulary Open(IReadOnlyDictionary<string, int> counts, int leastCount = 1, int most = int.MaxValue)
    {
        IEnumerable<string> kept = counts.Where(c => c.Value >= leastCount && c.Key != UnknownText)
            .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)
            .Take(most - 1);
        return new Vocabulary([UnknownText, .. kept], 0);
    }

    /// <summary>How often each text occurs in a sequence.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>The counts.</returns>
    public static IReadOnlyDictionary<string, int> CountOf(IEnumerable<string> texts) =>
        texts.CountBy(text => text).ToDictionary();

    /// <summary>The number of a text; that of the unknown text where it is not there.</summary>
    /// <param name="text">The text.</param>
    /// <returns>0 … V − 1, or −1 where the vocabulary is closed and lacks the text.</returns>
    public int NumberOf(string text) => _numbers.GetValueOrDefault(text, Unknown);

    /// <summary>Whether a text is in the vocabulary.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it has a number, other than as an unknown text.</returns>
    public bool Contains(string text) => _numbers.ContainsKey(text);

    /// <summary>As a JSON array of the texts.</summary>
    /// <param name="json">Takes it.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (string entry in Entries)
        {
            json.WriteStringValue(entry);
        }

        json.WriteEndArray();
    }

    /// <summary>From the array that <see cref="Write"/> wrote.</summary>
    /// <param name="json">The array.</param>
    /// <param name="vocabulary">The vocabulary, open where its first entry is the unknown text.</param>
    /// <returns>False where the JSON is something else, or a text stands twice.</returns>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out Vocabulary? vocabulary)
    {
        vocabulary = null;
        if (json.ValueKind != JsonValueKind.Array
            || json.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            return false;
        }

        string[] entries = [.. json.EnumerateArray().Select(e => e.GetString()!)];
        if (entries.Distinct().Count() != entries.Length)
        {
            return false;
        }

        vocabulary = new Vocabulary(entries, entries is [UnknownText, ..] ? 0 : -1);
        return true;
    }

    /// <summary>Several vocabularies as the JSON object of a model file's entry.</summary>
    /// <param name="vocabularies">Each under its name.</param>
    /// <returns>The object, for <see cref="ModelFile.Vocabulary"/>.</returns>
    public static string ToJson(params ReadOnlySpan<(string Name, Vocabulary Vocabulary)> vocabularies)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(
            bytes,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach ((string name, Vocabulary vocabulary) in vocabularies)
            {
                json.WritePropertyName(name);
                vocabulary.Write(json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>A vocabulary of a model file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <returns>The vocabulary.</returns>
    /// <exception cref="ModelFileException">It is missing or damaged.</exception>
    public static Vocabulary Of(ModelFile file, string name, string path)
    {
        using var document = JsonDocument.Parse(file.Vocabulary);
        return document.RootElement.TryGetProperty(name, out JsonElement entry)
            && TryRead(entry, out Vocabulary? vocabulary)
            ? vocabulary
            : throw new ModelFileException(
                $"{path}: the model's vocabulary '{name}' is missing or can't be understood; the file was damaged or "
                + "made by hand.");
    }
}
