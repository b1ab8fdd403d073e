using System.Text.Json;
using Carousel.Jobs.Fitting;
using static Carousel.Server.Top.ServedState;

namespace Carousel.Server.Top;

/// <summary>How a server is, as lines for a person.</summary>
internal static class ServedStateView
{
    // Together with the lines above they fit a window of usual height.
    private const int MostModels = 16;

    private const int VersionDigits = 12;

    /// <summary>The lines.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="state">What it said of itself.</param>
    public static IReadOnlyList<string> Lines(Uri server, ServedState state)
    {
        double uptime = state.Number("uptime_seconds");
        var lines = new List<string>
        {
            $"carousel top · {server.GetLeftPart(UriPartial.Authority)}"
                + (double.IsFinite(uptime) ? $" · up {FigureText.Clock(TimeSpan.FromSeconds(uptime))}" : ""),
            Line(
                ("steps/s", Rate(state.Number("steps_per_second"))), ("batch size", Size(state.Number("batch_size"))),
                ("queue p50, p99", Times(state, "queue_ms"))),
            Line(
                ("commits/s", Rate(state.Number("commits_per_second"))), ("waiting", Count(state.Number("waiting"))),
                ("commit p50, p99", Times(state, "commit_ms"))),
            Line(
                ("sessions", Count(state.Number("sessions"))), ("woken", Count(state.Number("woken"))),
                ("memory", Bytes(state.Number("memory_bytes")))),
            Line(
                ("awake", Count(state.Number("awake"))), ("evicted", Count(state.Number("evicted"))),
                ("store failures", Count(state.Number("store_failures")))),
        };
        if (Refused(state.Figures) is { Length: > 0 } refused)
        {
            lines.Add($"  refused    {refused}");
        }

        lines.Add("");
        lines.AddRange(Table(state.Models));
        return lines;
    }

    private static string Line(params (string Title, string Figure)[] facts) =>
        "  " + string.Concat(facts.SkipLast(1).Select(f => $"{f.Title,-10} {f.Figure,-10} "))
        + $"{facts[^1].Title,-15}  {facts[^1].Figure}";

    private static string Refused(JsonElement figures) =>
        figures.TryGetProperty("refused", out JsonElement kinds) && kinds.ValueKind == JsonValueKind.Object
            ? string.Join(
                ", ", kinds.EnumerateObject().Where(k => k.Value.ValueKind == JsonValueKind.Number)
                    .Select(k => $"{k.Name.Replace('_', ' ')} {Count(k.Value.GetDouble())}"))
            : "";

    private static List<string> Table(IReadOnlyList<JsonElement> models)
    {
        if (models.Count == 0)
        {
            return ["  no models"];
        }

        // Those that work most, so that none of them is left out.
        JsonElement[] shown =
        [
            .. models.OrderByDescending(m => Known(Number(m, "steps_per_second"))).Take(MostModels),
        ];
        string[][] rows =
        [
            ["model", "version", "sessions", "steps/s", "queue p99", "drift"],
            .. shown.OrderBy(m => TextOf(m, "name"), StringComparer.Ordinal).Select(Row),
        ];
        bool hasDrift = models.Any(m => m.TryGetProperty("drift", out _));
        int columns = hasDrift ? rows[0].Length : rows[0].Length - 1;
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => rows.Max(r => r[c].Length))];
        var lines = rows.Select(row => "  " + string.Join(
            "  ", row.Take(columns).Select((cell, c) =>
                c is 0 or 1 or 5 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()).ToList();
        if (models.Count > shown.Length)
        {
            lines.Add($"  … and {FigureText.Count(models.Count - shown.Length)} that step less");
        }

        if (hasDrift)
        {
            lines.Add("  drift: the farthest column's mean ± deviation; 0 ± 1 as in the training");
        }

        return lines;
    }

    private static string[] Row(JsonElement model)
    {
        string version = TextOf(model, "version");
        return
        [
            TextOf(model, "name"), version[..Math.Min(VersionDigits, version.Length)],
            Count(Number(model, "sessions")), Rate(Number(model, "steps_per_second")),
            Milliseconds(Number(model, "queue_ms.p99")), Drift(Objects(model, "drift")),
        ];
    }

    private static string Drift(IReadOnlyList<JsonElement> columns)
    {
        if (columns.Count == 0)
        {
            return FigureText.Unknown;
        }

        JsonElement far = columns.MaxBy(Distance);
        return $"{TextOf(far, "column")} {FigureText.Number(Number(far, "mean"), 2)} ± "
            + FigureText.Number(Number(far, "deviation"), 2);
    }

    // Twice the deviation is as far as half of it; a column that never changes has the largest distance.
    private static double Distance(JsonElement column)
    {
        double deviation = Math.Max(1e-3, Known(Number(column, "deviation")));
        return Math.Max(Math.Abs(Known(Number(column, "mean"))), Math.Abs(Math.Log2(deviation)));
    }

    private static double Known(double number) => double.IsFinite(number) ? number : 0;

    private static string Times(ServedState state, string name) =>
        $"{Milliseconds(state.Number($"{name}.p50"))}, {Milliseconds(state.Number($"{name}.p99"))}";

    private static string Milliseconds(double time) =>
        double.IsFinite(time) ? $"{FigureText.Number(time, 2)} ms" : FigureText.Unknown;

    private static string Bytes(double bytes) =>
        double.IsFinite(bytes) ? FigureText.Bytes((long)bytes) : FigureText.Unknown;

    private static string Rate(double rate) => rate is > 0 and < 10 ? FigureText.Number(rate, 1) : Count(rate);

    private static string Size(double size) => FigureText.Number(size, 1);

    private static string Count(double number) => FigureText.Number(number, 0);
}
