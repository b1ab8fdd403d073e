using System.Globalization;
using System.Text;
using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Textbook;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>Lists what textbooks say of LSTM, or puts some of it to the test.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for none.</param>
/// <param name="quiet">Whether nothing is printed before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="cancellation">Stops the run; statements that have ended are kept.</param>
internal sealed class TextbookRuns(
    Terminal terminal, string? path, bool quiet, bool json, CancellationToken cancellation)
{
    /// <summary>Its name on the command line.</summary>
    public const string Textbook = "textbook";

    private const string ReportName = "report.html";

    /// <summary>The statements that rows name.</summary>
    /// <param name="rows">Numbers; none for all whose files are there.</param>
    /// <param name="folder">The folder of files that some need; empty if that folder does not exist.</param>
    /// <exception cref="UsageException">
    /// A row is not the number of a statement, or needs a file that is missing.
    /// </exception>
    public static IReadOnlyList<TextbookStatement> Find(IReadOnlyList<string> rows, IReadOnlyList<string> folder)
    {
        if (rows.Count == 0)
        {
            return [.. StatementCatalogue.All.Where(s => Missing(s, folder).Count == 0)];
        }

        TextbookStatement[] named = [.. rows.Select(Find).Distinct()];
        foreach (TextbookStatement statement in named)
        {
            if (Missing(statement, folder) is [var file, ..])
            {
                throw new UsageException(
                    $"Row {statement.Number} of {Textbook} is measured on {file.Name} ({file.Source})"
                    + (folder.Count > 0
                        ? $", which is not in {folder[0]}: put it there."
                        : ": pass --data with the folder that it is in."));
            }
        }

        return named;
    }

    /// <summary>The rows that <c>--full</c> leaves out for want of their files.</summary>
    /// <param name="folder">The folder of files; empty if that folder does not exist.</param>
    private static IReadOnlyList<TextbookStatement> LeftOut(IReadOnlyList<string> folder) =>
        [.. StatementCatalogue.All.Where(s => Missing(s, folder).Count > 0)];

    private static IReadOnlyList<StatementFile> Missing(TextbookStatement statement, IReadOnlyList<string> folder) =>
        [.. statement.Files.Where(f => folder.Count == 0 || !File.Exists(f.In(folder[0])))];

    /// <summary>Writes the list, with the verdicts of the runs that are recorded.</summary>
    /// <returns>The exit code.</returns>
    public int List()
    {
        TextbookView.WriteList(terminal);
        WriteJson([.. StatementCatalogue.Recorded.Values.OrderBy(r => r.Statement.Number)]);
        return ExitCode.Done;
    }

    /// <summary>Runs statements, one after the other.</summary>
    /// <param name="statements">The statements.</param>
    /// <param name="run">The first seed, and threads.</param>
    /// <returns>The exit code.</returns>
    public int Perform(IReadOnlyList<TextbookStatement> statements, ClaimRun run)
    {
        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        var results = new List<StatementResult>();
        try
        {
            foreach (TextbookStatement statement in statements)
            {
                string number = statements.Count > 1 ? $"{results.Count + 1}/{statements.Count} " : "";
                using var view = new ShareProgressView(
                    quiet ? null : terminal, number, () => TextbookView.WriteFacts(terminal, statement, run));
                view.Begin();
                results.Add(StatementResult.Measure(
                    statement, run with { Progress = view, Cancellation = cancellation }));
                TextbookView.Write(terminal, results[^1]);
                terminal.Out.WriteLine();
                Keep(folder, results[^1]);
            }
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
            string kept = folder is null ? "" : $", and kept in {folder.Path}";
            terminal.Error.WriteLine($"  stopped; finished statements are shown{kept}.");
            return ExitCode.Canceled;
        }

        if (run.Full && LeftOut(run.Inputs) is { Count: > 0 } left)
        {
            terminal.Error.WriteLine(
                $"  left out, as files are missing: {string.Join(", ", left.Select(s => s.Number))}; pass --data "
                + "with a folder that has them.");
        }

        if (folder is not null)
        {
            folder.Write(ReportName, TextbookReport.Make(results));
            string records = NameOf(results[0]) + (results.Count > 1 ? ", …" : "");
            terminal.Out.WriteLine($"  {folder.File(ReportName)}   {records}");
        }

        WriteJson(results);
        return ExitCode.Done;
    }

    private static TextbookStatement Find(string row) =>
        (int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? StatementCatalogue.All.FirstOrDefault(s => s.Number == number)
            : null)
        ?? throw new UsageException(
            $"{Textbook} has no row '{row}'. Its rows are 1 to {StatementCatalogue.All.Count}: see them with: "
            + $"carousel-lab {Textbook}");

    private static void Keep(OutputFolder? folder, StatementResult result)
    {
        if (folder is not null)
        {
            byte[] text = Encoding.UTF8.GetBytes(StatementRecord.TextOf(result));
            AtomicFile.Write(folder.File(NameOf(result)), stream => stream.Write(text));
        }
    }

    private static string NameOf(StatementResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Statement.Number:00}.json");

    private void WriteJson(IReadOnlyList<StatementResult> results)
    {
        if (json)
        {
            LaboratoryJson.WriteLine(terminal, writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("statements");
                foreach (StatementResult result in results)
                {
                    StatementRecord.Write(writer, result);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
    }
}
