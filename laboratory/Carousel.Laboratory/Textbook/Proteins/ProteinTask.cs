using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Proteins;

/// <summary>Proteins read residue by residue: the next one is asked for, or the net charge of those so far.</summary>
/// <param name="proteins">From which they are drawn.</param>
/// <param name="asksCharge">Whether the charge is asked for, as a number.</param>
internal sealed class ProteinTask(IReadOnlyList<byte[]> proteins, bool asksCharge) : SequenceTask
{
    // Charges go from about −10 to 10.
    private const double Scale = 0.1;

    /// <inheritdoc/>
    public override string Name => asksCharge ? "charges" : "residues";

    /// <inheritdoc/>
    public override int InputSize => ProteinSet.Letters.Length;

    /// <inheritdoc/>
    public override int OutputSize => asksCharge ? 1 : ProteinSet.Letters.Length;

    /// <inheritdoc/>
    public override bool HasClasses => !asksCharge;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) =>
        Fill([.. Enumerable.Range(0, sequences).Select(_ => proteins[random.Below(proteins.Count)])], batch);

    /// <summary>Some proteins with all of their questions.</summary>
    /// <param name="chosen">The proteins.</param>
    /// <param name="batch">Begun and filled.</param>
    public void Fill(IReadOnlyList<byte[]> chosen, TaskBatch batch)
    {
        batch.Begin([.. chosen.Select(p => p.Length - 1)]);
        for (int b = 0; b < chosen.Count; b++)
        {
            double charge = 0;
            for (int t = 0; t + 1 < chosen[b].Length; t++)
            {
                batch.SetSymbol(b, t, chosen[b][t]);
                charge += ProteinSet.ChargeOf(chosen[b][t]);
                if (asksCharge)
                {
                    batch.AddTarget(b, t, [(float)(Scale * charge)]);
                }
                else
                {
                    batch.AddTarget(b, t, chosen[b][t + 1]);
                }
            }
        }
    }
}
