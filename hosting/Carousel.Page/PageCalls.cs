using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.Page;

/// <summary>What the page's script calls. A browser gives one thread.</summary>
[SupportedOSPlatform("browser")]
internal static partial class PageCalls
{
    private const string Folder = "out", Inputs = "in";

    private static void Main()
    {
    }

    /// <summary>Forecasts a table as <c>carousel forecast --methods zero-shot</c> does.</summary>
    /// <param name="table">The bytes of the file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="target">The columns to forecast, with commas; empty for those that are found.</param>
    /// <param name="id">The column that distinguishes several series; empty to find it.</param>
    /// <param name="horizon">Steps ahead; 0 for the default.</param>
    /// <returns>The sentence, then names and texts of the files; or one message.</returns>
    [JSExport]
    internal static string[] Forecast(byte[] table, string name, string target, string id, int horizon) => Answer(() =>
    {
        var options = new ForecastOptions
        {
            Methods = ["zero-shot"],
            Horizon = horizon > 0 ? horizon : null,
            Reading = new() { Targets = Names(target), Id = id.Length > 0 ? id : null },
        };
        var job = UntrainedJob.Make(SeriesReader.ReadCsv(Kept(table, name), options.ReadingOf(name)), options);
        string command = Command($"forecast {name} --methods zero-shot", target, id)
            + (horizon > 0 ? $" --horizon {horizon}" : "");
        return job.Measure(threads: 1, command, new Silent(), CancellationToken.None);
    });

    /// <summary>Finds anomalies of a table as <c>carousel anomaly --learn 0</c> does.</summary>
    /// <param name="table">The bytes of the file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="target">The columns to watch, with commas; empty for all columns of numbers.</param>
    /// <returns>As for <see cref="Forecast"/>.</returns>
    [JSExport]
    internal static string[] Anomalies(byte[] table, string name, string target) => Answer(() =>
    {
        var options = new AnomalyOptions { Targets = Names(target), Learn = 0 };
        var search = UntrainedSearch.Make(
            ChannelData.Read(Kept(table, name), name, options.Reading, options.Label), options);
        return search.Measure(
            Command($"anomaly {name} --learn 0", target, ""), new Silent(), CancellationToken.None);
    });

    private static string[] Answer(Func<JobResult> measure)
    {
        try
        {
            // The browser's files are in memory.
            JobResult result = measure().SaveNoted(Folder);
            string[] names = [JobResult.ReportName, .. result.Files.Select(file => file.Name)];
            return
            [
                result.Sentence,
                .. names.SelectMany(name => new[] { name, File.ReadAllText(Path.Combine(Folder, name)) }),
            ];
        }
        catch (Exception exception) when (exception is DataFormatException or ArgumentException or FormatException
            or IOException or UnauthorizedAccessException)
        {
            return [exception.Message];
        }
    }

    // Readers of files find more than those of texts: packed ones, encodings, columns that distinguish series.
    private static string Kept(byte[] table, string name)
    {
        Directory.CreateDirectory(Inputs);
        string path = Path.Combine(Inputs, Path.GetFileName(name));
        File.WriteAllBytes(path, table);
        return path;
    }

    private static string[]? Names(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names
            ? names : null;

    private static string Command(string job, string target, string id) =>
        $"carousel {job}{(target.Length > 0 ? $" --target {target}" : "")}{(id.Length > 0 ? $" --id {id}" : "")}";

    private sealed class Silent : IProgress<(string Part, double Share)>
    {
        public void Report((string Part, double Share) value)
        {
        }
    }
}
