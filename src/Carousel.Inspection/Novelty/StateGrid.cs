using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Novelty;

/// <summary>
/// A sequence of states as means of cells of equal length, standardised: cells are what the curve, its null and the
/// acts are computed on.
/// </summary>
/// <remarks>
/// Each unit is scaled to mean 0 and variance 1; then the noise is whitened, as the differences of neighbouring
/// quarter windows within windows show it: docs/derivations/novelty.md, equation 1.
/// </remarks>
internal sealed class StateGrid
{
    private const int CellsOfWindow = 16;
    private const int BlocksOfWindow = 4;

    private StateGrid(int steps, int cellSteps, int windowCells, int units, double[] values) =>
        (Steps, CellSteps, WindowCells, Units, Values) = (steps, cellSteps, windowCells, units, values);

    /// <summary>T: steps of the sequence.</summary>
    public int Steps { get; }

    /// <summary>Steps of a cell.</summary>
    public int CellSteps { get; }

    /// <summary>n: cells of a window.</summary>
    public int WindowCells { get; }

    /// <summary>Steps of a window: cells times their steps, which may be a little fewer than were asked for.</summary>
    public int Window => CellSteps * WindowCells;

    /// <summary>H.</summary>
    public int Units { get; }

    /// <summary>M: how many cells; steps after the last whole cell are left out.</summary>
    public int Cells => Values.Length / Units;

    /// <summary>[M, H], standardised means.</summary>
    internal double[] Values { get; }

    /// <summary>Makes the cells.</summary>
    /// <param name="states">[T, H].</param>
    /// <param name="units">H.</param>
    /// <param name="window">Steps of a window.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentException">The states are not a whole number of steps, or the sequence is shorter than
    /// four windows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is shorter than four steps, or there is no
    /// unit.</exception>
    public static StateGrid Of(ReadOnlySpan<float> states, int units, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, BlocksOfWindow);
        if (states.Length % units != 0 || states.Length / units < 4L * window)
        {
            throw new ArgumentException(
                $"states: expected [T, H] with H = {units} and T of four windows of {window} steps at least, but "
                + $"got {states.Length} values.", nameof(states));
        }

        int T = states.Length / units, cell = Math.Max(1, window / CellsOfWindow), n = window / cell;
        double[] values = Means(states, units, cell);
        Standardize(states, units, values);
        Whiten(values, units, n / BlocksOfWindow, n / (n / BlocksOfWindow));
        return new StateGrid(T, cell, n, units, values);
    }

    /// <summary>How many whole windows a sequence has.</summary>
    /// <param name="steps">T.</param>
    /// <param name="window">Steps of a window, four or more.</param>
    /// <returns>Acts can be as many at most.</returns>
    public static int WindowsIn(int steps, int window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, BlocksOfWindow);
        int cell = Math.Max(1, window / CellsOfWindow);
        return steps / cell / (window / cell);
    }

    /// <summary>
    /// The cells around the means of the parts between some places: a sequence in which nothing changes there.
    /// </summary>
    /// <param name="places">First cells of the parts but the first, ascending.</param>
    internal StateGrid Without(IReadOnlyList<int> places)
    {
        double[] values = [.. Values];
        int[] ends = [0, .. places, Cells];
        for (int p = 0; p + 1 < ends.Length; p++)
        {
            Span<double> part = values.AsSpan(ends[p] * Units, (ends[p + 1] - ends[p]) * Units);
            for (int u = 0; u < Units; u++)
            {
                double mean = 0;
                for (int i = u; i < part.Length; i += Units)
                {
                    mean += part[i] * Units / part.Length;
                }

                for (int i = u; i < part.Length; i += Units)
                {
                    part[i] -= mean;
                }
            }
        }

        return new StateGrid(Steps, CellSteps, WindowCells, Units, values);
    }

    private static double[] Means(ReadOnlySpan<float> states, int H, int cell)
    {
        int M = states.Length / H / cell;
        var means = new double[M * H];
        for (int t = 0; t < M * cell; t++)
        {
            Span<double> mean = means.AsSpan(t / cell * H, H);
            for (int u = 0; u < H; u++)
            {
                mean[u] += states[(t * H) + u] / (double)cell;
            }
        }

        return means;
    }

    // A unit that never moves says nothing and becomes 0.
    private static void Standardize(ReadOnlySpan<float> states, int H, double[] values)
    {
        int T = states.Length / H;
        var mean = new double[H];
        var squares = new double[H];
        for (int i = 0; i < states.Length; i++)
        {
            mean[i % H] += states[i] / (double)T;
        }

        for (int i = 0; i < states.Length; i++)
        {
            double d = states[i] - mean[i % H];
            squares[i % H] += d * d / T;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = squares[i % H] > 1e-12 ? (values[i] - mean[i % H]) / Math.Sqrt(squares[i % H]) : 0;
        }
    }

    private static void Whiten(double[] values, int H, int blockCells, int windowBlocks)
    {
        int M = values.Length / H / blockCells;
        var blocks = new double[M][];
        for (int m = 0; m < M; m++)
        {
            var mean = new double[H];
            for (int c = m * blockCells; c < (m + 1) * blockCells; c++)
            {
                for (int u = 0; u < H; u++)
                {
                    mean[u] += values[(c * H) + u] / blockCells;
                }
            }

            blocks[m] = mean;
        }

        double[,] covariance = Noise(blocks, H, windowBlocks);
        double trace = 0;
        for (int u = 0; u < H; u++)
        {
            trace += covariance[u, u];
        }

        if (!(trace > 0))
        {
            return;
        }

        for (int u = 0; u < H; u++)
        {
            covariance[u, u] += trace / M;
        }

        var factors = CholeskyFactors.OfSemidefinite(covariance);
        for (int c = 0; c < values.Length; c += H)
        {
            factors.Whiten(values.AsSpan(c, H)).CopyTo(values, c);
        }
    }

    // Half the mean square of neighbours' differences: a change affects only one of them, so that it does not count as
    // noise.
    // Only those within windows, so that the same windows in another order have the same noise.
    private static double[,] Noise(double[][] blocks, int H, int windowBlocks)
    {
        var covariance = new double[H, H];
        int[] within = [.. Enumerable.Range(1, blocks.Length - 1).Where(m => m % windowBlocks != 0)];
        foreach (int m in within)
        {
            for (int u = 0; u < H; u++)
            {
                double d = (blocks[m][u] - blocks[m - 1][u]) / (2 * within.Length);
                for (int v = 0; v <= u; v++)
                {
                    covariance[u, v] += d * (blocks[m][v] - blocks[m - 1][v]);
                }
            }
        }

        return covariance;
    }
}
