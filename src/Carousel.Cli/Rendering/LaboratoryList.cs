using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Cli.Rendering;

/// <summary>The experiments: name and title, then a line for each row with what was published.</summary>
internal static class LaboratoryList
{
    private const int PublishedWidth = 23;

    /// <summary>Writes the list to standard output.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Experiment> experiments)
    {
        int width = experiments.SelectMany(e => e.Rows).Max(r => r.Name.Length) + 2;
        terminal.Out.WriteLine(terminal.OutPen.Dim($"  {"row".PadRight(width)}{"published".PadRight(PublishedWidth)}method"));
        foreach (Experiment experiment in experiments)
        {
            terminal.Out.WriteLine($"{terminal.OutPen.Bold(experiment.Name)}  {experiment.Title}");
            foreach (ExperimentRow row in experiment.Rows)
            {
                string head = $"  {row.Name.PadRight(width)}{Published(row).PadRight(PublishedWidth)}";
                foreach (string line in Wrapping.Lines(ResultSentence.Name(row), terminal.Width - head.Length))
                {
                    terminal.Out.WriteLine(head + line);
                    head = new string(' ', head.Length);
                }
            }
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine("  One of them, its shortest rows with three trials:");
        terminal.Out.WriteLine($"    carousel laboratory {(experiments.FirstOrDefault(e => e.Name == "adding") ?? experiments[0]).Name}");
        terminal.Out.WriteLine("  All of them, with a report:");
        terminal.Out.WriteLine("    carousel laboratory all --out out/laboratory");
    }

    private static string Published(ExperimentRow row) => row.Published is not { } figures ? "–"
        : ResultSentence.PublishedShare(row)
            + (figures.MeanSequences is { } mean ? $" after {Figures.Count((long)mean)}" : "");
}
