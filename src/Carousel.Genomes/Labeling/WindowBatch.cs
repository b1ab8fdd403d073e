using Carousel.Data;

namespace Carousel.Genomes.Labeling;

/// <summary>Windows of bases of equal length as the network takes them.</summary>
internal sealed class WindowBatch
{
    /// <summary>How the bases lie.</summary>
    public Packing Bases { get; } = new();

    /// <summary>How steps of three bases lie.</summary>
    public Packing Steps { get; } = new();

    /// <summary>[N, 4]: one for the base at the place; zeros where it is not known.</summary>
    public float[] Input { get; private set; } = [];

    /// <summary>[N, 6]: lengths of open frames; empty where they are not read.</summary>
    public float[] Frames { get; private set; } = [];

    /// <summary>[N]: the rows of bases, those of a step one after the other.</summary>
    public int[] Folded { get; private set; } = [];

    /// <summary>Refills the batch.</summary>
    /// <param name="windows">Windows of one length, a multiple of three.</param>
    public void Fill(IReadOnlyList<NucleotideTracks> windows)
    {
        int T = windows[0].Sequence.Length, B = windows.Count;
        int[] lengths = new int[B];
        Array.Fill(lengths, T);
        Bases.Set(lengths);
        Array.Fill(lengths, T / NucleotideDesign.Fold);
        Steps.Set(lengths);
        (Input, Folded, Frames) = (
            new float[T * B * Genomes.Bases.Count], new int[T * B], new float[windows[0].Frames.Length * B]);
        for (int b = 0; b < B; b++)
        {
            for (int t = 0; t < T; t++)
            {
                int row = Bases.Row(b, t);
                byte read = windows[b].Sequence[t];
                if (read != Genomes.Bases.Unknown)
                {
                    Input[(row * Genomes.Bases.Count) + read] = 1;
                }

                for (int k = 0; Frames.Length > 0 && k < OpenFrames.Count; k++)
                {
                    Frames[(row * OpenFrames.Count) + k] = OpenFrames.Value(
                        windows[b].Frames[(t * OpenFrames.Count) + k]);
                }

                Folded[FoldedRow(b, t)] = row;
            }
        }
    }

    /// <summary>Values of bases of a window, in the order of the bases.</summary>
    /// <param name="values">[N, C], as <see cref="Folded"/>.</param>
    /// <param name="window">Which window.</param>
    /// <param name="first">The first base of it.</param>
    /// <param name="count">How many bases.</param>
    /// <returns>[count, C].</returns>
    public float[] Unfolded(float[] values, int window, int first, int count)
    {
        int C = values.Length / Folded.Length;
        var found = new float[count * C];
        for (int t = 0; t < count; t++)
        {
            values.AsSpan(FoldedRow(window, first + t) * C, C).CopyTo(found.AsSpan(t * C));
        }

        return found;
    }

    /// <summary>Where the scores of a base lie.</summary>
    /// <param name="window">Which window.</param>
    /// <param name="place">Which base of it.</param>
    public int FoldedRow(int window, int place) =>
        (Steps.Row(window, place / NucleotideDesign.Fold) * NucleotideDesign.Fold) + (place % NucleotideDesign.Fold);
}
