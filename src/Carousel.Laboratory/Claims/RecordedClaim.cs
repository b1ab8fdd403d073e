using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carousel.Laboratory.Claims;

/// <summary>What came of a claim in a run that is kept in the repository, for docs/claims.md.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Command">The command that makes it again.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Figures">The measured figures; not a number where one is not known.</param>
/// <param name="Holds">Whether the claim holds.</param>
/// <param name="Sentence">What came out.</param>
public sealed record RecordedClaim(string Claim, string Command, ulong Seed, IReadOnlyList<ClaimFigure> Figures, bool? Holds, string Sentence)
{
    private const string Folder = "Claims/Recorded/";

    private static readonly JsonWriterOptions _options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All recorded results by the name of the claim.</summary>
    public static IReadOnlyDictionary<string, RecordedClaim> All { get; } = ReadAll();

    /// <summary>The text of a file of Claims/Recorded.</summary>
    /// <param name="result">What came of a claim.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <param name="seed">The first seed.</param>
    /// <returns>The text, ending with a line break.</returns>
    public static string TextOf(ClaimResult result, string command, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(result);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            ClaimJson.Write(json, result, before =>
            {
                before.WriteString("claim", result.Claim.Name);
                before.WriteString("command", command);
                before.WriteNumber("seed", seed);
            });
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Reads such a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>What it records.</returns>
    /// <exception cref="InvalidDataException">It is not the record of a claim.</exception>
    public static RecordedClaim Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            JsonElement intervals = root.GetProperty("intervals");
            ClaimFigure[] figures =
            [
                .. root.GetProperty("figures").EnumerateObject().Select(f => new ClaimFigure(
                    f.Name, Number(f.Value), intervals.TryGetProperty(f.Name, out JsonElement ends) ? new FigureInterval(Number(ends[0]), Number(ends[1])) : null)),
            ];
            JsonElement holds = root.GetProperty("holds");
            return new RecordedClaim(
                Text(root, "claim"), Text(root, "command"), root.GetProperty("seed").GetUInt64(), figures,
                holds.ValueKind == JsonValueKind.Null ? null : holds.GetBoolean(), Text(root, "sentence"));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"This is not the record of a claim: {exception.Message}", exception);
        }
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();

    private static Dictionary<string, RecordedClaim> ReadAll()
    {
        var all = new Dictionary<string, RecordedClaim>(StringComparer.Ordinal);
        foreach (string name in typeof(RecordedClaim).Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream stream = typeof(RecordedClaim).Assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var record = Read(reader.ReadToEnd());
            all.Add(record.Claim, record);
        }

        return all;
    }
}
