using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>What memory a fit takes, part by part.</summary>
internal static class MemoryTable
{
    private const int NameWidth = 44;

    /// <summary>Writes the statement to standard output.</summary>
    public static void Write(Terminal terminal, MemoryStatement memory)
    {
        (string Name, string Value)[] rows =
        [
            ("parameters", FigureText.Count(memory.ParameterCount)),
            ("peak memory", FigureText.Bytes(memory.Peak)),
            ("  runtime, program and data", FigureText.Bytes(memory.RuntimeAndData)),
            ("  parameters, gradients, optimiser, copies", FigureText.Bytes(memory.Parameters + memory.Training.Held)),
            ("  tensors of a training step", FigureText.Bytes(memory.Training.Tensors)),
            ("  packed weights", FigureText.Bytes(memory.Training.Panels)),
            ("  scratch of threads", FigureText.Bytes(memory.Training.Scratch)),
        ];
        foreach ((string name, string value) in rows)
        {
            terminal.Out.WriteLine($"  {name.PadRight(NameWidth)}{value}");
        }
    }
}
