using System.Globalization;
using System.Text;
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
/// <param name="quiet">Whether nothing is said before the results.</param>
/// <param name="json">Whether a line of JSON ends it.</param>
/// <param name="command">The command line, for the page.</param>
/// <param name="verbose">Whether a claim that ends early among others shows where that arose.</param>
/// <param name="cancellation">Stops the run; claims that have ended are kept.</param>
internal sealed class ClaimRuns(
    Terminal terminal, string? path, bool quiet, bool json, string command, bool verbose,
    CancellationToken cancellation)
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
        (ClaimResult result, TimeSpan elapsed) = Measure(claim, run, "");
        ClaimView.Write(terminal, result);
        if (folder is not null)
        {
            Keep(folder, result, run, elapsed);
            WritePage(folder, [result], run);
        }

        if (json)
        {
            ClaimJsonLine.Write(terminal, result);
        }

        return ExitCode.Done;
    }

    /// <summary>
    /// Runs all claims, one after the other. One that ends early is named and left out; what came of the others is
    /// written.
    /// </summary>
    /// <param name="claims">The claims.</param>
    /// <param name="run">How.</param>
    /// <returns>The exit code.</returns>
    public int PerformAll(IReadOnlyList<Claim> claims, ClaimRun run)
    {
        cancellation.ThrowIfCancellationRequested();
        using var folder = OutputFolder.Open(path ?? Path.Combine("out", LaboratoryCommand.AllClaims));
        var results = new List<ClaimResult>();
        var failures = new List<Failure>();
        bool isStopped = false;
        try
        {
            for (int k = 0; k < claims.Count; k++)
            {
                if (TryMeasure(claims[k], run, $"{k + 1}/{claims.Count} ", folder, failures) is { } result)
                {
                    results.Add(result);
                }
            }
        }
        catch (OperationCanceledException) when (results.Count > 0)
        {
            isStopped = true;
            terminal.Error.WriteLine($"  stopped; what had ended is shown, and kept in {folder.Path}.");
        }

        WriteAll(folder, results, run);
        failures.ForEach(f => f.Write(terminal));
        return isStopped ? ExitCode.Cancelled : failures.Count == 0 ? ExitCode.Done : failures.Min(f => f.ExitCode);
    }

    // Null where the claim ended early; then why is among the failures.
    private ClaimResult? TryMeasure(
        Claim claim, ClaimRun run, string number, OutputFolder folder, List<Failure> failures)
    {
        // A claim without a longer version runs as it is.
        ClaimRun own = run with { Full = run.Full && claim.HasFull };
        ClaimResult result;
        TimeSpan elapsed;
        try
        {
            (result, elapsed) = Measure(claim, own, number);
        }
#pragma warning disable CA1031 // What goes wrong in one claim must not take away what came of the others.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var failure = Failure.From(exception);
            failures.Add(
                failure with { Sentence = $"The claim {claim.Name} could not be measured: {failure.Sentence}" });
            if (verbose)
            {
                terminal.Error.WriteLine(exception.ToString());
            }

            return null;
        }

        ClaimView.Write(terminal, result);
        terminal.Out.WriteLine();
        Keep(folder, result, own, elapsed);
        return result;
    }

    private void WriteAll(OutputFolder folder, List<ClaimResult> results, ClaimRun run)
    {
        if (results.Count > 0)
        {
            foreach (string line in Wrapping.Lines(ClaimReport.Headline(results), terminal.Width - 2))
            {
                terminal.Out.WriteLine($"  {line}");
            }

            WritePage(folder, results, run);
        }

        if (json)
        {
            ClaimJsonLine.WriteAll(terminal, results);
        }
    }

    private (ClaimResult Result, TimeSpan Elapsed) Measure(Claim claim, ClaimRun run, string number)
    {
        using var view = new ShareProgressView(
            quiet ? null : terminal, number, () => ClaimView.WriteFacts(terminal, claim, run));
        // What a user names may turn out to be of no use: then one sentence says so, and nothing stands before it.
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
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(record)));
        foreach (JobFile beside in result.Files)
        {
            AtomicFile.Write(folder.File(beside.Name), beside.Write);
        }
    }

    private void WritePage(OutputFolder folder, List<ClaimResult> results, ClaimRun run)
    {
        folder.Write(ReportName, ClaimReport.Make(results, run, command));
        terminal.Out.WriteLine();
        string records = results.Count == 1 ? $"{results[0].Claim.Name}.json" : "and a file of figures for each claim";
        terminal.Out.WriteLine($"  {folder.File(ReportName)}   {records}");
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
