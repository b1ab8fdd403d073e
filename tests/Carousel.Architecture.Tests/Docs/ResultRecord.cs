using System.Text.Json;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>One measurement of docs/results/records: how it was made, and its table as the page shows it.</summary>
/// <param name="Page">Its page, a path from the root.</param>
/// <param name="Job">Whose answers it measures: a row of docs/results/answers.tsv.</param>
/// <param name="Data">The files, with the SHA-256 of those that are not made by the command.</param>
/// <param name="Command">What was typed.</param>
/// <param name="Seeds">The seeds, empty where nothing is random or the table names them.</param>
/// <param name="Commit">The commit that recorded the figures.</param>
/// <param name="Date">When they were recorded, year-month-day.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Columns">The heads of the table.</param>
/// <param name="Rows">Its cells, in Markdown.</param>
/// <param name="Figures">Figures of the same measurement that the page has in a sentence.</param>
internal sealed record ResultRecord(
    string Page, string Job, IReadOnlyList<ResultData> Data, string Command, IReadOnlyList<int> Seeds, string Commit,
    string Date, string Machine, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows,
    IReadOnlyList<string>? Figures = null)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The file without its ending.</summary>
    public string Name { get; private init; } = "";

    /// <summary>All records, by name.</summary>
    public static IReadOnlyDictionary<string, ResultRecord> All { get; } =
        Repository.Files("docs/results/records", ".json").Select(Read).ToDictionary(record => record.Name);

    /// <summary>What is missing or malformed in it.</summary>
    /// <param name="jobs">The jobs that have answers.</param>
    public IEnumerable<string> Violations(IReadOnlyCollection<string> jobs)
    {
        if (!jobs.Contains(Job))
        {
            yield return $"{Name}: docs/results/answers.tsv has no row {Job}.";
        }

        if (Command.Length == 0 || Machine.Length == 0 || Commit.Length < 8 || !DateOnly.TryParse(Date, out _))
        {
            yield return $"{Name}: command, machine, commit or date is missing.";
        }

        if (Data.Any(d => d.Name.Length == 0 || (d.Sha256.Length != 64 && d.Sha256 != "made by the command")))
        {
            yield return $"{Name}: data without a name or a SHA-256.";
        }

        if (Rows.Any(row => row.Count != Columns.Count))
        {
            yield return $"{Name}: a row that has not {Columns.Count} cells.";
        }
    }

    /// <summary>The block of the page.</summary>
    /// <param name="changed">When the answers of its job changed last, year-month-day.</param>
    public string Markdown(string changed)
    {
        string seeds = Seeds.Count switch
        {
            0 => "",
            1 => $", seed {Seeds[0]}",
            _ => $", seeds {string.Join(", ", Seeds)}",
        };
        bool isStale = string.CompareOrdinal(Date, changed) < 0;
        return string.Concat(
        [
            Row(Columns), $"|{string.Concat(Columns.Select(_ => "---|"))}\n", .. Rows.Select(Row),
            $"\n*Recorded {Date}, commit {Commit[..8]}{seeds}",
            isStale ? $"; stale since {changed}*\n" : "*\n",
        ]);
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";

    private static ResultRecord Read(SourceFile file)
    {
        ResultRecord record = JsonSerializer.Deserialize<ResultRecord>(file.Text, _json)
            ?? throw new InvalidDataException($"{file.Path} is empty.");
        return record with { Name = Path.GetFileNameWithoutExtension(file.Name) };
    }
}

/// <summary>A file that was measured on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha256">Of its bytes, or that the command makes it.</param>
internal sealed record ResultData(string Name, string Sha256);
