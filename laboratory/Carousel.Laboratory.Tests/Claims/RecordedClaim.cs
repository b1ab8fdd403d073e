using System.Text.Json;
using Carousel.Inspection.Statistics;
using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>What came of a claim in a run that is kept in the repository, for docs/claims.md.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Command">The command that makes it again.</param>
/// <param name="Seed">The first seed.</param>
/// <param name="Seconds">How long it took; not a number where that was not written down.</param>
/// <param name="Threads">On how many threads; 0 where that was not written down.</param>
/// <param name="Figures">The measured figures; not a number where one is not known.</param>
/// <param name="Holds">Whether the claim holds.</param>
/// <param name="Sentence">What came out.</param>
internal sealed record RecordedClaim(
    string Claim, string Command, ulong Seed, double Seconds, int Threads, IReadOnlyList<MeasuredFigure> Figures,
    bool? Holds, string Sentence)
{
    private static readonly string[] _folder = ["laboratory", "Carousel.Laboratory", "Claims", "Recorded"];

    /// <summary>All recorded results by the name of the claim.</summary>
    public static IReadOnlyDictionary<string, RecordedClaim> All { get; } = Directory
        .EnumerateFiles(Path.Combine([RepositoryFolder(), .. _folder]), "*.json")
        .Select(file => Read(File.ReadAllText(file)))
        .ToDictionary(r => r.Claim, StringComparer.Ordinal);

    /// <summary>Reads such a file.</summary>
    /// <param name="text">Its text.</param>
    /// <exception cref="InvalidDataException">It is not the record of a claim.</exception>
    public static RecordedClaim Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            JsonElement intervals = root.GetProperty("intervals");
            string[] timings = root.TryGetProperty("timings", out JsonElement names)
                ? [.. names.EnumerateArray().Select(n => n.GetString()!)]
                : [];
            MeasuredFigure[] figures =
            [
                .. root.GetProperty("figures").EnumerateObject().Select(f => new MeasuredFigure(
                    f.Name, Number(f.Value),
                    intervals.TryGetProperty(f.Name, out JsonElement ends)
                        ? new ConfidenceInterval(Number(ends[0]), Number(ends[1]))
                        : null, timings.Contains(f.Name))),
            ];
            JsonElement holds = root.GetProperty("holds");
            return new RecordedClaim(
                Text(root, "claim"), Text(root, "command"), root.GetProperty("seed").GetUInt64(),
                root.TryGetProperty("seconds", out JsonElement seconds) ? seconds.GetDouble() : double.NaN,
                root.TryGetProperty("threads", out JsonElement threads) ? threads.GetInt32() : 0,
                figures, holds.ValueKind == JsonValueKind.Null ? null : holds.GetBoolean(), Text(root, "sentence"));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"This is not the record of a claim: {exception.Message}", exception);
        }
    }

    /// <summary>The folder with the solution.</summary>
    public static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("There is no Carousel.slnx above the tests' own folder.");
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? "";

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
}
