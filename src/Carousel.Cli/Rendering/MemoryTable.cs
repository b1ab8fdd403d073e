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
            ("parameters", Figures.Count(memory.ParameterCount)),
            ("peak memory", Figures.Bytes(memory.Peak)),
            ("  runtime, program and data", Figures.Bytes(memory.RuntimeAndData)),
            ("  parameters, gradients, optimiser, copies", Figures.Bytes(memory.Parameters + memory.Training.Held)),
            ("  a step's tensors", Figures.Bytes(memory.Training.Tensors)),
            ("  packed weights", Figures.Bytes(memory.Training.Panels)),
            ("  scratch of threads", Figures.Bytes(memory.Training.Scratch)),
        ];
        foreach ((string name, string value) in rows)
        {
            terminal.Out.WriteLine($"  {name.PadRight(NameWidth)}{value}");
        }
    }
}
