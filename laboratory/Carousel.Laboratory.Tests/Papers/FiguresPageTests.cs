using System.Globalization;
using System.Text;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Running;

namespace Carousel.Laboratory.Tests.Papers;

/// <summary>
/// The page docs/explanation/experiments.md shows the recorded full runs: its tables are made from the files that hold
/// them.
/// </summary>
public sealed class FiguresPageTests
{
    /// <summary>Set to 1 to write the tables again.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private const string Begin = "<!-- recorded figures -->\n";
    private const string End = "<!-- end of recorded figures -->";

    private static readonly string[] _variations =
    [
        ", output units see the inputs and have biases", ", error without f′, memory cell there from the start",
        ", targets only at the end, error without f′", ", cells see only the inputs",
        ", error without f′, cells without biases",
    ];

    [Fact]
    public void Page_ShowsTheRecordedFigures()
    {
        string file = Path.Combine(RepositoryFolder(), "docs", "explanation", "experiments.md");
        string page = File.ReadAllText(file).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "The page has no place for the recorded figures.");
        string made = Make();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, page[..begin] + made + page[end..]);
            return;
        }

        Assert.True(
            made == page[begin..end],
            $"The tables of docs/explanation/experiments.md are not those of the recorded runs; run this test once "
            + $"with {UpdateVariable}=1.");
    }

    private static string Make()
    {
        var text = new StringBuilder();
        foreach (Experiment experiment in ExperimentCatalogue.All)
        {
            (ExperimentRow Row, FullRun Run)[] rows =
            [
                .. experiment.Rows.Select(
                    r => (Row: r, PaperFigures.Records.GetValueOrDefault($"{experiment.Name}/{r.Name}")?.Full))
                        .Where(r => r.Full is not null).Select(r => (r.Row, r.Full!)),
            ];
            if (rows.Length == 0)
            {
                continue;
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"\n### {experiment.Title}\n\n{experiment.Task} "
                + $"**Success.** {experiment.Success}\n\n`carousel-lab {experiment.Name} --full`\n\n");
            text.Append(
                "| row | weights | succeeded | training sequences (range) | published | ratio |\n| --- | --- | --- | "
                + "--- | --- | --- |\n");
            foreach ((ExperimentRow row, FullRun run) in rows)
            {
                text.Append(Line(row, run));
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Line(ExperimentRow row, FullRun run)
    {
        BinomialInterval interval = BinomialInterval.Of(run.Successes, run.Trials);
        double? published = row.Published?.MeanSequences;
        string paper = ResultSentence.PublishedShare(row) + (published is null ? "" : $", {Count(published)}");
        string ratio = run.MeanSequences / published is { } times
            ? times.ToString("0.00", CultureInfo.InvariantCulture)
            : "–";
        string range = run.Minimum is null ? "" : $" ({Count(run.Minimum)} … {Count(run.Maximum)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Name(row)} | {row.WeightCount:#,0} | {run.Successes} of {run.Trials} "
            + $"in {run.Budget:#,0} ({100 * interval.Low:0.#} … {100 * interval.High:0.#} %) "
            + $"| {Count(run.MeanSequences)}{range} | {paper} | {ratio} |\n");
    }

    // The page explains a variation above the tables.
    private static string Name(ExperimentRow row) => _variations.Aggregate(
        ResultSentence.Name(row), (name, variation) => name.Replace(variation, "", StringComparison.Ordinal));

    private static string Count(double? number) =>
        number is { } value ? Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture) : "–";

    private static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("Carousel.slnx was not found above the folder of the tests.");
    }
}
