using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>Windows of a strand, of which each next base is asked for. One feature for each base.</summary>
/// <param name="name">Of the genome.</param>
/// <param name="region">The part.</param>
internal sealed class NextBaseTask(string name, GenomeRegion region) : SequenceTask
{
    /// <summary>T: bases of a window.</summary>
    public const int Length = 120;

    /// <inheritdoc/>
    public override string Name => $"next-base-{name}";

    /// <inheritdoc/>
    public override int InputSize => Bases.Count;

    /// <inheritdoc/>
    public override int OutputSize => Bases.Count;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            (CodingStrand strand, int first, int end) = region.Draw(random);
            int from = random.Between(first, end - Length - 1);
            StartWindowTask.Write(batch, b, strand.Bases.AsSpan(from, Length));
            for (int t = 0; t < Length; t++)
            {
                byte next = strand.Bases[from + t + 1];
                if (next < Bases.Count)
                {
                    batch.AddTarget(b, t, next);
                }
            }
        }
    }
}
