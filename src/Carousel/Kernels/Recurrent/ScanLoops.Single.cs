namespace Carousel.Kernels;

/// <summary>
/// Products of a single row, two gates at once: the sums of one gate alone would wait for each other. Bits as those of
/// many rows.
/// </summary>
internal static unsafe partial class ScanLoops
{
    /// <summary>Whether the gates of some rows go two by two.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Values of a gate that lie together.</param>
    private static bool IsPaired(ScanSize size, int rows, int columns) =>
        rows == 1 && size.Gates % 2 == 0 && columns % Widest == 0;

    /// <summary>b + W x.</summary>
    private static void ProjectPairs<V, O>(ScanSize size, ScanPart part, float* panels, float* bias, float* x, float* a)
        where O : ILanes<V>
    {
        for (int gate = 0; gate < size.Gates; gate += 2)
        {
            for (int panel = part.PanelFrom; panel < part.PanelTo; panel++)
            {
                int unit = panel * Width, first = (gate * size.H) + unit;
                float* weights = panels + ((nint)gate * size.GateLength) + ((nint)unit * size.I);
                Panel one = Panel.OfWeights(weights, size.I),
                    other = Panel.OfWeights(weights + size.GateLength, size.I);
                RegisterTile.Pair<V, O>(
                    Math.Min(Width, size.H - unit), x, one, other, size.I, new(bias + first, size.H),
                    new(a + first, size.H));
            }
        }
    }

    /// <summary>AddHeads of a single row.</summary>
    private static void AddHeadPairs<V, O>(ScanSize size, float* panels, float* before, float* a)
        where O : ILanes<V>
    {
        nint next = (nint)size.Heads * size.BlockLength;
        for (int gate = 0; gate < size.Gates; gate += 2)
        {
            for (int head = 0; head < size.Heads; head++)
            {
                float* weights = panels + ((((nint)gate * size.Heads) + head) * size.BlockLength);
                float* y = a + (gate * size.H) + (head * size.Head);
                for (int unit = 0; unit < size.Head; unit += Width)
                {
                    float* own = weights + ((nint)unit * size.Head);
                    var sums = new StridedRows(y + unit, size.H);
                    RegisterTile.Pair<V, O>(
                        Math.Min(Width, size.Head - unit), before + (head * size.Head),
                        Panel.OfWeights(own, size.Head), Panel.OfWeights(own + next, size.Head), size.Head,
                        sums, sums);
                }
            }
        }
    }
}
