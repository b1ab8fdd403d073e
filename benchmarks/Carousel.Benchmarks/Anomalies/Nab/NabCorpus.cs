using System.Globalization;
using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Benchmarks.Anomalies.Nab;

/// <summary>
/// Reads the Numenta Anomaly Benchmark in its published form: <c>data/CATEGORY/NAME.csv</c> and
/// <c>labels/combined_windows.json</c>.
/// </summary>
internal static class NabCorpus
{
    private const string LabelFile = "combined_windows.json";

    /// <summary>Reads all files of a folder.</summary>
    /// <param name="folder">The benchmark's folder.</param>
    /// <returns>By name, in ordinal order.</returns>
    /// <exception cref="DataFormatException">A folder or file is missing, or can't be read.</exception>
    public static IReadOnlyList<NabFile> Read(string folder)
    {
        string data = Path.Combine(folder, "data");
        string labels = Path.Combine(folder, "labels", LabelFile);
        if (!Directory.Exists(data) || !File.Exists(labels))
        {
            throw new DataFormatException(
                $"{folder} is not the Numenta Anomaly Benchmark: it must contain data/ and labels/{LabelFile}.");
        }

        Dictionary<string, DateTime[][]> windows = ReadWindows(labels);
        var files = new List<NabFile>();
        foreach (string path in Directory.EnumerateFiles(data, "*.csv", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(data, path).Replace(Path.DirectorySeparatorChar, '/');
            if (windows.TryGetValue(name, out DateTime[][]? limits))
            {
                files.Add(ReadFile(path, name, limits));
            }
        }

        return files.Count > 0
            ? [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)]
            : throw new DataFormatException($"{data} has no file that labels/{LabelFile} names.");
    }

    private static NabFile ReadFile(string path, string name, DateTime[][] limits)
    {
        using TextReader reader = TextFile.Open(path);
        using var rows = new CsvRows(path, reader, ',');
        List<DateTime> stamps = [];
        List<float> values = [];
        rows.TryRead(out _);
        while (rows.TryRead(out CsvLine line))
        {
            if (line.Cells.Length != 2
                || !DateTime.TryParse(
                    line.Cells[0], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime stamp)
                || !float.TryParse(line.Cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
                || !float.IsFinite(value))
            {
                throw new DataFormatException(
                    path, line.Line, 0, "a time stamp and a number are expected, as in the benchmark's files.");
            }

            stamps.Add(stamp);
            values.Add(value);
        }

        return new NabFile(name, stamps, values, [.. limits.Select(l => RangeOf(path, stamps, l))]);
    }

    /// <summary>
    /// As the benchmark finds a window's rows: the first of its first time stamp and the first of its last.
    /// </summary>
    private static RowRange RangeOf(string path, List<DateTime> stamps, DateTime[] limits)
    {
        (int first, int last) = (stamps.IndexOf(limits[0]), stamps.IndexOf(limits[1]));
        return first >= 0 && last > first
            ? new RowRange(first, last + 1)
            : throw new DataFormatException(
                $"{path}: the labelled window from {limits[0]:s} to {limits[1]:s} is not in the file. Take both from "
                + $"one release.");
    }

    private static Dictionary<string, DateTime[][]> ReadWindows(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.EnumerateObject().ToDictionary(
                file => file.Name,
                file => file.Value.EnumerateArray().Select(Limits).OrderBy(l => l[0]).ToArray());
        }
        catch (Exception caught) when (caught is JsonException or InvalidOperationException or FormatException)
        {
            throw new DataFormatException(
                $"{path} cannot be read: expected a list of windows per file, each with two time stamps.", caught);
        }

        static DateTime[] Limits(JsonElement window)
        {
            DateTime[] limits =
            [
                .. window.EnumerateArray()
                    .Select(t => DateTime.Parse(t.GetString() ?? "", CultureInfo.InvariantCulture)),
            ];
            return limits.Length == 2 ? limits : throw new FormatException();
        }
    }
}
