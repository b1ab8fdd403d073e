namespace Carousel.Inspection.Novelty;

/// <summary>
/// At each place of a sequence, the distance between the mean state of the window ahead and the running mean of the
/// window before.
/// </summary>
/// <remarks>docs/derivations/novelty.md, equation 2.</remarks>
internal sealed class NoveltyCurve
{
    private readonly double[] _sorted;

    private NoveltyCurve(double[] values, int first, int cellSteps)
    {
        (Values, First, CellSteps) = (values, first, cellSteps);
        _sorted = [.. values.Order()];
    }

    /// <summary>
    /// Root mean square over the units of the differences of the two means, in standard deviations of the noise of a
    /// quarter window: one every <see cref="CellSteps"/> steps.
    /// </summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The step of the first distance: the first step of the window ahead.</summary>
    public int First { get; }

    /// <summary>Steps from one distance to the next.</summary>
    public int CellSteps { get; }

    /// <summary>The median: how far neighbouring windows usually lie apart.</summary>
    public double Median => _sorted[(_sorted.Length - 1) / 2];

    /// <summary>The step of a distance.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <returns>The first step of the window ahead.</returns>
    public int StepOf(int index) => First + (index * CellSteps);

    /// <summary>The curve of a sequence.</summary>
    /// <param name="grid">Its states.</param>
    /// <returns>The curve.</returns>
    public static NoveltyCurve Of(StateGrid grid) => Of(grid, [.. Enumerable.Range(0, grid.Cells)]);

    /// <summary>The curve of the cells in another order.</summary>
    internal static NoveltyCurve Of(StateGrid grid, ReadOnlySpan<int> order)
    {
        int H = grid.Units, n = grid.WindowCells;
        var values = new double[grid.Cells - (2 * n) + 1];
        double[] behind = new double[H], ahead = new double[H];
        for (int c = 0; c < n; c++)
        {
            Add(behind, Cell(grid, order[c]), 1);
            Add(ahead, Cell(grid, order[n + c]), 1);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Distance(behind, ahead, n);
            if (i + 1 < values.Length)
            {
                Add(behind, Cell(grid, order[i]), -1);
                Add(behind, Cell(grid, order[i + n]), 1);
                Add(ahead, Cell(grid, order[i + n]), -1);
                Add(ahead, Cell(grid, order[i + (2 * n)]), 1);
            }
        }

        return new NoveltyCurve(values, grid.Window, grid.CellSteps);
    }

    /// <summary>Places that are the highest within a window to both sides, in the order of time.</summary>
    /// <param name="reach">Cells to each side.</param>
    internal List<int> Peaks(int reach)
    {
        var peaks = new List<int>();
        for (int i = 0; i < Values.Count; i++)
        {
            bool isPeak = true;
            for (int j = Math.Max(0, i - reach); isPeak && j <= Math.Min(Values.Count - 1, i + reach); j++)
            {
                // Of equal neighbours the first is the peak.
                isPeak = j == i || Values[j] < Values[i] || (j > i && Values[j] == Values[i]);
            }

            if (isPeak)
            {
                peaks.Add(i);
            }
        }

        return peaks;
    }

    /// <summary>A place's distance in medians of the curve.</summary>
    /// <param name="index">Which place.</param>
    internal double Height(int index) => Median > 0 ? Values[index] / Median : Values[index] > 0 ? double.MaxValue : 0;

    private static ReadOnlySpan<double> Cell(StateGrid grid, int cell) =>
        grid.Values.AsSpan(cell * grid.Units, grid.Units);

    private static void Add(double[] sums, ReadOnlySpan<double> cell, double sign)
    {
        for (int u = 0; u < cell.Length; u++)
        {
            sums[u] += sign * cell[u];
        }
    }

    private static double Distance(double[] behind, double[] ahead, int n)
    {
        double squares = 0;
        for (int u = 0; u < behind.Length; u++)
        {
            double d = (ahead[u] - behind[u]) / n;
            squares += d * d;
        }

        return Math.Sqrt(squares / behind.Length);
    }
}
