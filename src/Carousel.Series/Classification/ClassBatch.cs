using Carousel.Data;

namespace Carousel.Classification;

/// <summary>Some sequences side by side, filled again and again.</summary>
/// <param name="design">What a step is.</param>
internal sealed class ClassBatch(ClassDesign design)
{
    /// <summary>Features, or the number of a word or character, of each step.</summary>
    public SequenceBatch Sequences { get; } = new(design.IsText ? 1 : design.Features);

    /// <summary>The characters of each word: sequence n spells the word of row n of <see cref="Sequences"/>.</summary>
    public SequenceBatch? Spellings { get; } = design.Input == ClassInput.Both ? new SequenceBatch(1) : null;

    /// <summary>Fills the batch.</summary>
    /// <param name="samples">The sequences.</param>
    public void Fill(IReadOnlyList<EncodedSample> samples)
    {
        Sequences.Begin([.. samples.Select(s => s.Steps)]);
        Packing packing = Sequences.Packing;
        var words = new float[packing.Rows][];
        for (int b = 0; b < samples.Count; b++)
        {
            Sequences.SetSequence(b, samples[b].Values);
            for (int t = 0; t < samples[b].Characters.Length; t++)
            {
                words[packing.Row(b, t)] = samples[b].Characters[t];
            }
        }

        Spellings?.Begin([.. words.Select(w => w.Length)]);
        for (int row = 0; row < words.Length && Spellings is not null; row++)
        {
            Spellings.SetSequence(row, words[row]);
        }
    }
}
