using System.Globalization;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>Steps of a cell as blocks of a page: equations with their values, and the course of the states.</summary>
/// <param name="walk">The steps.</param>
/// <param name="features">[I], names of the layer's inputs.</param>
/// <param name="first">From which number units and steps are counted: from 1 in a separate story, from 0 with a map
/// of states.</param>
internal sealed class StepPage(CellWalk walk, IReadOnlyList<string> features, int first)
{
    private const int MostUnits = 4;
    private const int MostFeatures = 4;

    private readonly int[] _units = MostMoved(walk);

    /// <summary>The steps to walk along.</summary>
    /// <param name="start">The one that is shown first.</param>
    /// <param name="origin">Where the cell comes from.</param>
    /// <param name="label">What there is at a step of the walk, from 0; null for nothing.</param>
    /// <param name="together">How many steps are shown together where nothing can be walked.</param>
    public Stepper Walk(int start, string origin, Func<int, string>? label = null, int together = 1) =>
        new(
            $"One step of {walk.Cell.WithArticle} cell",
            [.. walk.Steps.Select((s, t) => Frame(s, label?.Invoke(t) ?? ""))])
        {
            Caption = _units.Length < walk.Units
                ? $"Shown: {origin}, with the {_units.Length} of {walk.Units} units that move most."
                : $"Shown: {origin}.",
            Start = start,
            Together = together,
        };

    /// <summary>States over the sequence.</summary>
    public IEnumerable<Block> Course()
    {
        var axis = Axis.Range("step", walk.First + first, walk.Steps.Count);
        bool hasCell = HasCells;
        IReadOnlyList<double> Held(ShownStep step) => hasCell ? step.After.Cell : step.After.Hidden;
        yield return new LineChart(
            hasCell ? "Cell states" : "States of the units", axis,
            [.. _units.Select(u => new Series(Unit(u), [.. walk.Steps.Select(s => Held(s)[u])]))])
        {
            ValueName = hasCell ? "cell state c" : "state h",
            Summary =
                $"The {(hasCell ? "cell states" : "states")} of {_units.Length} units over {walk.Steps.Count} steps.",
        };

        foreach ((string title, string term) in new[] { ("Forget gates", "f"), ("Input gates", "i") })
        {
            if (walk.HasCell && Term(walk.Steps[0], term) is not null)
            {
                yield return Gates(title, axis, term);
            }
        }
    }

    /// <summary>Whether the internal state of each unit is one number, not a row of a matrix.</summary>
    private bool HasCells => walk.HasCell && walk.Cell.MatrixHeads is null;

    private static StepTerm? Term(ShownStep step, string name) =>
        step.Parts.SelectMany(part => part.Terms).FirstOrDefault(term => term.Name == name);

    private LineChart Gates(string title, Axis axis, string term) =>
        new(
            title, axis,
            [
                .. _units.Select(
                    u =>
                        new Series(
                            Unit(u),
                            [.. walk.Steps.Select(s => Term(s, term)!.Values[u])])),
            ])
        {
            ValueName = $"gate {term}, 0 shut … 1 open",
            Span = ValueSpan.Share,
            Width = ChartWidth.Half,
            Summary = $"{title} of {_units.Length} units over {walk.Steps.Count} steps.",
        };

    private Frame Frame(ShownStep step, string label) =>
        new(label, [ReadTable(step), StateTable(step.Before), .. step.Parts.Select((p, k) => PartTable(p, k + 1))]);

    private Table ReadTable(ShownStep step)
    {
        int I = walk.Inputs;
        int[] largest =
        [
            .. Enumerable.Range(0, I).OrderByDescending(i => Math.Abs(step.Input[i])).Take(MostFeatures).Order(),
        ];
        return new Table(
            [new("", Alignment.Left), .. largest.Select(i => new TableColumn(features[i]))],
            [TableRow.Of(["x", .. largest.Select(i => Number(step.Input[i]))])])
        {
            Caption = "read: x",
            Note = largest.Length < I ? $"The {largest.Length} largest of {I} features." : "",
        };
    }

    private Table StateTable(CellState before) => new(Columns(),
    [
        Row(new StepTerm("h₋", before.Hidden)),
        .. HasCells ? [
            .. walk.Cell.States.Skip(1).Select((state, k) => Row(
                new StepTerm($"{state}₋", [.. before.Cell.Skip(k * walk.Units).Take(walk.Units)]))),
        ] : Array.Empty<TableRow>(),
    ])
    {
        Caption = "from the step before",
    };

    private Table PartTable(StepPart part, int number) => new(Columns(), [.. part.Terms.Select(Row)])
    {
        Caption = Invariant.Of($"{number} · {part.Name}: {part.Equation}"),
        Note = $"{part.Meaning}.",
    };

    private TableColumn[] Columns() => [new("", Alignment.Left), .. _units.Select(u => new TableColumn(Unit(u)))];

    private TableRow Row(StepTerm term) =>
        new([new(term.Name), .. _units.Select(u => new TableCell(Number(term.Values[u])))], term.IsResult);

    private string Unit(int unit) => Invariant.Of($"unit {unit + first}");

    private static string Number(double value) =>
        (value == 0 ? 0 : value).ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−');

    private static int[] MostMoved(CellWalk walk)
    {
        double Range(int u) => walk.Steps.Max(s => s.After.Cell[u]) - walk.Steps.Min(s => s.After.Cell[u]);
        return [.. Enumerable.Range(0, walk.Units).OrderByDescending(Range).Take(MostUnits).Order()];
    }
}
