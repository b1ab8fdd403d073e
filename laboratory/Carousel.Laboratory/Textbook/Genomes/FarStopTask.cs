using Carousel.Genomes;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// Long windows of a strand in which starts of genes are to be distinguished from other ATG, GTG and TTG, read to the
/// window's end. Targets: each gene's start within the window, and as many other such codons, drawn, and one more.
/// </summary>
internal sealed class FarStopTask : SequenceTask
{
    private readonly GenomeRegion _region;
    private readonly int _length;

    /// <summary>A task.</summary>
    /// <param name="region">The part of the genome.</param>
    /// <param name="length">T: bases of a window.</param>
    public FarStopTask(GenomeRegion region, int length) => (_region, _length) = (region, length);

    /// <inheritdoc/>
    public override string Name => "far-stop";

    /// <inheritdoc/>
    public override int InputSize => Bases.Count;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(_length, sequences);
        var others = new List<int>();
        for (int b = 0; b < sequences; b++)
        {
            (CodingStrand strand, int first, int end) = _region.Draw(random);
            int from = random.Between(first, end - _length), starts = 0;
            StartWindowTask.Write(batch, b, strand.Bases.AsSpan(from, _length));
            others.Clear();
            for (int t = 0; t + Codons.Length <= _length; t++)
            {
                if (strand.IsStart(from + t))
                {
                    batch.AddTarget(b, t, 1);
                    starts++;
                }
                else if (Codons.IsStart(strand.Bases, from + t))
                {
                    others.Add(t);
                }
            }

            for (int k = 0; k <= starts && others.Count > 0; k++)
            {
                batch.AddTarget(b, others[random.Below(others.Count)], 0);
            }
        }
    }
}
