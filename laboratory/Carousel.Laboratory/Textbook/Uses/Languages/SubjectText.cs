using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>
/// The next letter of made texts of words of three letters. A text has one of four subjects; seven in ten of its words
/// are of the six that the subject prefers, the others are any.
/// </summary>
internal sealed class SubjectText : SequenceTask
{
    /// <summary>Letters.</summary>
    public const int Letters = 8;

    /// <summary>Subjects.</summary>
    public const int Subjects = 4;

    /// <summary>Letters of a text.</summary>
    public const int Length = 60;

    private const int OfWord = 3, Preferred = 6;
    private const float Share = 0.7f;

    private readonly int[][] _words;

    /// <summary>The language of a seed.</summary>
    /// <param name="seed">The seed.</param>
    public SubjectText(ulong seed)
    {
        var random = new TrialRandom(seed, "subjects/language", 0);
        _words =
        [
            .. Enumerable.Range(0, Subjects * Preferred).Select(_ => Enumerable.Range(0, OfWord)
                .Select(_ => random.Below(Letters)).ToArray()),
        ];
    }

    /// <inheritdoc/>
    public override string Name => "subjects";

    /// <inheritdoc/>
    public override int InputSize => Letters;

    /// <inheritdoc/>
    public override int OutputSize => Letters;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) => Fill(random, sequences, batch);

    /// <summary>Makes texts.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="sequences">B.</param>
    /// <param name="batch">Begun and filled.</param>
    /// <returns>[B], the subject of each.</returns>
    public int[] Fill(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length - 1, sequences);
        var subjects = new int[sequences];
        for (int b = 0; b < sequences; b++)
        {
            subjects[b] = random.Below(Subjects);
            for (int t = 0; t < Length; t += OfWord)
            {
                int word = random.Uniform() < Share
                    ? (subjects[b] * Preferred) + random.Below(Preferred)
                    : random.Below(_words.Length);
                for (int k = 0; k < OfWord; k++)
                {
                    if (t + k < Length - 1)
                    {
                        batch.SetSymbol(b, t + k, _words[word][k]);
                    }

                    if (t + k > 0)
                    {
                        batch.AddTarget(b, t + k - 1, _words[word][k]);
                    }
                }
            }
        }

        return subjects;
    }
}
