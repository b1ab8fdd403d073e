using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Report;

namespace Carousel.Cli.Commands;

/// <summary>Runs claims: facts, measurement, picture, figures, sentence, and files where a folder is named.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for the default.</param>
/// <param name="quiet">Whether nothing is said before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="command">The command line, for the page.</param>
/// <param name="cancellation">Stops the run; claims that have ended are kept.</param>
internal sealed class ClaimRuns(Terminal terminal, string? path, bool quiet, bool json, string command, CancellationToken cancellation)
{
    private const string ReportName = "report.html";

    /// <summary>Runs one claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="run">How.</param>
    /// <returns>The exit code.</returns>
    public int Perform(Claim claim, ClaimRun run)
    {
        cancellation.ThrowIfCancellationRequested();
        using OutputFolder? folder = path is null ? null : OutputFolder.Open(path);
        ClaimResult result = Measure(claim, run, "");
        ClaimView.Write(terminal, result);
        if (folder is not null)
        {
            Keep(folder, result, run);
            WritePage(folder, [result], run);
        }

        if (json)
        {
            ClaimJsonLine.Write(terminal, result);
        }

        return ExitCode.Done;
    }

    /// <summary>Runs all claims, one after the other.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="run">How.</param>
    /// <returns>The exit code.</returns>
    public int PerformAll(IReadOnlyList<Claim> claims, ClaimRun run)
    {
        cancellation.ThrowIfCancellationRequested();
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", LaboratoryCommand.AllClaims));
        var results = new List<ClaimResult>();
        try
        {
            foreach (Claim claim in claims)
            {
                ClaimResult result = Measure(claim, run, $"{results.Count + 1}/{claims.Count} ");
                ClaimView.Write(terminal, result);
                terminal.Out.WriteLine();
                Keep(folder, result, run);
                results.Add(result);
            }
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
            terminal.Error.WriteLine($"  stopped; what had ended is shown, and kept in {folder.Path}.");
        }

        foreach (string line in Wrapping.Lines(ClaimReport.Headline(results), terminal.Width - 2))
        {
            terminal.Out.WriteLine($"  {line}");
        }

        WritePage(folder, results, run);
        if (json)
        {
            ClaimJsonLine.WriteAll(terminal, results);
        }

        return results.Count < claims.Count ? ExitCode.Cancelled : ExitCode.Done;
    }

    private ClaimResult Measure(Claim claim, ClaimRun run, string number)
    {
        using var view = new ClaimProgressView(quiet ? null : terminal, number, () => ClaimView.WriteFacts(terminal, claim, run));
        // What a user names may turn out to be of no use: then one sentence says so, and nothing stands before it.
        if (run.Inputs.Count == 0)
        {
            view.Begin();
        }

        ClaimResult result = claim.Run(run with { Progress = view, Cancellation = cancellation });
        view.Begin();
        return result;
    }

    // The command of one claim, whatever was typed: it is what makes this one again.
    private static void Keep(OutputFolder folder, ClaimResult result, ClaimRun run)
    {
        string file = folder.File($"{result.Claim.Name}.json");
        string partial = file + ".part";
        File.WriteAllText(partial, RecordedClaim.TextOf(result, CommandLineText.Of(result.Claim, run), run.Seed));
        File.Move(partial, file, overwrite: true);
    }

    private void WritePage(OutputFolder folder, List<ClaimResult> results, ClaimRun run)
    {
        ReportWriter.Write(ClaimReport.Make(results, run, command), folder.File(ReportName));
        terminal.Out.WriteLine();
        string records = results.Count == 1 ? $"{results[0].Claim.Name}.json" : "and a file of figures for each claim";
        terminal.Out.WriteLine($"  {folder.File(ReportName)}   {records}");
    }
}
