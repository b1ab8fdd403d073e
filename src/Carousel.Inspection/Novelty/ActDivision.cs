using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Novelty;

/// <summary>A sequence cut into exactly k acts so that the directions of the states vary least within them.</summary>
/// <remarks>Dynamic programming over all divisions (Bellman 1961), so that it is the best one; what it makes large is
/// the objective of spherical k-means, Dhillon and Modha 2001.
/// Its p value: acts found again in the same whole windows in random order, of cells more than a window apart, so that
/// what neighbours share by following each other counts on neither side.</remarks>
internal sealed class ActDivision
{
    private const int MostPlaces = 1200;
    private const int BlocksOfWindow = 4;

    private ActDivision(IReadOnlyList<int> boundaries, double agreement, double pValue) =>
        (Boundaries, Agreement, PValue) = (boundaries, agreement, pValue);

    /// <summary>[k − 1], the first steps of the second act and of those after it.</summary>
    public IReadOnlyList<int> Boundaries { get; }

    /// <summary>
    /// The mean cosine between the states of quarter windows and the mean direction of their act, seen from the mean of
    /// the sequence.
    /// </summary>
    public double Agreement { get; }

    /// <summary>
    /// How likely whole windows in random order agree as much, where only cells more than a window apart count.
    /// </summary>
    public double PValue { get; }

    /// <summary>Finds the acts.</summary>
    /// <param name="grid">The states.</param>
    /// <param name="acts">k, 2 or more.</param>
    /// <param name="seed">Seeds the shuffles.</param>
    /// <param name="surrogates">How many shuffled sequences.</param>
    /// <returns>The acts, each a window long at least.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two acts, or more than windows.</exception>
    public static ActDivision Of(StateGrid grid, int acts, ulong seed, int surrogates = 99)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(acts, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(acts, grid.Cells / grid.WindowCells);
        int joined = Math.Max(
            Math.Max(1, grid.WindowCells / BlocksOfWindow), (grid.Cells + MostPlaces - 1) / MostPlaces),
            M = grid.Cells / joined;
        int least = Math.Min((grid.WindowCells + joined - 1) / joined, M / acts);
        double[,] cosines = Cosines(grid, joined);
        int[] order = [.. Enumerable.Range(0, M)];
        (double agreement, List<int> places) = Divide(cosines, order, acts, least, 0);
        int windowCells = Math.Max(1, grid.WindowCells / joined), hits = 0;
        double apart = Divide(cosines, order, acts, least, windowCells).Agreement;
        var permutation = new Permutation(seed, "acts");
        var windows = new int[M / windowCells];
        for (int s = 0; s < surrogates; s++)
        {
            permutation.Order(s, windows);
            for (int c = 0; c < windows.Length * windowCells; c++)
            {
                order[c] = (windows[c / windowCells] * windowCells) + (c % windowCells);
            }

            // Orders that only rename windows give the same except for rounding.
            hits += Divide(cosines, order, acts, least, windowCells).Agreement >= apart - 1e-12 ? 1 : 0;
        }

        return new ActDivision(
            [.. places.Select(p => p * joined * grid.CellSteps)], agreement, Permutation.PValue(hits, surrogates));
    }

    // [M, M], cosines of the cells: quarter windows, or more where there are many.
    private static double[,] Cosines(StateGrid grid, int joined)
    {
        int H = grid.Units, M = grid.Cells / joined;
        var cells = new double[M][];
        for (int m = 0; m < M; m++)
        {
            var cell = new double[H];
            for (int c = m * joined * H; c < (m + 1) * joined * H; c++)
            {
                cell[c % H] += grid.Values[c];
            }

            double length = Math.Sqrt(cell.Sum(v => v * v));
            cells[m] = length > 0 ? [.. cell.Select(v => v / length)] : cell;
        }

        var cosines = new double[M, M];
        for (int i = 0; i < M; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int u = 0; u < H; u++)
                {
                    sum += cells[i][u] * cells[j][u];
                }

                cosines[i, j] = cosines[j, i] = sum;
            }
        }

        return cosines;
    }

    // The length of the sum of an act's directions is the sum of their cosines to its mean direction; pairs of cells at
    // most so far apart are left out.
    private static (double Agreement, List<int> Places) Divide(
        double[,] cosines, int[] order, int acts, int least, int near)
    {
        int M = order.Length;
        var best = new double[acts + 1, M + 1];
        var from = new int[acts + 1, M + 1];
        var square = new double[M + 1];
        var within = new double[M + 1];
        for (int b = 1; b <= M; b++)
        {
            double twice = 0;
            for (int a = b - 1; a >= 0; a--)
            {
                twice += a == b - 1 ? cosines[order[a], order[a]]
                    : b - 1 - a > near ? 2 * cosines[order[a], order[b - 1]]
                    : 0;
                square[a] += twice;
                within[a] = Math.Sqrt(Math.Max(0, square[a]));
            }

            for (int k = 1; k <= acts; k++)
            {
                best[k, b] = double.NegativeInfinity;
                for (int a = (k - 1) * least; a <= (k == 1 ? 0 : b - least); a++)
                {
                    double value = b - a < least ? double.NegativeInfinity : (k == 1 ? 0 : best[k - 1, a]) + within[a];
                    if (value > best[k, b])
                    {
                        (best[k, b], from[k, b]) = (value, a);
                    }
                }
            }
        }

        var places = new List<int>();
        for (int k = acts, b = M; k > 1; k--)
        {
            b = from[k, b];
            places.Insert(0, b);
        }

        return (best[acts, M] / M, places);
    }
}
