using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>
/// The cells that are shown and their inputs: one or all that are set by hand, one of a file, or that of a user's
/// forecaster.
/// </summary>
/// <param name="Readings">The layers over the same sequence; only one, unless cells are compared.</param>
/// <param name="Start">The step that is shown first, from 0.</param>
/// <param name="Origin">Where they come from, in words.</param>
internal sealed record StepSource(IReadOnlyList<RecurrentReading> Readings, int Start, string Origin)
{
    /// <summary>The word for all cells that are set by hand.</summary>
    public const string AllCells = "all";

    private const int PulseSteps = 24;

    /// <summary>The cell as a file to be edited; null where it is a trained one, or where there are several.</summary>
    public SetCell? Set { get; init; }

    /// <summary>Finds it and hands it over.</summary>
    /// <param name="run">Inputs and options.</param>
    /// <param name="length">How many steps; null for the default of the source.</param>
    /// <param name="most">Steps of a page at most.</param>
    /// <param name="last">The last step that is asked for, from 1; 0 where none is.</param>
    /// <param name="use">Receives it; its layers live as long as that.</param>
    /// <exception cref="DataFormatException">An option does not fit to the inputs.</exception>
    public static ClaimResult Use(ClaimRun run, int? length, int most, int last, Func<StepSource, ClaimResult> use)
    {
        using var backend = new CpuBackend(1);
        if (run.Inputs.Count == 0)
        {
            return use(OfHand(backend, run.Option("cell"), length ?? Math.Max(last, HandSetCell.Length), length));
        }

        string file = run.Inputs[0];
        if (file.EndsWith(SetCellFile.Ending, StringComparison.OrdinalIgnoreCase))
        {
            RequireNothingElse(run, file);
            var set = SetCellFile.Read(file);
            return use(new StepSource([set.Run(backend)], 0, $"{set.Cell.WithArticle} cell as {file} sets it")
            {
                Set = set,
            });
        }

        using Forecaster model = Forecaster.Load(file, threads: 1);
        string cell = model.Design.Cell.ToString().ToLowerInvariant();
        if (run.Option("cell") is { } asked && asked != cell)
        {
            throw new DataFormatException($"The cell of {file} is {cell}: leave --cell out.");
        }

        return use(
            run.Inputs.Count == 1
                ? OfPulse(model, file, length ?? Math.Max(last, PulseSteps))
                : OfData(model, file, run.Inputs[1], length ?? most));
    }

    private static StepSource OfHand(Backend backend, string? cell, int steps, int? length)
    {
        int start = length is { } last ? last - 1 : HandSetCell.Telling;
        const string origin =
            "two units set by hand: unit 1 is to hold the last value that came with a mark, unit 2 to count the marks";
        if (cell == AllCells)
        {
            return new StepSource(
                [.. ComparedCells.All.Reverse().Select(kind => HandSetCell.Of(kind, steps).Run(backend))], start,
                origin);
        }

        var set = HandSetCell.Of(
            ComparedCells.All.FirstOrDefault(k => ComparedCells.Key(k) == cell, CellKind.Lstm), steps);
        return new StepSource([set.Run(backend)], start, origin) { Set = set };
    }

    private static void RequireNothingElse(ClaimRun run, string file)
    {
        string? other = run.Inputs.Count > 1 ? run.Inputs[1]
            : run.Option("cell") is not null ? "--cell"
            : run.Option("length") is not null ? "--length"
            : null;
        if (other is not null)
        {
            throw new DataFormatException($"{file} sets the cell and its inputs: leave {other} out.");
        }
    }

    private static StepSource OfPulse(Forecaster model, string file, int steps) =>
        new(
            [model.ReadPulse(steps)], 0,
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
            [reading], shown - 1,
            $"the first recurrent layer of {file} "
            + $"over {rows.Words}{(shown < steps ? $"; of its {steps} steps the first {shown}" : "")}");
    }
}
