using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Agreement;

/// <summary>Minimal pairs: the words up to the verb, then its right or its wrong form.</summary>
internal static class AgreementTest
{
    private const int SentencesAtOnce = 50;

    /// <summary>The share of sentences of which the right form of the verb is the likelier one.</summary>
    /// <param name="tape">Begun here, for inference.</param>
    /// <param name="network">A language model of the words.</param>
    /// <param name="task">What it learned.</param>
    /// <param name="random">Draws the sentences.</param>
    /// <param name="count">How many.</param>
    /// <param name="draw">Draws one.</param>
    public static double RightVerbs(
        Tape tape, TaskNetwork network, AgreementTask task, TrialRandom random, int count,
        Func<TrialRandom, AgreementSentence> draw)
    {
        var batch = new TaskBatch(task);
        int right = 0;
        for (int first = 0; first < count; first += SentencesAtOnce)
        {
            AgreementSentence[] sentences =
            [
                .. Enumerable.Range(0, Math.Min(SentencesAtOnce, count - first)).Select(_ => draw(random)),
            ];
            AgreementTask.WriteUpToVerb(sentences, batch);
            float[] logits = TaskEvaluation.Predict(tape, network, batch);
            for (int b = 0; b < sentences.Length; b++)
            {
                ReadOnlySpan<float> own = logits.AsSpan(b * task.OutputSize, task.OutputSize);
                right += own[sentences[b].RightVerb] > own[sentences[b].WrongVerb] ? 1 : 0;
            }
        }

        return (double)right / count;
    }
}
