using Carousel.Genomes;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Genomes;

/// <summary>Sequences with labelled runs: open chromatin, richer in G and C and in TGACTCA, in random bases.</summary>
internal static class MadeChromatin
{
    private static readonly double[] _open = [0.22, 0.28, 0.28, 0.22];
    private static readonly double[] _closed = [0.27, 0.23, 0.23, 0.27];

    /// <summary>A genome with about as many bases.</summary>
    public static Genome Genome(int length, ulong seed)
    {
        var draws = new SimulationDraws(seed, "simulated genome");
        var bases = new List<byte>();
        var runs = new List<LabeledRun>();
        while (bases.Count < length)
        {
            Add(200 + (int)(800 * draws.Exponential()), _closed);
            int start = bases.Count, end = start + 250 + (int)(250 * draws.Exponential());
            byte[] motif = Bases.Of("TGACTCA"), other = Bases.ReverseComplement(motif);
            while (bases.Count < end)
            {
                Add(draws.Between(35, 75), _open);
                bases.AddRange(draws.Chance(0.5) ? motif : other);
            }

            runs.Add(new LabeledRun(new NucleotideSpan(start, bases.Count), "open"));
        }

        Add(60, [0.28, 0.22, 0.22, 0.28]);
        return new Genome(
            "made chromatin", [new GenomeSequence("made", [.. bases])],
            [new GenomeAnnotation([], []) { Runs = runs }]);

        void Add(int count, double[] weights)
        {
            for (int k = 0; k < count; k++)
            {
                bases.Add((byte)draws.Pick(weights));
            }
        }
    }
}
