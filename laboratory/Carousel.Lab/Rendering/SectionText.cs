using Carousel.Cli.Rendering;
using Carousel.Report;

namespace Carousel.Lab.Rendering;

/// <summary>A section of a page in the terminal.</summary>
internal static class SectionText
{
    /// <summary>Writes title, lead and blocks to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="section">The section.</param>
    /// <param name="number">Its number.</param>
    public static void Write(Terminal terminal, Section section, int number)
    {
        terminal.WriteLines($"{number}. {section.Title}", terminal.OutPen.Bold);
        terminal.WriteLines(section.Lead.ReplaceLineEndings(" "));
        terminal.Out.WriteLine();
        foreach (Block block in section.Blocks)
        {
            switch (block)
            {
                case Chart chart: ChartText.Write(terminal, chart); break;
                case Stepper stepper: StepperText.Write(terminal, stepper, isWritten: true); break;
                case Table table: TableText.Write(terminal, table); break;
                case Paragraph paragraph: terminal.WriteLines(paragraph.Text); break;
                case CodeBlock code:
                    foreach (string line in code.Text.Split('\n'))
                    {
                        terminal.Out.WriteLine($"  {line}".TrimEnd());
                    }

                    break;
            }

            terminal.Out.WriteLine();
        }
    }
}
