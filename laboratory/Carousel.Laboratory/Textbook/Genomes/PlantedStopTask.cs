using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// An artificial task that depends only on the far stop: after ATG no frame has a stop codon except, in half
/// of the windows, one TAA 24 to 36 bases on. The target at the start, and at some bases after it, is whether it is
/// there.
/// </summary>
internal sealed class PlantedStopTask : SequenceTask
{
    /// <summary>T.</summary>
    public const int Length = 48;

    private const int Margin = 12, Nearest = 24, Every = 4;

    /// <inheritdoc/>
    public override string Name => "planted-stop";

    /// <inheritdoc/>
    public override int InputSize => Bases.Count;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            bool hasStop = random.Coin();
            (byte[] bases, _) = Window(random, hasStop);
            StartWindowTask.Write(batch, b, bases);
            for (int t = 0; t < Nearest; t += Every)
            {
                batch.AddTarget(b, t, hasStop ? 1 : 0);
            }
        }
    }

    /// <summary>A window that begins with ATG.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="hasStop">Whether its last bases contain a stop codon.</param>
    /// <returns>[T], and the first base of the stop codon, or of the codon in its place.</returns>
    public static (byte[] Bases, int Stop) Window(TrialRandom random, bool hasStop)
    {
        var bases = new byte[Length];
        Bases.Of("ATG").CopyTo(bases, 0);
        for (int t = Codons.Length; t < bases.Length; t++)
        {
            // Drawn again until the three bases that end here are not a stop codon.
            do
            {
                bases[t] = (byte)random.Below(Bases.Count);
            }
            while (Codons.IsStop(bases, t - 2));
        }

        int stop = (random.Between(Nearest, Length - Margin) / Codons.Length) * Codons.Length;
        if (hasStop)
        {
            Bases.Of("TAA").CopyTo(bases, stop);
        }

        return (bases, stop);
    }
}
