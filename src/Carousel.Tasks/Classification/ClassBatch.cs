using Carousel.Data;

namespace Carousel.Tasks.Classification;

/// <summary>Some sequences side by side, filled again and again.</summary>
/// <param name="design">What a step is.</param>
internal sealed class ClassBatch(ClassDesign design)
{
    private int[] _lengths = [];
    private int[] _spellingLengths = [];
    private float[] _classes = [];
    private EncodedSample[] _heard = [];

    /// <summary>Features, or the number of a word or character, of each step.</summary>
    public SequenceBatch Sequences { get; } = new(design.IsText ? 1 : design.Features);

    /// <summary>The characters of each word: sequence n spells the word of row n of <see cref="Sequences"/>.</summary>
    public SequenceBatch? Spellings { get; } = design.Input == ClassInput.Both ? new SequenceBatch(1) : null;

    /// <summary>[B]: the numbers of the classes.</summary>
    public ReadOnlySpan<float> Classes => _classes.AsSpan(0, Sequences.Packing.BatchSize);

    /// <summary>Fills the batch.</summary>
    /// <param name="samples">The data.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="noise">What is changed at random; null for nothing.</param>
    /// <param name="epoch">Decides the noise.</param>
    public void Fill(IReadOnlyList<EncodedSample> samples, ReadOnlySpan<int> chosen, ClassNoise? noise = null, int epoch = 0)
    {
        Grow(ref _lengths, chosen.Length);
        Grow(ref _classes, chosen.Length);
        Grow(ref _heard, chosen.Length);
        for (int b = 0; b < chosen.Length; b++)
        {
            _heard[b] = noise?.Sound?.Vary(samples[chosen[b]], chosen[b], epoch) ?? samples[chosen[b]];
            (_lengths[b], _classes[b]) = (_heard[b].Steps, _heard[b].Class);
        }

        Sequences.Begin(_lengths.AsSpan(0, chosen.Length));
        for (int b = 0; b < chosen.Length; b++)
        {
            EncodedSample sample = _heard[b];
            for (int t = 0; t < sample.Steps; t++)
            {
                Span<float> step = Sequences.Step(b, t);
                if (design.IsText)
                {
                    step[0] = noise?.Drops(epoch, chosen[b], t) == true ? 0 : sample.Symbols[t];
                }
                else
                {
                    sample.Features.AsSpan(t * step.Length, step.Length).CopyTo(step);
                    noise?.Add(epoch, chosen[b], t, step);
                }
            }
        }

        if (Spellings is { } spellings)
        {
            Spell(spellings, samples, chosen);
        }
    }

    private void Spell(SequenceBatch spellings, IReadOnlyList<EncodedSample> samples, ReadOnlySpan<int> chosen)
    {
        Packing packing = Sequences.Packing;
        Grow(ref _spellingLengths, packing.Rows);
        for (int b = 0; b < chosen.Length; b++)
        {
            int[][] words = samples[chosen[b]].Characters;
            for (int t = 0; t < words.Length; t++)
            {
                _spellingLengths[packing.Row(b, t)] = words[t].Length;
            }
        }

        spellings.Begin(_spellingLengths.AsSpan(0, packing.Rows));
        for (int b = 0; b < chosen.Length; b++)
        {
            int[][] words = samples[chosen[b]].Characters;
            for (int t = 0; t < words.Length; t++)
            {
                int row = packing.Row(b, t);
                for (int c = 0; c < words[t].Length; c++)
                {
                    spellings.Step(row, c)[0] = words[t][c];
                }
            }
        }
    }

    private static void Grow<T>(ref T[] values, int length)
    {
        if (values.Length < length)
        {
            values = new T[Math.Max(length, 2 * values.Length)];
        }
    }
}
