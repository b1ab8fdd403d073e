using Carousel.Anomalies;
using Carousel.Classical;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Server.Wire;
using static Carousel.Server.Protocol.DetectionFields;

namespace Carousel.Server.Protocol;

/// <summary>Reads values of several variables, and aligns them.</summary>
internal static class DetectionTable
{
    private const string TimeName = "timestamp";
    private const int MostRows = 1_000_000;

    /// <summary>The path of a source below the folder of data.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="source">A relative path: a file for one table, a folder for several.</param>
    /// <exception cref="RequestException">It is a URL, or the file does not exist.</exception>
    public static string PathOf(string root, string source)
    {
        Require(
            !source.Contains("://", StringComparison.Ordinal), "InvalidBlobURL",
            "This server does not read URLs: copy the data below its folder of data, and name the CSV file, or the "
            + "folder of CSV files, by its path in that folder.");
        string home = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + Path.DirectorySeparatorChar;
        string path = Path.GetFullPath(Path.Combine(home, source.Replace('\0', '?')));
        Require(
            path.StartsWith(home, StringComparison.Ordinal) && path != home && Path.Exists(path)
                && !path.StartsWith(home + DetectionModels.Hidden, StringComparison.Ordinal),
            "FileNotExist",
            $"File {ErrorText.Cut(source, 80)} does not exist in the server's folder of data.");
        return path;
    }

    /// <summary>Reads a CSV file with a column per variable, or a folder with a CSV file per variable.</summary>
    /// <param name="path">The path.</param>
    /// <param name="policy">How variables are aligned and filled.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last time.</param>
    /// <exception cref="RequestException">There is no such data.</exception>
    /// <exception cref="DataFormatException">A file is not as described.</exception>
    public static ChannelData Read(string path, AlignPolicy policy, DateTime from, DateTime to)
    {
        bool isOne = File.Exists(path);
        IEnumerable<string> files = isOne ? [path]
            : Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal);
        return Of(
            [
                .. files.SelectMany(file =>
                {
                    ChannelData read = ReadFile(file, isOne ? null : ["value"]);
                    Require(
                        read.Count <= MostRows, "TooManyData",
                        $"{Path.GetFileName(file)} has more than {MostRows} rows.");

                    // Times are on the clock of the file.
                    DateTime[] stamps = [.. read.Stamps!.Select(t => t - (read.Clock?.Offset ?? TimeSpan.Zero))];
                    return read.Channels.Select((name, c) => (
                        isOne ? name : Path.GetFileNameWithoutExtension(file), (IReadOnlyList<DateTime>)stamps,
                        read.Columns[c]));
                }),
            ], policy, from, to);
    }

    /// <summary>Aligns variables.</summary>
    /// <param name="series">The name, the times and the values of each; NaN is a gap.</param>
    /// <param name="policy">How variables are aligned and filled.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last time.</param>
    /// <param name="most">The largest number of rows.</param>
    /// <exception cref="RequestException">A variable has no values, or the variables have no common times or too many.
    /// </exception>
    public static ChannelData Of(
        (string Name, IReadOnlyList<DateTime> Stamps, float[] Values)[] series, AlignPolicy policy, DateTime from,
        DateTime to, int most = MostRows)
    {
        Dictionary<DateTime, double>[] known =
        [
            .. series.Select(s => s.Stamps
                .Zip(s.Values, (t, v) => (At: DateTime.SpecifyKind(t, DateTimeKind.Utc), Value: (double)v))
                .Where(p => p.At >= from && p.At <= to).DistinctBy(p => p.At).ToDictionary()),
        ];
        Require(
            known.Length > 0 && known.All(k => k.Values.Any(double.IsFinite)), "NoData",
            "There must be one variable or more, each with values between startTime and endTime.");
        IEnumerable<DateTime> stamps = known.Select(k => k.Keys.AsEnumerable())
            .Aggregate((all, own) => policy.AlignMode == "Inner" ? all.Intersect(own) : all.Union(own));
        DateTime[] rows = [.. stamps.Order()];
        Require(rows.Length > 0, "NoData", "The variables have no common times.");
        Require(rows.Length <= most, "DataExceedsLimit", $"The variables have more than {most} times in all.");
        return new ChannelData(
            "data", [.. series.Select(s => s.Name)],
            [
                .. known.Select(k => Fill(
                    [.. rows.Select(r => k.GetValueOrDefault(r, double.NaN))], policy.FillNAMethod,
                    policy.PaddingValue ?? 0).Select(v => (float)v).ToArray()),
            ],
            rows, TimeName, null, []);
    }

    /// <summary>Fills gaps.</summary>
    /// <param name="values">[n], NaN for a gap; at least one is finite.</param>
    /// <param name="method">A documented name; others fill nothing.</param>
    /// <param name="constant">What <c>fixed</c> fills in.</param>
    public static double[] Fill(double[] values, string method, double constant)
    {
        double last = double.NaN;
        return method.ToUpperInvariant() switch
        {
            "LINEAR" => MissingValues.Fill(values, 1),
            "PREVIOUS" => [.. values.Select(v => last = double.IsNaN(v) ? last : v)],
            "SUBSEQUENT" => [.. Fill([.. values.Reverse()], "previous", 0).Reverse()],
            "ZERO" => Fill(values, "fixed", 0),
            "FIXED" => [.. values.Select(v => double.IsNaN(v) ? constant : v)],
            _ => values,
        };
    }

    private static ChannelData ReadFile(string path, IReadOnlyList<string>? targets)
    {
        using TextReader reader = TextFile.Open(path);
        return ChannelData.Read(
            reader, Path.GetFileName(path), new ReadOptions { Time = TimeName, Targets = targets }, null);
    }
}
