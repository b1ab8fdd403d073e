using Carousel.Laboratory.Textbook.Agreement;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// Sentences of <see cref="AgreementGrammar"/> as a language model reads them: after every word, which is next?
/// </summary>
internal sealed class AgreementTask : SequenceTask
{
    /// <summary>Most adverbs before the verb.</summary>
    public const int MostAdverbs = 2;

    /// <summary>Most attractors of a training sentence.</summary>
    public const int MostAttractors = 2;

    private readonly int _mostPhrases;
    private readonly bool _isUniform;
    private readonly List<AgreementSentence> _sentences = [];

    /// <summary>A task.</summary>
    /// <param name="mostPhrases">Most phrases with nouns between subject and verb.</param>
    /// <param name="isUniform">Whether every number of phrases is as frequent as the other, whatever their nouns; else
    /// each further phrase comes with probability one half, and attractors are few.</param>
    public AgreementTask(int mostPhrases, bool isUniform = false) =>
        (_mostPhrases, _isUniform) = (mostPhrases, isUniform);

    /// <inheritdoc/>
    public override string Name => $"agreement-{_mostPhrases}{(_isUniform ? "-uniform" : "")}";

    /// <inheritdoc/>
    public override int InputSize => AgreementGrammar.Words.Count;

    /// <inheritdoc/>
    public override int OutputSize => AgreementGrammar.Words.Count;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <summary>
    /// A sentence as in training: each further phrase with probability one half, nouns of either number, and never more
    /// attractors than training has.
    /// </summary>
    public AgreementSentence DrawSentence(TrialRandom random)
    {
        if (_isUniform)
        {
            return AgreementGrammar.Draw(
                random, random.Between(0, _mostPhrases), random.Between(0, MostAdverbs), null);
        }

        while (true)
        {
            int phrases = 0;
            while (phrases < _mostPhrases && random.Coin())
            {
                phrases++;
            }

            AgreementSentence sentence = AgreementGrammar.Draw(random, phrases, random.Between(0, MostAdverbs), null);
            if (sentence.Attractors <= MostAttractors)
            {
                return sentence;
            }
        }
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        _sentences.Clear();
        for (int b = 0; b < sequences; b++)
        {
            _sentences.Add(DrawSentence(random));
        }

        batch.Begin([.. _sentences.Select(s => s.Words.Count - 1)]);
        for (int b = 0; b < sequences; b++)
        {
            IReadOnlyList<int> words = _sentences[b].Words;
            for (int t = 0; t + 1 < words.Count; t++)
            {
                batch.SetSymbol(b, t, words[t]);
                batch.AddTarget(b, t, words[t + 1]);
            }
        }
    }

    /// <summary>Writes sentences up to their verb, which is the only target.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="batch">Begun and filled.</param>
    public static void WriteUpToVerb(IReadOnlyList<AgreementSentence> sentences, TaskBatch batch)
    {
        batch.Begin([.. sentences.Select(s => s.VerbPlace)]);
        for (int b = 0; b < sentences.Count; b++)
        {
            for (int t = 0; t < sentences[b].VerbPlace; t++)
            {
                batch.SetSymbol(b, t, sentences[b].Words[t]);
            }

            batch.AddTarget(b, sentences[b].VerbPlace - 1, sentences[b].RightVerb);
        }
    }
}
