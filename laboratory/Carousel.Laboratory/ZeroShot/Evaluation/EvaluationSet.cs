using System.Globalization;
using System.IO.Compression;

namespace Carousel.Laboratory.ZeroShot.Evaluation;

/// <summary>Series on which the zero-shot forecaster is measured, and how.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="File">The file of comma-separated columns, seen from the folder of the data.</param>
/// <param name="Column">The column that is forecast.</param>
/// <param name="Horizon">Steps ahead.</param>
/// <param name="Tested">Last rows, from which origins are taken.</param>
/// <param name="Stride">Rows between origins.</param>
/// <param name="Seasons">Lengths of the seasons, ascending; 1 for none.</param>
internal sealed record EvaluationSet(
    string Name, string File, string Column, int Horizon, int Tested, int Stride, IReadOnlyList<int> Seasons)
{
    private const int LeastRows = 2500;

    /// <summary>The column that tells series apart; null for one series.</summary>
    public string? Id { get; init; }

    /// <summary>The only series that is read; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>Whether it chose nothing: neither the design nor the training of the network.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>All sets of which the folder has the files.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<EvaluationSet> In(string folder) =>
        [.. Development().Concat(HeldOut(folder)).Where(s => System.IO.File.Exists(Path.Combine(folder, s.File)))];

    /// <summary>The series: values in the order of the rows, NaN where a cell is not a number.</summary>
    /// <param name="folder">The folder of the data.</param>
    /// <exception cref="InvalidDataException">The column is missing.</exception>
    public IReadOnlyList<float[]> Read(string folder)
    {
        using StreamReader reader = Open(Path.Combine(folder, File));
        string[] names = Cells(reader.ReadLine() ?? "");
        int at = names.IndexOf(Column), id = Id is null ? -1 : names.IndexOf(Id);
        if (at < 0 || (Id is not null && id < 0))
        {
            throw new InvalidDataException($"{File} has no column '{(at < 0 ? Column : Id)}'.");
        }

        var series = new Dictionary<string, List<float>>();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = Cells(line);
            string own = id < 0 ? "" : cells[id];
            if (Only is null || own == Only)
            {
                series.TryAdd(own, []);
                series[own].Add(
                    float.TryParse(cells[at], CultureInfo.InvariantCulture, out float value) ? value : float.NaN);
            }
        }

        return [.. series.Values.Select(values => values.ToArray())];
    }

    /// <summary>Opens a file of text, packed with gzip if its name ends in .gz.</summary>
    /// <param name="path">The file.</param>
    public static StreamReader Open(string path) => new(path.EndsWith(".gz", StringComparison.Ordinal)
        ? new GZipStream(System.IO.File.OpenRead(path), CompressionMode.Decompress)
        : System.IO.File.OpenRead(path));

    // The sets of the sketch, at which its design was chosen.
    private static IEnumerable<EvaluationSet> Development()
    {
        EvaluationSet Hours(string name, string file, string column, int tested = 672) =>
            new(name, $"forecast/{file}", column, 24, tested, 24, [24, 168]);
        yield return Hours("late flights", "us_flights_hourly.csv", "late_flights");
        yield return Hours("bicycles", "bike_sharing_hour.csv", "cnt");
        yield return Hours("taxis", "nyc_taxi_hourly.csv", "passengers");
        yield return Hours("load PN", "pjm_in_zone.csv.gz", "y") with { Id = "unique_id", Only = "PN-PN" };
        yield return Hours("load, five zones", "pjm_in_zone.csv.gz", "y") with { Id = "unique_id" };
        const string prices = "electricity-short-with-ex-vars.csv.gz";
        yield return Hours("price BE", prices, "y", 336) with { Id = "unique_id", Only = "BE" };
        yield return Hours("prices, all", prices, "y", 336) with { Id = "unique_id" };
        yield return Hours("load, Texas", "ercot_multiple_ts.csv.gz", "value", 192) with { Id = "unique_id" };
        yield return new("temperatures", "forecast/daily-min-temperatures.csv", "Temp", 14, 364, 7, [7, 365]);
        yield return new("passengers", "forecast/airline-passengers.csv", "Passengers", 12, 36, 3, [12]);
        yield return new("CO2", "forecast/co2-concentration.csv", "CO2", 12, 120, 6, [12]);
        yield return new("sunspots", "forecast/monthly-sunspots.csv", "Sunspots", 12, 360, 6, [12, 132]);
        yield return new("wind", "forecast/seattle-weather.csv", "wind", 14, 364, 14, [7, 365]);
        yield return new("highest temperatures", "forecast/seattle-weather.csv", "temp_max", 14, 364, 14, [7, 365]);
    }

    private static IEnumerable<EvaluationSet> HeldOut(string folder)
    {
        EvaluationSet Hours(string name, string file, string column, int tested = 672) =>
            new(name, $"forecast/{file}", column, 24, tested, 24, [24, 168]) { IsHeldOut = true };
        foreach (string column in new[] { "casual", "registered", "temp", "hum", "windspeed" })
        {
            yield return Hours($"bicycles, {column}", "bike_sharing_hour.csv", column);
        }

        yield return Hours("flights", "us_flights_hourly.csv", "flights");
        // The columns of FR are those of BE.
        foreach (string market in new[] { "BE", "DE", "NP" })
        {
            foreach (string column in new[] { "Exogenous1", "Exogenous2" })
            {
                yield return Hours(
                    $"{market}, {column}", "electricity-short-with-ex-vars.csv.gz", column, 336) with
                {
                    Id = "unique_id",
                    Only = market,
                };
            }
        }

        string servers = Path.Combine(folder, "nab/data");
        string[] files = Directory.Exists(servers)
            ? [.. Directory.GetFiles(servers, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
        foreach (string file in files.Where(IsServer))
        {
            yield return new(
                Path.GetFileNameWithoutExtension(file), Path.GetRelativePath(folder, file), "value", 48, 960, 48, [288])
            {
                IsHeldOut = true,
            };
        }
    }

    // Real ones, long enough, and not the taxis again.
    private static bool IsServer(string file) =>
        Path.GetFileName(Path.GetDirectoryName(file)!).StartsWith("real", StringComparison.Ordinal)
        && !file.Contains("nyc_taxi", StringComparison.Ordinal)
        && System.IO.File.ReadLines(file).Skip(1).Count() >= LeastRows;

    private static string[] Cells(string line) => [.. line.Split(',').Select(cell => cell.Trim('"', '\r'))];
}
