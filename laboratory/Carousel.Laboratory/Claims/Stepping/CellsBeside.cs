using System.Globalization;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>Several cells over the same sequence, side by side: their gates and states, unit by unit.</summary>
/// <param name="walks">A walk for each, over the same steps.</param>
/// <param name="features">[I], names of their inputs.</param>
internal sealed class CellsBeside(IReadOnlyList<CellWalk> walks, IReadOnlyList<string> features)
{
    /// <summary>All of them at each step, and what each unit holds over the steps.</summary>
    /// <param name="start">The step that is seen first, from 0.</param>
    /// <param name="together">How many are seen together.</param>
    /// <param name="origin">Where the cells come from.</param>
    public IEnumerable<Block> Blocks(int start, int together, string origin)
    {
        yield return new Stepper(
            "Cells side by side", [.. Enumerable.Range(0, walks[0].Steps.Count).Select(t => new Frame("", [Table(t)]))])
        {
            Caption = $"Shown: {origin}.",
            Start = start,
            Together = together,
        };
        var axis = Axis.Range("step", 1, walks[0].Steps.Count);
        for (int unit = 0; unit < walks[0].Units; unit++)
        {
            int u = unit;
            yield return new LineChart(
                string.Create(CultureInfo.InvariantCulture, $"State of unit {u + 1}"), axis,
                [.. walks.Select(w => new Series(w.Cell.Name, [.. w.Steps.Select(s => s.After.Cell[u])]))])
            {
                ValueName = "state: c if there is one, else h",
                Width = ChartWidth.Half,
                Summary = $"The state of unit {u + 1} of each cell after each of {walks[0].Steps.Count} steps.",
            };
        }
    }

    private Table Table(int step) => new(
        [
            new("", Alignment.Left), new("", Alignment.Left),
            .. Enumerable.Range(1, walks[0].Units).Select(u => new TableColumn($"unit {u}")),
        ],
        [.. walks.SelectMany(walk => Rows(walk, walk.Steps[step]))])
    {
        Caption = "read: " + string.Join(
            ", ", features.Select((f, i) => $"{f} {Number(walks[0].Steps[step].Input[i])}")),
    };

    private static IEnumerable<TableRow> Rows(CellWalk walk, ShownStep step) =>
        step.Parts.SelectMany(part => part.Terms)
            .Where(term => term.IsResult)
            .Select((term, n) => new TableRow(
                [
                    new(n == 0 ? walk.Cell.Name : ""), new(term.Name),
                    .. term.Values.Select(v => new TableCell(Number(v))),
                ],
                walk.Cell.States.Contains(term.Name)));

    private static string Number(double value) =>
        (value == 0 ? 0 : value).ToString("0.000", CultureInfo.InvariantCulture).Replace('-', '−');
}
