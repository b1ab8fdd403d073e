using System.Globalization;
using Carousel.Report;
using Carousel.Tasks.Forecasting;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>Steps of a cell as blocks of a page: equations beside their values, and the course of the states.</summary>
/// <param name="equations">The cell.</param>
/// <param name="reading">What the layer read.</param>
/// <param name="steps">All steps.</param>
internal sealed class StepPage(ShownCell equations, RecurrentReading reading, IReadOnlyList<ShownStep> steps)
{
    private const int MostUnits = 4;
    private const int MostFeatures = 4;

    private readonly int[] _units = MostMoved(equations, steps);

    /// <summary>The steps to walk along.</summary>
    /// <param name="start">The one that is shown first.</param>
    /// <param name="origin">Where the cell comes from.</param>
    public Stepper Walk(int start, string origin) => new($"One step of {(equations.Name == "Elman" ? "an Elman cell" : equations.Name == "LSTM" ? "an LSTM cell" : "a GRU cell")}", [.. steps.Select((s, t) => Frame(t, s))])
    {
        Caption = $"Shown: {origin}.{(_units.Length < equations.H ? $" Of its {equations.H} units, the {_units.Length} that move most." : "")}",
        Start = start,
    };

    /// <summary>States over the sequence.</summary>
    public IEnumerable<Block> Course()
    {
        var axis = Axis.Range("step", 1, steps.Count);
        bool hasCell = equations.HasCell;
        yield return new LineChart(hasCell ? "What the cells hold" : "What the units hold", axis, [.. _units.Select(u => new Series($"{Unit(u)}", [.. steps.Select(s => s.After.Cell[u])]))])
        {
            ValueName = hasCell ? "cell state c" : "state h",
            Summary = $"The {(hasCell ? "cell states" : "states")} of {_units.Length} units over {steps.Count} steps.",
        };
        if (hasCell)
        {
            yield return Gates("Forget gates", axis, 0, "f");
            yield return Gates("Input gates", axis, 1, "i");
        }
    }

    private LineChart Gates(string title, Axis axis, int part, string term) =>
        new(title, axis, [.. _units.Select(u => new Series(Unit(u), [.. steps.Select(s => s.Parts[part].Terms.Single(t => t.Name == term).Values[u])]))])
        {
            ValueName = $"gate {term}, 0 shut … 1 open",
            Width = ChartWidth.Half,
            Summary = $"{title} of {_units.Length} units over {steps.Count} steps.",
        };

    private Frame Frame(int t, ShownStep step)
    {
        CellState before = t == 0 ? equations.Start() : steps[t - 1].After;
        return new Frame("", [ReadTable(t), StateTable(before), .. step.Parts.Select((p, k) => PartTable(p, k + 1))]);
    }

    private Table ReadTable(int t)
    {
        int I = equations.I;
        int[] features = [.. Enumerable.Range(0, I).OrderByDescending(i => Math.Abs(reading.Input[(t * I) + i])).Take(MostFeatures).Order()];
        return new Table(
            [new("", Alignment.Left), .. features.Select(i => new TableColumn(reading.Features[i]))],
            [TableRow.Of(["x", .. features.Select(i => Number(reading.Input[(t * I) + i]))])])
        {
            Caption = "read: x",
            Note = features.Length < I ? $"The {features.Length} largest of {I} features." : "",
        };
    }

    private Table StateTable(CellState before) => new(Columns(),
    [
        Row(new StepTerm("h₋", before.Hidden)),
        .. equations.HasCell ? [Row(new StepTerm("c₋", before.Cell))] : Array.Empty<TableRow>(),
    ])
    {
        Caption = "from the step before",
    };

    private Table PartTable(StepPart part, int number) => new(Columns(), [.. part.Terms.Select(Row)])
    {
        Caption = string.Create(CultureInfo.InvariantCulture, $"{number} · {part.Name}: {part.Equation}"),
        Note = $"{part.Meaning}.",
    };

    private TableColumn[] Columns() => [new("", Alignment.Left), .. _units.Select(u => new TableColumn(Unit(u)))];

    private TableRow Row(StepTerm term) => new([new(term.Name), .. _units.Select(u => new TableCell(Number(term.Values[u])))], term.IsResult);

    private static string Unit(int unit) => string.Create(CultureInfo.InvariantCulture, $"unit {unit + 1}");

    private static string Number(double value) => (value == 0 ? 0 : value).ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−');

    private static int[] MostMoved(ShownCell equations, IReadOnlyList<ShownStep> steps)
    {
        double Range(int u) => steps.Max(s => s.After.Cell[u]) - steps.Min(s => s.After.Cell[u]);
        return [.. Enumerable.Range(0, equations.H).OrderByDescending(Range).Take(MostUnits).Order()];
    }
}
