using Carousel.Inspection.Looks;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// A look inside a model in the terminal: a picture, figures with their intervals, details, the sentence, notes.
/// </summary>
internal static class InspectionView
{
    private const int Indent = 2;
    private const int Gap = 3;

    /// <summary>Writes what was found to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">What was found.</param>
    public static void Write(Terminal terminal, InspectionResult result)
    {
        Block? picture = result.Sections.SelectMany(s => s.Blocks).FirstOrDefault(b => b is Chart or Stepper);
        if (picture is Stepper stepper)
        {
            StepperText.Write(terminal, stepper, isWritten: true);
            terminal.Out.WriteLine();
        }
        else if (picture is Chart chart)
        {
            ChartText.Write(terminal, chart);
            terminal.Out.WriteLine();
        }

        WriteFigures(terminal, result.Figures);
        foreach (string line in result.Details)
        {
            terminal.WriteText($"  {line}".TrimEnd());
        }

        terminal.WriteLines(result.Sentence);
        foreach (string note in result.Notes)
        {
            terminal.WriteLines(note);
        }
    }

    private static void WriteFigures(Terminal terminal, IReadOnlyList<MeasuredFigure> figures)
    {
        if (figures.Count == 0)
        {
            return;
        }

        string[][] rows =
        [
            .. figures.Select(
                f =>
                    new[] { MeasuredText.Name(f.Name), MeasuredText.Number(f.Value),
                        f.Interval is null ? "" : $"95 % {MeasuredText.Interval(f.Interval)}" }),
        ];
        int name = rows.Max(r => r[0].Length), value = rows.Max(r => r[1].Length);
        foreach (string[] row in rows)
        {
            terminal.WriteText(
                (new string(' ', Indent) + row[0].PadRight(name + Gap) + row[1].PadLeft(value) + new string(' ', Gap)
                    + row[2]).TrimEnd());
        }

        terminal.Out.WriteLine();
    }
}
