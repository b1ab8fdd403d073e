using System.Globalization;
using Carousel.Cli;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Lab.Rendering;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Storage;

namespace Carousel.Lab;

/// <summary>Runs claims: facts, measurement, picture, figures, sentence, and files where a folder is named.</summary>
/// <param name="terminal">Where it writes.</param>
/// <param name="path">The output folder, or null for the default.</param>
/// <param name="quiet">Whether nothing is printed before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="command">The command line, for the page.</param>
/// <param name="cancellation">Stops the run; nothing is left.</param>
internal sealed class ClaimRuns(
    Terminal terminal, string? path, bool quiet, bool json, string command, CancellationToken cancellation)
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
        (ClaimResult result, TimeSpan elapsed) = Measure(claim, run);
        ClaimView.Write(terminal, result);
        if (folder is not null)
        {
            Keep(folder, result, run, elapsed);
            WritePage(folder, result, run);
        }

        if (json)
        {
            LaboratoryJson.WriteLine(terminal, writer => ClaimJson.Write(writer, result));
        }

        return ExitCode.Done;
    }

    private (ClaimResult Result, TimeSpan Elapsed) Measure(Claim claim, ClaimRun run)
    {
        using var view = new ShareProgressView(
            quiet ? null : terminal, "", () => ClaimView.WriteFacts(terminal, claim, run));
        // Inputs that a user names may be unusable: then the only output is one sentence.
        if (run.Inputs.Count == 0)
        {
            view.Begin();
        }

        long started = terminal.Clock.GetTimestamp();
        ClaimResult result = claim.Run(run with { Progress = view, Cancellation = cancellation });
        TimeSpan elapsed = terminal.Clock.GetElapsedTime(started);
        view.Begin();
        return (result, elapsed);
    }

    // The command of one claim, whatever was typed: it is what makes this one again.
    private static void Keep(OutputFolder folder, ClaimResult result, ClaimRun run, TimeSpan elapsed)
    {
        string record = ClaimRecord.TextOf(result, CommandOf(result.Claim, run), run, elapsed);
        string file = folder.File($"{result.Claim.Name}.json");
        AtomicFile.Write(file, record);
        foreach (JobFile beside in result.Files)
        {
            AtomicFile.Write(folder.File(beside.Name), beside.Write);
        }
    }

    private void WritePage(OutputFolder folder, ClaimResult result, ClaimRun run)
    {
        folder.Write(ReportName, ClaimReport.Make(result, run, command));
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"  {folder.File(ReportName)}   {result.Claim.Name}.json");
    }

    // The command that runs a claim in the same way, without an output folder.
    private static string CommandOf(Claim claim, ClaimRun run)
    {
        List<string> words = ["carousel-lab", claim.Name, .. run.Inputs];
        if (claim.DefaultSeeds > 0)
        {
            words.AddRange(["--seed", run.Seed.ToString(CultureInfo.InvariantCulture)]);
        }

        if (run.Seeds > 0 && claim.DefaultSeeds > 0)
        {
            words.AddRange(["--seeds", run.Seeds.ToString(CultureInfo.InvariantCulture)]);
        }

        foreach ((string name, string value) in run.Options)
        {
            words.AddRange([$"--{name}", value]);
        }

        return string.Join(' ', words.Concat(run.Full ? ["--full"] : []).Select(CommandLineText.Quote));
    }
}
