using System.Text.Json;

namespace Carousel.Laboratory.Papers;

/// <summary>The published figures and those measured here, row by row, from the files <c>expected.json</c>.</summary>
internal static class PaperFigures
{
    private static readonly string[] _papers = ["Hochreiter1997", "Gers2000", "Gers2001"];

    private static readonly Lazy<(Dictionary<string, PaperRow> Rows, Dictionary<string, RowRecord> Records)> _read =
        new(Read);

    /// <summary>All rows by experiment and name, such as <c>adding/length-100</c>.</summary>
    public static IReadOnlyDictionary<string, PaperRow> Rows => _read.Value.Rows;

    /// <summary>
    /// What was measured here, by experiment and name; variations and rows that no paper has are among them.
    /// </summary>
    public static IReadOnlyDictionary<string, RowRecord> Records => _read.Value.Records;

    /// <summary>What the papers say of a row.</summary>
    /// <param name="row">Experiment and name.</param>
    /// <returns>The row, or null where no paper has it.</returns>
    public static PaperRow? Find(string row) => Rows.GetValueOrDefault(row);

    private static (Dictionary<string, PaperRow> Rows, Dictionary<string, RowRecord> Records) Read()
    {
        var rows = new Dictionary<string, PaperRow>(StringComparer.Ordinal);
        var records = new Dictionary<string, RowRecord>(StringComparer.Ordinal);
        foreach (string paper in _papers)
        {
            using Stream stream = typeof(PaperFigures).Assembly.GetManifestResourceStream(
                $"Papers/{paper}/expected.json")
                ?? throw new InvalidOperationException($"The assembly has no figures of {paper}.");
            using JsonDocument document = JsonDocument.Parse(stream);
            string source = document.RootElement.GetProperty("source").GetString()!;
            foreach (JsonProperty row in document.RootElement.GetProperty("rows").EnumerateObject())
            {
                if (row.Value.TryGetProperty("published", out JsonElement published))
                {
                    rows.Add(row.Name, ReadRow(source, row.Value, published));
                }

                records.Add(row.Name, ReadRecord(row.Value));
            }
        }

        return (rows, records);
    }

    private static PaperRow ReadRow(string source, JsonElement row, JsonElement published) => new(
        source,
        (int?)Number(row, "table"),
        new PublishedFigures(Number(published, "mean_sequences"), Number(published, "success"), Figures(published))
        {
            SomeSucceeded = published.GetProperty("success") is { ValueKind: JsonValueKind.String } word
                && word.ValueEquals("some"),
            Budget = (long?)Number(published, "budget"),
        },
        (int?)Number(published, "trials"),
        (int?)Number(published, "weights"));

    private static RowRecord ReadRecord(JsonElement row) => new(
        row.TryGetProperty("full", out JsonElement full) ? ReadFull(full) : null,
        row.TryGetProperty("quick", out JsonElement quick) ? ReadQuick(quick) : null);

    private static FullRun ReadFull(JsonElement run) => new(
        run.GetProperty("seed").GetUInt64(),
        run.GetProperty("trials").GetInt32(),
        run.GetProperty("budget").GetInt64(),
        run.GetProperty("successes").GetInt32(),
        Number(run, "mean_sequences"),
        (long?)Number(run, "minimum"),
        (long?)Number(run, "maximum"),
        run.GetProperty("tolerance").GetDouble(),
        Figures(run));

    private static QuickRun ReadQuick(JsonElement run) => new(
        run.GetProperty("seed").GetUInt64(),
        run.GetProperty("budget").GetInt64(),
        [.. run.GetProperty("sequences").EnumerateArray().Select(one => one.GetInt64())]);

    private static Dictionary<string, double> Figures(JsonElement of) =>
        of.TryGetProperty("figures", out JsonElement figures)
        ? figures.EnumerateObject()
            .ToDictionary(figure => figure.Name, figure => figure.Value.GetDouble(), StringComparer.Ordinal)
        : [];

    private static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
