using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// One frame of a stepper in letters: its tables below each other, each with its caption and what it says.
/// </summary>
internal static class StepperText
{
    /// <summary>Writes the frames that are seen together.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="stepper">The stepper.</param>
    /// <param name="isWritten">Whether a page with all frames is written; if not, what writes it is said.</param>
    public static void Write(Terminal terminal, Stepper stepper, bool isWritten)
    {
        for (int n = stepper.Start; n < stepper.Start + stepper.Together; n++)
        {
            Write(terminal, stepper, n);
        }

        if (stepper.Frames.Count > stepper.Together)
        {
            terminal.Out.WriteLine();
            string hint = isWritten ? "" : ": pass --out DIR";
            TableText.WriteLines(
                terminal, $"The other {stepper.FrameName}s are on the page{hint}.", terminal.OutPen.Dim);
        }
    }

    private static void Write(Terminal terminal, Stepper stepper, int number)
    {
        if (number > stepper.Start)
        {
            terminal.Out.WriteLine();
        }

        Frame frame = stepper.Frames[number];
        string head = Invariant.Of($"{stepper.Title}: {stepper.FrameName} {number + 1} of {stepper.Frames.Count}");
        TableText.WriteLines(terminal, frame.Label.Length > 0 ? $"{head} · {frame.Label}" : head, terminal.OutPen.Bold);
        TableText.WriteLines(terminal, number == stepper.Start ? stepper.Caption : "", terminal.OutPen.Dim);
        foreach (Block block in frame.Blocks)
        {
            terminal.Out.WriteLine();
            switch (block)
            {
                case Table table: TableText.Write(terminal, table); break;
                case Paragraph paragraph: TableText.WriteLines(terminal, paragraph.Text); break;
                case Facts facts:
                    TableText.WriteLines(terminal, string.Join("   ", facts.Items.Select(f => $"{f.Name} {f.Value}")));
                    break;
            }
        }
    }
}
