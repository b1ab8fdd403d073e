using Carousel.Cli.Rendering;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Lab.Rendering;

/// <summary>
/// The experiments: name and title, then a line for each row with the published values. Then the claims: name and
/// statement.
/// </summary>
internal static class LaboratoryList
{
    private const int PublishedWidth = 23;
    private const int LongestUsage = 24;

    /// <summary>Writes the list to standard output.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Experiment> experiments, IReadOnlyList<Claim> claims)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(
            "lesson · 1997 tables · textbook statements · million symbols · step · play"));
        terminal.Out.WriteLine();
        int width = experiments.SelectMany(e => e.Rows).Max(r => r.Name.Length) + 2;
        terminal.Out.WriteLine(terminal.OutPen.Dim(
            $"  {"row".PadRight(width)}{"published".PadRight(PublishedWidth)}method"));
        foreach (Experiment experiment in experiments)
        {
            terminal.Out.WriteLine($"{terminal.OutPen.Bold(experiment.Name)}  {experiment.Title}");
            foreach (ExperimentRow row in experiment.Rows)
            {
                string head = $"{row.Name.PadRight(width)}{Published(row).PadRight(PublishedWidth)}";
                Wrapping.Write(terminal.Out, ResultSentence.Name(row), terminal.Width, head, head.Length);
            }
        }

        WriteClaims(terminal, claims);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("  An experiment, its shortest rows with three trials:");
        terminal.Out.WriteLine(
            $"    carousel-lab {(experiments.FirstOrDefault(e => e.Name == "adding") ?? experiments[0]).Name}");
        terminal.Out.WriteLine("  All experiments, with a report:");
        terminal.Out.WriteLine("    carousel-lab all --out out/laboratory");
        if (claims.Count > 0)
        {
            terminal.Out.WriteLine("  What an LSTM is: drawings, numbers and three trainings in a minute:");
            terminal.Out.WriteLine($"    carousel-lab {LessonRun.Word}");
            terminal.Out.WriteLine("  One step of a cell; every cell on your own data:");
            terminal.Out.WriteLine("    carousel-lab step");
            terminal.Out.WriteLine("    carousel-lab cells forecast sales.csv");
            terminal.Out.WriteLine("  Textbook statements about LSTM, each with a verdict:");
            terminal.Out.WriteLine($"    carousel-lab {TextbookRuns.Textbook}");
            terminal.Out.WriteLine("  What a state can track: parity, groups, counters, beyond the trained length:");
            terminal.Out.WriteLine($"    carousel-lab {TrackingRuns.Tracking} --tasks s3");
            terminal.Out.WriteLine("  The same over a stream of a million symbols:");
            terminal.Out.WriteLine($"    carousel-lab {MillionRuns.Million}");
            terminal.Out.WriteLine("  The network of zero-shot forecasts, trained again on synthetic series:");
            terminal.Out.WriteLine($"    carousel-lab {ZeroShotRuns.ZeroShot}");
            terminal.Out.WriteLine("  A page to set a cell by hand, in a browser:");
            terminal.Out.WriteLine($"    carousel-lab {PlayRun.Play}");
        }
    }

    /// <summary>A claim with the arguments of its name, such as <c>step [MODEL] [DATA]</c>.</summary>
    public static string Usage(Claim claim) =>
        string.Join(' ', claim.Inputs.Select(i => $"[{i.Name}]").Prepend(claim.Name));

    private static void WriteClaims(Terminal terminal, IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
        {
            return;
        }

        int width = Math.Min(LongestUsage, claims.Max(c => Usage(c).Length)) + 2;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(terminal.OutPen.Dim($"  {"claim".PadRight(width)}statement"));
        foreach (Claim claim in claims)
        {
            string label = Usage(claim);
            foreach (string line in Wrapping.Lines(claim.Statement, terminal.Width - width - 2))
            {
                terminal.Out.WriteLine(
                    $"  {terminal.OutPen.Bold(label)}{new string(' ', Math.Max(0, width - label.Length))}{line}");
                label = "";
            }
        }
    }

    private static string Published(ExperimentRow row) => row.Published is not { } figures ? "–"
        : ResultSentence.PublishedShare(row)
            + (figures.MeanSequences is { } mean ? $" after {FigureText.Count((long)mean)}" : "");
}
