using Carousel.Backends;
using Carousel.Forecasting;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>The cell that is shown and what it reads: one set by hand, or that of a user's forecaster.</summary>
/// <param name="Reading">The layer over a sequence.</param>
/// <param name="Start">The step that is shown first, from 0.</param>
/// <param name="Origin">Where it comes from, in words.</param>
internal sealed record StepSource(RecurrentReading Reading, int Start, string Origin)
{
    private const int PulseSteps = 24;

    /// <summary>Finds it and hands it over.</summary>
    /// <param name="run">Inputs and options.</param>
    /// <param name="length">How many steps; null for the source's own number.</param>
    /// <param name="most">Steps of a page at most.</param>
    /// <param name="use">Receives it; its layer lives as long as that.</param>
    /// <exception cref="ClaimInputException">An option does not fit to the inputs.</exception>
    public static ClaimResult Use(ClaimRun run, int? length, int most, Func<StepSource, ClaimResult> use)
    {
        if (run.Inputs.Count == 0)
        {
            using var backend = new CpuBackend(1);
            CellKind kind = ComparedCells.All.FirstOrDefault(
                k => ComparedCells.Key(k) == run.Option("cell"), CellKind.Lstm);
            return use(new StepSource(
                HandSetCell.Run(backend, kind, length ?? HandSetCell.Length),
                length is { } last ? last - 1 : HandSetCell.Telling,
                "two units set by hand: unit 1 is to hold the last value that came with a mark, unit 2 to count the "
                + "marks"));
        }

        using Forecaster model = Forecaster.Load(run.Inputs[0], threads: 1);
        string cell = model.Design.Cell.ToString().ToLowerInvariant();
        if (run.Option("cell") is { } asked && asked != cell)
        {
            throw new ClaimInputException($"The cell of {run.Inputs[0]} is {cell}: leave --cell out.");
        }

        return use(
            run.Inputs.Count == 1
                ? OfPulse(model, run.Inputs[0], length ?? PulseSteps)
                : OfData(model, run.Inputs[0], run.Inputs[1], length ?? most));
    }

    private static StepSource OfPulse(Forecaster model, string file, int steps) =>
        new(
            model.ReadPulse(steps), 0,
            $"the first recurrent layer of {file}; every feature is one unit of its scale above its mean in step 1 and "
            + $"at its mean afterwards");

    private static StepSource OfData(Forecaster model, string file, string data, int length)
    {
        var rows = ModelRows.Read(model.Design, file, data);
        RecurrentReading all = model.ReadWindow(rows.Set, rows.Window);
        int steps = all.Output.Length / all.Layer.OutputSize;
        int shown = Math.Min(steps, length);
        RecurrentReading reading = all with
        {
            Input = all.Input[..(shown * all.Layer.InputSize)],
            Output = all.Output[..(shown * all.Layer.OutputSize)],
        };
        return new StepSource(
            reading, shown - 1,
            $"the first recurrent layer of {file} "
            + $"over {rows.Words}{(shown < steps ? $"; of its {steps} steps the first {shown}" : "")}");
    }
}
